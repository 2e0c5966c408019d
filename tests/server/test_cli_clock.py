"""`hostsim clock`, as a process beside a running server."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

import pytest
import requests

from tests.running import running
from tests.server.commanding import Commander
from tests.server.conftest import CommandLine
from tests.support import ZONE

START = "2026-01-01T00:00:00Z"
_numbers = count(1)


@pytest.fixture
def world(server: str) -> str:
    """One whose time stands still at START."""
    name = f"clock-{next(_numbers)}"
    worlds = f"{server}/__sim/worlds"
    requests.post(worlds, json={"name": name}).raise_for_status()
    frozen = {"now": START, "mode": "frozen"}
    requests.put(f"{worlds}/{name}/clock", json=frozen).raise_for_status()
    return name


def now(sim: Commander, world: str) -> str:
    told: str = sim.json("clock", "get", "--world", world)["now"]
    return told


def test_get_prints_time_and_mode(sim: Commander, world: str) -> None:
    due = sim.json("clock", "get", "--world", world)["next_due"]
    assert sim("clock", "get", "--world", world) == f"{START} frozen, next due {due}\n"
    assert sim("clock", "get", HOSTSIM_WORLD=world).startswith(f"{START} frozen")


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ("90", "2026-01-01T00:01:30Z"),
        ("0", START),
        ("45s", "2026-01-01T00:00:45Z"),
        ("10m", "2026-01-01T00:10:00Z"),
        ("1h30m", "2026-01-01T01:30:00Z"),
        ("1h30", "2026-01-01T01:00:30Z"),
        ("2d3h4m5s", "2026-01-03T03:04:05Z"),
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2027-01-01T01:30:00+01:00", "2027-01-01T00:30:00Z"),
    ],
)
def test_advance_takes_times_and_instants(
    sim: Commander, world: str, step: str, after: str
) -> None:
    assert sim("clock", "advance", step, "--world", world).startswith(f"{after} frozen")
    assert now(sim, world) == after


def test_advance_lists_what_happened_in_order(sim: Commander, server: str, world: str) -> None:
    token = {"Authorization": f"Bearer sim_{world}"}
    reset = requests.post(f"{server}/hostinger{ZONE}/reset", json={"sync": False}, headers=token)
    assert reset.status_code == 200
    first, *events = sim("clock", "advance", "400d", "--world", world).splitlines()
    assert first.startswith("2027-02-05T00:00:00Z frozen")
    assert events[0].startswith(
        '2026-01-01T00:00:05Z  hostinger.dns.zone-reset  {"domain": "example.com", '
    )
    assert len(events) > 5
    assert events == sorted(events, key=lambda line: line.partition(" ")[0])


def test_the_api_s_own_answer_can_be_had(sim: Commander, world: str) -> None:
    answer = sim.json("clock", "advance", "5m", "--world", world)
    assert answer["clock"]["now"] == "2026-01-01T00:05:00Z"
    assert answer["fired"] == []


def test_set_changes_instant_mode_or_both(sim: Commander, world: str) -> None:
    at = "2030-05-06T07:08:09Z"
    assert sim("clock", "set", at, "--world", world).startswith(f"{at} frozen")
    assert sim("clock", "set", "--mode", "auto", "--world", world).startswith(f"{at} auto")
    both = sim("clock", "set", START, "--mode", "scaled=60", "--world", world)
    assert " scaled=60" in both
    assert sim("clock", "freeze", "--world", world).split()[1].startswith("frozen")


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        ("clock gte", "Did you mean 'get'?"),
        ("clock advnace 1", "Did you mean 'advance'?"),
        ("clock set --mode frozn", "Did you mean 'frozen'?"),
        ("clock set --mod frozen", "Did you mean one of: '--mode',"),
        ("clock get --wrld x", "'--world'?"),
        ("clock advance soon", "use 90, 10m, 1h30m, 2d or 2027-01-01T00:00:00Z"),
        ("clock advance 1m30h", "use 90, 10m"),
        ("clock advance", "Missing argument 'STEP'"),
    ],
)
def test_what_it_does_not_know_is_refused_with_a_hint(
    hostsim: CommandLine, args: str, hint: str
) -> None:
    result = hostsim(*args.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr


def test_what_the_server_refuses_is_one_line(sim: Commander, world: str) -> None:
    refused = sim.refused("clock", "get", "--world", f"{world}x")
    assert refused == f"there is no world '{world}x'; did you mean '{world}'?"
    refused = sim.refused("clock", "advance", "2027-13-01T00:00:00Z", "--world", world)
    assert refused == "the request is not valid: to: Not a valid datetime."
    refused = sim.refused("clock", "set", "--world", world)
    assert "give an instant" in refused


def test_no_server_is_one_line(sim: Commander) -> None:
    refused = sim.refused("clock", "get", HOSTSIM_URL="http://127.0.0.1:9")
    assert refused == (
        "no server answers at http://127.0.0.1:9; start one (hostsim serve) or give --url"
    )
    assert "nonsense" in sim.refused("clock", "get", "--url", "nonsense")


class Other(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if "fine" in self.path else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>Hello</h1>")

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def other() -> Iterator[str]:
    """A server that is no hostsim."""
    with HTTPServer(("127.0.0.1", 0), Other) as found:
        thread = Thread(target=found.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}"
        found.shutdown()
        thread.join()


@pytest.mark.parametrize("world", ["fine", "not"])
def test_another_server_is_one_line(sim: Commander, other: str, world: str) -> None:
    refused = sim.refused("clock", "get", "--world", world, HOSTSIM_URL=other, code=1)
    assert refused.startswith(f"what answers at {other} is no hostsim")


def test_from_elsewhere_it_takes_the_token(tmp_path: Path) -> None:
    """An address that is no loopback one will do for elsewhere."""
    with running(tmp_path, env={"HOSTSIM_CONTROL_TOKEN": "let-me-in"}) as server:
        sim = Commander(server.url.replace("127.0.0.1", "0.0.0.0"))
        refused = sim.refused("clock", "get")
        assert "HOSTSIM_CONTROL_TOKEN" in refused
        sim.refused("clock", "get", HOSTSIM_CONTROL_TOKEN="wrong")
        assert "real" in sim("clock", "get", HOSTSIM_CONTROL_TOKEN="let-me-in")


def test_a_proxy_of_the_environment_is_not_asked(sim: Commander, world: str) -> None:
    nowhere = "http://127.0.0.1:9"
    assert sim("clock", "get", "--world", world, HTTP_PROXY=nowhere, http_proxy=nowhere)
