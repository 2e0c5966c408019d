"""What the portal's sections share: the envelope, and the way of a request.

`endpoint` declares a view. Around it, in this order: throttle, token, transaction (one that only
reads for GET), role, arguments, the view, its answer in the envelope. Whatever is raised on the way
undoes the transaction and becomes an error in the envelope, in `refused`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from ipaddress import ip_address
from typing import Any, NoReturn

import marshmallow as ma
import orjson
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask, Request, Response, current_app, g, request
from flask_smorest import Blueprint as SmorestBlueprint
from limits import RateLimitItem
from marshmallow import fields, validate
from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException

from hostingco_api import throttle
from hostingco_api.core import ids, tokens
from hostingco_api.core.clock import iso
from hostingco_api.core.errors import (
    STATUSES,
    VALIDATION,
    Refusal,
    conflict,
    forbidden,
    invalid,
)
from hostingco_api.core.models import Login, User
from hostingco_api.portal.fields import Answer, Bool, Change, Count, Paging, Text, Time, pattern
from hostingco_api.services import Services

OK = "Operation successful"
View = Callable[..., Any]


def services() -> Services:
    """What the application is made of."""
    found: Services = current_app.extensions["hostingco"]
    return found


def client() -> str:
    """The address of who asks. What a proxy says and is no address counts for nothing.

    A socket that listens for both kinds writes IPv4 as IPv6: these are not all one network.
    """
    said = request.remote_addr or ""
    try:
        address = ip_address(said)
        return str(getattr(address, "ipv4_mapped", None) or address)
    except ValueError:
        beside = request.environ.get("werkzeug.proxy_fix.orig", {})
        return str(beside.get("REMOTE_ADDR") or "127.0.0.1")


@dataclass
class Call:
    """What a view is given: the transaction, its instant, and whose call it is."""

    session: Session
    now: datetime
    me: User
    login: Login


@dataclass(frozen=True)
class Said:
    """An answer with a message of its own."""

    data: Any
    message: str


@dataclass(frozen=True)
class Page:
    """One page of a query, for a view to answer."""

    items: list[Any]
    page: int
    limit: int
    total: int


def page(call: Call, found: Select[Any], query: Mapping[str, Any]) -> Page:
    """The page that the query asks for; one past the end is empty."""
    total = call.session.scalar(select(func.count()).select_from(found.order_by(None).subquery()))
    number, limit = query["page"], query["limit"]
    rows = call.session.scalars(found.limit(limit).offset((number - 1) * limit))
    return Page(list(rows.unique()), number, limit, total or 0)


# -- the envelope -------------------------------------------------------------------------------


class Pagination(Answer):
    page = fields.Integer(required=True, metadata={"minimum": 1})
    limit = fields.Integer(required=True, metadata={"minimum": 1})
    total = Count(required=True)
    pages = Count(required=True)


class Error(Answer):
    code = Text(one_of=tuple(STATUSES), required=True)
    message = fields.String(required=True)
    details = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class ErrorAnswer(Answer):
    success = Bool(required=True, validate=validate.Equal(False))
    error = fields.Nested(Error, required=True)
    timestamp = Time(required=True)


class Converter(OpenAPIConverter):
    """What apispec does not know of a schema or a field by itself."""

    def schema2jsonschema(self, schema: Any) -> Any:
        found = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        cls = resolve_schema_cls(schema)
        if isinstance(cls, type) and issubclass(cls, Change):
            found["minProperties"] = 1
        return found


class Plugin(MarshmallowPlugin):
    """Sections may have schemas of the same name."""

    Converter = Converter

    def __init__(self) -> None:
        super().__init__(schema_name_resolver=_schema_name)


def _schema_name(schema: Any) -> str:
    cls: Any = resolve_schema_cls(schema)
    return f"{cls.__module__}.{cls.__name__}"


def enveloped(data: Any, message: str, status: int) -> Response:
    document: dict[str, Any] = {"success": True, "data": data}
    if isinstance(data, Page):
        pages = -(-data.total // data.limit)
        document["data"] = data.items
        document["pagination"] = {
            "page": data.page,
            "limit": data.limit,
            "total": data.total,
            "pages": pages,
        }
    document |= {"message": message, "timestamp": iso(services().config.clock())}
    return Response(orjson.dumps(document), status, content_type="application/json")


def refused(refusal: Refusal) -> Response:
    document = {
        "success": False,
        "error": {
            "code": refusal.code,
            "message": refusal.message,
            "details": refusal.details,
        },
        "timestamp": iso(services().config.clock()),
    }
    answer = Response(orjson.dumps(document), refusal.status, content_type="application/json")
    answer.headers.update(refusal.headers)
    return answer


# -- arguments ----------------------------------------------------------------------------------


class Parser(FlaskParser):
    """Bodies are JSON objects, and say so. No body counts as an empty one."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {}  # noqa: RUF012 (the base's; so schemas refuse, as they say)

    def _raw_load_json(self, req: Request) -> Any:
        raw = req.get_data()
        if not raw:
            return {}
        if req.mimetype != "application/json":
            raise Refusal(VALIDATION, "The body has to be application/json", status=415)
        try:
            document = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise Refusal(VALIDATION, f"The body is no JSON: {error}") from error
        if not isinstance(document, dict):
            raise Refusal(VALIDATION, "The body has to be an object")
        return document

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        twice = [name for name, values in req.args.lists() if len(values) > 1]
        if twice:
            raise invalid(**dict.fromkeys(twice, "Given more than once."))
        return req.args.to_dict()

    def handle_error(
        self,
        error: ma.ValidationError,
        req: Request,
        schema: ma.Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        assert isinstance(error.messages, dict)
        # webargs nests what it found under the location it read.
        ((_, found),) = error.messages.items()
        raise Refusal(VALIDATION, "Validation failed", _flat(found)) from error


def _flat(messages: Any, where: str = "") -> dict[str, str]:
    """The first message of every field, `settings.firewall` for one."""
    if isinstance(messages, list):
        return {where or "body": str(messages[0])}
    flat: dict[str, str] = {}
    for name, inner in messages.items():
        at = where if name == "_schema" else f"{where}.{name}" if where else str(name)
        flat |= _flat(inner, at)
    return flat


# -- views --------------------------------------------------------------------------------------


class Blueprint(SmorestBlueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER = Parser()


def section(name: str) -> Any:
    return Blueprint(name, name, url_prefix="/api")


def endpoint(
    blp: Any,
    id: str,
    answer: type[ma.Schema] | None = None,
    *refusals: int,
    many: bool = False,
    message: str = OK,
    status: int = 200,
    body: type[ma.Schema] | None = None,
    query: type[ma.Schema] | None = None,
    roles: tuple[str, ...] = (),
    of: str | None = None,
    public: bool = False,
    limit: RateLimitItem | None = throttle.API,
    file: str | None = None,
) -> Callable[[View], View]:
    """Declare a view: whom it lets in, what it takes, what it answers, what it is refused with.

    The view takes a `Call` unless it is `public`, then what was read of query and body. With `of`
    the id in the path names something of that kind, and `id` is the number of its row (None where
    the id can be none). What the view answers is dumped by `answer` (a list with `many`; a `Page`
    where the query pages), or is a response, of media type `file`.
    """
    paged = query is not None and issubclass(query, Paging)
    statuses = {*refusals, 500}
    statuses |= set() if public else {401}
    statuses |= {403} if roles else set()
    statuses |= {404} if of else set()
    statuses |= {400} if query else set()
    statuses |= {400, 413, 415} if body else set()
    statuses |= {429} if limit else set()

    def decorate(view: View) -> View:
        given = _answering(view, answer() if answer else None, many, message, status, of)
        if body:
            needed = any(field.required for field in body().fields.values()) or issubclass(
                body, Change
            )
            given = blp.arguments(body, required=needed)(given)
        if query:
            given = blp.arguments(query, location="query")(given)
        if not public:
            given = _entering(given, roles)
        counted = _COUNTED if limit else None
        schema = _envelope(id, answer, many, paged)
        if file:
            schema = {"type": "string", "format": "binary"}
        beside = {**(counted or {}), **(_KEPT if file else {})} or None
        given = blp.response(status, schema, content_type=file, headers=beside)(given)
        for refusal in sorted(statuses):
            headers = {**(counted or {}), **(_WAIT if refusal == 429 else {})}
            headers = {} if refusal == 500 else headers
            given = blp.alt_response(refusal, schema=ErrorAnswer, headers=headers or None)(given)
        documented: dict[str, Any] = {"operationId": id}
        if public:
            documented["security"] = []
        if of:
            where = {"name": "id", "in": "path", "required": True}
            documented["parameters"] = [
                where | {"schema": {"type": "string", "pattern": pattern(of)}}
            ]
        given = blp.doc(**documented)(given)
        given.limit = limit
        return given  # type: ignore[no-any-return]

    return decorate


_COUNTED = {
    f"X-RateLimit-{name}": {"required": True, "schema": {"type": "integer", "minimum": 0}}
    for name in ("Limit", "Remaining", "Reset")
}
_KEPT = {
    "Content-Disposition": {
        "required": True,
        "schema": {"type": "string", "pattern": r'^attachment; filename="[^"]+\.pdf"$'},
    }
}
_WAIT = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}


def _envelope(id: str, answer: type[ma.Schema] | None, many: bool, paged: bool) -> Any:
    """The schema of a good answer, for the document that the code makes of itself."""
    if answer is None:
        data: Any = fields.Raw(required=True, metadata={"type": "null"})
    else:
        data = fields.Nested(answer, many=many or paged, required=True)
    success = Bool(required=True, validate=validate.Equal(True))
    members: dict[str, Any] = {"success": success, "data": data}
    if paged:
        members["pagination"] = fields.Nested(Pagination, required=True)
    members |= {"message": fields.String(required=True), "timestamp": Time(required=True)}
    return Answer.from_dict(members, name=f"{id}Answer")


def _answering(
    view: View, answer: ma.Schema | None, many: bool, message: str, status: int, of: str | None
) -> View:
    @wraps(view)
    def respond(*args: Any, **kwargs: Any) -> Response:
        if of:
            kwargs["id"] = ids.parse(of, kwargs["id"])
        found = view(*args, **kwargs)
        if isinstance(found, Response):
            return found
        said = message
        if isinstance(found, Said):
            said, found = found.message, found.data
        if isinstance(found, Page):
            assert answer
            found = replace(found, items=answer.dump(found.items, many=True))
        elif answer:
            found = answer.dump(found, many=many)
        return enveloped(found, said, status)

    return respond


def _entering(view: View, roles: tuple[str, ...]) -> View:
    """Let in who may, and begin the transaction: one that only reads for what only reads."""

    @wraps(view)
    def enter(self: Any, *args: Any, **kwargs: Any) -> Response:
        known = services()
        now = known.config.clock()
        user, jti = tokens.read(known.config.secret, request.headers.get("Authorization"), now)
        reads = request.method in ("GET", "HEAD")
        with known.database.reading() if reads else known.database.writing() as session:
            me, login = known.accounts.whose(session, user, jti, client(), now)
            if roles and me.role not in roles:
                raise forbidden()
            answer: Response = view(self, Call(session, now, me, login), *args, **kwargs)
        if not reads:
            known.work.set()
        return answer

    return enter


# -- the application's ends ---------------------------------------------------------------------


def install(app: Flask) -> None:
    """Throttle what comes in, and put into the envelope whatever goes wrong."""
    app.before_request(_count)
    app.after_request(_tell)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(IntegrityError, _raced)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(Exception, _internal)


def _count() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    method = "get" if request.method == "HEAD" else request.method.lower()
    handler = getattr(getattr(view, "view_class", None), method, None)
    limit = getattr(handler, "limit", throttle.API)
    if limit is not None:
        try:
            g.counted = services().throttle.count(limit, client())
        except Refusal as refusal:
            g.counted = refusal.headers
            raise


def _tell(answer: Response) -> Response:
    answer.headers.update(g.get("counted", {}))
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    return answer


def _http(error: HTTPException) -> Response:
    """What Flask refuses: no such path, no such method, too large a body."""
    status = error.code or 500
    if error.response is not None and status < 400:
        return refused(Refusal("NOT_FOUND", "Not found"))
    code = "NOT_FOUND" if status == 404 else VALIDATION if status < 500 else "INTERNAL_ERROR"
    headers = {
        name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    }
    return refused(Refusal(code, error.name, status=status, headers=headers))


def _raced(error: IntegrityError) -> Response:
    """The rules looked first: somebody else was quicker since."""
    current_app.logger.info("a write met another one: %s", type(error.orig).__name__)
    return refused(conflict("Somebody else changed the same thing at the same time: try again"))


def _database(error: SQLAlchemyError) -> Response:
    current_app.logger.error("the database failed", exc_info=error)
    return refused(Refusal("DATABASE_ERROR", "The database is not available"))


def _internal(error: Exception) -> Response:
    current_app.logger.error("a request failed", exc_info=error)
    return refused(Refusal("INTERNAL_ERROR", "Something went wrong on our side"))
