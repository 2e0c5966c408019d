"""What the tests of Hostens' driver share."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from hostingco_api.gateway.drivers.hostens import Hostens, session
from hostingco_api.gateway.provider import Configuration
from tests.gateway.simulated import World

ZONE = "booble.com"
SECOND_ZONE = "bgg12ooble.com"
LOST = ("reset", "html", "malformed", "truncate")
"""Faults that lose an answer."""


def driver(sim: World, **changed: Any) -> Hostens:
    return Hostens(replace(sim.configuration("hostens"), **changed))


def calls(sim: World) -> list[str]:
    """Ids of the operations that were called, in their order."""
    return [str(entry["operation"]) for entry in sim.journal() if entry["vendor"] == "hostens"]


def quirk(sim: World, name: str) -> None:
    sim.control("PATCH", "/quirks", {"quirks": {f"hostens.{name}": True}})


def happen(sim: World, event: str, **data: Any) -> None:
    """See docs/hostens-billing.md."""
    sim.control("POST", "/events", {"event": f"hostens.{event}", "data": data})


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited; nobody did."""
    waited: list[float] = []
    monkeypatch.setattr(session, "sleep", waited.append)
    return waited


@contextmanager
def another(*answers: tuple[int, Any]) -> Iterator[tuple[Hostens, Sequence[str]]]:
    """A provider that logs everybody in, and answers those, the last one again and again. With the
    requests that it got."""
    left, asked = list(answers), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path == "/api/login":
                status, document = 200, {"token": "no.jwt"}
            else:
                asked.append(f"{self.command} {self.path}")
                status, document = left.pop(0) if len(left) > 1 else left[0]
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 -- their names

        def log_message(self, format: str, *args: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            base = f"http://127.0.0.1:{server.server_port}"
            yield Hostens(Configuration("hostens", "me", "secret", {"base_url": base})), asked
        finally:
            server.shutdown()
            thread.join()
