"""How the control API reads its input: strictly, in bodies and in queries."""

from functools import cached_property
from typing import Any

import marshmallow as ma
import orjson
from flask import Request as FlaskRequest
from flask import current_app, request
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.flaskparser import FlaskParser, abort

from simulators.control import schemas
from simulators.kernel import body


class Request(FlaskRequest):
    """Its body is read whole, or the request refused."""

    @cached_property
    def _body(self) -> bytes:
        try:
            return body.read(self.environ)
        except body.TooLarge:
            abort(413, message=f"the body is larger than {body.MOST_BYTES} bytes")
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


class Blueprint(SmorestBlueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER = Parser()


_any = Blueprint("any", __name__)
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
        abort(422, messages={"query": {name: ["Unknown field."] for name in request.args}})
