"""Calls that threads carry out, of this process or through Redis."""

import logging
import pickle
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any

import pytest

from hostingco_api import queue
from hostingco_api.queue import Queue, Unavailable
from tests.redis_server import PASSWORD, RedisServer

SECRET = "a secret of the tests, and of nobody else"
Queues = Callable[..., Queue]


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> str | None:
    return request.getfixturevalue("redis").url if request.param == "redis" else None


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queues]:
    monkeypatch.setattr(queue, "PAUSE", 0.05)
    made: list[Queue] = []

    def make(url: str | None, secret: str = SECRET, workers: int = 2) -> Queue:
        made.append(Queue("tests", url, secret, workers))
        return made[-1]

    yield make
    for each in made:
        each._consumer.stop_flag.set()
    for each in made:
        each.stop(5)


def test_a_call_is_carried_out_at_once(queues: Queues, url: str | None) -> None:
    done: SimpleQueue[Any] = SimpleQueue()
    one = queues(url)
    call = one.task("tell", lambda *args: done.put(args))
    one.start()
    call("warm")
    done.get(timeout=5)
    taken = []
    for number in range(5):
        begun = time.monotonic()
        call(number, "é")
        assert done.get(timeout=5) == (number, "é")
        taken.append(time.monotonic() - begun)
    assert sorted(taken)[2] < 0.2


def test_what_fails_is_logged_once_without_its_arguments(
    queues: Queues, url: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    done = threading.Event()

    def fail(argument: str) -> None:
        raise RuntimeError("it cannot be done")

    one = queues(url, workers=1)
    failing, going_on = one.task("fail", fail), one.task("go on", done.set)
    one.start()
    failing("confidential")
    going_on()
    assert done.wait(5)
    (record,) = caplog.records
    assert record.getMessage() == "fail failed"
    assert "it cannot be done" in caplog.text
    assert "confidential" not in caplog.text


def test_it_stops_in_time_whatever_it_is_at(queues: Queues, url: str | None) -> None:
    begun, let, second = threading.Event(), threading.Event(), threading.Event()

    def take_long() -> None:
        begun.set()
        let.wait(10)

    one = queues(url, workers=1)
    long, short = one.task("take long", take_long), one.task("short", second.set)
    one.start()
    long()
    assert begun.wait(5)
    short()
    at = time.monotonic()
    one.stop(0.2)
    assert 0.1 < time.monotonic() - at < 1
    let.set()
    one.stop(5)
    assert not second.is_set()  # nothing more was begun


def test_signals_are_left_to_the_server(queues: Queues) -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    queues(None).start()
    assert [signal.getsignal(number) for number in numbers] == before


class Trap:
    """Whoever unpickles it has been had."""

    sprung = False

    def __reduce__(self) -> Any:
        return setattr, (Trap, "sprung", True)


def test_what_was_not_signed_here_is_dropped_unread(
    queues: Queues, url: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    done: SimpleQueue[int] = SimpleQueue()
    one, other = queues(url, workers=1), queues(url, "another secret, whoever may have it")
    call, forged = one.task("tell", done.put), other.task("tell", done.put)
    forged(666)
    put = one._huey.storage.enqueue
    put(pickle.dumps(Trap()))
    put(pickle.dumps(Trap()) + b":" + b"0" * 40)
    put(b"\xff")
    call(1)
    one.start()
    assert done.get(timeout=5) == 1
    assert done.empty()
    assert not Trap.sprung
    assert len(caplog.records) == 1  # seldom


def test_processes_share_what_is_to_be_done(queues: Queues, redis: RedisServer) -> None:
    done: SimpleQueue[tuple[int, int]] = SimpleQueue()
    shared = [queues(redis.url), queues(redis.url)]
    calls = [
        each.task("tell", lambda number, of=of: done.put((of, number)))
        for of, each in enumerate(shared)
    ]
    for number in range(100):
        calls[0](number)
    for each in shared:
        each.start()
    told = [done.get(timeout=5) for _ in range(100)]
    assert sorted(number for _, number in told) == list(range(100))
    assert {of for of, _ in told} == {0, 1}
    assert redis.client.keys() == []  # nothing of it is left


def test_redis_may_go_and_come_back(
    queues: Queues, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    done: SimpleQueue[int] = SimpleQueue()
    one = queues(redis.url)
    call = one.task("tell", done.put)
    one.start()
    call(1)
    assert done.get(timeout=5) == 1
    redis.stop()
    begun = time.monotonic()
    with pytest.raises(Unavailable, match="tell was not queued: ConnectionError"):
        call(2)
    time.sleep(0.5)  # ten tries of two threads
    assert time.monotonic() - begun < 2
    assert [record.getMessage() for record in caplog.records] == [
        "the queue cannot be read, tried again: ConnectionError"
    ]
    redis.start()
    call(3)
    assert done.get(timeout=5) == 3
    assert PASSWORD not in caplog.text


def test_a_redis_that_does_not_answer_is_not_waited_for(
    queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        call = queues(f"redis://127.0.0.1:{silent.getsockname()[1]}").task("tell", print)
        begun = time.monotonic()
        with pytest.raises(Unavailable, match="TimeoutError"):
            call(1)
        assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    "url",
    [
        "http://user:geheim@host",
        "redis://user:geh/eim@host:6379/0",  # where "geh" would be a port
        "redis://user:geheim@host:port",
        "redis://user:geheim@[host",
    ],
)
def test_what_is_wrong_with_a_url_is_said_without_it(url: str) -> None:
    with pytest.raises(ValueError, match="URL of Redis cannot be read") as raised:
        Queue("tests", url, SECRET, 1)
    assert "geh" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_without_its_package_there_is_no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ValueError, match=r"pip install 'hostsim\[redis\]'"):
        Queue("tests", "redis://127.0.0.1", SECRET, 1)
    Queue("tests", None, SECRET, 1)
