"""The way of a request, which the portal's sections share.

`endpoint` declares a view. Around it, in this order: throttle, token, transaction (one that only
reads for GET), role, arguments, the view, its answer in the envelope. Whatever is raised on the way
undoes the transaction and becomes an error, see `envelope`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from ipaddress import ip_address
from typing import Any, NoReturn

import marshmallow as ma
import orjson
from flask import Flask, Request, Response, current_app, g, request
from flask_smorest import Blueprint as SmorestBlueprint
from limits import RateLimitItem
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from webargs.flaskparser import FlaskParser

from hostingco_api import throttle
from hostingco_api.core import ids, tokens
from hostingco_api.core.errors import VALIDATION, Refusal, forbidden, invalid
from hostingco_api.core.models import Login, User
from hostingco_api.portal import envelope
from hostingco_api.portal.documented import describe
from hostingco_api.portal.envelope import Page, Said, enveloped
from hostingco_api.portal.fields import Change, Paging
from hostingco_api.services import services

OK = "Operation successful"
View = Callable[..., Any]


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


def page(call: Call, found: Select[Any], query: Mapping[str, Any]) -> Page:
    """The page that the query asks for; one past the end is empty."""
    total = call.session.scalar(select(func.count()).select_from(found.order_by(None).subquery()))
    number, limit = query["page"], query["limit"]
    rows = call.session.scalars(found.limit(limit).offset((number - 1) * limit))
    return Page(list(rows.unique()), number, limit, total or 0)


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
        given = describe(
            blp,
            given,
            id,
            answer,
            many=many,
            paged=paged,
            status=status,
            refusals=statuses,
            counted=limit is not None,
            public=public,
            of=of,
            file=file,
        )
        given.limit = limit
        return given  # type: ignore[no-any-return]

    return decorate


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
    envelope.install(app)


def _count() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    method = "get" if request.method == "HEAD" else request.method.lower()
    handler = getattr(getattr(view, "view_class", None), method, None)
    limit = getattr(handler, "limit", throttle.API)
    if limit is not None:
        count(limit)


def count(limit: RateLimitItem) -> None:
    """One more call of this client. The answer's headers tell of the limit that was asked last."""
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
