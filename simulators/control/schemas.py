"""Bodies and answers of the control API. Unknown fields are refused."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from simulators.kernel import clock, credentials, effects, limits, repository
from simulators.kernel.fault_schemas import OneOf, RuleFields, Told
from simulators.kernel.web import Bool, Int

WHOLE_NAME = validate.Regexp(repository.NAME.pattern + r"\Z", error="1 to 63 of A-Z a-z 0-9 _ -")


class Input(ma.Schema):
    class Meta:
        unknown = ma.RAISE


_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(fields.AwareDateTime):
    """RFC 3339 with a zone, from 1970 to 9000; UTC is written `Z`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, *args: Any, **kwargs: Any) -> datetime:
        instant = super()._deserialize(*args, **kwargs)
        if not _FIRST <= instant <= clock.FOREVER:
            raise self.make_error("invalid", input=instant, obj_type="datetime")
        return instant.astimezone(UTC)

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else value.isoformat().replace("+00:00", "Z")


class ClockMode(fields.String):
    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        try:
            return clock.parse_mode(super()._deserialize(value, attr, data, **kwargs))
        except clock.BadClock as error:
            raise ma.ValidationError(str(error)) from error


class NewWorld(Input):
    name = fields.String(required=True, validate=WHOLE_NAME)
    seed = Int(validate=validate.Range(0, 2**63 - 1))


class Fork(Input):
    name = fields.String(required=True, validate=WHOLE_NAME)


class ClockChange(Input):
    now = Instant()
    mode = ClockMode(metadata={"example": "frozen"})

    @ma.validates_schema
    def _something(self, data: dict[str, Any], **_: Any) -> None:
        if not data:
            raise ma.ValidationError("give now, mode or both")


class Advance(Input):
    seconds = Int(validate=validate.Range(0, 100 * 366 * 86400))
    to = Instant()

    @ma.validates_schema
    def _one(self, data: dict[str, Any], **_: Any) -> None:
        if len(data) != 1:
            raise ma.ValidationError("give either seconds or to")


class NewEvent(Input):
    event = fields.String(required=True, metadata={"example": "hostens.invoice-paid"})
    data = fields.Dict(keys=fields.String(), load_default=dict)
    account = fields.String(load_default="", validate=OneOf(("", credentials.SECOND)))


class LimitsChange(Input):
    mode = fields.String(required=True, validate=OneOf(limits.MODES))


class QuirksChange(Input):
    quirks = fields.Dict(keys=fields.String(), values=Bool(), required=True)


class SnapshotQuery(Input):
    journal = fields.Boolean(load_default=False, truthy={"true"}, falsy={"false"})


class AnyObject(ma.Schema):
    """A file that was saved; it is looked into only when it is loaded."""

    class Meta:
        unknown = ma.INCLUDE


class JournalQuery(Input):
    vendor = fields.String()
    operation = fields.String()
    method = fields.String()
    path = fields.String()
    status = fields.Integer()


class JournalPage(JournalQuery):
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 1000))


class FaultView(RuleFields):
    calls = fields.Integer(required=True, metadata={"description": "How many it matched."})
    met = fields.Integer(required=True, metadata={"description": "How many it was decided for."})


class EffectsQuery(Input):
    vendor = fields.String()
    effect = fields.String(validate=OneOf(effects.EFFECTS))


class CheckpointView(ma.Schema):
    label = fields.String(required=True)


class SnapshotView(ma.Schema):
    hostsim = fields.String(required=True, metadata={"example": "snapshot"})
    format = fields.Integer(required=True)
    version = fields.String(required=True, metadata={"description": "Of the hostsim it is from."})
    world = fields.String(required=True)
    seed = fields.Integer(required=True)
    state = fields.Dict(keys=fields.String(), required=True)
    documents = fields.Dict(keys=fields.String(), required=True)
    digest = fields.String(required=True)
    journal = fields.Dict(keys=fields.String())


class CapsuleView(ma.Schema):
    hostsim = fields.String(required=True, metadata={"example": "capsule"})
    format = fields.Integer(required=True)
    version = fields.String(required=True, metadata={"description": "Of the hostsim it is from."})
    vendors = fields.List(fields.String(), required=True)
    snapshot = fields.Nested(SnapshotView, required=True)
    entries = fields.List(fields.Dict(keys=fields.String()), required=True)


class Health(ma.Schema):
    status = fields.String(required=True)


class Version(ma.Schema):
    hostsim = fields.String(required=True)
    python = fields.String(required=True)


class QuirkView(ma.Schema):
    id = fields.String(required=True)
    on = fields.Boolean(required=True)
    default = fields.Boolean(required=True)
    evidence = fields.String(required=True)
    source = fields.String(required=True)
    effect = fields.String(required=True)


class EventKind(ma.Schema):
    event = fields.String(required=True)
    about = fields.String(required=True)


class Happened(ma.Schema):
    event = fields.String(required=True)
    account = fields.String(required=True)
    result = fields.Raw(required=True)


class Totals(ma.Schema):
    """Every one is there, whether or not anything happened."""

    domains_bought = fields.Integer(required=True)
    domains_lost = fields.Integer(required=True)
    machines_bought = fields.Integer(required=True)
    machines_destroyed = fields.Integer(required=True)
    services_bought = fields.Integer(required=True)
    services_lost = fields.Integer(required=True)
    zones_overwritten = fields.Integer(required=True)
    money_spent = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    money_returned = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


def _about(what: str) -> fields.String:
    return fields.String(metadata={"description": what})


class EffectView(ma.Schema):
    """`kernel.effects.About` says more of what it is about."""

    class Meta:
        unknown = ma.RAISE  # in the document: there are no others

    at = fields.String(required=True, metadata={"format": "date-time"})
    vendor = fields.String(required=True)
    effect = fields.String(required=True, validate=validate.OneOf(effects.EFFECTS))
    cause = fields.Raw(
        required=True,
        metadata={
            "description": "The number of the request, as in the journal, or an event's name.",
            "oneOf": [{"type": "integer"}, {"type": "string"}],
        },
    )
    account = _about("Where it is not the main one.")
    amount = fields.String(
        validate=validate.Regexp(r"^[0-9]+\.[0-9]{2}$"),
        metadata={"description": "Of money, in the currency's main unit.", "example": "12.99"},
    )
    currency = _about("Of money.")
    bill = _about("Of money: the order or invoice that it was for.")
    domain = _about("Or the zone.")
    machine = _about("Its id.")
    service = _about("The id of whatever else is sold.")
    why = _about("In a word or two.")


class EffectsView(ma.Schema):
    totals = fields.Nested(Totals, required=True)
    effects = fields.List(fields.Nested(EffectView), required=True)


class VendorView(ma.Schema):
    name = fields.String(required=True)
    title = fields.String(required=True)
    host = fields.String(required=True)
    prefix = fields.String(required=True)
    contract = fields.String(required=True)


class ClockView(ma.Schema):
    now = Instant(required=True, metadata={"example": "2026-01-01T00:00:00Z"})
    mode = fields.String(required=True)
    next_due = Instant(required=True, allow_none=True)


class WorldView(ma.Schema):
    name = fields.String(required=True)
    seed = fields.Integer(required=True)
    clock = fields.Nested(ClockView, required=True)
    limits = fields.String(required=True)
    requests = fields.Integer(required=True)
    credentials = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.String()),
        required=True,
        metadata={"description": "What a client sends to reach this world, by vendor."},
    )


class Fired(ma.Schema):
    at = Instant(required=True)
    event = fields.String(required=True)
    data = fields.Raw(required=True)
    account = fields.String(metadata={"description": "Where it is not the main one."})


class Advanced(ma.Schema):
    clock = fields.Nested(ClockView, required=True)
    fired = fields.List(fields.Nested(Fired), required=True)


class Window(ma.Schema):
    limit = fields.String(required=True)
    used = fields.Integer(required=True)
    closes_at = Instant(required=True)


class LimitsView(ma.Schema):
    mode = fields.String(required=True)
    windows = fields.List(fields.Nested(Window), required=True)


class MessageView(ma.Schema):
    headers = fields.List(fields.List(fields.String()), required=True)
    body = fields.String(required=True)
    truncated = fields.Boolean(required=True)
    unread = fields.String(metadata={"description": "Why a body that was sent is not here."})


class EntryView(ma.Schema):
    n = fields.Integer(required=True)
    at = Instant(required=True)
    vendor = fields.String(required=True)
    operation = fields.String(required=True, allow_none=True)
    method = fields.String(required=True)
    path = fields.String(required=True)
    query = fields.String(required=True)
    status = fields.Integer(required=True)
    request = fields.Nested(MessageView, required=True)
    response = fields.Nested(MessageView, required=True)
    fault = fields.Nested(Told, required=True, allow_none=True)


class JournalView(ma.Schema):
    entries = fields.List(fields.Nested(EntryView), required=True)
    dropped = fields.Integer(required=True)


class Count(ma.Schema):
    count = fields.Integer(required=True)
    dropped = fields.Integer(
        required=True, metadata={"description": "Older entries that are not kept any more."}
    )


class Error(ma.Schema):
    error = fields.String(required=True)
    fields_ = fields.Dict(data_key="fields")
