"""The way of a request to the public API.

Before every view: a request id, whose key it is, how often that asks. `endpoint` declares a view.
Around it, in this order: key and scope, arguments, idempotency, transaction (one that only reads
for GET), the view, its answer in the envelope. Whatever is raised on the way undoes the transaction
and becomes an error, see `envelope`.
"""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import wraps
from typing import Any, TypeVar

import marshmallow as ma
from flask import Flask, Response, g, request
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session

from hostingco_api import throttle
from hostingco_api.core import api_keys, idempotency
from hostingco_api.core.database import LOCK, is_busy
from hostingco_api.core.errors import (
    Refusal,
    conflict,
    forbidden,
    invalid,
    not_found,
    unauthenticated,
)
from hostingco_api.core.ids import LARGEST, new_uuid
from hostingco_api.core.models import ApiKey
from hostingco_api.core.vault import Unreadable
from hostingco_api.public_v1 import envelope
from hostingco_api.public_v1.envelope import Page, Said, enveloped
from hostingco_api.public_v1.fields import ID, UUID
from hostingco_api.services import services
from hostingco_api.web import failures
from hostingco_api.web.arguments import Blueprint
from hostingco_api.web.callers import client
from hostingco_api.web.documented import describe
from hostingco_api.web.fields import Change

PREFIX = "/api/v1"
LONGEST_KEY = 255
View = Callable[..., Any]
AnyRow = TypeVar("AnyRow")
_TRACED = {"X-Request-Id": {"required": True, "schema": {"type": "string", "minLength": 1}}}
_COUNTED = _TRACED | {
    f"X-RateLimit-{name}": {"required": True, "schema": {"type": "integer", "minimum": 0}}
    for name in ("Limit", "Remaining", "Reset")
}
_REPLAYED = {
    "Idempotent-Replayed": {"required": False, "schema": {"type": "string", "enum": ["true"]}}
}
_OWN = {
    500: _TRACED,
    401: {
        "WWW-Authenticate": {
            "required": True,
            "schema": {"type": "string", "pattern": "^Bearer"},
        }
    },
    409: {"Retry-After": {"required": False, "schema": {"type": "integer", "minimum": 1}}},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_KEY,
        "pattern": "^[!-~]([ -~]*[!-~])?$",
    },
}


@dataclass
class Call:
    """What a view is given: the transaction, its instant, and whose key it is."""

    session: Session
    now: datetime
    me: ApiKey


# -- views --------------------------------------------------------------------------------------


def section(name: str) -> Any:
    return Blueprint(name, name, url_prefix=PREFIX)


def endpoint(
    blp: Any,
    id: str,
    scope: str,
    answer: type[ma.Schema] | None = None,
    *refusals: int,
    many: bool = False,
    message: str | None = None,
    status: int = 200,
    also: int | None = None,
    body: type[ma.Schema] | None = None,
    query: type[ma.Schema] | None = None,
    before: Callable[[dict[str, Any]], None] | None = None,
) -> Callable[[View], View]:
    """Declare a view: the scope it wants, what it takes, what it answers, what it is refused with.

    The view takes a `Call`, then what was read of query and body, and the ids of the path. What it
    answers is dumped by `answer`, a `Page` with `many`; in a `Said` it may have `also` as its
    status. `before` does with a body what takes long, before the transaction begins.
    """
    statuses = {401, 403, 429, 500, *refusals}
    statuses |= {400, 413, 415, 422} if body else set()
    statuses |= {422} if query else set()

    def decorate(view: View) -> View:
        posts = view.__name__ == "post"
        had = statuses | ({409, 422} if posts else set())
        given = _answering(view, answer() if answer else None, message, status, before)
        if body:
            needed = any(field.required for field in body().fields.values()) or issubclass(
                body, Change
            )
            given = blp.arguments(body, required=needed)(given)
        if query:
            given = blp.arguments(query, location="query", error_status_code=422)(given)
        given = _entering(given, scope)
        said = envelope.schema(id, answer, many, message is not None)
        given = describe(
            blp,
            given,
            id,
            said,
            envelope.ErrorAnswer,
            had,
            status=status,
            headers=_COUNTED,
            more=_REPLAYED if posts else None,
            own=_OWN,
            parameters=[_KEY] if posts else (),
        )
        if also:
            headers = _COUNTED | (_REPLAYED if posts else {})
            given = blp.alt_response(also, schema=said, headers=headers)(given)
        return given  # type: ignore[no-any-return]

    return decorate


def path(name: str = "id") -> dict[str, Any]:
    """How a route says what its variable is."""
    schema = {"type": "string", "pattern": ID}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _entering(view: View, scope: str) -> View:
    @wraps(view)
    def enter(*args: Any, **kwargs: Any) -> Response:
        if (refusal := g.get("refusal")) is not None:
            raise refusal
        if scope not in api_keys.allowed(g.me.scopes):
            raise forbidden(f"Your key does not have the scope {scope}")
        answer: Response = view(*args, **kwargs)
        return answer

    return enter


def _answering(
    view: View,
    answer: ma.Schema | None,
    message: str | None,
    status: int,
    before: Callable[[dict[str, Any]], None] | None,
) -> View:
    @wraps(view)
    def respond(self: Any, *args: Any, **kwargs: Any) -> Response:
        known = services()
        now = known.config.clock()
        if request.method in ("GET", "HEAD"):
            with known.database.reading() as session:
                return made(self, Call(session, now, g.me), *args, **kwargs)
        call, replay = _begun(now)
        if replay is not None:
            return replay
        try:
            if before:
                before(*args)
            with known.database.writing() as session:
                response = made(self, Call(session, now, _locked(session, now)), *args, **kwargs)
                if call is not None:
                    kept = known.vault.lock(response.get_data(as_text=True))
                    idempotency.end(session, call, response.status_code, kept)
        except BaseException:
            if call is not None:
                with known.database.writing() as session:
                    idempotency.forget(session, call)
            raise
        known.work.set()
        return response

    def made(self: Any, call: Call, *args: Any, **kwargs: Any) -> Response:
        found = view(self, call, *args, **kwargs)
        said = found if isinstance(found, Said) else Said(found)
        data = said.data
        if isinstance(data, Page):
            assert answer
            data = replace(data, items=answer.dump(data.items, many=True))
        elif answer and data is not None:
            call.session.flush()
            data = answer.dump(data) | said.more
        return enveloped(data, said.message or message, said.status or status)

    return respond


def _locked(session: Session, now: datetime) -> ApiKey:
    """One's own key, which is as it was, and stays so until the end."""
    me = session.get(ApiKey, g.me.id, with_for_update={"read": True})
    if me is None or me.hash != g.me.hash or api_keys.status(me, now) != "active":
        raise unauthenticated("The API key is not valid any more")
    return me


def _begun(now: datetime) -> tuple[Any, Response | None]:
    """The call, if it has an Idempotency-Key, and its answer, if it was made before."""
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return None, None
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise invalid(**{"Idempotency-Key": f"1 to {LONGEST_KEY} printable characters."})
    known = services()
    text = f"{request.method} {request.full_path}\n".encode() + request.get_data()
    # Keyed, since there may be a password in the body: its mere hash could be guessed at.
    fingerprint = hmac.digest(known.config.secret.encode(), text, "sha256").hex()
    with known.database.writing() as session:
        call = idempotency.begin(session, g.me, key, fingerprint, now)
    if call.status_code is None:
        return call, None
    assert call.body is not None
    try:
        body = known.vault.unlock(call.body)
    except Unreadable:
        raise conflict("The call was made, and its answer cannot be read any more") from None
    replay = Response(body, call.status_code, content_type="application/json")
    replay.headers["Idempotent-Replayed"] = "true"
    return call, replay


# -- what views look up -------------------------------------------------------------------------


def page(call: Call, found: Select[Any], query: Mapping[str, Any]) -> Page:
    """The page that the query asks for; one past the end is empty."""
    total = call.session.scalar(select(func.count()).select_from(found.order_by(None).subquery()))
    number, size = query["page"], query["per_page"]
    rows = call.session.scalars(found.limit(size).offset((number - 1) * size))
    return Page(list(rows.unique()), number, size, total or 0)


def get(call: Call, found: Select[AnyRow], id: int | str, what: str, *, lock: bool = False) -> Any:
    """The one with that number or UUID. What is written so that it can be neither, is not there."""
    model = found.column_descriptions[0]["entity"]
    condition = _is(model, id)
    if condition is None:
        raise not_found(what)
    found = found.where(condition)
    row = call.session.scalar(found.with_for_update(**LOCK, of=model) if lock else found)
    if row is None:
        raise not_found(what)
    return row


def given(
    call: Call, found: Select[Any], id: int | str | None, field: str, *, lock: bool = False
) -> Any:
    """What a body refers to; None where it says null."""
    if id is None:
        return None
    try:
        return get(call, found, id, "", lock=lock)
    except Refusal:
        raise invalid(**{field: "There is no such thing."}) from None


def number(call: Call, found: Select[Any], id: str | None) -> int | None:
    """What a filter refers to: 0 where there is no such thing, so that nothing is found."""
    if id is None:
        return None
    try:
        return int(get(call, found, id, "").id)
    except Refusal:
        return 0


def _is(model: Any, id: int | str) -> ColumnElement[bool] | None:
    text = str(id)
    if text.isascii() and text.isdigit():
        good = len(text) <= 10 and not text.startswith("0") and int(text) <= LARGEST
        return model.id == int(text) if good else None
    return model.uuid == text if re.fullmatch(UUID, text) else None


def dated(
    found: Select[AnyRow],
    column: InstrumentedAttribute[Any],
    query: Mapping[str, Any],
    name: str = "created",
) -> Select[AnyRow]:
    """Only what is of those days."""
    first, last = query.get(f"{name}_from"), query.get(f"{name}_to")
    if first:
        found = found.where(column >= datetime.combine(first, time(), UTC))
    if last:
        found = found.where(column < datetime.combine(last, time(), UTC) + timedelta(days=1))
    return found


# -- the application's ends ---------------------------------------------------------------------


def install(app: Flask) -> None:
    app.before_request(_identify)
    app.after_request(_tell)
    failures.install(app, envelope.refused)


def _identify() -> None:
    """Whose key it is, and one more call of theirs; who shows none is counted by address."""
    g.request_id = new_uuid()
    known = services()
    now = known.config.clock()
    try:
        g.me = _me(now)
    except Refusal as refusal:
        g.refusal = refusal
        _count(lambda: known.throttle.count(throttle.KEY, client()))
        return
    if (refused := api_keys.refused_from(g.me, client())) is not None:
        g.refusal = refused
        # Or whoever has stolen a key could use up its owner's calls.
        _count(lambda: known.throttle.count(throttle.KEY, client()))
        return
    g.actor = ("api_key", g.me.id, g.me.name)
    _count(lambda: known.throttle.count_as(throttle.KEY, f"key {g.me.ref}"))
    if api_keys.unseen(g.me, now):
        _note_use(now)


def _note_use(now: datetime) -> None:
    """Not worth a refusal: who only reads need not care how long others write."""
    try:
        with services().database.writing() as session:
            if me := session.get(ApiKey, g.me.id):
                me.last_used_at, me.last_used_ip = now, client()
    except SQLAlchemyError as error:
        if not is_busy(error):
            raise


def _me(now: datetime) -> ApiKey:
    said = request.headers.get("Authorization")
    text = request.headers.get("X-API-Key")
    if said is not None:
        scheme, _, token = said.partition(" ")
        if scheme.lower() != "bearer" or (text is not None and text != token.strip()):
            raise unauthenticated("The API key is not valid")
        text = token.strip()
    if text is None:
        raise unauthenticated("An API key is required")
    with services().database.reading() as session:
        return api_keys.find(session, text, now)


def _count(counted: Callable[[], dict[str, str]]) -> None:
    try:
        g.counted = counted()
    except Refusal as refusal:
        g.counted = refusal.headers
        raise


def _tell(answer: Response) -> Response:
    answer.headers.update(g.get("counted", {}))
    answer.headers["X-Request-Id"] = g.request_id
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    return answer
