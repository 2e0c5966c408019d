"""Bodies of requests, and what answers are made of.

Answers are rendered without these; they only document their shapes.
"""

import marshmallow as ma
from marshmallow import fields, validate

from simulators.common.laravel import REQUIRED
from simulators.common.laravel.fields import Input, integer, string
from simulators.kernel.web import Open

MOST_REASON = 255  # Laravel's default length of a column; assumed


class Order(Input):
    product_id = string(required=True)
    domain_name = string(required=True)
    template_id = string(required=True)
    ram = integer(required=True)
    ip = integer(required=True)
    cpu = integer(required=True)
    hdd = integer(required=True)
    backup = integer(required=True)


def _not_blank(text: str) -> None:
    if not text.strip():
        raise ma.ValidationError(REQUIRED)


class Suspension(Input):
    suspend_reason = string(
        required=True,
        least=0,
        most=MOST_REASON,
        validators=[_not_blank],
        metadata={"pattern": r"\S"},
    )


# -- what is in `data` --------------------------------------------------------------------


class Range(Open):
    min = fields.String(required=True)
    max = fields.String(required=True)
    unit = fields.String(required=True)


class Config(Open):
    ram = fields.Nested(Range, required=True)
    ip = fields.Nested(Range, required=True)
    cpu = fields.Nested(Range, required=True)
    hdd = fields.Nested(Range, required=True)
    backup = fields.Nested(Range, required=True)


class Template(Open):
    template_id = fields.UUID(required=True)
    name = fields.String(required=True)


class Product(Open):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    template = fields.String(required=True)
    config = fields.Nested(Config, required=True)
    os_templates = fields.List(fields.Nested(Template), required=True)


class Ordered(Open):
    service_id = fields.UUID(required=True)
    username = fields.String(required=True)
    password = fields.String(required=True)


class Details(Open):
    ip = fields.String(required=True)
    username = fields.String(required=True)
    password = fields.String(required=True)


STATUSES = (
    *("pending", "creating", "running", "stopping", "stopped", "starting", "restarting"),
    "suspended",
)


class Status(Open):
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))


# -- OAuth2 -------------------------------------------------------------------------------


class TokenRequest(Open):
    grant_type = fields.String(required=True, validate=validate.OneOf(["client_credentials"]))
    client_id = fields.String()
    client_secret = fields.String()
    scope = fields.String()


class TokenAnswer(Open):
    token_type = fields.String(required=True, validate=validate.OneOf(["Bearer"]))
    expires_in = fields.Integer(required=True)
    access_token = fields.String(required=True)


ERRORS = ("invalid_client", "invalid_request", "invalid_scope", "unsupported_grant_type")


class TokenError(Open):
    error = fields.String(required=True, validate=validate.OneOf(ERRORS))
    error_description = fields.String(required=True)
    hint = fields.String()
    message = fields.String(required=True)
