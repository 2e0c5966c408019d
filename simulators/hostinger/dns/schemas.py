"""Bodies of the DNS operations. Extra fields are ignored, as Laravel ignores them."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from simulators.hostinger.dns import TYPES
from simulators.hostinger.dns.records import LEAST_TTL, MOST_TTL
from simulators.hostinger.docs import Open
from simulators.kernel.web import Bool, Int

# Laravel's texts; `:attribute` becomes the field's path when the error is rendered.
_REQUIRED = "The :attribute field is required."
_ARRAY = "The :attribute field must be an array."


def _texts(kind: str) -> dict[str, Any]:
    text = f"The :attribute field must be {kind}."
    return {"required": _REQUIRED, "null": text, "invalid": text}


def _string() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(min=1, error=_REQUIRED),
        error_messages=_texts("a string"),
    )


def _list(inner: type[ma.Schema]) -> "fields.List[Any]":
    return fields.List(
        fields.Nested(inner, error_messages={"null": _ARRAY, "type": _ARRAY}),
        required=True,
        validate=validate.Length(min=1, error=_REQUIRED),
        error_messages=_texts("an array"),
    )


def _type() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.OneOf(TYPES, error="The selected :attribute is invalid."),
        error_messages=_texts("a string"),
    )


class Input(Open):
    error_messages = {"type": _ARRAY}  # noqa: RUF012 (marshmallow has it so)


class RecordInput(Input):
    content = _string()


class RRsetInput(Input):
    name = _string()
    records = _list(RecordInput)
    # The range is the DNS service's rule, refused in its own words (`records.parse_ttl`).
    ttl = Int(
        error_messages=_texts("an integer"), metadata={"minimum": LEAST_TTL, "maximum": MOST_TTL}
    )
    type = _type()


class UpdateRequest(Input):
    overwrite = Bool(load_default=True, error_messages=_texts("true or false"))
    zone = _list(RRsetInput)


class Filter(Input):
    name = _string()
    type = _type()


class DestroyRequest(Input):
    filters = _list(Filter)


class ResetRequest(Input):
    sync = Bool(load_default=True, error_messages=_texts("true or false"))
    reset_email_records = Bool(load_default=True, error_messages=_texts("true or false"))
    whitelisted_record_types = fields.List(
        fields.String(error_messages=_texts("a string")),
        error_messages=_texts("an array"),
    )


# Answers are rendered from stored documents; these only document their shapes.


class RecordResource(Open):
    content = fields.String(required=True)
    is_disabled = fields.Boolean(required=True)


class RRsetResource(Open):
    name = fields.String(required=True)
    records = fields.List(fields.Nested(RecordResource), required=True)
    ttl = fields.Integer(required=True, validate=validate.Range(min=LEAST_TTL))
    type = fields.String(required=True, validate=validate.OneOf(TYPES))


class SnapshotResource(Open):
    id = fields.Integer(required=True)
    reason = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class SnapshotWithContentResource(SnapshotResource):
    snapshot = fields.List(fields.Nested(RRsetResource), required=True)
