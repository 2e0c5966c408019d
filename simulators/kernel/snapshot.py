"""A world as one JSON file, and back.

    {"hostsim": "snapshot", "format": 1, "version": hostsim's, "world": its name, "seed",
     "state": World.state(), but for the clock, which has stopped at `at`,
     "documents": {collection: [[key, document], ...]}, in order,
     "digest": Store.digest(),
     "journal": {"dropped", "entries": [...]}, if asked for}

Events that are to come are documents. What is random derives from seed, name and request numbers,
so there is no generator to be saved. A file is believed only as a whole: `load` builds a world from
it or says what is wrong with it, and then nothing has happened.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import marshmallow as ma
import orjson
from marshmallow import fields, validate

from simulators.kernel import effects, limits
from simulators.kernel.clock import FOREVER, BadClock, parse_mode
from simulators.kernel.credentials import SECOND
from simulators.kernel.fault_schemas import FaultsState, Told
from simulators.kernel.journal import Entry
from simulators.kernel.nature import Nature
from simulators.kernel.nearest import hint
from simulators.kernel.repository import NAME
from simulators.kernel.store import Store, Table
from simulators.kernel.web import Bool, Int
from simulators.kernel.world import FORMAT, World

_MOST = 2**53
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class BadSnapshot(ValueError):
    """What is wrong with a file; `fields` has it by place, nested, where that can be told."""

    def __init__(self, message: str, fields: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.fields = fields


def dump(world: World, *, journal: bool, name: str | None = None) -> bytes:
    """The file of a world that is held; `name`: whose checkpoint it is."""
    state = world.state()
    clock = {"mode": state["clock"]["mode"], "at": world.clock.now().isoformat()}
    document: dict[str, Any] = {
        "hostsim": "snapshot",
        "format": FORMAT,
        "version": metadata.version("hostsim"),
        "world": name or world.name,
        "seed": world.seed,
        "state": state | {"clock": clock},
        "documents": {
            name: [[key, orjson.Fragment(raw)] for key, raw in table.items()]
            for name, table in sorted(world.store.tables())
        },
        "digest": world.store.digest(),
    }
    if journal:
        entries = [entry.to_json() for entry in world.journal.entries()]
        document["journal"] = {"dropped": world.journal.dropped, "entries": entries}
    return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)


def load(document: Any, nature: Nature, name: str | None = None) -> World:
    """The world of a file that was parsed, of its own name or another. Raises BadSnapshot."""
    check_kind(document, "snapshot", FORMAT)
    try:
        head: dict[str, Any] = File().load(document)
    except ma.ValidationError as error:
        messages: Any = error.messages  # of one document: by field
        raise BadSnapshot("the snapshot is not valid", messages) from error
    if strange := head["state"]["quirks"].keys() - nature.quirks.keys():
        known = hint(min(strange), nature.quirks)
        raise BadSnapshot(f"this server has no quirk {min(strange)!r}. {known}")
    store = Store(_tables(head["documents"], nature.handlers))
    if store.digest() != head["digest"]:
        raise BadSnapshot(
            "the documents do not fit the digest: the file was damaged or edited; save it again"
        )
    world = World(name or head["world"], head["seed"], store, nature)
    world.restore(head["state"])
    world.index_events()
    if kept := head.get("journal"):
        world.journal.restore(map(Entry.from_json, kept["entries"]), kept["dropped"])
    return world


def check_kind(document: Any, kind: str, format: int) -> None:
    """Raises BadSnapshot where it is no file of that kind, or of another format."""
    if not isinstance(document, dict) or document.get("hostsim") != kind:
        raise BadSnapshot(f"this is no {kind} of hostsim")
    found = document.get("format")
    if isinstance(found, bool) or not isinstance(found, int):
        raise BadSnapshot(f"this {kind} does not say which format it has")
    if found != format:
        what = "install that one or a later one" if found > format else "use that one"
        raise BadSnapshot(
            f"this {kind} has format {found}, of hostsim {document.get('version')}, "
            f"and this hostsim reads format {format} only: {what}"
        )


# -- documents ----------------------------------------------------------------------------


def _tables(documents: dict[str, Any], vendors: Iterable[str]) -> dict[str, Table]:
    tables = {}
    for name, pairs in documents.items():
        vendor = name.removeprefix(f"{SECOND}/").partition(".")[0]
        if vendor != "kernel" and vendor not in vendors:
            raise BadSnapshot(f"this server has no vendor {vendor!r}, which the snapshot has")
        if vendor == "kernel" and name not in _KERNEL:
            raise _wrong(name, "no such collection")
        tables[name] = _table(name, pairs)
        if check := _KERNEL.get(name):
            for key, document in pairs:
                try:
                    check(key, document, vendors)
                except (ma.ValidationError, ValueError) as error:
                    raise _wrong(name, f"{key!r}: {error}") from error
    return tables


def _table(name: str, pairs: Any) -> Table:
    table: Table = {}
    if not isinstance(pairs, list):
        raise _wrong(name, "a list of [key, document] is needed")
    for pair in pairs:
        match pair:
            case [str(key), document] if key not in table:
                try:
                    table[key] = bytes(memoryview(orjson.dumps(document)))
                except orjson.JSONEncodeError as error:
                    raise _wrong(name, f"{key!r} cannot be kept: {error}") from error
            case [str(key), _]:
                raise _wrong(name, f"{key!r} is there twice")
            case _:
                raise _wrong(name, "a list of [key, document] is needed")
    return table


def _wrong(collection: str, why: str) -> BadSnapshot:
    return BadSnapshot("the snapshot is not valid", {"documents": {collection: [why]}})


def _sequence(key: str, document: Any, vendors: Iterable[str]) -> None:
    if isinstance(document, bool) or not isinstance(document, int) or not 0 < document <= _MOST:
        raise ValueError("not a number of a sequence")


def _event(key: str, document: Any, vendors: Iterable[str]) -> None:
    number = int(key)
    if str(number) != key or not 0 < number <= _MOST:
        raise ValueError("not the number of an event")
    if _Event().load(document)["vendor"] not in vendors:
        raise ValueError("no vendor of this server")


def _effect(key: str, document: Any, vendors: Iterable[str]) -> None:
    _Effect().load(document)


_KERNEL = {"kernel.sequences": _sequence, "kernel.events": _event, effects.COLLECTION: _effect}


# -- shapes -------------------------------------------------------------------------------


class Moment(fields.Field[str]):
    """An instant as `datetime.isoformat` writes it in UTC."""

    def __init__(self, last: datetime = _LAST, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._last = last

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> str:
        try:
            instant = datetime.fromisoformat(value)
            if _FIRST <= instant <= self._last and instant.astimezone(UTC).isoformat() == value:
                return str(value)
        except (TypeError, ValueError):
            pass
        raise ma.ValidationError("not an instant as in 2026-01-01T00:00:00+00:00")


def _mode(text: str) -> None:
    try:
        parse_mode(text)
    except BadClock as error:
        raise ma.ValidationError(str(error)) from error


def _amount(text: str) -> None:
    if not effects.is_amount(text):
        raise ma.ValidationError("not an amount")


class Strict(ma.Schema):
    class Meta:
        unknown = ma.RAISE


_COUNT = validate.Range(0, _MOST)


class _Clock(Strict):
    mode = fields.String(required=True, validate=_mode)
    at = Moment(FOREVER, required=True)


class _Limits(Strict):
    mode = fields.String(required=True, validate=validate.OneOf(limits.MODES))
    windows = fields.Dict(
        fields.String(), fields.Tuple((Moment(), Int(validate=_COUNT))), required=True
    )


class _State(Strict):
    requests = Int(required=True, validate=_COUNT)
    changes = Int(required=True, validate=_COUNT)
    clock = fields.Nested(_Clock, required=True)
    limits = fields.Nested(_Limits, required=True)
    faults = fields.Nested(FaultsState, required=True)
    quirks = fields.Dict(fields.String(), Bool(), required=True)
    calls = fields.List(
        fields.Tuple((fields.String(), fields.String(), Moment(allow_none=True))),
        required=True,
        validate=validate.Length(max=1_000),
    )


class _Event(Strict):
    due = Moment(required=True)
    vendor = fields.String(required=True)
    kind = fields.String(required=True)
    data = fields.Raw(required=True, allow_none=True)
    account = fields.String(validate=validate.OneOf((SECOND,)))


class _Effect(ma.Schema):
    class Meta:
        unknown = ma.INCLUDE

    at = fields.String(required=True)
    vendor = fields.String(required=True)
    effect = fields.String(required=True, validate=validate.OneOf(effects.EFFECTS))
    amount = fields.String(validate=_amount)
    currency = fields.String()

    @ma.validates_schema
    def _money_has_an_amount(self, data: dict[str, Any], **_: Any) -> None:
        if data["effect"] in effects.MONEY and not {"amount", "currency"} <= data.keys():
            raise ma.ValidationError("money has an amount and a currency")


class _Message(Strict):
    headers = fields.List(
        fields.List(fields.String(), validate=validate.Length(equal=2)), required=True
    )
    body = fields.String(required=True)
    truncated = Bool(required=True)
    unread = fields.String(validate=validate.OneOf(("too-large", "broke-off")))


class EntrySchema(Strict):
    """What `Entry.to_json` gives."""

    n = Int(required=True, validate=_COUNT)
    at = Moment(FOREVER, required=True)
    vendor = fields.String(required=True)
    operation = fields.String(required=True, allow_none=True)
    method = fields.String(required=True)
    path = fields.String(required=True)
    query = fields.String(required=True)
    status = Int(required=True, validate=validate.Range(0, 999))
    request = fields.Nested(_Message, required=True)
    response = fields.Nested(_Message, required=True)
    fault = fields.Nested(Told, required=True, allow_none=True)


class _Journal(Strict):
    dropped = Int(required=True, validate=_COUNT)
    entries = fields.List(fields.Nested(EntrySchema), required=True)


class File(Strict):
    hostsim = fields.String(required=True)
    format = Int(required=True)
    version = fields.String(required=True)
    world = fields.String(required=True, validate=validate.Regexp(NAME.pattern + r"\Z"))
    seed = Int(required=True, validate=validate.Range(0, 2**63 - 1))
    state = fields.Nested(_State, required=True)
    documents = fields.Dict(fields.String(), fields.Raw(allow_none=True), required=True)
    digest = fields.String(required=True)
    journal = fields.Nested(_Journal)
