"""What every operation refuses alike, and what is its own to refuse."""

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from hostingco_api.core.database import Database
from hostingco_api.throttle import KEY, Throttle
from tests.public_v1.contract.calls import GOOD, OTHERWISE, REFUSED, UNKNOWN, Call, at, usual
from tests.public_v1.contract.refusing import refused
from tests.public_v1.contract.world import JUDGE, OPERATIONS, World

every = pytest.mark.parametrize("id", OPERATIONS)
POSTS = [id for id, operation in OPERATIONS.items() if operation.method == "POST"]
GETS = [id for id, operation in OPERATIONS.items() if operation.method == "GET"]
with_body = pytest.mark.parametrize("id", [id for id in GOOD if GOOD[id].body is not None])
with_id = pytest.mark.parametrize("id", [id for id in GOOD if GOOD[id].id])
with_query = pytest.mark.parametrize("id", [id for id in GOOD if GOOD[id].query])
posts = pytest.mark.parametrize("id", POSTS)


@every
def test_a_good_call_succeeds(world: World, id: str) -> None:
    answer = GOOD[id].make(world, id)
    assert answer.status_code == usual(id), answer.text


@pytest.mark.parametrize("id", OTHERWISE)
def test_a_good_call_may_have_another_status(world: World, id: str) -> None:
    status, call = OTHERWISE[id]
    answer = call.make(world, id)
    assert answer.status_code == status, answer.text
    if status == 202:
        action = id.removesuffix("Service")
        assert answer.get_json()["data"]["pending_action"] == action
        again = call.make(world, id)
        assert (again.status_code, again.get_json()) == (202, answer.get_json())


@pytest.mark.parametrize(
    ("id", "status", "about", "call"),
    [
        pytest.param(
            id, status, about, call, id="-".join(filter(None, (id, str(status), about, str(n))))
        )
        for (id, status, about), calls in REFUSED.items()
        for n, call in enumerate(calls)
    ],
)
def test_a_refusal_is_the_documented_one(
    world: World, id: str, status: int, about: str, call: Call
) -> None:
    error = refused(world, call, status, id).get_json()
    if status == 422:
        assert (error["code"], [*error["errors"]]) == ("VALIDATION_ERROR", [about])
    elif status == 409:
        assert error["code"] == (about or "CONFLICT")


@with_id
def test_what_is_not_there_is_404(world: World, id: str) -> None:
    messages = {refused(world, at(id, thing), 404, id).get_json()["error"] for thing in UNKNOWN}
    assert len(messages) == 1


@with_id
def test_a_uuid_is_as_good_as_a_number(world: World, id: str) -> None:
    get = f"get{JUDGE.operations[id]['tags'][0][:-1].replace(' ', '').replace('APIk', 'ApiK')}"
    uuid = GOOD[get].make(world, get).get_json()["data"]["uuid"]
    number = GOOD[get].id
    answer = at(get, uuid).make(world, get)
    assert answer.get_json()["data"]["id"] == int(number)
    if GOOD[id].id == number:
        assert at(id, uuid).make(world, id).status_code == usual(id)


# -- bodies and queries -------------------------------------------------------------------------


@with_body
def test_a_body_that_is_no_json_object_is_400(world: World, id: str) -> None:
    for data in ("{", "[]", "null", '"text"', b"\xff", "{}{}", '{"a": NaN}'):
        refused(world, id, 400, data=data, content_type="application/json")


@with_body
def test_a_body_of_another_type_is_415(world: World, id: str) -> None:
    for type in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx", None):
        refused(world, id, 415, data="{}", content_type=type)


@with_body
def test_a_body_over_a_mebibyte_is_413(world: World, id: str) -> None:
    refused(world, id, 413, data=b"[" + b" " * 1024 * 1024, content_type="application/json")


@with_body
def test_a_field_that_nobody_documented_is_422(world: World, id: str) -> None:
    body = GOOD[id].body | {"unknown": 1}
    assert [*refused(world, id, 422, json=body).get_json()["errors"]] == ["unknown"]


@with_body
def test_a_field_of_another_type_is_422(world: World, id: str) -> None:
    for name in GOOD[id].body:
        wrong_ones: tuple[Any, ...] = ({"a": [1]}, [[]])
        for value in wrong_ones:
            wrong = refused(world, id, 422, json=GOOD[id].body | {name: value}).get_json()
            assert {found.partition(".")[0] for found in wrong["errors"]} == {name}


@pytest.mark.parametrize("id", [id for id in GOOD if id.startswith("update")])
def test_to_change_nothing_is_422(world: World, id: str) -> None:
    refused(world, id, 422, json={})


@with_query
def test_a_parameter_that_nobody_documented_is_422(world: World, id: str) -> None:
    for query in (f"{GOOD[id].query}&unknown=1", "page=1&page=1"):
        refused(world, id, 422, query_string=query)


@with_query
def test_a_parameter_with_a_wrong_value_is_422(world: World, id: str) -> None:
    """Any but what is looked for, which may be anything but nothing."""
    for name, _ in parse_qsl(GOOD[id].query):
        wrong = ("", "x" * 101) if name in ("search", "gateway") else ("", "*", "-1", "\0", "1.5")
        for value in wrong:
            error = refused(world, id, 422, query_string={name: value}).get_json()
            assert [*error["errors"]] == [name], (name, value)


@with_query
def test_a_page_past_the_end_is_empty(world: World, id: str) -> None:
    answer = GOOD[id].make(world, id, query_string="page=1000000&per_page=7").get_json()
    found = GOOD[id].make(world, id, query_string="page=1&per_page=7").get_json()
    assert answer["data"] == []
    assert answer["meta"]["total"] == found["meta"]["total"] > 0
    for name in ("first", "last"):
        assert answer["links"][name] == found["links"][name]


# -- repeating ----------------------------------------------------------------------------------

ONCE = {"Idempotency-Key": "order 1~"}


@posts
def test_what_is_posted_with_a_key_is_done_once(world: World, id: str) -> None:
    first = GOOD[id].make(world, id, headers=ONCE)
    assert first.status_code == usual(id), first.text
    assert "Idempotent-Replayed" not in first.headers
    again = refused(world, id, usual(id), headers=ONCE)
    assert (again.get_data(), again.headers["Idempotent-Replayed"]) == (first.get_data(), "true")
    error = refused(world, id, 422, headers=ONCE, query_string="another=1").get_json()
    assert (error["code"], error["errors"]) == ("IDEMPOTENCY_MISMATCH", {})


@posts
def test_what_was_refused_is_not_kept(world: World, id: str) -> None:
    """And while it is under way, nobody else does it."""
    status, wrong = next(
        (status, calls[0])
        for (name, status, _), calls in [*REFUSED.items(), ((id, 404, ""), [at(id, "999")])]
        if name == id
    )
    refused(world, wrong, status, id, headers=ONCE)
    assert GOOD[id].make(world, id, headers=ONCE).status_code == usual(id)


@posts
def test_a_call_that_is_under_way_is_409(
    world: World, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("hostingco_api.core.idempotency.forget", lambda *_: None)
        patch.setattr("hostingco_api.public_v1.web.enveloped", _broken)
        assert GOOD[id].make(world, id, headers=ONCE).status_code == 500
    answer = refused(world, id, 409, headers=ONCE)
    assert answer.headers["Retry-After"] == "1"
    assert answer.get_json()["code"] == "CONFLICT"


@posts
def test_a_key_for_repeating_that_is_none_is_422(world: World, id: str) -> None:
    for key in ("", "x" * 256, "\u00e9", "a\tb"):
        error = refused(world, id, 422, headers={"Idempotency-Key": key}).get_json()
        assert [*error["errors"]] == ["Idempotency-Key"]


# -- what all have ------------------------------------------------------------------------------


@every
def test_calls_beyond_the_limit_are_429(
    world: World, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.services, "throttle", Throttle(True))
    ref = world.api.key.split("_")[2]
    for _ in range(98):
        world.services.throttle.count_as(KEY, f"key {ref}")
    answers = [GOOD[id].make(world, id) for _ in range(3)]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert {answer.headers["X-RateLimit-Limit"] for answer in answers} == {"100"}
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    refused(world, id, 429)
    # Somebody else's calls are their own; who has no key is counted by address.
    assert refused(world, id, 401, key="").headers["X-RateLimit-Remaining"] == "99"


def _broken(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError("a defect")


@every
def test_a_failure_of_ours_is_500_and_leaves_no_trace(
    world: World, id: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("hostingco_api.public_v1.web.enveloped", _broken)
    answer = refused(world, id, 500)
    assert answer.get_json()["code"] == "INTERNAL_ERROR"
    assert "a defect" not in answer.text
    assert "a defect" in caplog.text


@every
def test_without_the_database_it_is_500(
    world: World, id: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "nowhere").mkdir()
    nowhere = Database(f"sqlite:///{tmp_path}/nowhere/portal.db")
    monkeypatch.setattr(world.services, "database", nowhere)
    shutil.rmtree(tmp_path / "nowhere")
    answer = GOOD[id].make(world, id)
    assert answer.status_code == 500, answer.text
    assert answer.get_json()["code"] == "DATABASE_ERROR"
    for secret in ("sqlite", "unable", "SELECT", "nowhere"):
        assert secret not in answer.text


@every
def test_a_method_the_path_has_not_is_405(world: World, id: str) -> None:
    path = OPERATIONS[id].path
    answer = refused(world, id, 405, method="PATCH")
    siblings = {other.method for other in OPERATIONS.values() if other.path == path}
    assert {*answer.headers["Allow"].split(", ")} - {"HEAD", "OPTIONS"} >= siblings


def test_the_audit_log_tells_no_secret(world: World) -> None:
    """That one was changed, it does; that no answer has one in it, `world` looks after."""
    for id in ("createClient", "rotateApiKey", "createWebhook", "createService", "updateService"):
        assert GOOD[id].make(world, id).status_code == usual(id)
    told = Call().make(world, "listAuditLog", query_string="per_page=100").get_json()["data"]
    hidden = {
        (entry["entity_type"], name)
        for entry in told
        for name, change in entry["changes"].items()
        if "***" in change
    }
    assert hidden >= {
        *(("client", "password"), ("api_key", "hash"), ("webhook", "secret")),
        ("service", "password"),
    }


@pytest.mark.parametrize("id", GETS)
def test_head_is_as_get_without_the_body(world: World, id: str) -> None:
    before = world.kept.state()
    got, head = (GOOD[id].make(world, id, method=method) for method in ("GET", "HEAD"))
    assert (head.status_code, head.data) == (200, b"")
    assert {*head.headers.keys()} == {*got.headers.keys()}
    assert world.kept.state() == before, "reading changed something"


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/clients/", "//clients", "/clients/3/x"])
def test_a_path_that_is_not_documented_is_404(world: World, path: str) -> None:
    world.api.refused(404, "NOT_FOUND", "GET", path)
