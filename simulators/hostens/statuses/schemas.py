"""Answers of the published statuses."""

from marshmallow import fields, validate

from simulators.hostens.statuses.published import STATUSES
from simulators.kernel.web import Open


class Incident(Open):
    id = fields.String(required=True)
    title = fields.String(required=True)
    description = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    date_created = fields.String(required=True)
    date_updated = fields.String(required=True)


class IncidentList(Open):
    statuses = fields.List(fields.Nested(Incident), required=True)


class IncidentDetails(Open):
    status = fields.Nested(Incident, required=True)
