"""Calls are counted by all processes together that share a Redis."""

import socket
import time

import pytest

from hostingco_api import throttle
from hostingco_api.core.errors import Refusal
from hostingco_api.throttle import AUTH, KEY, Throttle
from tests.redis_server import PASSWORD, RedisServer
from tests.running import free_port


def test_processes_count_together(redis: RedisServer) -> None:
    one, other = Throttle(True, redis.url), Throttle(True, redis.url)
    for number in range(5):
        one.count(AUTH, "192.0.2.1")
        left = other.count(AUTH, "192.0.2.1")["X-RateLimit-Remaining"]
        assert left == str(8 - 2 * number)
    with pytest.raises(Refusal) as refused:
        one.count(AUTH, "192.0.2.1")
    assert 0 < int(refused.value.headers["Retry-After"]) <= 900
    other.count(AUTH, "192.0.2.2")


@pytest.mark.parametrize("shared", [False, True])
def test_a_key_is_counted_as_it_is(shared: bool, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("redis").url if shared else None
    limited = Throttle(True, url)
    for number in range(100):
        assert limited.count_as(KEY, "key:1")["X-RateLimit-Remaining"] == str(99 - number)
    with pytest.raises(Refusal) as refused:
        limited.count_as(KEY, "key:1")
    headers = refused.value.headers
    assert headers["X-RateLimit-Limit"] == "100"
    assert 0 < int(headers["Retry-After"]) <= 60
    assert 0 < int(headers["X-RateLimit-Reset"]) - time.time() <= 61
    limited.count_as(KEY, "key:2")
    limited.count(KEY, "192.0.2.1")  # who has no key has a number of their own


def test_while_redis_is_gone_everybody_may_ask(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    limited = Throttle(True, redis.url)
    for _ in range(10):
        limited.count(AUTH, "192.0.2.1")
    redis.stop()
    monkeypatch.setattr(throttle, "REST", 0.05)
    for _ in range(3):
        headers = limited.count(AUTH, "192.0.2.1")
        assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("10", "10")
        assert 890 < int(headers["X-RateLimit-Reset"]) - time.time() <= 901
        time.sleep(0.06)
    assert len(caplog.records) == 1
    assert PASSWORD not in caplog.text
    redis.start()
    assert limited.count(AUTH, "192.0.2.1")["X-RateLimit-Remaining"] == "9"


def test_no_redis_at_all_refuses_nobody(caplog: pytest.LogCaptureFixture) -> None:
    limited = Throttle(True, f"redis://127.0.0.1:{free_port()}")
    for _ in range(20):
        assert limited.count(AUTH, "192.0.2.1")["X-RateLimit-Remaining"] == "10"
    assert len(caplog.records) == 1


def test_a_redis_that_hangs_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        limited = Throttle(True, f"redis://127.0.0.1:{silent.getsockname()[1]}")
        begun = time.monotonic()
        for _ in range(20):
            limited.count(AUTH, "192.0.2.1")
        assert time.monotonic() - begun < 1
