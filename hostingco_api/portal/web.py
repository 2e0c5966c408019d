"""The way of a request, which the portal's sections share.

`endpoint` declares a view. Around it, in this order: throttle, token, transaction (one that only
reads for GET), role, arguments, the view, its answer in the envelope. Whatever is raised on the way
undoes the transaction and becomes an error, see `envelope`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any

import marshmallow as ma
from flask import Flask, Response, current_app, g, request
from limits import RateLimitItem
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hostingco_api import throttle
from hostingco_api.core import ids, tokens
from hostingco_api.core.errors import Refusal, forbidden
from hostingco_api.core.models import Login, User
from hostingco_api.portal import envelope
from hostingco_api.portal.envelope import Page, Said, enveloped
from hostingco_api.portal.fields import Paging, pattern
from hostingco_api.services import services
from hostingco_api.web import failures
from hostingco_api.web.arguments import Blueprint
from hostingco_api.web.callers import COOKIE, COOKIE_PATH, client
from hostingco_api.web.documented import describe
from hostingco_api.web.fields import Change

OK = "Operation successful"
View = Callable[..., Any]
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


# -- views --------------------------------------------------------------------------------------


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
        where = {"name": "id", "in": "path", "required": True}
        binary = {"type": "string", "format": "binary"}
        given = describe(
            blp,
            given,
            id,
            binary if file else envelope.schema(id, answer, many, paged),
            envelope.ErrorAnswer,
            statuses,
            status=status,
            headers=_COUNTED if limit else None,
            more=_KEPT if file else None,
            file=file,
            public=public,
            parameters=[where | {"schema": {"type": "string", "pattern": pattern(of)}}]
            if of
            else (),
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
            g.actor = ("user", me.id, me.email)
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
    failures.install(app, envelope.refused)


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


def remember(token: str | None) -> None:
    """Have a browser keep the access token for the gateway, where no script can read it, or forget
    it."""
    g.token = token


def _tell(answer: Response) -> Response:
    if "token" in g and answer.status_code < 300:
        answer.set_cookie(
            COOKIE,
            g.token or "",
            max_age=None if g.token else 0,
            path=COOKIE_PATH,
            secure=services().config.environment == "production",
            httponly=True,
            samesite="Strict",
        )
    answer.headers.update(g.get("counted", {}))
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    return answer
