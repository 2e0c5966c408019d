"""A server that is killed while it writes has lost no answered write, and no half is there."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import requests

from tests import postgres
from tests.hostinger.machines import ITEM, MACHINES, SETUP
from tests.running import PATIENCE, running
from tests.support import ZONE

WRITERS = 4
SUBSCRIPTIONS = "/api/billing/v1/subscriptions"
TOKEN = {"Authorization": "Bearer sim_default"}
FLAGS = ("--limits", "off", "--clock", "frozen")


@dataclass
class Answered:
    """What clients were told, of all rounds."""

    machines: dict[int, str] = field(default_factory=dict)
    """By the machine's id, that of its subscription."""
    records: set[str] = field(default_factory=set)
    enough: Event = field(default_factory=Event)

    def write(self, url: str, writer: str, count: int) -> None:
        """Buy machines and add records until the server is gone."""
        api = f"{url}/hostinger"
        with requests.Session() as session:
            session.headers.update(TOKEN)
            for number in range(1_000):
                name = f"{writer}-{number}"
                record = {"name": name, "type": "A", "records": [{"content": "192.0.2.1"}]}
                body = {"item_id": ITEM, "setup": SETUP | {"hostname": f"{name}.example.com"}}
                try:
                    bought = session.post(api + MACHINES, json=body, timeout=PATIENCE)
                    written = session.put(api + ZONE, json={"zone": [record]}, timeout=PATIENCE)
                except requests.RequestException:
                    return
                assert (bought.status_code, written.status_code) == (200, 200), bought.text
                machine = bought.json()["virtual_machine"]
                self.machines[machine["id"]] = machine["subscription_id"]
                self.records.add(name)
                if number == count:
                    self.enough.set()


def get(url: str, path: str) -> Any:
    answer = requests.get(f"{url}/hostinger{path}", headers=TOKEN, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    return answer.json()


def everything_is_whole(url: str, answered: Answered) -> list[Any]:
    """A purchase is an order, a subscription, a machine and an event: all of them or none."""
    machines = get(url, MACHINES)
    paid = {machine["id"]: machine["subscription_id"] for machine in machines}
    assert len(paid) == len(machines)
    subscriptions = [one["id"] for one in get(url, SUBSCRIPTIONS) if one["name"].startswith("KVM")]
    assert sorted(subscriptions) == sorted(paid.values())
    assert answered.machines.items() <= paid.items()
    assert answered.records <= {rrset["name"] for rrset in get(url, ZONE)}
    found: list[Any] = machines
    return found


@pytest.mark.parametrize(("kind", "rounds"), [("sqlite", 10), ("postgresql", 3)])
def test_no_answered_write_is_lost_and_none_is_half_there(
    kind: str, rounds: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store = f"sqlite:///{tmp_path}/worlds.db"
    if kind == "postgresql":
        databases: postgres.Databases = request.getfixturevalue("postgresql")
        store = databases()
    answered = Answered()
    for round in range(rounds):
        folder = tmp_path / str(round)
        folder.mkdir()
        with (
            running(folder, *FLAGS, "--store", store) as server,
            ThreadPoolExecutor(WRITERS) as pool,
        ):
            everything_is_whole(server.url, answered)
            answered.enough.clear()
            writers = [
                pool.submit(answered.write, server.url, f"r{round}w{writer}", round)
                for writer in range(WRITERS)
            ]
            answered.enough.wait(PATIENCE)
            server.process.kill()
            for writer in writers:
                writer.result()
    folder = tmp_path / "last"
    folder.mkdir()
    with running(folder, *FLAGS, "--store", store) as server:
        everything_is_whole(server.url, answered)
        hour = {"seconds": 3_600}
        requests.post(f"{server.url}/__sim/worlds/default/clock/advance", json=hour)
        machines = everything_is_whole(server.url, answered)
        assert {machine["state"] for machine in machines} == {"running"}
    assert len(answered.machines) >= sum(range(1, rounds + 1))
