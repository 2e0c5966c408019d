"""`hostsim fault`, as a process beside a running server."""

from collections.abc import Iterator
from itertools import count

import pytest
import requests

from tests.server.commanding import Commander
from tests.support import ZONE

_numbers = count(1)


@pytest.fixture
def world(server: str) -> Iterator[str]:
    name = f"fault-{next(_numbers)}"
    ask(server, name)  # makes it
    yield name
    requests.delete(f"{server}/__sim/worlds/{name}").raise_for_status()


def ask(server: str, world: str) -> requests.Response:
    headers = {"Authorization": f"Bearer sim_{world}"}
    return requests.get(f"{server}/hostinger{ZONE}", headers=headers)


def test_a_rule_is_added_listed_and_removed(sim: Commander, world: str) -> None:
    at = ("--world", world)
    args = ("--id", "outage", "--status", "503", "--nth", "1", "--nth", "3", "--method", "GET")
    assert sim("fault", "add", "status", *args, *at) == (
        'outage    status        met 0 of 0        method="GET" nth=[1, 3] status=503\n'
    )
    assert [ask(sim.url, world).status_code for _ in range(3)] == [503, 200, 503]
    assert sim("fault", "list", *at).startswith("outage    status        met 2 of 3  ")
    assert sim("fault", "clear", "outage", *at) == ""
    assert sim("fault", "list", *at) == ""


def test_every_field_of_a_rule_can_be_given(sim: Commander, world: str) -> None:
    at = ("--world", world, "--json")
    rule = [
        *("--vendor", "hostens", "--operation", "*Server", "--path", "/api/*"),
        *("--probability", "0.5", "--in-a-row", "2", "--times", "9"),
    ]
    common = {
        "vendor": "hostens",
        "operation": "*Server",
        "path": "/api/*",
        "probability": 0.5,
        "in_a_row": 2,
        "times": 9,
    }
    told = sim.json("fault", "add", "hang", "--seconds", "1.5", "--applied", *rule, *at[:2])
    assert told == {
        "id": "f1",
        "effect": "hang",
        "calls": 0,
        "met": 0,
        "seconds": 1.5,
        "applied": True,
        **common,
    }
    for effect, option, value in (
        ("throttle", "retry_after", 30),
        ("latency", "jitter", 2.5),
        ("content-type", "media_type", "text/plain"),
    ):
        name = "--" + option.replace("_", "-")
        told = sim.json("fault", "add", effect, name, str(value), *at[:2])
        assert told[option] == value
    assert len(sim.json("fault", "list", *at[:2])) == 4
    sim("fault", "clear", *at[:2])
    assert sim.json("fault", "list", *at[:2]) == []


def test_what_makes_no_sense_is_refused_in_one_line(sim: Commander, world: str) -> None:
    at = ("--world", world)
    no_status = sim.refused("fault", "add", "status", *at)
    assert no_status.endswith("status: which one, from 400 to 599?")
    wrong = sim.refused("fault", "add", "reset", "--operation", "rebootServr", *at)
    assert wrong == "there is no operation 'rebootServr'; did you mean 'rebootServer'?"
    infinite = sim.refused("fault", "add", "hang", "--seconds", "inf", *at)
    assert infinite.startswith("that cannot be sent: ")
    assert "'..' is no name" in sim.refused("fault", "clear", "..", *at)
    assert "'.' is no name" in sim.refused("fault", "list", "--world", ".")
    assert "there is no fault 'nothing'" in sim.refused("fault", "clear", "nothing", *at)


@pytest.mark.parametrize(
    ("effect", "option"),
    [("reset", "--probability"), ("reset", "--times"), ("hang", "--seconds")],
)
def test_nought_is_refused_and_not_passed_over(
    sim: Commander, world: str, effect: str, option: str
) -> None:
    assert option[2:] in sim.refused("fault", "add", effect, option, "0", "--world", world)
    assert sim("fault", "list", "--world", world) == ""
