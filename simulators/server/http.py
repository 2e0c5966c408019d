"""The HTTP server: Granian on a socket of ours, in this process.

Granian's own supervisor would be a second process with the same imports, and it binds with
SO_REUSEPORT, so that two servers could share a port unnoticed. Here the socket is bound first (a
taken port fails at once, port 0 is known before the first request) and Granian's threaded server,
made for free-threaded Python, runs its one worker beside the main thread.
"""

import asyncio
import atexit
import errno
import os
import resource
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any

from granian._granian import CallbackScheduler, RSGIWorker, SocketHolder
from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.server.common import AbstractServer
from granian.server.mt import MTServer

from simulators.kernel.body import MOST_BYTES
from simulators.server.bridge import Bridge

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BACKLOG = 1024
GRACE = 10
"""Seconds for requests in flight when the server is told to stop."""

THREADS = 64
"""Requests handled at once, each thread started when there is use for it.

Who waits (an upload, a client to be kept waiting) takes none, see `bridge`; but each request to a
world that is busy does. With 64 instead of 16 a server with 256 busy clients takes 8 MiB more and
has half as much again of p99; with fewer clients than 16 it is the same."""

CONNECTIONS = 4096
"""Open at once, where the system lets a process have so many descriptors; the next ones queue."""

SWITCH = 0.001
"""Seconds after which a thread lets others run. With Python's own 5 ms, a client of a quiet world
waits about twice as long while another world is busy; the throughput is the same."""

SPARE = 128
"""Descriptors that connections never take."""


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


def serve(
    app: "WSGIApplication",
    sock: socket.socket,
    ready: Callable[[], None],
    most: Callable[[str], int] = lambda _: MOST_BYTES,
) -> None:
    """Answer until SIGTERM or SIGINT; requests in flight are finished first.

    `ready` is called once signals are heeded, so that whoever it tells may stop the server. The
    socket is the server's from here on; ask for its name before. `most` says how long the body of
    a request to a path may be.
    """
    sys.setswitchinterval(SWITCH)
    server = _Server(app, sock, most)
    server.on_startup(ready)
    server.serve()
    atexit.register(_leave)


def _leave() -> None:
    """At once: a thread of Granian's may yet let go of objects, and Python has to be there then."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _connections() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + SPARE
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(most - SPARE, most // 2)


class _Interruptible(threading.Event):
    """A signal that comes just as the main thread begins to wait does not wake it."""

    def wait(self, timeout: float | None = None) -> bool:
        while not super().wait(0.5):
            pass
        return True


class _Server(MTServer):
    """Stops at the first signal, SIGHUP included, and at the second one without waiting."""

    def __init__(
        self, app: "WSGIApplication", sock: socket.socket, most: Callable[[str], int]
    ) -> None:
        super().__init__(
            "hostsim",
            interface=Interfaces.RSGI,
            http=HTTPModes.http1,
            runtime_mode=RuntimeModes.mt,
            websockets=False,
            backlog=BACKLOG,
            backpressure=_connections(),
            log_enabled=False,
        )
        self._bridge = Bridge(app, THREADS, most)
        self._socket = sock
        self.main_loop_interrupt = _Interruptible()

    def serve(self, *_: Any) -> None:
        bridge: Any = self._bridge  # no application, but what our worker asks for
        AbstractServer.serve(self, target_loader=lambda: bridge, wrap_loader=False)

    def signal_handler_interrupt(self, *_: Any) -> None:
        if self.interrupt_signal:
            os._exit(1)
        super().signal_handler_interrupt()  # type: ignore[no-untyped-call]
        self._bridge.stop()
        late = threading.Timer(GRACE, self._give_up)
        late.daemon = True
        late.start()

    signal_handler_reload = signal_handler_interrupt

    def _give_up(self) -> None:
        print(f"hostsim: requests were still in flight after {GRACE} s", file=sys.stderr)  # noqa: T201 (last words)
        os._exit(1)

    @staticmethod
    def _spawn_rsgi_worker(number: int, stop: Any, bridge: Bridge, sock: Any, *given: Any) -> None:
        """Granian's own would have the loop run a task for each request."""
        _, _, threads, more, _, *rest = given
        idle, backpressure, _, mode, http1, http2, websockets, static, _, tls, _, metrics = rest
        # The stubs know neither the arguments nor the attributes of these two.
        new_worker: Any = RSGIWorker
        new_scheduler: Any = CallbackScheduler
        protocols = (mode, http1, http2, websockets, static, *tls)
        settings = (threads, more, THREADS, idle, backpressure, *protocols, metrics)
        worker = new_worker(number, sock, None, *settings)
        scheduler = new_scheduler(bridge.loop, None, None, None, None)
        scheduler._schedule_fn = bridge.begin
        ended = asyncio.Event()
        stop.add_cb(lambda: bridge.loop.call_soon_threadsafe(ended.set))
        worker.serve_mtr(scheduler, bridge.loop, stop)
        with closing(bridge.loop):
            bridge.loop.run_until_complete(ended.wait())

    def _init_shared_socket(self) -> None:
        # Granian closes the descriptor in the end. Its stub leaves out the arguments: descriptor,
        # "is a Unix socket", backlog.
        self._shd = SocketHolder(self._socket.detach(), False, BACKLOG)  # type: ignore[call-arg, assignment]

    def _check_gil(self) -> None:
        """One worker needs no free-threaded interpreter."""
