"""`auto`: time stands still until a client waits for something, then goes there."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

import pytest
from werkzeug.test import TestResponse

from simulators.kernel.clock import EPOCH
from simulators.kernel.world import AUTO_BUDGET
from tests.kernel.toy import DO, LOOK, Toy, documents
from tests.support import SNAPSHOTS, ZONE, Api, application

LATER = {"sync": False}
DELAY = timedelta(seconds=5)  # of a reset that is not waited for


@pytest.fixture
def auto() -> Api:
    return Api(application(clock="auto"))


@pytest.fixture
def tiny() -> Api:
    """Three calls in two seconds, then 429."""
    return Api(application(clock="auto", limits="tiny"))


def told(answer: TestResponse) -> datetime:
    return parsedate_to_datetime(answer.headers["Date"])


def test_a_repeated_get_goes_to_the_next_due_event(auto: Api) -> None:
    auto("PUT", ZONE, {"zone": [{"name": "x", "type": "A", "records": [{"content": "192.0.2.1"}]}]})
    auto("POST", f"{ZONE}/reset", LATER)
    first, second, third = (auto("GET", ZONE) for _ in range(3))
    assert [told(first), told(second), told(third)] == [EPOCH, EPOCH + DELAY, EPOCH + DELAY]
    assert "192.0.2.1" in first.text
    assert "192.0.2.1" not in second.text


def test_where_nothing_is_due_polling_moves_nothing(auto: Api) -> None:
    assert {told(auto("GET", ZONE)) for _ in range(4)} == {EPOCH}


def test_two_different_calls_are_no_poll(auto: Api) -> None:
    auto("POST", f"{ZONE}/reset", LATER)
    answers = [auto("GET", path) for path in (ZONE, SNAPSHOTS)]
    assert {told(answer) for answer in answers} == {EPOCH}


def test_two_pollers_in_turn_both_poll(auto: Api) -> None:
    auto("POST", f"{ZONE}/reset", LATER)
    answers = [auto("GET", path) for path in (ZONE, SNAPSHOTS, ZONE)]
    assert [told(answer) for answer in answers] == [EPOCH, EPOCH, EPOCH + DELAY]


def test_a_read_before_the_write_is_no_poll(auto: Api) -> None:
    auto("GET", ZONE)
    auto("POST", f"{ZONE}/reset", LATER)
    assert told(auto("GET", ZONE)) == EPOCH


def test_a_repeated_write_is_no_poll(auto: Api) -> None:
    answers = [auto("POST", f"{ZONE}/reset", LATER) for _ in range(3)]
    assert {told(answer) for answer in answers} == {EPOCH}


def test_a_repeated_post_that_only_reads_is_a_poll(toy: Toy) -> None:
    api = Api(application(clock="auto", vendors=[toy]), base="/toy")
    toy.events["ring"] = lambda world, data: None
    toy.handle = lambda world: world.schedule("toy", "ring", timedelta(minutes=1), None)
    api("POST", DO)
    toy.handle = lambda _: None
    answers = [api("POST", path) for path in (LOOK, LOOK, DO, LOOK)]
    due = EPOCH + timedelta(minutes=1)
    assert [told(answer) for answer in answers] == [EPOCH, due, due, due]


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD"])
def test_preflights_and_heads_are_no_polls(toy: Toy, method: str) -> None:
    api = Api(application(clock="auto", vendors=[toy]), base="/toy")
    toy.handle = lambda world: world.schedule("toy", "ring", timedelta(minutes=1), None)
    api("POST", DO)
    assert {told(api(method, DO)) for _ in range(3)} == {EPOCH}


def test_a_call_that_wrote_nothing_ends_no_polling(toy: Toy) -> None:
    """Refused, or told that all is well already."""
    api = Api(application(clock="auto", vendors=[toy]), base="/toy")
    toy.events["ring"] = lambda world, data: None
    toy.handle = lambda world: world.schedule("toy", "ring", timedelta(minutes=1), None)
    api("POST", DO)
    toy.handle = lambda _: None
    answers = [api("GET", DO), api("PUT", DO), api("POST", "/nowhere"), api("GET", DO)]
    due = EPOCH + timedelta(minutes=1)
    assert [told(answer) for answer in answers] == [EPOCH, EPOCH, EPOCH, due]


def test_a_frozen_clock_is_not_moved_by_polls() -> None:
    api = Api(application(clock="frozen"))
    api("POST", f"{ZONE}/reset", LATER)
    assert {told(api("GET", ZONE)) for _ in range(3)} == {EPOCH}


@pytest.mark.parametrize("early", [timedelta(), timedelta(seconds=1)])
def test_a_poll_waits_for_nothing_that_is_farther_off_than_the_budget(
    toy: Toy, early: timedelta
) -> None:
    api = Api(application(clock="auto", vendors=[toy]), base="/toy")
    wait = AUTO_BUDGET + timedelta(seconds=1) - early
    toy.events["ring"] = lambda world, data: world.docs("toy.rung").put(data, world.now.isoformat())
    toy.handle = lambda world: world.schedule("toy", "ring", wait, "bell")
    api("POST", DO)
    toy.handle = lambda _: None
    polls = [told(api("GET", DO)) for _ in range(3)]
    due = EPOCH + wait
    assert polls == ([EPOCH, due, due] if early else [EPOCH] * 3)
    assert documents(api, "toy.rung") == ({"bell": due.isoformat()} if early else {})


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_repeating_a_call_that_met_a_429_goes_to_the_end_of_the_window(
    tiny: Api, method: str
) -> None:
    path = f"{ZONE}/reset" if method == "POST" else ZONE
    for _ in range(3):
        tiny("GET", SNAPSHOTS)
    refused = tiny(method, path, {})
    assert (refused.status_code, told(refused)) == (429, EPOCH)
    again = tiny(method, path, {})
    assert again.status_code != 429
    assert told(again) == EPOCH + timedelta(seconds=int(refused.headers["Retry-After"]))


def test_another_call_after_a_429_does_not_honour_it(tiny: Api) -> None:
    for _ in range(3):
        tiny("GET", ZONE)
    assert tiny("GET", SNAPSHOTS).status_code == 429
    assert tiny("GET", ZONE).status_code == 429
    assert tiny("GET", SNAPSHOTS).status_code == 200


def test_a_client_that_retries_once_per_429_never_meets_two_in_a_row(tiny: Api) -> None:
    statuses = [tiny("GET", ZONE).status_code for _ in range(20)]
    assert 429 in statuses
    assert (429, 429) not in set(pairwise(statuses))
