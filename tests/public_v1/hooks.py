"""Webhooks and queues of the tests: who receives them, and what is queued done by hand."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest
import standardwebhooks

from hostingco_api.core.models import EVENTS
from hostingco_api.relay import Line, Queues
from tests.hostingco.support import Portal, Portals
from tests.public_v1.support import Api

PATIENCE = 20.0


@dataclass
class Message:
    """As it was received."""

    headers: dict[str, str]
    raw: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def body(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.raw)
        return document

    @property
    def event(self) -> str:
        return str(self.body["event"])

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.body["data"]
        return data

    def verified(self, secret: str) -> Any:
        """By the library of Standard Webhooks."""
        return standardwebhooks.Webhook(secret).verify(self.raw, self.headers)


@dataclass
class Receiver:
    """A server that answers what it `says`, each once but the last: a status and headers. While it
    is `slow`, it answers nothing."""

    url: str
    says: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(200, {})])
    got: list[Message] = field(default_factory=list)
    open: Event = field(default_factory=Event)

    def say(self, status: int, **headers: str) -> None:
        """From now on."""
        self.says = [(status, {name.replace("_", "-"): said for name, said in headers.items()})]

    @property
    def events(self) -> list[str]:
        return [message.event for message in self.got]

    @property
    def ids(self) -> list[str]:
        return [message.id for message in self.got]

    def wait_for(self, number: int, patience: float = PATIENCE) -> None:
        until(lambda: len(self.got) >= number, patience=patience)


def until(what: Callable[[], Any], pause: float = 0.02, patience: float = PATIENCE) -> Any:
    deadline = time.monotonic() + patience
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(pause)
    return found


@contextmanager
def receiver(slow: bool = False) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append(Message({k.lower(): v for k, v in self.headers.items()}, raw))
            made.open.wait(PATIENCE)
            status, headers = made.says.pop(0) if len(made.says) > 1 else made.says[0]
            self.send_response(status)
            for name, said in {"Content-Length": "2", **headers}.items():
                self.send_header(name, said)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        made = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
        if not slow:
            made.open.set()
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield made
        finally:
            made.open.set()
            server.shutdown()
            thread.join()


class ByHand(Queues):
    """What is queued is kept, and done when the test says so, in its own thread."""

    def __init__(self, portal: Portal) -> None:
        super().__init__(portal.services)
        self.portal = portal
        self.kept: list[tuple[Line, int, datetime]] = []
        for line in (self.modules, self.webhooks):
            vars(line)["put"] = partial(self._keep, line)

    def _keep(self, line: Line, whose: str, id: int, claim: datetime) -> None:
        self.kept.append((line, id, claim))

    def work(self, *lines: Line) -> int:
        """All that is due, by the worker and by what it queues: by all lines, or by those. How many
        calls that were."""
        done = 0
        while True:
            self.portal.work()
            self.fill()
            calls = [call for call in self.kept if not lines or call[0] in lines]
            self.kept.clear()
            if not calls:
                return done
            for line, id, claim in calls:
                done += 1
                line._do(self.services, id, claim)

    def send(self) -> int:
        return self.work(self.webhooks)


class Hook:
    """A webhook of an `api`, and what became of its deliveries."""

    def __init__(self, api: Api, url: str, *events: str) -> None:
        """For these events, or for all."""
        self.api = api
        body = {"name": "tests", "url": url, "events": list(events or EVENTS)}
        self.made = api.good("POST", "/webhooks", body)
        self.secret = self.made["secret"]
        self.path = f"/webhooks/{self.made['id']}"

    def row(self) -> Any:
        return self.api.good("GET", self.path)

    def log(self, **query: str) -> list[dict[str, Any]]:
        """The oldest first."""
        found = self.api.good("GET", f"{self.path}/deliveries", query_string=query)
        return list(reversed(found))

    def statuses(self) -> list[str]:
        return [delivery["status"] for delivery in self.log()]

    def resend(self, delivery: dict[str, Any]) -> Any:
        path = f"{self.path}/deliveries/{delivery['id']}/resend"
        return self.api.good("POST", path, status=202)


# -- what many tests begin with -----------------------------------------------------------------


@pytest.fixture
def portal(portals: Portals) -> Portal:
    """That may send to loopback."""
    return portals(private_webhooks=True)


@pytest.fixture
def hand(portal: Portal) -> ByHand:
    return ByHand(portal)


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as made:
        yield made
