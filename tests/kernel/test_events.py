"""Due events: in order, each at its own instant and in its own transaction."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from simulators.kernel import clock as clock_module
from simulators.kernel.world import World, iso
from tests.kernel.toy import DO, THINGS, Toy, documents, refuse
from tests.support import Api, application

FIRED = "toy.fired"


@pytest.fixture(autouse=True)
def events(toy: Toy) -> None:
    """`note` writes down when it came and how it found the world; `fail` breaks half-way."""

    def note(world: World, data: Any) -> None:
        notes = world.docs(FIRED)
        notes.put(str(len(notes)), [data, iso(world.now)])

    def fail(world: World, data: Any) -> None:
        note(world, data)
        world.schedule("toy", "note", timedelta(seconds=10), "never")
        raise RuntimeError("the event is broken")

    def chain(world: World, data: int) -> None:
        note(world, data)
        if data:
            world.schedule("toy", "chain", timedelta(seconds=10), data - 1)

    toy.events |= {"note": note, "fail": fail, "chain": chain}


def scheduling(*events: tuple[str, int, Any]) -> Callable[[World], None]:
    """A handler that schedules (kind, seconds from now, data)."""

    def handle(world: World) -> None:
        for kind, seconds, data in events:
            world.schedule("toy", kind, timedelta(seconds=seconds), data)

    return handle


def schedule(toy: Toy, api: Api, *events: tuple[str, int, Any]) -> None:
    toy.handle = scheduling(*events)
    assert api("POST", DO).status_code == 200
    toy.handle = lambda _: None


def advance(api: Api, seconds: int) -> list[tuple[str, str, Any]]:
    answer = api.control("POST", f"/worlds/{api.world}/clock/advance", {"seconds": seconds})
    return [(fired["at"], fired["event"], fired["data"]) for fired in answer["fired"]]


def notes(api: Api) -> list[Any]:
    return list(documents(api, FIRED).values())


def at(second: int) -> str:
    return f"2026-01-01T00:00:{second:02}Z"


def test_events_fire_in_order_of_due_time_each_at_its_own_instant(toy: Toy, toy_api: Api) -> None:
    schedule(toy, toy_api, ("note", 30, "c"), ("note", 10, "a"), ("note", 20, "b"))
    fired = advance(toy_api, 25)
    assert fired == [(at(10), "toy.note", "a"), (at(20), "toy.note", "b")]
    assert notes(toy_api) == [["a", at(10)], ["b", at(20)]]
    assert advance(toy_api, 25) == [(at(30), "toy.note", "c")]
    assert advance(toy_api, 1000) == []


def test_events_of_one_instant_fire_in_the_order_they_were_scheduled(
    toy: Toy, toy_api: Api
) -> None:
    schedule(toy, toy_api, *(("note", 10, number) for number in range(20)))
    assert [data for _, _, data in advance(toy_api, 10)] == list(range(20))


def test_an_event_is_due_at_its_instant_and_not_a_second_before(toy: Toy, toy_api: Api) -> None:
    schedule(toy, toy_api, ("note", 10, "x"))
    assert advance(toy_api, 9) == []
    assert len(advance(toy_api, 1)) == 1


def test_what_an_event_schedules_counts_from_the_event_s_own_instant(
    toy: Toy, toy_api: Api
) -> None:
    schedule(toy, toy_api, ("chain", 5, 3))
    assert [(when, data) for when, _, data in advance(toy_api, 30)] == [
        (at(5), 3),
        (at(15), 2),
        (at(25), 1),
    ]
    assert [(when, data) for when, _, data in advance(toy_api, 20)] == [(at(35), 0)]


def test_what_is_due_fires_before_the_next_request_sees_the_world(toy: Toy, toy_api: Api) -> None:
    schedule(toy, toy_api, ("note", 10, "x"))
    toy_api.control("PUT", "/worlds/default/clock", {"now": "2026-01-01T00:00:40Z"})
    toy.handle = lambda world: [iso(world.now), *dict(world.docs(FIRED).items()).values()]
    assert toy_api("GET", DO).json == [at(40), ["x", at(10)]]


def test_even_a_refused_request_settles_what_is_due(toy: Toy, toy_api: Api) -> None:
    schedule(toy, toy_api, ("note", 10, "x"))
    toy_api.control("PUT", "/worlds/default/clock", {"now": "2026-01-01T00:00:40Z"})
    assert toy_api("GET", "/nowhere").status_code == 404
    assert notes(toy_api) == [["x", at(10)]]


def test_a_failing_event_is_rolled_back_and_logged_and_poisons_nothing(
    toy: Toy, toy_api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    schedule(toy, toy_api, ("note", 1, "before"), ("fail", 2, "half"), ("note", 3, "after"))
    before = documents(toy_api, THINGS)
    advance(toy_api, 60)
    assert notes(toy_api) == [["before", at(1)], ["after", at(3)]]
    assert documents(toy_api, THINGS) == before
    assert [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR] == [
        "event fail of world default failed"
    ]
    assert toy_api("GET", DO).status_code == 200
    assert advance(toy_api, 60) == []


def test_a_request_that_is_refused_schedules_nothing(toy: Toy, toy_api: Api) -> None:
    refuse_after(toy, toy_api, ("note", 10, "x"))
    assert toy_api.control("GET", "/worlds/default/clock")["next_due"] is None
    assert advance(toy_api, 60) == []


def test_an_event_keeps_its_time_after_one_that_was_rolled_back(toy: Toy, toy_api: Api) -> None:
    schedule(toy, toy_api, ("note", 5, "first"))
    refuse_after(toy, toy_api, ("note", 10, "refused"))
    schedule(toy, toy_api, ("note", 40, "kept"))
    assert advance(toy_api, 30) == [(at(5), "toy.note", "first")]
    assert advance(toy_api, 10) == [(at(40), "toy.note", "kept")]


def test_an_event_keeps_its_time_after_one_that_a_failing_event_scheduled(
    toy: Toy, toy_api: Api
) -> None:
    schedule(toy, toy_api, ("fail", 1, "x"), ("note", 5, "first"))
    advance(toy_api, 1)
    schedule(toy, toy_api, ("note", 40, "kept"))
    assert advance(toy_api, 30) == [(at(5), "toy.note", "first")]
    assert advance(toy_api, 10) == [(at(41), "toy.note", "kept")]


def refuse_after(toy: Toy, api: Api, *events: tuple[str, int, Any]) -> None:
    """A request that schedules, and is refused then."""

    def handle(world: World) -> None:
        scheduling(*events)(world)
        raise refuse(409, "no")

    toy.handle = handle
    assert api("POST", DO).status_code == 409
    toy.handle = lambda _: None


def test_a_fork_has_the_events_too_and_each_world_fires_its_own(toy: Toy, toy_api: Api) -> None:
    schedule(toy, toy_api, ("note", 10, "x"))
    toy_api.control("POST", "/worlds/default/fork", {"name": "fork"})
    fork = Api(toy_api.app, world="fork", base="/toy")
    assert len(advance(fork, 10)) == 1
    assert notes(toy_api) == []
    assert len(advance(toy_api, 10)) == 1


def test_the_clock_tells_what_is_due_next(toy: Toy, toy_api: Api) -> None:
    schedule(toy, toy_api, ("note", 20, "b"), ("note", 10, "a"))
    assert toy_api.control("GET", "/worlds/default/clock")["next_due"] == at(10)
    advance(toy_api, 15)
    assert toy_api.control("GET", "/worlds/default/clock")["next_due"] == at(20)


def test_advancing_never_goes_back(toy: Toy, toy_api: Api) -> None:
    advance(toy_api, 30)
    path = "/worlds/default/clock/advance"
    answer = toy_api.control("POST", path, {"to": "2020-01-01T00:00:00Z"})
    assert answer == {"clock": {"now": at(30), "mode": "frozen", "next_due": None}, "fired": []}


def test_an_event_s_random_numbers_do_not_depend_on_who_settles_it(toy: Toy) -> None:
    def drawn(requests_before: int) -> Iterable[Any]:
        api = Api(application(vendors=[toy]), base="/toy")
        toy.events["draw"] = lambda world, _: world.docs(FIRED).put("x", world.random.random())
        schedule(toy, api, ("draw", 10, None))
        for _ in range(requests_before):
            api("GET", DO)
        advance(api, 10)
        return notes(api)

    assert drawn(0) == drawn(3) != []


def test_what_falls_due_up_to_a_request_s_instant_has_happened_before_it(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often the clock is looked at meanwhile, a request has one instant."""
    ticks = count()
    monkeypatch.setattr(clock_module, "time", SimpleNamespace(time=lambda: float(next(ticks))))
    api = Api(application(clock="real", vendors=[toy]), base="/toy")
    rung: list[datetime] = []
    toy.events["ring"] = lambda world, data: rung.append(world.now)
    toy.handle = lambda world: [
        world.schedule("toy", "ring", timedelta(seconds=after), None) for after in range(60)
    ]
    api("POST", DO)
    seen: list[tuple[datetime, int]] = []

    def look(world: World) -> None:
        seen.append((world.now, len(rung)))

    toy.handle = look
    for _ in range(8):
        api("GET", DO)
    assert len({number for _, number in seen}) > 3
    first = rung[0]
    for now, number in seen:
        assert number == min(60, (now - first) // timedelta(seconds=1) + 1)
