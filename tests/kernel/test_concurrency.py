"""One world is one queue, and two worlds never wait for each other nor see each other."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import requests

from simulators.kernel.world import World
from tests.kernel.toy import DO, Toy, documents
from tests.support import ZONE, Api, application

PATIENCE = 10  # seconds until a test that waits for what never comes gives up
THREADS = 8


@pytest.fixture
def impatient() -> Iterator[None]:
    """Threads take turns as often as they can, so that whatever may go wrong does."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as pool:
        yield pool


class Held:
    """A handler that keeps one world's requests inside until it is let go."""

    def __init__(self, world: str) -> None:
        self.world = world
        self.entered = Event()
        self.release = Event()

    def __call__(self, world: World) -> str:
        if world.name == self.world:
            self.entered.set()
            assert self.release.wait(PATIENCE)
        return world.name


def test_a_world_answers_while_another_one_is_busy(toy: Toy, pool: ThreadPoolExecutor) -> None:
    app = application(vendors=[toy])
    busy, free = (Api(app, world=name, base="/toy") for name in ("busy", "free"))
    toy.handle = held = Held("busy")
    slow = pool.submit(busy, "POST", DO)
    assert held.entered.wait(PATIENCE)
    assert pool.submit(free, "POST", DO).result(PATIENCE).status_code == 200
    assert pool.submit(Api(app, world="new", base="/toy"), "GET", DO).result(PATIENCE).json == "new"
    assert pool.submit(free.control, "GET", "/worlds/free").result(PATIENCE)["requests"] == 1
    assert not slow.done()
    held.release.set()
    assert slow.result(PATIENCE).status_code == 200


def test_requests_to_one_world_take_turns(
    toy: Toy, toy_api: Api, pool: ThreadPoolExecutor, impatient: None
) -> None:
    inside: list[int] = []
    crowds: list[int] = []

    def handle(world: World) -> None:
        inside.append(1)
        number = world.next_id("toy.count", 0)
        crowds.append(len(inside))
        world.docs("toy.numbers").put(str(number), world.requests)
        inside.pop()

    toy.handle = handle
    done = [pool.submit(toy_api, "POST", DO) for _ in range(200)]
    assert {call.result(PATIENCE).status_code for call in done} == {200}
    assert set(crowds) == {1}
    assert list(documents(toy_api, "toy.numbers").values()) == list(range(1, 201))


def append(send: Callable[[dict[str, object]], int], name: str) -> None:
    record = {"name": name, "type": "A", "records": [{"content": "192.0.2.1"}]}
    assert send({"overwrite": False, "zone": [record]}) == 200


def test_no_change_is_lost_when_many_clients_change_one_new_world(
    api: Api, pool: ThreadPoolExecutor, impatient: None
) -> None:
    """They race for making the world, too."""

    def send(body: dict[str, object]) -> int:
        return Api(api.app, world="shared")("PUT", ZONE, body).status_code

    names = [f"client-{number}" for number in range(64)]
    for done in [pool.submit(append, send, name) for name in names]:
        done.result(PATIENCE)
    zone = Api(api.app, world="shared")("GET", ZONE).json
    assert zone is not None
    assert {rrset["name"] for rrset in zone} >= set(names)


def test_two_worlds_used_at_once_by_two_clients_never_see_each_other(
    server: str, pool: ThreadPoolExecutor
) -> None:
    def client(world: str) -> None:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer sim_{world}"
            url = f"{server}/hostinger{ZONE}"
            before = {rrset["name"] for rrset in session.get(url).json()}
            mine = set()
            for number in range(15):
                name = f"{world}-{number}"
                append(lambda body: session.put(url, json=body).status_code, name)
                mine.add(name)
                answer = session.get(url)
                assert answer.headers["X-Sim-World"] == world
                assert {rrset["name"] for rrset in answer.json()} == before | mine

    clients = [pool.submit(client, f"apart-{number}") for number in range(4)]
    for done in clients:
        done.result(PATIENCE)
