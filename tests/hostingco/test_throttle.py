"""How often a client may ask."""

import time
from typing import Any

import pytest

from hostingco_api import throttle
from tests.hostingco.support import PASSWORD, PEOPLE, Portal, Portals

LOGIN = {"email": PEOPLE["customer"][0], "password": PASSWORD}


@pytest.fixture
def limited(portals: Portals) -> Portal:
    return portals(limits=True)


def from_(address: str) -> dict[str, Any]:
    return {"environ_overrides": {"REMOTE_ADDR": address}}


def test_ten_logins_in_fifteen_minutes_good_or_bad(limited: Portal) -> None:
    for number in range(10):
        body = LOGIN if number % 2 else LOGIN | {"password": "wrong"}
        answer = limited.call("POST", "/auth/login", json=body)
        assert answer.status_code == (200 if number % 2 else 401)
        assert answer.headers["X-RateLimit-Limit"] == "10"
        assert answer.headers["X-RateLimit-Remaining"] == str(9 - number)
        assert "Retry-After" not in answer.headers
    for path in ("/auth/login", "/auth/register"):  # they share it
        answer = limited.call("POST", path, json=LOGIN)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (429, "RATE_LIMIT")
        assert 0 < int(answer.headers["Retry-After"]) <= 900
        assert 0 < int(answer.headers["X-RateLimit-Reset"]) - time.time() <= 901
        assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert limited.call("GET", "/hosting/plans").status_code == 200
    assert limited.call("POST", "/auth/login", json=LOGIN, **from_("192.0.2.7")).status_code == 200


def test_a_token_is_no_way_to_guess_the_password(limited: Portal) -> None:
    body = {"password": "another one", "currentPassword": "wrong"}
    path = "/users/user_3"
    limited.token("customer")  # the first of ten
    for _ in range(9):
        assert limited.call("PUT", path, "customer", json=body).status_code == 400
    answer = limited.call("PUT", path, "customer", json=body | {"currentPassword": PASSWORD})
    assert (answer.status_code, answer.headers["X-RateLimit-Limit"]) == (429, "10")
    assert limited.call("PUT", path, "customer", json={"name": "Me"}).status_code == 200


def test_a_hundred_calls_whatever_comes_of_them(limited: Portal) -> None:
    """What is not found, not allowed or not authorised counts, and says so."""
    calls = [("GET", "/nothing"), ("DELETE", "/hosting/plans"), ("GET", "/users"), ("GET", "/")]
    for number in range(100):
        answer = limited.call(*calls[number % len(calls)])
        assert answer.status_code in (401, 404, 405)
        assert answer.headers["X-RateLimit-Limit"] == "100"
        assert answer.headers["X-RateLimit-Remaining"] == str(99 - number)
    for call in calls:
        assert limited.call(*call).status_code == 429


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_health_is_never_limited(limited: Portal, method: str) -> None:
    for _ in range(110):
        answer = limited.call(method, "/health")
        assert answer.status_code == 200
        assert not [name for name, _ in answer.headers if name.startswith("X-RateLimit")]


def test_a_client_has_its_whole_ipv6_network(limited: Portal) -> None:
    for number in range(10):
        limited.call("POST", "/auth/login", json=LOGIN, **from_(f"2001:db8::{number}"))
    at = from_("2001:db8::ffff:1")
    assert limited.call("POST", "/auth/login", json=LOGIN, **at).status_code == 429
    at = from_("2001:db8:0:1::1")
    assert limited.call("POST", "/auth/login", json=LOGIN, **at).status_code == 200


def test_ipv4_written_as_ipv6_is_ipv4(limited: Portal) -> None:
    """As it is where one listens on `::`. Otherwise all of them would be one network."""
    for _ in range(10):
        limited.call("POST", "/auth/login", json=LOGIN, **from_("::ffff:192.0.2.1"))
    for address, status in (("::ffff:192.0.2.2", 200), ("192.0.2.1", 429)):
        answer = limited.call("POST", "/auth/login", json=LOGIN, **from_(address))
        assert answer.status_code == status


def test_the_window_passes(limited: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(11):
        limited.call("POST", "/auth/login", json=LOGIN)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 901)
    assert limited.call("POST", "/auth/login", json=LOGIN).status_code == 200


@pytest.mark.parametrize("forged", ["192.0.2.1", "not an address", "", "192.0.2.1, 192.0.2.2"])
def test_a_forwarded_address_counts_only_behind_a_proxy(portals: Portals, forged: str) -> None:
    headers = {"X-Forwarded-For": forged}
    direct = portals(limits=True)
    for number in range(10):
        direct.call(
            "POST", "/auth/login", json=LOGIN, headers={"X-Forwarded-For": f"192.0.2.{number}"}
        )
    assert direct.call("POST", "/auth/login", json=LOGIN, headers=headers).status_code == 429


def test_behind_a_proxy_the_last_address_it_added_counts(portals: Portals) -> None:
    behind = portals(limits=True, proxies=1)
    for number in range(10):
        forged = {"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.7"}
        behind.call("POST", "/auth/login", json=LOGIN, headers=forged)
    same = {"X-Forwarded-For": "203.0.113.1, 198.51.100.7"}
    other = {"X-Forwarded-For": "198.51.100.7, 203.0.113.1"}
    assert behind.call("POST", "/auth/login", json=LOGIN, headers=same).status_code == 429
    assert behind.call("POST", "/auth/login", json=LOGIN, headers=other).status_code == 200
    garbage = {"X-Forwarded-For": "garbage"}
    assert behind.call("POST", "/auth/login", json=LOGIN, headers=garbage).status_code == 200


def test_limits_can_be_off(portal: Portal) -> None:
    for _ in range(12):
        answer = portal.call("POST", "/auth/login", json=LOGIN)
    assert answer.status_code == 200
    assert answer.headers["X-RateLimit-Remaining"] == str(throttle.AUTH.amount)
