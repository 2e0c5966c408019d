"""How the views of every Hostinger section are declared: parameters, bodies, answers, refusals."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from simulators.common.laravel import texts
from simulators.common.laravel.fields import Input
from simulators.kernel.web import Open, answer, current_world, operation, render

ACCEPTED = {"message": "Request accepted"}

_COUNT = {"required": True, "schema": {"type": "integer", "minimum": 0}}
LIMIT_HEADERS = {"X-RateLimit-Limit": _COUNT, "X-RateLimit-Remaining": _COUNT}
_REFUSED_HEADERS = LIMIT_HEADERS | {
    "Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}},
    "X-RateLimit-Reset": _COUNT,
}


class SuccessEmptyResource(Open):
    """`{"message": "Request accepted"}`, what mutations that return nothing answer."""

    message = fields.String(required=True)


class ErrorBody(Open):
    message = fields.String(required=True)
    correlation_id = fields.UUID(required=True)


class InvalidFieldsBody(ErrorBody):
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class PaginationMeta(Open):
    current_page = fields.Integer(required=True)
    per_page = fields.Integer(required=True)
    total = fields.Integer(required=True)


class Page(Input):
    """The query of a paged list."""

    page = fields.Integer(
        load_default=1,
        validate=validate.Range(min=1, error="The :attribute field must be at least {min}."),
        error_messages=texts("an integer"),
    )


@cache
def paged(resource: type[ma.Schema]) -> ma.Schema:
    """`{"data": [...], "meta": {...}}`."""
    inner = {
        "data": fields.List(fields.Nested(resource), required=True),
        "meta": fields.Nested(PaginationMeta, required=True),
    }
    schema: ma.Schema = type(f"Paged{resource.__name__}", (Open,), inner)()
    return schema


def text(name: str, *, least: int = 0, most: int | None = None) -> dict[str, Any]:
    """A path parameter that is a text."""
    bounds = {"minLength": least} if least else {}
    if most:
        bounds["maxLength"] = most
    return _in_path(name, {"type": "string", **bounds})


def number(name: str) -> dict[str, Any]:
    """A path parameter that is an integer; whatever else is in its place is not found."""
    return _in_path(name, {"type": "integer"})


def _in_path(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


NAMES = {"type": "array", "items": {"type": "string"}}
"""A bare list of texts, for an answer."""

DOMAIN = text("domain", least=1, most=253)

View = Callable[..., Any]


def declaring(blp: Any) -> Callable[..., Callable[[View], View]]:
    """The decorator of a section's views.

    A view takes the world, then the query, the body and the parameters of the path. It answers a
    JSON document, or the bytes of one, or None for `SuccessEmptyResource`.
    """

    def declare(
        id: str,
        resource: ma.Schema | dict[str, Any] | None = None,
        *refused: int,
        body: type[ma.Schema] | None = None,
        optional: bool = False,
        query: type[ma.Schema] | None = None,
    ) -> Callable[[View], View]:
        """The operation's id, what it answers, what it is refused with, and what it takes.

        Every operation may be refused with 401, 429 and 500, and one that takes a body with 400,
        413, 415 and 422. An `optional` body counts as `{}` where there is none.
        """
        statuses = {401, 429, 500, *refused}
        if body:
            statuses |= {400, 413, 415, 422}

        def decorate(view: View) -> View:
            given = _responding(view)
            if body:
                given = blp.arguments(body, required=not optional)(given)
            if query:
                given = blp.arguments(query, location="query")(given)
            return operation(
                id,
                blp.response(200, resource or SuccessEmptyResource(), headers=LIMIT_HEADERS),
                *(_refusal(blp, status) for status in sorted(statuses)),
            )(given)

        return decorate

    return declare


def _responding(view: View) -> View:
    @wraps(view)
    def respond(self: Any, *args: Any, **kwargs: Any) -> Response:
        result = view(self, current_world(), *args, **kwargs)
        if isinstance(result, bytes):
            return answer(result)
        return render(ACCEPTED if result is None else result)

    return respond


def _refusal(blp: Any, status: int) -> Any:
    schema = InvalidFieldsBody if status == 422 else ErrorBody
    headers = {401: None, 413: None, 429: _REFUSED_HEADERS}.get(status, LIMIT_HEADERS)
    return blp.alt_response(status, schema=schema, headers=headers)
