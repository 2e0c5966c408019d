"""How HOSTAFRICA's views are declared: scope, body, what is in the envelope, refusals."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, NamedTuple

import marshmallow as ma
import orjson
from flask import Flask, Response
from flask_smorest import Blueprint
from marshmallow import fields, validate

from simulators.hostafrica import schemas
from simulators.hostafrica.errors import NO_STORE
from simulators.hostafrica.oauth import protected
from simulators.kernel.body import FORMS
from simulators.kernel.web import Open, current_world, operation, render

View = Callable[..., Any]


class Done(NamedTuple):
    """What a view answers: a message, and what is to go into `data`."""

    message: str
    data: Any = ()


class Escaped(fields.Field[Any]):
    """A text that is JSON: what it says is a field, or a JSON schema."""

    def __init__(self, inner: "fields.Field[Any] | dict[str, Any]") -> None:
        super().__init__(required=True)
        self.inner = inner


def escaped_in(app: Flask) -> None:
    """Have `Escaped` documented as what it is."""
    api = app.extensions["hostsim"]
    api.register_field(Escaped, "string", None)

    def described(converter: Any, field: Any, **_: Any) -> dict[str, Any]:
        if not isinstance(field, Escaped):
            return {}
        inner = field.inner
        schema = inner if isinstance(inner, dict) else converter.field2property(inner)
        return {"contentMediaType": "application/json", "contentSchema": schema}

    api.ma_plugin.converter.add_attribute_function(described)


NOTHING = {"type": "array", "maxItems": 0}
_BY_FIELD = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
}


def _envelope(name: str, success: str, data: "fields.Field[Any] | dict[str, Any]") -> ma.Schema:
    inner = {
        "message": fields.String(required=True),
        "success": fields.String(required=True, validate=validate.OneOf([success])),
        "data": Escaped(data),
    }
    schema: ma.Schema = type(name, (Open,), inner)()
    return schema


EMPTY = _envelope("Done", "true", NOTHING)
REFUSED = _envelope("Refused", "false", NOTHING)
INVALID = _envelope("Invalid", "false", {"anyOf": [NOTHING, _BY_FIELD]})


@cache
def enveloped(resource: type[ma.Schema], *, many: bool = False) -> ma.Schema:
    nested: fields.Field[Any] = fields.Nested(resource)
    return _envelope(f"{resource.__name__}Done", "true", fields.List(nested) if many else nested)


_COUNT = {"required": True, "schema": {"type": "integer", "minimum": 0}}
_THROTTLED = {
    "X-RateLimit-Limit": _COUNT,
    "X-RateLimit-Remaining": _COUNT,
    "X-RateLimit-Reset": _COUNT,
    "Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}},
}
_FIXED = {
    name: {"required": True, "schema": {"type": "string", "enum": [value]}}
    for name, value in NO_STORE.items()
}

SERVICE_ID = {
    "name": "service_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}


def declaring(blp: Any) -> Callable[..., Callable[[View], View]]:
    """The decorator of the views.

    A view takes the world, then the body and the parameters of the path, and answers `Done`.
    """

    def declare(
        id: str,
        answer: ma.Schema = EMPTY,
        *refused: int,
        scope: str,
        body: type[ma.Schema] | None = None,
        reads: bool = False,
    ) -> Callable[[View], View]:
        """The operation's id, what it answers, what it is refused with beside what all are."""
        statuses = {400, 401, 403, 413, 429, 500, *refused}

        def decorate(view: View) -> View:
            given = _responding(view)
            if body:
                given = blp.arguments(body, error_status_code=400)(given)
            return operation(
                id,
                Blueprint.doc(security=[{"oauth2": [scope]}]),
                *([_also_as_forms(body)] if body else []),
                blp.response(200, answer),
                *(refusal(blp, status) for status in sorted(statuses)),
                reads=reads,
            )(protected(scope)(given))

        return decorate

    return declare


def token(blp: Any) -> Callable[[View], View]:
    """The declaration of the token endpoint, whose view answers a ready response."""
    content = {kind: {"schema": schemas.TokenRequest} for kind in ("application/json", *FORMS)}
    return operation(
        "issueToken",
        Blueprint.doc(
            security=[{"client": []}, {}], requestBody={"required": True, "content": content}
        ),
        blp.response(200, schemas.TokenAnswer(), headers=_FIXED),
        *(
            blp.alt_response(status, schema=schemas.TokenError(), headers=_FIXED)
            for status in (400, 401)
        ),
        *(refusal(blp, status) for status in (413, 429, 500)),
    )


def refusal(blp: Any, status: int) -> Any:
    headers = _THROTTLED if status == 429 else None
    return blp.alt_response(status, schema=INVALID if status == 400 else REFUSED, headers=headers)


def _also_as_forms(body: type[ma.Schema]) -> Any:
    content = {kind: {"schema": body} for kind in FORMS}
    return Blueprint.doc(requestBody={"content": content})


def _responding(view: View) -> View:
    @wraps(view)
    def respond(self: Any, *args: Any, **kwargs: Any) -> Response:
        done = view(self, current_world(), *args, **kwargs)
        data = orjson.dumps(done.data).decode()
        return render({"message": done.message, "success": "true", "data": data})

    return respond
