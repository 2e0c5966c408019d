"""The application over HTTP, on waitress: bodies are read and answers sent by its loop, so slow
clients keep no thread.

SIGTERM and SIGINT end it well: what was asked is answered, nothing more is accepted.
"""

import logging
import signal
import socket
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any

import orjson
from flask import Flask
from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from hostingco_api.core.clock import iso, utcnow
from hostingco_api.core.errors import VALIDATION
from hostingco_api.core.ids import new_uuid
from hostingco_api.gateway import web as gateway
from hostingco_api.public_v1 import web as public_v1
from hostingco_api.services import Services
from hostingco_api.worker import Worker

THREADS = 24
"""More than calls may wait for providers."""
CONNECTIONS = 500
"""They cost little while nothing is asked, and who only waits on some keeps nobody out."""
LARGEST_BODY = 16 << 20
"""More than the application takes: it says so itself, as long as that is not out of proportion."""
PATIENCE = 10.0
"""Seconds for what is under way at the end."""
_access = logging.getLogger("hostingco.access")


class _ErrorTask(ErrorTask):  # type: ignore[misc]
    """What is no HTTP, or out of proportion, gets the form of the API that was asked as well,
    as far as it can be told."""

    def execute(self) -> None:
        error = self.request.error
        asked = getattr(self.request, "first_line", b"").partition(b" ")[2]
        said = _envelope(asked.decode("latin-1"), error.code, error.reason)
        body = orjson.dumps(said)
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [
            ("Content-Type", "application/json"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if "request_id" in said:
            self.response_headers.append(("X-Request-Id", said["request_id"]))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def _envelope(path: str, status: int, reason: str) -> dict[str, Any]:
    code = VALIDATION if status < 500 else "INTERNAL_ERROR"
    if path.startswith(gateway.PREFIX):
        return {"error": reason}
    if path.startswith(public_v1.PREFIX):
        said = {"success": False, "error": reason, "code": code, "errors": {}}
        return said | {"request_id": new_uuid()}
    told = {"code": code, "message": reason, "details": {}}
    return {"success": False, "error": told, "timestamp": iso(utcnow())}


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _ErrorTask


def bind(host: str, port: int) -> socket.socket:
    """Bound before anything else, so that a taken port fails at once. Raises OSError."""
    family, kind, proto, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    bound = socket.socket(family, kind, proto)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def serve(app: Flask, bound: socket.socket, listening: Callable[[], None]) -> None:
    """Until a signal says to stop. `listening` is called when clients may come."""
    services: Services = app.extensions["hostingco"]
    server = create_server(
        _logged(app.wsgi_app),
        sockets=[bound],
        threads=THREADS,
        ident=None,
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=32 << 10,
        asyncore_use_poll=True,
        connection_limit=CONNECTIONS,
        # Whether a proxy's word counts, the application decides (`HOSTINGCO_PROXIES`).
        clear_untrusted_proxy_headers=False,
    )
    server.channel_class = _Channel
    worker = Worker(services)
    over: list[int] = []

    def stop(number: int, frame: Any) -> None:
        over.append(number)
        server.pull_trigger()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    worker.start()
    listening()
    try:
        while not over:
            _turn(server)
        server.del_channel()  # no more connections; those that are there go on
        bound.close()
        deadline = monotonic() + PATIENCE
        while _is_busy(server) and monotonic() < deadline:
            _turn(server)
    finally:
        server.task_dispatcher.shutdown()
        worker.stop()
        services.database.close()


def _turn(server: Any) -> None:
    server.asyncore.loop(timeout=1, use_poll=True, map=server._map, count=1)


def _is_busy(server: Any) -> bool:
    """Is anybody still waiting for an answer?"""
    return any(
        channel.requests or channel.total_outbufs_len or channel.request
        for channel in server.active_channels.values()
    )


def _logged(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """A line per request: no query, no header, no body, so no secret either."""

    def logged(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        begun = monotonic()

        def started(status: str, headers: Any, *rest: Any) -> Any:
            taken = (monotonic() - begun) * 1000
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
            asked = f"{environ['REQUEST_METHOD']} {path}"
            shown = asked.encode("unicode_escape").decode("ascii")
            _access.info("%s %s %d ms", shown, status[:3], taken)
            return start(status, headers, *rest)

        return app(environ, started)

    return logged
