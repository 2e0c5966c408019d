"""What the documentation of every Hostinger operation says: its parameters, headers, refusals."""

from collections.abc import Callable
from typing import Any, TypeVar

import marshmallow as ma
from marshmallow import fields

from simulators.kernel.web import documented

View = TypeVar("View", bound=Callable[..., Any])

DOMAIN = {
    "name": "domain",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 253},
}

_COUNT = {"required": True, "schema": {"type": "integer", "minimum": 0}}
LIMIT_HEADERS = {"X-RateLimit-Limit": _COUNT, "X-RateLimit-Remaining": _COUNT}
_REFUSED_HEADERS = LIMIT_HEADERS | {
    "Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}},
    "X-RateLimit-Reset": _COUNT,
}


class Open(ma.Schema):
    """An object that may have more fields than are documented."""

    class Meta:
        unknown = ma.EXCLUDE


class SuccessEmptyResource(Open):
    message = fields.String(required=True)


class ErrorBody(Open):
    message = fields.String(required=True)
    correlation_id = fields.UUID(required=True)


class InvalidFieldsBody(ErrorBody):
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


def accepted(blp: Any) -> Callable[[View], View]:
    """`{"message": "Request accepted"}`, what mutations that return nothing answer."""
    return answers(blp, SuccessEmptyResource())


def answers(blp: Any, schema: ma.Schema) -> Callable[[View], View]:
    """What the operation answers where it is not refused."""
    return documented(blp.response(200, schema, headers=LIMIT_HEADERS))


def refusals(blp: Any, *statuses: int) -> Callable[[View], View]:
    """The refusals that every operation has, and these."""

    def answer(status: int) -> Callable[[View], View]:
        schema = InvalidFieldsBody if status == 422 else ErrorBody
        headers = {401: None, 413: None, 429: _REFUSED_HEADERS}.get(status, LIMIT_HEADERS)
        decorate: Callable[[View], View] = blp.alt_response(status, schema=schema, headers=headers)
        return decorate

    return documented(*map(answer, sorted({401, 429, 500, *statuses})))
