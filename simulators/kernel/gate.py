"""The way of a request to a vendor, from bytes to bytes.

Read it -> find operation and world -> under the world's lock: settle what fell due, refuse what
routing, credentials or rate limit refuse, let Flask handle the rest as one transaction, write the
journal. Flask is entered only by calls that may proceed; what it raises comes back here, so every
refusal is rendered in one place.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug.exceptions import MethodNotAllowed, NotFound

from simulators.kernel.answers import Answer, nothing, page, spoil
from simulators.kernel.answers import refusal as refusal_of
from simulators.kernel.body import MOST_BYTES, BrokeOff, TooLarge
from simulators.kernel.body import read as read_body
from simulators.kernel.connection import Connection, connection_of
from simulators.kernel.faults import STALE, WORK, Fault
from simulators.kernel.faults import Rule as FaultRule
from simulators.kernel.journal import Message
from simulators.kernel.limits import Grant
from simulators.kernel.refusal import Refusal
from simulators.kernel.repository import DEFAULT, StoreFailed, UnknownWorld
from simulators.kernel.vendor import Call, Caller, Vendor
from simulators.kernel.world import World
from simulators.kernel.worlds import Worlds

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger("hostsim")
access = logging.getLogger("hostsim.access")


SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))

Documented = Callable[[str, str], str | None]
"""(method, path) -> the contract's operation id, for what is documented but not simulated."""


@dataclass
class Route:
    """Where a call goes: to an operation, to a refusal, or (OPTIONS) to what is allowed."""

    operation: str | None = None
    refusal: Refusal | None = None
    allowed: Sequence[str] = ()
    reads: bool = False
    """Whether it changes nothing."""
    asks: bool = False
    """Whether it does so by POST."""


class Gate:
    """One vendor as a WSGI application."""

    def __init__(self, vendor: Vendor, worlds: Worlds, documented: Documented) -> None:
        self.vendor = vendor
        self.worlds = worlds
        self.documented = documented
        self.app = vendor.app
        self.operations = operations_of(self.app)
        self._simulated = set(self.operations.values())
        self._reading = reading(self.app)
        self._routes = self.app.url_map.bind(vendor.host)

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        begun = perf_counter()
        call, refusal = self._read(environ)
        route = Route(refusal=refusal) if refusal else self._route(call)
        route.asks = route.operation in self._reading
        route.reads = route.asks or call.method in SAFE_METHODS
        try:
            caller = self.vendor.identify(call)
        except Exception:
            log.exception("%s %s: whose it is could not be told", call.method, quote(call.path))
            caller, route.refusal = None, self.vendor.refusals.failure()
        try:
            with self._held(caller) as (caller, world):
                answer = self._once(world, call, route, environ, caller)
                if answer.fault and answer.fault.effect == "duplicate":
                    answer = self._once(world, call, route, environ, caller, again=answer.fault)
        except StoreFailed as error:  # before or after the call was handled: nothing came of it
            log.error("%s %s failed: %s", call.method, quote(call.path), error)
            world = self.worlds.blank(caller.world if caller else DEFAULT)
            answer = self._refuse(world, self.vendor.refusals.failure())
            _complete(answer, call, world)
        access.info(
            "%s %s %s",
            call.method,
            quote(call.path),
            answer.status,
            extra={
                "vendor": self.vendor.name,
                "world": world.name,
                "operation": route.operation,
                "ms": round((perf_counter() - begun) * 1000, 2),
            },
        )
        if fault := answer.fault:
            _deliver(fault, connection_of(environ))
        start(f"{answer.status} ", answer.headers)
        return [answer.body]

    def _once(
        self,
        world: World,
        call: Call,
        route: Route,
        environ: "WSGIEnvironment",
        caller: Caller | None,
        *,
        again: Fault | None = None,
    ) -> Answer:
        """One request of the world; `again`: the fault for which it is delivered once more."""
        # Nobody polls by HEAD, and browsers send OPTIONS of their own accord.
        polls = route.asks or call.method == "GET"
        world.begin_request(call.method, call.path, polls=polls, again=bool(again))
        answer = self._answer(world, call, route, environ, caller, again)
        _complete(answer, call, world)
        self._finish(world, call, route, answer)
        return answer

    @contextmanager
    def _held(self, caller: Caller | None) -> Iterator[tuple[Caller | None, World]]:
        """The caller's world; the default one where the credentials are no good."""
        with ExitStack() as stack:
            world = None
            if caller and not caller.makes:
                try:
                    world = stack.enter_context(self.worlds.hold(caller.world))
                except UnknownWorld:
                    caller = None
            if not world:
                name = caller.world if caller else DEFAULT
                world = stack.enter_context(self.worlds.use(name))
            yield caller, world

    def _read(self, environ: "WSGIEnvironment") -> tuple[Call, Refusal | None]:
        body, refusal, unread = b"", None, ""
        try:
            body = read_body(environ)
        except TooLarge:
            unread = "too-large"
            refusal = self.vendor.refusals.too_large(MOST_BYTES)
        except BrokeOff:
            unread = "broke-off"
        headers = {
            key[5:].replace("_", "-").lower(): value
            for key, value in environ.items()
            if key.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["content-type"] = environ["CONTENT_TYPE"]
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        query = environ.get("QUERY_STRING", "")
        call = Call(environ["REQUEST_METHOD"], path, query, headers, body, unread)
        return call, self.vendor.broken_off(call) if unread == "broke-off" else refusal

    def _route(self, call: Call) -> Route:
        try:
            endpoint, _ = self._routes.match(call.path, call.method)
        except MethodNotAllowed as error:
            allowed = sorted(error.valid_methods or ())
            missing = self.vendor.refusals.method_not_allowed(call.method, call.path, allowed)
        except NotFound:
            missing = self.vendor.refusals.route_not_found(call.path)
        else:
            # Werkzeug matches methods in any case; only the exact one is an operation.
            found = self.operations.get((endpoint, "GET" if call.method == "HEAD" else call.method))
            if found:
                return Route(found)
            allowed = sorted(self._routes.allowed_methods(call.path))
            if call.method == "OPTIONS":
                return Route(allowed=allowed)
            missing = self.vendor.refusals.method_not_allowed(call.method, call.path, allowed)
        operation = self.documented(call.method, call.path)
        if operation is not None and operation not in self._simulated:
            return Route(operation, self.vendor.refusals.not_simulated(operation))
        return Route(refusal=missing)

    def _answer(
        self,
        world: World,
        call: Call,
        route: Route,
        environ: "WSGIEnvironment",
        caller: Caller | None,
        fault: Fault | None,
    ) -> Answer:
        grant = None
        account = caller.account if caller else ""
        try:
            with world.transaction(readonly=route.reads, account=account):
                self.vendor.guard(world, call)
                if route.refusal:
                    raise route.refusal
                if route.allowed:
                    allow = ("Allow", ", ".join(route.allowed))
                    return Answer(200, [allow, ("Content-Length", "0")], b"")
                if not caller:
                    raise self.vendor.refusals.unauthenticated()
                grant = self._count(world, route.operation)
                if grant and not grant.admitted:
                    raise self.vendor.refusals.too_many_requests(grant)
                fault = fault or self._fault(world, call, route)
                if fault and not fault.applied:
                    raise _NotDone
                answer, fault = self._handle(world, call, environ, fault)
        except _NotDone:
            answer = nothing()
        except Refusal as refusal:
            if then := refusal.aftermath:
                with world.transaction(readonly=False, account=account):
                    world.schedule(self.vendor.name, then.kind, then.after, then.data)
            answer = self._refuse(world, refusal)
            if fault and fault.effect in WORK:
                fault = None  # nothing was set going
        except Exception:
            log.exception("%s %s failed", call.method, quote(call.path))
            answer = self._refuse(world, self.vendor.refusals.failure())
        if fault:
            answer, grant = self._injected(world, call, fault, answer, grant)
        if grant:
            answer.grant = grant
            answer.headers += self.vendor.refusals.limit_headers(grant).items()
        return answer

    def _fault(self, world: World, call: Call, route: Route) -> Fault | None:
        if world.faults.idle:
            return None
        token = self.vendor.session(call)
        if token and world.faults.is_expired(token):
            refusal = self.vendor.refusals.unauthenticated()
            refusal.headers = {**refusal.headers, "X-Sim-Fault": "expired"}
            raise refusal
        if not route.operation:
            return None

        def able(rule: FaultRule) -> bool:
            if rule.effect == "stale":
                return route.reads and world.is_stale(rule.seconds or STALE)
            return not route.reads or rule.effect not in ("duplicate", *WORK)

        what = (self.vendor.name, route.operation, call.method, call.path)
        fault = world.faults.meet((world.seed, world.name), what, able)
        if fault and fault.effect == "expire" and token:
            world.faults.expire(token)
        return fault

    def _injected(
        self, world: World, call: Call, fault: Fault, answer: Answer, grant: Grant | None
    ) -> tuple[Answer, Grant | None]:
        """What the client gets, and what it is told of its quota."""
        refusals, rule = self.vendor.refusals, fault.rule
        match fault.effect:
            case "status":
                own = {401: refusals.unauthenticated, 500: refusals.failure}
                refuse = own.get(rule.status or 0, lambda: refusal_of(rule.status or 500))
                answer = self._refuse(world, refuse())
            case "expire":
                answer = self._refuse(world, refusals.unauthenticated())
            case "throttle":
                reset = world.now + timedelta(seconds=rule.retry_after)
                quota = grant.limit if grant else 1
                grant = Grant(quota, 0, reset, rule.retry_after)
                answer = self._refuse(world, refusals.too_many_requests(grant))
            case "html":
                answer, grant = page(rule.status or 502), None
            case "reset" | "hang":
                answer, grant = nothing(), None
            case "truncate" | "malformed" if not answer.body:
                return answer, grant  # there is nothing to spoil
            case _:
                answer = spoil(answer, fault)
        answer.fault = fault
        return answer, grant

    def _count(self, world: World, operation: str | None) -> Grant | None:
        limit = operation and self.vendor.limit(world, operation)
        if not limit:
            return None
        bucket = f"{self.vendor.name}.{limit.group}"
        if world.account:
            bucket += f"/{world.account}"
        return world.limiter.hit(bucket, limit, world.now)

    def _handle(
        self, world: World, call: Call, environ: "WSGIEnvironment", fault: Fault | None
    ) -> tuple[Answer, Fault | None]:
        """The answer, and the fault if it came to anything."""
        effect = fault.effect if fault else ""
        mishaps = world.mishaps
        with ExitStack() as stack:
            if effect == "stale":
                stack.enter_context(world.as_before())
            if effect in WORK:
                stack.enter_context(world.in_trouble(effect))
            ours = {"hostsim.world": world, "hostsim.call": call}
            plain = {"HTTP_UPGRADE": ""}  # or werkzeug would look for routes of WebSockets
            stack.enter_context(self.app.request_context(environ | plain | ours))
            response = self.app.full_dispatch_request()
        if response.status_code >= 400:
            world.store.rollback()
        answer = Answer(response.status_code, list(response.headers), response.get_data())
        if effect in WORK and world.mishaps == mishaps:
            fault = None
        return answer, fault

    def _refuse(self, world: World, refusal: Refusal) -> Answer:
        body, content_type = self.vendor.render(refusal, world.correlation_id(), world)
        headers = [
            ("Content-Type", content_type),
            ("Content-Length", str(len(body))),
            ("X-Sim-Rule", f"{refusal.rule.id}; {refusal.rule.evidence}"),
            *refusal.headers.items(),
        ]
        return Answer(refusal.status, headers, body)

    def _finish(self, world: World, call: Call, route: Route, answer: Answer) -> None:
        refused = answer.grant is not None and not answer.grant.admitted
        retry_at = answer.grant.reset if refused and answer.grant else None
        world.end_request(call.method, call.path, retry_at)
        world.journal.add(
            n=world.requests,
            at=world.now,
            vendor=self.vendor.name,
            operation=route.operation,
            method=call.method,
            path=call.path,
            query=call.query,
            status=answer.status,
            request=Message(list(call.headers.items()), call.body, call.unread),
            response=Message(answer.headers, answer.body),
            fault=_told(answer.fault),
        )


class _NotDone(Exception):
    """A fault comes before the work."""


def _complete(answer: Answer, call: Call, world: World) -> None:
    if call.method == "HEAD":
        answer.body = b""
    if not answer.status:
        return
    date = world.now.strftime("%a, %d %b %Y %H:%M:%S GMT")
    answer.headers += [("Date", date), ("X-Sim-World", world.name)]
    if answer.fault:
        answer.headers.append(("X-Sim-Fault", str(answer.fault)))


def _deliver(fault: Fault, connection: Connection) -> None:
    """What an answer cannot do, the connection does. No lock is held."""
    match fault.effect:
        case "reset":
            connection.reset()
        case "hang":
            connection.hang(fault.seconds)
        case "latency":
            connection.wait(fault.seconds)


def _told(fault: Fault | None) -> dict[str, Any] | None:
    return {"id": fault.rule.id, "effect": fault.effect, "call": fault.call} if fault else None


# An application does not change once it is made, and one serves every server of the process.
@lru_cache(maxsize=8)
def operations_of(app: Any) -> Mapping[tuple[str, str], str]:
    """(endpoint, method) -> operation id, as `web.operation` marked the views."""
    return {key: view.operation_id for key, view in _views(app)}


@lru_cache(maxsize=8)
def reading(app: Any) -> frozenset[str]:
    """The ids of the operations that only read, although they are asked for by POST."""
    return frozenset(view.operation_id for _, view in _views(app) if view.reads)


def _views(app: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    for endpoint, view in app.view_functions.items():
        cls = getattr(view, "view_class", None)
        for method in getattr(cls, "methods", None) or ():
            yield (endpoint, method), getattr(cls, method.lower())
