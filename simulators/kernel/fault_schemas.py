"""The shapes of fault rules and of their state, for who gets them from outside."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from simulators.kernel import faults
from simulators.kernel.nearest import hint
from simulators.kernel.repository import NAME
from simulators.kernel.web import Bool, Int

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_READ, _WRITE = ("GET", "HEAD"), ("PUT", "PATCH", "DELETE")
_NEVER = {"duplicate": _READ, "stuck": _READ, "fail": _READ, "stale": _WRITE}
"""By effect, the methods of calls that it is not about. By POST some vendors are asked, too."""
_MOST = 10**9
_COUNT = validate.Range(0, 2**53)
_MANY = validate.Range(1, _MOST)


class OneOf(validate.OneOf):
    """A choice that names the nearest word."""

    def _format_error(self, value: Any) -> str:
        known = filter(None, map(str, self.choices))
        return f"{str(value)!r} is not known. {hint(str(value), known)}"


class Number(fields.Float):
    """A JSON number."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class RuleFields(ma.Schema):
    """Those of `faults.Rule`. Which of them an effect takes is in `docs/faults.md`."""

    class Meta:
        unknown = ma.RAISE

    id = fields.String(
        validate=validate.Regexp(NAME.pattern + r"\Z", error="1 to 63 of A-Z a-z 0-9 _ -"),
        metadata={"description": "Given if left out."},
    )
    effect = fields.String(required=True, validate=OneOf(tuple(faults.EFFECTS)))
    vendor = fields.String()
    operation = fields.String(
        validate=validate.Length(1, 200), metadata={"description": "Or a pattern: `VPS_*`."}
    )
    method = fields.String(validate=OneOf(_METHODS))
    path = fields.String(
        validate=validate.Length(1, 200), metadata={"description": "Or a pattern: `/api/vps/*`."}
    )
    nth = fields.List(Int(validate=_MANY), validate=validate.Length(1, 1000))
    probability = Number(validate=validate.Range(0, 1, min_inclusive=False))
    in_a_row = Int(validate=_MANY)
    times = Int(validate=_MANY)
    applied = Bool()
    status = Int(validate=validate.Range(400, 599))
    seconds = Number(validate=validate.Range(0, faults.MOST_SECONDS, min_inclusive=False))
    jitter = Number(validate=validate.Range(0, faults.MOST_SECONDS))
    retry_after = Int(validate=validate.Range(1, 86400))
    media_type = fields.String(validate=validate.Regexp(r"[ -~]{1,100}\Z", error="printable ASCII"))


class NewRule(RuleFields):
    @ma.validates_schema
    def _of_the_effect(self, data: dict[str, Any], **_: Any) -> None:
        takes = faults.TAKES.get(data["effect"], set())
        for name in sorted(set().union(*faults.TAKES.values()) - takes):
            if name in data:
                raise ma.ValidationError(f"{data['effect']} does not take it", name)
        if data["effect"] == "status" and "status" not in data:
            raise ma.ValidationError("which one, from 400 to 599?", "status")
        if data.get("method") in _NEVER.get(data["effect"], ()):
            raise ma.ValidationError(
                f"{data['effect']} never meets a call of that method", "method"
            )


class _Counted(ma.Schema):
    class Meta:
        unknown = ma.RAISE

    rule = fields.Nested(NewRule, required=True)
    met = Int(required=True, validate=_COUNT)
    counts = fields.Dict(
        fields.String(),
        fields.Tuple((Int(validate=_COUNT), Int(validate=_COUNT))),
        required=True,
    )

    @ma.validates_schema
    def _has_an_id(self, data: dict[str, Any], **_: Any) -> None:
        if "id" not in data["rule"]:
            raise ma.ValidationError("the rule has no id", "rule")


class FaultsState(ma.Schema):
    """What `Faults.state` gives."""

    class Meta:
        unknown = ma.RAISE

    rules = fields.List(
        fields.Nested(_Counted), required=True, validate=validate.Length(max=faults.MOST_RULES)
    )
    expired = fields.List(
        fields.String(), required=True, validate=validate.Length(max=faults.MOST_EXPIRED)
    )


class Told(ma.Schema):
    """What the journal says of a fault."""

    class Meta:
        unknown = ma.RAISE

    id = fields.String(required=True)
    effect = fields.String(required=True)
    call = Int(required=True)
