"""How often a key, and who has none, may ask; and what every answer says of that."""

import time
from typing import Any

import pytest

from tests.hostingco.support import Portal, Portals
from tests.public_v1.support import Api

COUNTED = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@pytest.fixture
def limited(portals: Portals) -> Api:
    return Api(portals(limits=True))


def from_(address: str) -> dict[str, Any]:
    return {"environ_overrides": {"REMOTE_ADDR": address}}


def left(answer: Any) -> int:
    return int(answer.headers["X-RateLimit-Remaining"])


def test_a_key_has_a_hundred_calls_a_minute_whatever_comes_of_them(limited: Api) -> None:
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "/clients", {}),
        ("GET", "/nothing", {}),
        ("GET", "/clients/999", {}),
        ("PATCH", "/clients", {}),
        ("POST", "/clients", {"json": {}}),
        ("HEAD", "/clients", {}),
        ("OPTIONS", "/clients", {}),
        ("GET", "/clients?page=0", from_("192.0.2.7")),
    ]
    for number in range(100):
        method, path, more = calls[number % len(calls)]
        answer = limited.call(method, path, **more)
        assert answer.status_code in (200, 404, 405, 422)
        assert answer.headers["X-RateLimit-Limit"] == "100"
        assert left(answer) == 99 - number
        assert "Retry-After" not in answer.headers
    for method, path, more in calls:
        answer = limited.call(method, path, **more)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert 0 < int(answer.headers["X-RateLimit-Reset"]) - time.time() <= 61
        assert left(answer) == 0
    limited.refused(429, "RATE_LIMIT", "GET", "/clients")


def test_keys_do_not_share_their_calls(limited: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(101):
        last = limited.call("GET", "/audit-log?page=0")
    assert last.status_code == 429
    other = Api(limited.portal)
    assert left(other.call("GET", "/clients")) == 99
    assert left(limited.portal.call("GET", "/v1/clients")) == 99  # of the address, which has none
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 61)
    assert left(limited.call("GET", "/clients")) == 99


def test_a_rotated_key_has_no_new_calls(limited: Api) -> None:
    assert left(limited.call("GET", "/clients")) == 99
    answer = limited.call("POST", f"/api-keys/{limited.key_id}/rotate")
    limited.key = answer.get_json()["data"]["key"]
    assert left(limited.call("GET", "/clients")) == 97


def test_who_has_no_good_key_is_counted_by_address(limited: Api) -> None:
    portal = limited.portal
    revoked = Api(portal)
    limited.call("POST", f"/api-keys/{revoked.key_id}/revoke")
    shown: list[dict[str, str]] = [
        {},
        {"Authorization": "Bearer nonsense"},
        {"X-API-Key": revoked.key},
        {"X-API-Key": limited.key[:-1]},
    ]
    at = from_("192.0.2.7")
    for number in range(100):
        answer = portal.call("GET", "/v1/clients", headers=shown[number % len(shown)], **at)
        assert (answer.status_code, left(answer)) == (401, 99 - number)
    for headers in shown:
        answer = portal.call("GET", "/v1/clients", headers=headers, **at)
        assert (answer.status_code, answer.get_json()["code"]) == (429, "RATE_LIMIT")
    assert left(limited.call("GET", "/clients", **at)) == 98
    assert left(portal.call("GET", "/v1/clients", **from_("192.0.2.8"))) == 99
    forged = {"X-Forwarded-For": "192.0.2.9"}
    assert portal.call("GET", "/v1/clients", headers=forged, **at).status_code == 429


def test_a_stolen_key_does_not_use_up_its_owner_s_calls(limited: Api) -> None:
    """It is for the owner's address; the thief is counted by theirs."""
    owner = Api(limited.portal, allowed_ips=["192.0.2.7/32"])
    for number in range(100):
        answer = owner.call("GET", "/clients", **from_("198.51.100.1"))
        assert (answer.status_code, left(answer)) == (403, 99 - number)
    assert owner.call("GET", "/clients", **from_("198.51.100.1")).status_code == 429
    assert left(owner.call("GET", "/clients", **from_("192.0.2.7"))) == 99


def test_every_answer_says_how_it_stands_and_is_not_kept(portal: Portal) -> None:
    api = Api(portal)
    for method, path, kwargs, status in (
        ("GET", "/clients", {}, 200),
        ("POST", "/clients", {"headers": {"Authorization": "x"}}, 401),
        ("GET", "/nothing", {}, 404),
        ("GET", "/nothing", {"headers": {"Authorization": "x"}}, 404),
        ("GET", "", {}, 404),
        ("GET", "/clients/", {}, 404),
        ("DELETE", "/clients", {}, 405),
        ("POST", "/clients", {"data": b"{}", "content_type": "text/plain"}, 415),
        ("POST", "/clients", {"data": b"[]", "content_type": "application/json"}, 400),
        ("POST", "/clients", {"json": {}}, 422),
        ("POST", "/clients", {"json": {"x": "a" * (1 << 20)}}, 413),
    ):
        arguments: Any = kwargs
        answer = api.call(method, path, **arguments)
        assert answer.status_code == status, answer.text
        assert answer.content_type == "application/json"
        for name in COUNTED:
            assert answer.headers[name].isdigit()
        assert len(answer.headers["X-Request-Id"]) == 36
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if status > 400:
            assert answer.get_json()["request_id"] == answer.headers["X-Request-Id"]


def test_methods_that_there_are_not(portal: Portal) -> None:
    """HEAD is GET without its body; OPTIONS tells the methods, and nothing else, to anybody."""
    api = Api(portal)
    for method in ("PATCH", "DELETE", "TRACE", "PROPFIND", "clients", "A" * 100):
        answer = api.call(method, "/clients")
        assert answer.status_code == 405
        assert {*answer.headers["Allow"].split(", ")} == {"GET", "HEAD", "OPTIONS", "POST"}
    override = {"X-HTTP-Method-Override": "DELETE"}
    api.refused(422, "VALIDATION_ERROR", "POST", "/clients", {}, headers=override)
    head = api.call("HEAD", "/clients")
    assert (head.status_code, head.data) == (200, b"")
    assert api.call("HEAD", "/clients", headers={"Authorization": "x"}).status_code == 401
    options = portal.call("OPTIONS", "/v1/clients")
    assert (options.status_code, options.data) == (200, b"")
