"""Bodies and answers of DNS."""

from marshmallow import fields

from simulators.hostens import php
from simulators.hostens.dns.records import TYPES
from simulators.kernel.web import Open

_MOST_CONTENT = 20_000  # the longest TXT record with every byte escaped


def _type(*, required: bool = False) -> php.Text:
    """The language pack has a key for unknown ones, and none where there is none."""
    return php.choice(*TYPES, required=required, invalid="dnserrrr_type")


class NewZone(php.Input):
    name = php.text(required=True)


class NewRecord(php.Input):
    name = php.text(required=True)
    ttl = php.number(error="dnserrinv_ttl")
    priority = php.number(error="dnserrinv_prio")
    type = _type(required=True)
    content = php.text(required=True, most=_MOST_CONTENT)


class ChangedRecord(php.Input):
    name = php.text()
    ttl = php.number(error="dnserrinv_ttl")
    priority = php.number(error="dnserrinv_prio")
    type = _type()
    content = php.text(most=_MOST_CONTENT)


class ListedZone(Open):
    domain_id = fields.String(required=True)
    name = fields.String(required=True)
    service_id = fields.String(required=True)


class Zones(Open):
    service_ids = fields.List(fields.String(), required=True)
    zones = fields.List(fields.Nested(ListedZone), required=True)


class Record(Open):
    id = fields.String(required=True)
    name = fields.String(required=True)
    ttl = fields.Integer(required=True)
    priority = fields.Integer(required=True)
    content = fields.String(required=True)
    type = fields.String(required=True)


class Zone(Open):
    service_id = fields.Integer(required=True)
    name = fields.String(required=True)
    records = fields.List(fields.Nested(Record), required=True)


class RecordChanged(Open):
    """The TTL is a text in this answer alone."""

    id = fields.String(required=True)
    type = fields.String(required=True)
    ttl = fields.String(required=True)
    name = fields.String(required=True)
    priority = fields.Integer(required=True)
    content = fields.String(required=True)


class Changed(Open):
    record = fields.Nested(RecordChanged, required=True)
    info = fields.List(fields.String(), required=True)
