"""WSGI applications on Granian's RSGI: who waits takes no thread.

Granian's own WSGI server has a thread wait for every slow upload, and an application can neither
tell which connection it answers nor whether its client is still there. RSGI tells both. Granian's
threads call `begin`: a request without a body is answered right there, as WSGI would have it. A
body is read by the event loop first, in bounded time, and handed to a pool. What a `Connection` was
told (to wait, to hang, to be reset) the event loop does once the application has returned.

So what keeps a world's clients waiting, slow clients or faults, costs the other worlds nothing but
the connection, of which there may be some thousands.
"""

import asyncio
import logging
import socket
import sys
import time
from asyncio import FIRST_COMPLETED
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from simulators.kernel.body import MOST_BYTES
from simulators.kernel.connection import KEY, Connection, Hang, Reset
from simulators.server import sockets

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

log = logging.getLogger("hostsim")

BODY_SECONDS = 60.0
"""For a body to arrive whole; then the request is answered 408, whatever it was."""

PAUSES = (0, 0.00005, 0.0001, 0.0002, 0.0004, 0.0008, 0.0016)
"""Seconds between looks whether a body has come, before the event loop waits for it."""

LARGE = 2
"""Bodies of more than MOST_BYTES that are read at once, as they are kept in memory."""

SEND_SECONDS = 10
"""For a client to take half an answer."""

Exchange = Any
"""Granian's: `scope` (the request), `proto` (to read and answer), `done()`, `err(exception)`."""


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Bridge:
    """`threads` is how many uploads are answered at once, `most` the longest body of a path."""

    def __init__(self, app: "WSGIApplication", threads: int, most: Callable[[str], int]) -> None:
        self._app = app
        self._most = most
        self._large = asyncio.Semaphore(LARGE)
        self.loop = asyncio.new_event_loop()
        self._pool = ThreadPoolExecutor(threads, "upload")
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, exchange: Exchange) -> None:
        """Called by one of Granian's threads."""
        headers = exchange.scope.headers
        length = int(headers.get("content-length") or "0")
        most = self._most(exchange.scope.path)
        if "transfer-encoding" not in headers and not 0 < length <= most:
            self._answer(exchange, b"")  # of more than is taken nothing is read
        elif most > MOST_BYTES and (not length or length > MOST_BYTES):
            self._later(exchange, self._receive_large(exchange, most))
        else:
            parts = aiter(exchange.proto)
            first = parts.__anext__()
            if length and len(body := _soon(first)) == length:
                self._answer(exchange, body)
            else:
                self._later(exchange, self._receive(exchange, most, parts, first))

    def stop(self) -> None:
        """Nobody is kept waiting from here on. May be called by any thread."""
        with suppress(RuntimeError):  # the loop has ended
            self.loop.call_soon_threadsafe(self._stopping.set)

    def _later(self, exchange: Exchange, work: Coroutine[Any, Any, None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except Exception as error:
                self._failed(exchange, error)

        def start() -> None:
            task = self.loop.create_task(guarded())
            self._tasks.add(task)  # the loop itself holds it weakly only
            task.add_done_callback(self._tasks.discard)

        self.loop.call_soon_threadsafe(start)

    async def _receive_large(self, exchange: Exchange, most: int) -> None:
        async with self._large:
            parts = aiter(exchange.proto)
            await self._receive(exchange, most, parts, parts.__anext__())

    async def _receive(self, exchange: Exchange, most: int, parts: Any, part: Any) -> None:
        """`part` is the future of the first of its body's parts."""
        received, size = [], 0
        length = exchange.scope.headers.get("content-length")
        # To ask for what comes after the last byte would take as long again.
        enough = min(int(length), most + 1) if length else most + 1
        try:
            async with asyncio.timeout(BODY_SECONDS):
                with suppress(StopAsyncIteration):  # there is no body at all
                    while size < enough:
                        received.append(await part)
                        size += len(received[-1])
                        if size < enough:
                            part = parts.__anext__()
        except TimeoutError:
            exchange.proto.response_empty(408, [("Connection", "close")])
            exchange.done()
        else:
            self._pool.submit(self._answer, exchange, b"".join(received))

    def _answer(self, exchange: Exchange, body: bytes) -> None:
        try:
            connection = Connection()
            environ = _environ(exchange.scope, body) | {KEY: connection}
            try:
                answer = _call(self._app, environ)
            except Reset:
                self._later(exchange, self._abort(exchange, connection.delay))
            except Hang as hang:
                self._later(exchange, self._abort(exchange, connection.delay + hang.seconds))
            else:
                short = _is_short(environ["REQUEST_METHOD"], answer)
                if connection.delay or short:
                    self._later(exchange, self._respond(exchange, connection.delay, answer, short))
                else:
                    exchange.proto.response_bytes(*answer)
                    exchange.done()
        except Exception as error:
            self._failed(exchange, error)

    def _failed(self, exchange: Exchange, error: Exception) -> None:
        log.error("%s: no answer", exchange.scope.method, exc_info=error)
        exchange.err(error)  # Granian answers 500

    async def _respond(self, exchange: Exchange, delay: float, answer: Answer, short: bool) -> None:
        gone = await self._wait(exchange, delay)
        if short and not gone:
            await self._break_off(exchange, answer)
        else:
            exchange.proto.response_bytes(*answer)
        exchange.done()

    async def _abort(self, exchange: Exchange, delay: float) -> None:
        if not await self._wait(exchange, delay) and (sock := _socket(exchange)):
            with sock:
                sockets.reset(sock)
            await self._wait(exchange, SEND_SECONDS)
        exchange.done()

    async def _break_off(self, exchange: Exchange, answer: Answer) -> None:
        """Past Granian, which would not say when it has sent what there is."""
        if sock := _socket(exchange):
            with sock, suppress(OSError, TimeoutError):
                try:
                    async with asyncio.timeout(SEND_SECONDS):
                        await self.loop.sock_sendall(sock, _raw(answer))
                finally:
                    sock.shutdown(socket.SHUT_RDWR)
            await self._wait(exchange, SEND_SECONDS)

    async def _wait(self, exchange: Exchange, seconds: float) -> bool:
        """Whether the client has gone meanwhile; cut short when the server is to stop."""
        if not seconds:
            return False
        gone = self.loop.create_task(_gone(exchange))
        stop = self.loop.create_task(self._stopping.wait())
        try:
            await asyncio.wait((gone, stop), timeout=seconds, return_when=FIRST_COMPLETED)
            return gone.done()
        finally:
            gone.cancel()
            stop.cancel()


def _soon(first: Any) -> bytes:
    """A part of a body, if it is about to be here; most clients send all of it with the headers.

    To have a thread wait that long is cheaper than two other ones to be woken.
    """
    for pause in PAUSES:
        if first.done():
            with suppress(StopAsyncIteration):
                part: bytes = first.result()
                return part
            break
        time.sleep(pause)
    return b""


async def _gone(exchange: Exchange) -> None:
    await exchange.proto.client_disconnect()


def _socket(exchange: Exchange) -> socket.socket | None:
    scope = exchange.scope
    return sockets.find(sockets.address(scope.client), sockets.address(scope.server)[1])


_BASE: "WSGIEnvironment" = {
    "SCRIPT_NAME": "",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,  # werkzeug's word for a body that ends by itself
    "wsgi.multiprocess": False,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}


def _environ(scope: Any, body: bytes) -> "WSGIEnvironment":
    environ = dict(_BASE)
    environ["REQUEST_METHOD"] = scope.method
    # Granian has decoded it, and WSGI wants the bytes as if they were latin-1.
    environ["PATH_INFO"] = scope.path.encode().decode("latin-1")
    environ["QUERY_STRING"] = scope.query_string
    environ["SERVER_PROTOCOL"] = f"HTTP/{scope.http_version}"
    environ["SERVER_NAME"], environ["SERVER_PORT"] = _halves(scope.server)
    environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = _halves(scope.client)
    environ["wsgi.url_scheme"] = scope.scheme
    environ["wsgi.input"] = BytesIO(body)
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = "HTTP_" + key
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    if "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority or ""
    return environ


def _halves(address: str) -> tuple[str, str]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), port


def _call(app: "WSGIApplication", environ: "WSGIEnvironment") -> Answer:
    begun: tuple[int, list[tuple[str, str]]] | None = None

    def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
        nonlocal begun
        begun = int(status.split(" ", 1)[0]), headers

    parts = app(environ, start)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    assert begun, "start_response was not called"
    return Answer(*begun, body)


def _is_short(method: str, answer: Answer) -> bool:
    """Whether the answer's body ends before its Content-Length."""
    if method == "HEAD" or answer.status in (204, 304):
        return False
    lengths = [int(value) for name, value in answer.headers if name.lower() == "content-length"]
    return bool(lengths) and len(answer.body) < lengths[0]


def _raw(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += (f"{name}: {value}" for name, value in answer.headers)
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body
