"""The way of a request to the gateway.

`endpoint` declares a view. Around it, in this order: token and role, provider (is there one, does
it support that), arguments, the view, its answer. No transaction is open while a provider is asked.
"""

import json
import logging
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

import marshmallow as ma
import orjson
from flask import Flask, Response, request

from hostingco_api.core import tokens
from hostingco_api.core.errors import Refusal, forbidden, unauthenticated
from hostingco_api.gateway.provider import Invalid, NotFound, ProviderError, RateLimited
from hostingco_api.gateway.registry import METHODS
from hostingco_api.gateway.schemas import HOST_NAME, Error
from hostingco_api.services import services
from hostingco_api.web import failures
from hostingco_api.web.arguments import Blueprint
from hostingco_api.web.callers import COOKIE, COOKIE_PATH, client
from hostingco_api.web.documented import describe
from hostingco_api.web.fields import Form

SAFE = ("GET", "HEAD", "OPTIONS")
View = Callable[..., Any]
PREFIX = COOKIE_PATH
_DRIVERS = {id for ids in METHODS.values() for id in ids} | {"testProvider"}
_READS = ("checkDomains", "testProvider")
_CHALLENGE = {
    401: {
        "WWW-Authenticate": {"required": False, "schema": {"type": "string", "pattern": "^Bearer"}}
    }
}
_DOMAIN = {
    "name": "domain",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "maxLength": 253, "pattern": HOST_NAME},
}

blp: Any = Blueprint("gateway", "gateway", url_prefix=PREFIX)


def route(path: str) -> Callable[[type], type]:
    """Of a view, below the prefix."""
    known: Callable[[type], type] = blp.route(
        path, parameters=[_DOMAIN] if "<domain>" in path else []
    )
    return known


def endpoint(
    id: str,
    answer: type[ma.Schema],
    *,
    many: bool = False,
    body: type[ma.Schema] | None = None,
    query: type[ma.Schema] | None = None,
) -> Callable[[View], View]:
    """Declare a view, which takes what was read of query and body, and the path's variables.

    What it answers is dumped by `answer`; a list with `many`.
    """
    asks = id in _DRIVERS
    statuses = {401, 403, 500}
    statuses |= {400, 413, 415} if body else set()
    statuses |= {400} if query else set()
    statuses |= {400, 429} if asks else set()
    statuses |= {501} if asks and id != "testProvider" else set()

    def decorate(view: View) -> View:
        writes = asks and view.__name__ != "get" and id not in _READS
        refusals = (
            statuses | ({404} if id != "listProviders" else set()) | ({409} if writes else set())
        )
        given = _answering(_explaining(view, refusals), answer(many=many))
        if query:
            given = blp.arguments(query, location="query")(given)
        if body:
            given = blp.arguments(body)(given)
        given = _entering(given, id)
        return describe(  # type: ignore[no-any-return]
            blp,
            given,
            id,
            answer(many=many),
            Error,
            refusals,
            own=_CHALLENGE,
        )

    return decorate


def _explaining(view: View, refusals: set[int]) -> View:
    """What an operation is not to be refused with (a list is in no conflict) is a failure of the
    provider's, or of its driver's."""

    @wraps(view)
    def explain(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except ProviderError as error:
            if error.status in refusals:
                raise
            raise ProviderError(str(error)) from error

    return explain


def _answering(view: View, answer: ma.Schema) -> View:
    @wraps(view)
    def respond(*args: Any, **kwargs: Any) -> Response:
        found = view(*args, **kwargs)
        try:
            if found is None:  # marshmallow takes that for an empty list
                raise TypeError
            document = _json(answer.dump(found))
        except ProviderError:
            raise
        except Exception as error:
            # What it says may be the driver's, with secrets.
            where = "".join(traceback.format_tb(error.__traceback__))
            logging.error("a driver's answer: %s\n%s", type(error).__name__, where)
            raise ProviderError("the driver answered something else than it has to") from None
        return Response(document, content_type="application/json")

    return respond


def _entering(view: View, id: str) -> View:
    """Let in who may, and no further than the provider allows."""

    @wraps(view)
    def enter(self: Any, *args: Any, **kwargs: Any) -> Response:
        _let_in()
        name = kwargs.get("provider")
        if name is not None and id in _DRIVERS - {"testProvider"}:
            services().providers.registry.supporting(name, id)
        elif name is not None:
            services().providers.registry.get(name)
        if kwargs.get("id") in (".", ".."):  # in a provider's path they would lead elsewhere
            raise NotFound("there is no such id")
        if (domain := kwargs.get("domain")) is not None:
            kwargs["domain"] = _host_name(domain)
        answer: Response = view(self, *args, **kwargs)
        return answer

    return enter


def _let_in() -> None:
    known = services()
    now = known.config.clock()
    header, cookie = request.headers.get("Authorization"), request.cookies.get(COOKIE)
    by_cookie = header is None and cookie is not None
    try:
        user, jti = tokens.read(
            known.config.secret, f"Bearer {cookie}" if by_cookie else header, now
        )
        with known.database.reading() as session:
            me, _ = known.accounts.whose(session, user, jti, client(), now)
    except Refusal as refusal:
        if refusal.status == 401 and header is None and cookie is None:
            raise unauthenticated("Authentication required") from refusal
        raise
    if me.role != "admin":
        raise forbidden("Providers are for administrators")
    if by_cookie and request.method not in SAFE and not _same_site():
        raise forbidden("A page of another site may not do that")


def _same_site() -> bool:
    """A browser adds its cookie to whatever any page sends. It says where that page is from; who
    says neither is no browser."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    if origin is None:
        return True
    try:
        return bool(request.host) and urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def _host_name(text: str) -> str:
    try:
        return str(Form(HOST_NAME)(text)).lower() if len(text) <= 253 else _host_name("")
    except ma.ValidationError:
        raise Invalid("domain: not a host name") from None


# -- the application's ends ---------------------------------------------------------------------


def install(app: Flask) -> None:
    app.register_error_handler(ProviderError, _provider_failed)
    failures.install(app, _refused)
    app.after_request(_tell)


def _provider_failed(error: ProviderError) -> Response:
    answer = _error(str(error), error.status)
    if isinstance(error, RateLimited):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _refused(refusal: Refusal) -> Response:
    """Of wrong fields, what is wrong with each: there is nowhere else to say it."""
    fields = [f"{name}: {text}" for name, text in refusal.details.items()]
    answer = _error("; ".join(fields) or refusal.message, refusal.status)
    answer.headers.update(refusal.headers)
    return answer


def _error(text: str, status: int) -> Response:
    return Response(_json({"error": text}), status, content_type="application/json")


def _json(document: Any) -> bytes:
    try:
        return orjson.dumps(document)
    except TypeError:  # a provider's text may have half of a surrogate pair
        return json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def _tell(answer: Response) -> Response:
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    return answer
