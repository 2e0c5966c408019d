"""The HTTP server: Granian on a socket of ours, in this process.

Granian's own supervisor would be a second process with the same imports, and it binds with
SO_REUSEPORT, so that two servers could share a port unnoticed. Here the socket is bound first (a
taken port fails at once, port 0 is known before the first request) and Granian's threaded server,
made for free-threaded Python, runs its one worker beside the main thread.
"""

import errno
import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.server.common import AbstractServer
from granian.server.mt import MTServer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BACKLOG = 1024
GRACE = 10
"""Seconds for requests in flight when the server is told to stop."""

THREADS = 16
"""Requests handled at once. One thread would be fastest, but a slow upload would stop all others;
from four on the price in throughput and tail latency is the same (`benchmarks/run.py`)."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises OSError where the address is taken, not ours, or none."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except UnicodeError as error:  # a label that no name can have
        raise OSError(errno.EADDRNOTAVAIL, "no such host") from error
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it; without it a streamed answer waits 40 ms for the client's ACK.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.bind(address)
    sock.listen(BACKLOG)
    return sock


def serve(app: "WSGIApplication", sock: socket.socket, ready: Callable[[], None]) -> None:
    """Answer until SIGTERM or SIGINT; requests in flight are finished first.

    `ready` is called once signals are heeded, so that whoever it tells may stop the server. The
    socket is the server's from here on; ask for its name before.
    """
    server = _Server(app, sock)
    server.on_startup(ready)
    server.serve()


class _Server(MTServer):
    """Stops at the first signal, SIGHUP included, and at the second one without waiting."""

    def __init__(self, app: "WSGIApplication", sock: socket.socket) -> None:
        super().__init__(
            "hostsim",
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            blocking_threads=THREADS,
            backlog=BACKLOG,
            log_enabled=False,
        )
        self._app = app
        self._socket = sock

    def serve(self, *_: Any) -> None:
        AbstractServer.serve(self, target_loader=lambda: self._app, wrap_loader=False)

    def signal_handler_interrupt(self, *_: Any) -> None:
        if self.interrupt_signal:
            os._exit(1)
        super().signal_handler_interrupt()  # type: ignore[no-untyped-call]
        late = threading.Timer(GRACE, self._give_up)
        late.daemon = True
        late.start()

    signal_handler_reload = signal_handler_interrupt

    def _give_up(self) -> None:
        print(f"hostsim: requests were still in flight after {GRACE} s", file=sys.stderr)  # noqa: T201 (last words)
        os._exit(1)

    def _init_shared_socket(self) -> None:
        # Granian closes the descriptor in the end. Its stub leaves out the arguments: descriptor,
        # "is a Unix socket", backlog.
        self._shd = SocketHolder(self._socket.detach(), False, BACKLOG)  # type: ignore[call-arg, assignment]

    def _check_gil(self) -> None:
        """One worker needs no free-threaded interpreter."""
