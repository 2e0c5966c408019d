"""What a real client sees of a fault that is the connection's, over a socket."""

import json
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.running import serving
from tests.support import ZONE

RRSET = {"zone": [{"name": "new", "type": "A", "records": [{"content": "192.0.2.1"}]}]}
_numbers = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("faults")) as url:
        yield url


class World:
    """A fresh one, and a client of its zone that keeps its connection."""

    def __init__(self, url: str, name: str = "") -> None:
        """`name`: of one that there is."""
        self.name = name or f"wire-{next(_numbers)}"
        self._control = f"{url}/__sim/worlds/{self.name}"
        self._zone = f"{url}/hostinger{ZONE}"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer sim_{self.name}"
        if not name:
            requests.post(f"{url}/__sim/worlds", json={"name": self.name}).raise_for_status()

    def __call__(self, method: str = "GET", **kwargs: Any) -> requests.Response:
        return self._session.request(method, self._zone, **kwargs)

    def fault(self, effect: str, **rule: Any) -> None:
        answer = requests.post(f"{self._control}/faults", json={"effect": effect, **rule})
        answer.raise_for_status()

    def journal(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = requests.get(f"{self._control}/journal").json()["entries"]
        return entries


@pytest.fixture
def world(server: str) -> World:
    return World(server)


def test_the_connection_is_reset_and_the_next_call_goes_well(world: World) -> None:
    world.fault("reset", times=1)
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        world()
    assert world().status_code == 200


def test_a_write_whose_answer_is_lost_is_done(world: World) -> None:
    world.fault("reset", applied=True, method="PUT")
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        world("PUT", json=RRSET)
    assert "new" in {rrset["name"] for rrset in world().json()}


def test_a_client_that_hangs_gives_up_and_the_next_call_goes_well(world: World) -> None:
    world.fault("hang", times=1)
    with pytest.raises(requests.Timeout):
        world(timeout=0.3)
    assert world().status_code == 200
    assert [entry["status"] for entry in world.journal()] == [0, 200]


def test_hanging_ends_by_itself(world: World) -> None:
    world.fault("hang", seconds=0.2)
    with pytest.raises(requests.ConnectionError):
        world()


def test_an_answer_that_is_late_is_the_answer(world: World) -> None:
    whole = world().json()
    world.fault("latency", seconds=0.4, jitter=0.1)
    with pytest.raises(requests.Timeout):
        world(timeout=0.2)
    answer = world()
    assert (answer.json(), answer.elapsed.total_seconds() >= 0.4) == (whole, True)


def test_a_body_that_is_cut_is_told_to_be_incomplete(world: World) -> None:
    world.fault("truncate", times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        world()
    assert world().status_code == 200


def test_a_body_that_is_no_json_is_whole(world: World) -> None:
    world.fault("malformed")
    answer = world()
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_nobody_waits_for_those_who_hang(server: str, world: World) -> None:
    """More of them than the server has threads; another world answers, and the same one, too."""
    world.fault("hang", method="PUT")

    def hang() -> None:
        client = World(server, world.name)
        with pytest.raises(requests.Timeout):
            client("PUT", json=RRSET, timeout=4)

    threads = [threading.Thread(target=hang) for _ in range(40)]
    for thread in threads:
        thread.start()
    assert World(server)(timeout=4).status_code == 200
    assert world(timeout=4).status_code == 200
    for thread in threads:
        thread.join()
    assert sum(entry["status"] == 0 for entry in world.journal()) == 40


def test_a_stopped_server_does_not_wait_for_them(tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        world = World(url)
        world.fault("hang")

        def hang() -> None:
            with pytest.raises(requests.ConnectionError):
                world(timeout=30)

        thread = threading.Thread(target=hang)
        thread.start()
        while not world.journal():
            pass
    thread.join()
