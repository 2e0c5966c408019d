"""How the control API reads its input: strictly, in bodies and in queries."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NoReturn

import marshmallow as ma
import orjson
from flask import Request as FlaskRequest
from flask import current_app, request
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.flaskparser import FlaskParser, abort

from simulators.control import schemas
from simulators.kernel import body
from simulators.kernel.nearest import nearest

UNKNOWN_FIELD: str = ma.Schema().error_messages["unknown"]


class Request(FlaskRequest):
    """Its body is read whole, or the request refused."""

    @cached_property
    def _body(self) -> bytes:
        view = current_app.view_functions.get(self.endpoint or "")
        most = getattr(getattr(view, "view_class", None), "MOST_BYTES", body.MOST_BYTES)
        try:
            return body.read(self.environ, most)
        except body.TooLarge:
            abort(413, message=f"the body is larger than {most} bytes")
        except body.BrokeOff:
            abort(400, message="the body broke off")

    def get_data(self, *_: Any, **__: Any) -> Any:
        return self._body


class Parser(FlaskParser):
    DEFAULT_UNKNOWN_BY_LOCATION = {"json": ma.RAISE, "query": ma.RAISE}  # noqa: RUF012 (webargs has it so)

    def _raw_load_json(self, req: FlaskRequest) -> Any:
        try:
            return orjson.loads(req.get_data() or b"{}")
        except orjson.JSONDecodeError as error:
            abort(400, message=f"the body is not JSON: {error}")

    def handle_error(
        self,
        error: ma.ValidationError,
        req: Any,
        schema: ma.Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        assert isinstance(error.messages, dict)
        for messages in error.messages.values():  # by location
            suggest(messages, schema)
        super().handle_error(
            error,
            req,
            schema,
            error_status_code=error_status_code,
            error_headers=error_headers,
        )


def suggest(messages: dict[Any, Any], schema: ma.Schema) -> None:
    """Have what is said of unknown fields say which ones there are, nested ones too."""
    known = {field.data_key or name: field for name, field in schema.load_fields.items()}
    for name, found in messages.items():
        if found == [UNKNOWN_FIELD]:
            near = nearest(str(name), known)
            also = f"did you mean {near!r}?" if near else f"use one of {', '.join(known)}"
            messages[name] = [f"Unknown field; {also}"]
        elif isinstance(found, dict):
            _suggest_within(found, known.get(name))


def _suggest_within(messages: dict[Any, Any], field: Any) -> None:
    if isinstance(field, ma.fields.Nested):
        suggest(messages, field.schema)
    elif isinstance(field, ma.fields.List):
        for found in messages.values():  # by place in the list
            if isinstance(found, dict):
                _suggest_within(found, field.inner)


class Blueprint(SmorestBlueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER = Parser()


_any = Blueprint("any", __name__)
INVALID = _any.alt_response(422, schema=schemas.Error)
UNKNOWN = _any.alt_response(404, schema=schemas.Error)
EXISTS = _any.alt_response(409, schema=schemas.Error)


def refuse_what_is_not_taken() -> None:
    """A body or a query that the operation has no use for was meant to do something."""
    view: Any = current_app.view_functions[request.endpoint or ""]
    method = getattr(view.view_class, request.method.lower(), None)
    documented = getattr(method, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    taken = {parameter["in"] for parameter in documented}
    if request.get_data() and "json" not in taken:
        abort(422, messages={"json": ["This operation takes no body."]})
    if request.args and "query" not in taken:
        none = "Unknown field; this operation takes no query"
        abort(422, messages={"query": {name: [none] for name in request.args}})
