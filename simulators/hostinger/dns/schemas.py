"""Bodies of the DNS operations."""

from marshmallow import fields, validate

from simulators.common.laravel.fields import Input, array, boolean, integer, string
from simulators.hostinger.dns import TYPES
from simulators.hostinger.dns.records import LEAST_TTL, MOST_TTL
from simulators.kernel.web import Open


class RecordInput(Input):
    content = string(required=True)


class RRsetInput(Input):
    name = string(required=True)
    records = array(RecordInput, required=True)
    # The range is the DNS service's rule, refused in its own words (`records.parse_ttl`).
    ttl = integer(metadata={"minimum": LEAST_TTL, "maximum": MOST_TTL})
    type = string(required=True, one_of=TYPES)


class UpdateRequest(Input):
    overwrite = boolean(True)
    zone = array(RRsetInput, required=True)


class Filter(Input):
    name = string(required=True)
    type = string(required=True, one_of=TYPES)


class DestroyRequest(Input):
    filters = array(Filter, required=True)


class ResetRequest(Input):
    sync = boolean(True)
    reset_email_records = boolean(True)
    whitelisted_record_types = array(string(least=0))


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
