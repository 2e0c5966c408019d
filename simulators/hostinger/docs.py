"""What the documentation of every Hostinger operation says: its parameters, headers, refusals."""

from collections.abc import Callable
from typing import Any, TypeVar

import marshmallow as ma
from marshmallow import fields

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


class SuccessEmptyResource(ma.Schema):
    message = fields.String(required=True)


class Error(ma.Schema):
    message = fields.String(required=True)
    correlation_id = fields.UUID(required=True)


class InvalidFields(Error):
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


def accepted(blp: Any) -> Callable[[View], View]:
    """`{"message": "Request accepted"}`, what mutations that return nothing answer."""
    decorate: Callable[[View], View] = blp.response(
        200, SuccessEmptyResource, headers=LIMIT_HEADERS
    )
    return decorate


def refusals(blp: Any, *statuses: int) -> Callable[[View], View]:
    """The refusals that every operation has, and these."""

    def decorate(view: View) -> View:
        for status in sorted({401, 429, 500, *statuses}):
            schema = InvalidFields if status == 422 else Error
            headers = {401: None, 413: None, 429: _REFUSED_HEADERS}.get(status, LIMIT_HEADERS)
            view = blp.alt_response(status, schema=schema, headers=headers)(view)
        return view

    return decorate
