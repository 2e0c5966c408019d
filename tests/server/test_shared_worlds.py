"""Two servers on one PostgreSQL have the same worlds: one truth, whichever is asked."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Barrier
from typing import Any

import pytest
import requests

from tests import postgres
from tests.hostens.client import basic
from tests.hostinger.machines import ITEM, MACHINES, SETUP
from tests.running import PATIENCE, running
from tests.support import ZONE, Api, application

CLIENTS = 16
KEYS = "/api/vps/v1/public-keys"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJdmyXhFMVtHHuFHqTmFFPaPm2jVJ5v2Xo3F0i2DUmB"

_numbers = count(1)


@pytest.fixture(scope="module")
def servers(
    postgresql: postgres.Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """Both are started on an empty database, with frozen clocks and without limits."""
    store = postgresql()
    folders = [tmp_path_factory.mktemp("shared") for _ in range(2)]
    flags = ("--store", store, "--clock", "frozen", "--limits", "off")
    with running(folders[0], *flags) as one, running(folders[1], *flags) as other:
        yield [one.url, other.url]
        for server in (one, other):
            server.process.terminate()
            assert server.finish() == 0, server.output
            assert not [line for line in server.output.splitlines() if " failed" in line]


@dataclass
class Shared:
    """A world, and the servers that have it."""

    urls: list[str]
    name: str

    def ask(self, server: int, method: str, path: str, body: Any = None) -> requests.Response:
        """Of Hostinger."""
        headers = {"Authorization": f"Bearer sim_{self.name}"}
        return requests.request(
            method,
            f"{self.urls[server % 2]}/hostinger{path}",
            json=body,
            headers=headers,
            timeout=PATIENCE,
        )

    def told(self, server: int, method: str, path: str, body: Any = None) -> Any:
        answer = self.ask(server, method, path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def control(self, server: int, method: str, path: str, body: Any = None) -> Any:
        url = f"{self.urls[server % 2]}/__sim/worlds/{self.name}{path}"
        answer = requests.request(method, url, json=body, timeout=PATIENCE)
        assert answer.status_code < 400, answer.text
        return answer.json() if answer.content else None

    def by_all(self, act: Callable[[int], Any]) -> list[Any]:
        """What every client gets, at once; half of them are at each server."""
        barrier = Barrier(CLIENTS)

        def begin(client: int) -> Any:
            barrier.wait(PATIENCE)
            return act(client)

        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(begin, range(CLIENTS)))

    def zone(self, server: int) -> Any:
        return self.told(server, "GET", ZONE)

    def mark(self, server: int, name: str) -> None:
        record = {"name": name, "type": "A", "records": [{"content": "192.0.2.1"}]}
        self.told(server, "PUT", ZONE, {"zone": [record]})

    def marks(self, server: int) -> set[str]:
        return {
            one["name"] for one in self.zone(server) if one["records"][0]["content"] == "192.0.2.1"
        }


@pytest.fixture
def world(servers: list[str]) -> Shared:
    """One that nobody has used yet."""
    return Shared(servers, f"shared-{next(_numbers)}")


def test_no_write_is_lost_and_no_id_given_twice(world: Shared) -> None:
    def write(client: int) -> list[int]:
        ids = []
        for number in range(5):
            name = f"c{client}-{number}"
            world.mark(client, name)
            key = world.told(client + number, "POST", KEYS, {"name": name, "key": f"{KEY} {name}"})
            ids.append(key["id"])
        return ids

    ids = [id for found in world.by_all(write) for id in found]
    names = {f"c{client}-{number}" for client in range(CLIENTS) for number in range(5)}
    assert len(set(ids)) == len(ids) == len(names)
    for server in (0, 1):
        assert world.marks(server) == names
    # Both journals are one, without a gap.
    journals = [world.control(server, "GET", "/journal?limit=1000") for server in (0, 1)]
    assert journals[0] == journals[1]
    asked = [entry["n"] for entry in journals[0]["entries"]]
    assert asked == list(range(1, 2 * len(names) + 3))


@pytest.mark.parametrize(("mode", "quota"), [("tiny", 3), ("real", 60)])
def test_what_is_admitted_is_counted_by_both(world: Shared, mode: str, quota: int) -> None:
    world.zone(0)
    world.control(0, "PUT", "/limits", {"mode": mode})

    def ask(client: int) -> list[int]:
        return [world.ask(client, "GET", ZONE).status_code for _ in range(5)]

    statuses = Counter(status for answers in world.by_all(ask) for status in answers)
    assert statuses == {200: quota, 429: CLIENTS * 5 - quota}


def test_a_world_is_made_once_however_many_use_it_first(servers: list[str]) -> None:
    for _ in range(5):
        world = Shared(servers, f"shared-{next(_numbers)}")
        zones = world.by_all(world.zone)
        assert len({str(zone) for zone in zones}) == 1
        assert world.control(0, "GET", "")["requests"] == CLIENTS
        listed = requests.get(f"{servers[1]}/__sim/worlds", timeout=PATIENCE).json()
        assert [one["name"] for one in listed].count(world.name) == 1


def test_what_is_done_to_a_world_at_one_is_done_at_the_other(world: Shared) -> None:
    world.mark(0, "before")
    assert world.marks(1) == {"before"}
    world.control(1, "POST", "/fork", {"name": f"{world.name}-fork"})
    world.control(1, "POST", "/reset")
    assert world.marks(0) == set()
    fork = Shared(world.urls, f"{world.name}-fork")
    assert fork.marks(0) == {"before"}
    fork.control(1, "DELETE", "")
    url = f"{world.urls[0]}/__sim/worlds/{fork.name}"
    assert requests.get(url, timeout=PATIENCE).status_code == 404
    world.control(0, "PATCH", "/quirks", {"quirks": {"hostinger.pretty-404": True}})
    quirks = {one["id"]: one["on"] for one in world.control(1, "GET", "/quirks")}
    assert quirks["hostinger.pretty-404"]


def test_time_is_one(world: Shared) -> None:
    machine = world.told(0, "POST", MACHINES, {"item_id": ITEM, "setup": SETUP})["virtual_machine"]
    assert world.told(1, "GET", f"{MACHINES}/{machine['id']}")["state"] == "creating"
    fired = world.control(1, "POST", "/clock/advance", {"seconds": 3_600})["fired"]
    assert fired
    assert world.control(0, "POST", "/clock/advance", {"seconds": 0})["fired"] == []
    assert world.told(0, "GET", f"{MACHINES}/{machine['id']}")["state"] == "running"


def test_what_falls_due_happens_once(world: Shared) -> None:
    """A year of renewals, found by all clients at once, is as in a server that is alone."""
    alone = Api(application(), world=world.name)
    later = {"now": "2027-01-01T00:00:00Z"}
    alone("GET", ZONE)
    alone.control("PUT", f"/worlds/{world.name}/clock", later)
    world.zone(0)
    world.control(0, "PUT", "/clock", later)
    assert set(world.by_all(lambda client: world.ask(client, "GET", ZONE).status_code)) == {200}
    alone("GET", ZONE)
    user = basic(f"{world.name}@sim.test", f"secret_{world.name}")
    for path in ("/hostinger/api/billing/v1/subscriptions", "/hostens/api/invoice"):
        token = user if "hostens" in path else alone.authorization()
        headers = {"Authorization": token}
        expected = Api(alone.app, base="")("GET", path, headers=headers).data
        for url in world.urls:
            answer = requests.get(url + path, headers=headers, timeout=PATIENCE)
            assert answer.content == expected
    assert len(expected) > 100


def test_polling_by_turns_moves_an_auto_clock(world: Shared) -> None:
    world.zone(0)
    world.control(0, "PUT", "/clock", {"mode": "auto"})
    machine = world.told(0, "POST", MACHINES, {"item_id": ITEM, "setup": SETUP})["virtual_machine"]
    states = [
        world.told(server, "GET", f"{MACHINES}/{machine['id']}")["state"]
        for server in (1, 0, 1, 0, 1, 0)
    ]
    assert (states[0], states[-1]) == ("creating", "running")
