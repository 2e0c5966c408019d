"""What the vendors' Flask applications share: parsing, rendering, documenting."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

import marshmallow as ma
import orjson
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Flask, Request, Response, request
from flask_smorest import Api as SmorestApi
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException

from simulators.kernel.body import form
from simulators.kernel.vendor import Call, Vendor
from simulators.kernel.world import World

View = TypeVar("View", bound=Callable[..., Any])


def current_world() -> World:
    """The world of the request that Flask is handling."""
    world: World = request.environ["hostsim.world"]
    return world


def render(document: Any) -> Response:
    """A JSON answer."""
    return answer(orjson.dumps(document))


def answer(raw: bytes) -> Response:
    """A JSON answer from a document's stored bytes."""
    return Response(raw, content_type="application/json")


def operation(
    id: str, *decorators: Callable[[Any], Any], reads: bool = False
) -> Callable[[View], View]:
    """Mark a view as a contract operation, documented by flask-smorest's decorators.

    `reads`: it changes nothing, although it is no GET. So it may not write, and to call it again is
    to poll.

    Of the decorators only what they document is taken, and only when it is asked for
    (`Api.document`): the views answer ready responses, so the wrappers would do nothing, once per
    decorator, on the way of every request, and copying what the others documented adds up to most
    of a start.
    """

    def mark(view: View) -> View:
        view.operation_id = id  # type: ignore[attr-defined]
        view.reads = reads  # type: ignore[attr-defined]
        view.documented_by = (SmorestBlueprint.doc(operationId=id), *decorators)  # type: ignore[attr-defined]
        return view

    return mark


class FormText(str):
    """A value of a form, where everything is text: `Int` reads what it says."""


class Parser(FlaskParser):
    """Reads JSON bodies strictly, and forms where the vendor takes them; refuses in its words.

    An absent body counts as `{}`, so that it is refused by naming the fields it lacks.
    """

    def __init__(self, vendor: Vendor) -> None:
        super().__init__()
        self.vendor = vendor

    def _raw_load_json(self, req: Request) -> Any:
        call: Call = req.environ["hostsim.call"]
        fields = self.vendor.query_fields(call)
        if not call.body:
            return fields
        if self.vendor.forms and (given := self._form(call)) is not None:
            return fields | given
        if req.mimetype != "application/json":
            raise self.vendor.refusals.unsupported_media_type(req.mimetype)
        try:
            document = orjson.loads(call.body)
        except orjson.JSONDecodeError as error:
            raise self.vendor.refusals.malformed(str(error)) from error
        if not isinstance(document, dict):
            raise self.vendor.refusals.malformed("expected an object")
        return fields | document

    def _form(self, call: Call) -> dict[str, Any] | None:
        try:
            pairs = form(call.headers, call.body)
        except ValueError as error:
            raise self.vendor.refusals.malformed(str(error)) from error
        if pairs is None:
            return None
        return self.vendor.form_fields([(name, FormText(value)) for name, value in pairs])

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """As the vendor reads a query, where that is not werkzeug's way."""
        given = self.vendor.query_fields(req.environ["hostsim.call"])
        return given or super().load_querystring(req, schema)

    def handle_error(
        self,
        error: ma.ValidationError,
        req: Request,
        schema: ma.Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        messages = error.messages
        assert isinstance(messages, dict)
        # webargs nests what it found under the location it read.
        ((_, fields),) = messages.items()
        raise self.vendor.refusals.invalid(fields) from error


def blueprint(vendor: Vendor, name: str, url_prefix: str) -> Any:
    """A flask-smorest blueprint that parses and refuses as the vendor does."""
    parser = Parser(vendor)

    class Blueprint(SmorestBlueprint):  # type: ignore[misc]
        ARGUMENTS_PARSER = parser

        def _store_endpoint_docs(self, *args: Any, **kwargs: Any) -> None:
            self.__dict__.setdefault("undocumented", []).append((args, kwargs))

        def register_views_in_doc(self, *args: Any, **kwargs: Any) -> None:
            for stored, options in self.__dict__.pop("undocumented", ()):
                _, cls, *_ = stored
                for method in cls.methods:
                    view = getattr(cls, method.lower())
                    wrapped = view
                    for decorate in view.documented_by:
                        wrapped = decorate(wrapped)
                    view._apidoc = wrapped._apidoc
                super()._store_endpoint_docs(*stored, **options)
            super().register_views_in_doc(*args, **kwargs)

    return Blueprint(name, __name__, url_prefix=url_prefix)


def _schema_name(schema: Any) -> str:
    """Sections may have classes of the same name."""
    cls: Any = resolve_schema_cls(schema)
    return f"{cls.__module__}.{cls.__name__}"


class Api(SmorestApi):  # type: ignore[misc]
    """flask-smorest with the gate's error handling, and documentation made only when asked for."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask, vendor: Vendor) -> None:
        self.vendor = vendor
        self._blueprints: list[Any] = []
        plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
        super().__init__(app, spec_kwargs={"marshmallow_plugin": plugin})

    def register_blueprint(self, blp: Any, **_: Any) -> None:
        self._app.register_blueprint(blp)
        self._blueprints.append(blp)

    def document(self) -> dict[str, Any]:
        """The OpenAPI document of the code, to be compared with the contract."""
        spec: APISpec = self.spec
        while self._blueprints:
            blp = self._blueprints.pop(0)
            blp.register_views_in_doc(self, self._app, spec, name=blp.name, parameters=None)
        return spec.to_dict()

    def _register_error_handlers(self) -> None:
        self._app.register_error_handler(HTTPException, self.handle_http_exception)

    def handle_http_exception(self, error: HTTPException) -> NoReturn:
        raise self.vendor.refusals.malformed(error.description or error.name) from error


def make_app(
    vendor: Vendor,
    *blueprints: Any,
    security: list[dict[str, list[str]]],
    strict_slashes: bool = True,
) -> Flask:
    """One Flask application per vendor: two smorest Apis in one would share an error handler."""
    app = Flask(f"simulators.{vendor.name}", static_folder=None)
    app.config |= {
        "API_TITLE": vendor.title,
        "API_VERSION": "0",
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {"security": security},
        "PROPAGATE_EXCEPTIONS": True,
    }
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = strict_slashes
    api = Api(app, vendor)
    for blp in blueprints:
        api.register_blueprint(blp)
    app.extensions["hostsim"] = api
    return app


class Open(ma.Schema):
    """An object that may have more fields than are documented."""

    class Meta:
        unknown = ma.EXCLUDE


_DIGITS = re.compile("-?[0-9]{1,300}")  # Python converts no more than some thousands


class Int(ma.fields.Integer):
    """A JSON integer: 60 and 60.0, not "60", 60.5 or true; in a form, decimal digits."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, FormText) and _DIGITS.fullmatch(value):
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
            raise self.make_error("invalid", input=value)
        return int(value)


class Bool(ma.fields.Boolean):
    """A JSON boolean: not 1, "true" or "yes"."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value
