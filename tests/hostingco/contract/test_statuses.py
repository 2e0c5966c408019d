"""What every operation refuses alike, and what is its own to refuse."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from hostingco_api.core.database import Database
from hostingco_api.throttle import API, AUTH, Throttle
from tests.hostingco.contract.calls import (
    CREATES,
    FIELDS,
    GOOD,
    REFUSED,
    Call,
    FailingProvider,
)
from tests.hostingco.contract.refusing import refused
from tests.hostingco.contract.world import OPERATIONS, World

every = pytest.mark.parametrize("id", OPERATIONS)
BODIES = [id for id in GOOD if GOOD[id].body is not None]
with_body = pytest.mark.parametrize("id", BODIES)


@every
def test_a_good_call_succeeds(world: World, id: str) -> None:
    answer = GOOD[id].make(world, id)
    assert answer.status_code == (201 if id in CREATES else 200), answer.text


@pytest.mark.parametrize(
    ("id", "status", "call"),
    [
        pytest.param(id, status, call, id=f"{id}-{status}-{n}")
        for (id, status), calls in REFUSED.items()
        for n, call in enumerate(calls)
    ],
)
def test_a_refusal_is_the_documented_one(world: World, id: str, status: int, call: Call) -> None:
    error = refused(world, call, status, id)
    if status != 400:
        assert error["details"] == {}
    elif id in FIELDS:
        assert [*error["details"]] == [FIELDS[id]]


@with_body
@pytest.mark.parametrize("data", ["{", "[]", "null", '"text"', b"\xff", "{}{}", '{"a": NaN}'])
def test_a_body_that_is_no_json_object_is_400(world: World, id: str, data: Any) -> None:
    error = refused(world, id, 400, data=data, content_type="application/json")
    assert error["details"] == {}


@with_body
@pytest.mark.parametrize(
    "type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", None]
)
def test_a_body_of_another_type_is_415(world: World, id: str, type: str | None) -> None:
    refused(world, id, 415, data="{}", content_type=type)


@with_body
def test_a_type_with_a_charset_is_json_too(world: World, id: str) -> None:
    answer = GOOD[id].make(world, id, content_type="application/json; charset=utf-8")
    assert answer.status_code < 300, answer.text


@with_body
def test_a_body_over_a_mebibyte_is_413(world: World, id: str) -> None:
    data = b"[" + b" " * 1024 * 1024
    refused(world, id, 413, data=data, content_type="application/json")


@every
def test_calls_beyond_the_limit_are_429(
    world: World, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.services, "throttle", Throttle(True))
    auth = id in ("login", "register")
    limit = 10 if auth else 100
    for _ in range(limit - 2):
        world.services.throttle.count(AUTH if auth else API, "127.0.0.1")
    answers = [GOOD[id].make(world, id) for _ in range(3)]
    told = [answer.headers.get("X-RateLimit-Remaining") for answer in answers]
    if id == "getHealth":
        assert [answer.status_code for answer in answers] == [200] * 3
        assert told == [None] * 3
        return
    assert told == ["1", "0", "0"]
    assert {answer.headers["X-RateLimit-Limit"] for answer in answers} == {str(limit)}
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    last = answers[-1].headers
    before_reset = int(last["X-RateLimit-Reset"]) - world.clock().timestamp()
    assert 0 < before_reset <= 15 * 60 + 1
    assert int(last["Retry-After"]) == pytest.approx(before_reset, abs=2)
    refused(world, id, 429)


def test_logging_in_and_registering_share_a_limit_that_is_no_other_s(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.services, "throttle", Throttle(True))
    calls = ["login", "register"] * 5
    assert [GOOD[id].make(world, id).status_code < 429 for id in calls] == [True] * 10
    for id in ("login", "register"):
        refused(world, id, 429)
    assert GOOD["listPlans"].make(world, "listPlans").status_code == 200


BREAKS = {
    "login": "hostingco_api.core.accounts.by_email",
    "register": "hostingco_api.core.accounts.by_email",
    "downloadInvoice": "hostingco_api.core.billing.get",
}
"""What is called in the transaction, where it is not over before the answer is made, or where no
envelope is."""


@every
def test_a_failure_of_ours_is_500_and_leaves_no_trace(
    world: World, id: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(BREAKS.get(id, "hostingco_api.portal.web.enveloped"), broken)
    error = refused(world, id, 500)
    assert (error["code"], error["details"]) == ("INTERNAL_ERROR", {})
    assert "a defect" not in str(error)
    assert "a defect" in caplog.text


@pytest.mark.parametrize("id", [id for id in GOOD if id != "listCategories"])  # which are not in it
def test_without_the_database_it_is_500(
    world: World,
    id: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    (tmp_path / "nowhere").mkdir()
    monkeypatch.setattr(
        world.services, "database", Database(f"sqlite:///{tmp_path}/nowhere/portal.db")
    )
    shutil.rmtree(tmp_path / "nowhere")
    answer = GOOD[id].make(world, id)
    assert answer.status_code == 500, answer.text
    error = answer.get_json()["error"]
    assert (error["code"], error["details"]) == ("DATABASE_ERROR", {})
    for secret in ("sqlite", "unable", "SELECT", "nowhere"):
        assert secret not in error["message"]
    assert "unable to open database file" in caplog.text
    assert "password123" not in caplog.text


@pytest.mark.parametrize("id", ["addServer", "deleteServer", "powerServer"])
def test_a_provider_that_fails_is_502(
    world: World, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.services, "provider", FailingProvider)
    error = refused(world, id, 502)
    assert error["message"].startswith("Out of ")


@every
def test_a_method_the_path_has_not_is_405(world: World, id: str) -> None:
    operation = OPERATIONS[id]
    answer = GOOD[id].make(world, id, method="TRACE")
    assert answer.status_code == 405
    siblings = {other.method for other in OPERATIONS.values() if other.path == operation.path}
    allowed = {*answer.headers["Allow"].split(", ")} - {"HEAD", "OPTIONS"}
    assert allowed == siblings
    assert answer.headers["X-RateLimit-Limit"] == "100"


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/users/", "//users", "/users/user_3/", "/hosting/servers/server_001/x", ""],
)
def test_a_path_that_is_not_documented_is_404(world: World, path: str) -> None:
    answer = world.call("GET", path, "admin")
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "NOT_FOUND"
    assert answer.headers["X-RateLimit-Limit"] == "100"


@pytest.mark.parametrize("id", [id for id in OPERATIONS if OPERATIONS[id].method == "GET"])
def test_head_is_as_get_without_the_body(world: World, id: str) -> None:
    before = world.kept.state()
    got, head = (GOOD[id].make(world, id, method=method) for method in ("GET", "HEAD"))
    assert (head.status_code, head.data) == (200, b"")
    assert {*head.headers.keys()} == {*got.headers.keys()}
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert world.kept.state() == before, "reading changed something"
