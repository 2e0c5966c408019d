"""Every refusal of every operation, in the vendor's body, leaving no trace."""

from typing import Any

import pytest
from flask import Flask

from contracts.diff import follow
from simulators.kernel.gate import reading
from simulators.server.vendors import VENDORS
from tests.contract.calls import OPERATIONS, VENDOR, Call, ids, switch
from tests.contract.calls.every import GOOD, REFUSED
from tests.contract.calls.refusing import prepared, refused
from tests.contract.harness import JUDGES, watched
from tests.contract.words import WORDS, Words
from tests.support import Api

OAUTH = "issueToken"  # needs no token, and refuses in words of its own: tests/hostafrica
READING = {
    *("testConnection", "getProducts", "getServiceDetails", "getServiceStatus"),
    *("quoteItems", "lookUpDomain"),
}
"""Beside what is asked for by GET."""

every = pytest.mark.parametrize("id", OPERATIONS)
PUBLIC = {
    id
    for judge in JUDGES.values()
    for id, operation in judge.operations.items()
    if not all(operation.get("security", judge.document.get("security", [])) or [None])
}
with_token = pytest.mark.parametrize("id", [id for id in OPERATIONS if id not in PUBLIC])
BODIES = [id for id in GOOD if GOOD[id].body is not None]
with_body = pytest.mark.parametrize("id", [id for id in BODIES if id != OAUTH])


@pytest.fixture
def api(id: str) -> Api:
    """A client of the operation's API."""
    return watched(VENDOR[id])


@pytest.fixture
def words(id: str) -> Words:
    return WORDS[VENDOR[id]]


@every
def test_a_good_call_succeeds(api: Api, id: str) -> None:
    answer = prepared(api, id).make(api, id)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("id", "status", "call"),
    [
        pytest.param(id, status, call, id=f"{id}-{status}-{n}")
        for (id, status), calls in REFUSED.items()
        for n, call in enumerate(calls)
    ],
)
def test_a_refusal_is_the_documented_one(api: Api, id: str, status: int, call: Call) -> None:
    words = WORDS[VENDOR[id]]
    body = refused(api, call.prepared(api), id, status)
    assert call.message in (body["message"] if id == OAUTH else words.text(body))


@with_token
def test_a_call_without_a_token_is_401(api: Api, words: Words, id: str) -> None:
    body = refused(api, prepared(api, id), id, 401, headers={"Authorization": ""})
    assert words.text(body) == words.unauthenticated


@with_body
@pytest.mark.parametrize("data", ["{", "[]", "null", b"\xff"])
def test_a_body_that_is_no_json_object_is_400(api: Api, words: Words, id: str, data: Any) -> None:
    body = refused(api, prepared(api, id), id, 400, data=data)
    assert words.text(body).startswith(words.malformed)


@with_body
def test_a_body_of_another_type_is_refused(api: Api, words: Words, id: str) -> None:
    call = prepared(api, id)
    for type in words.media_types:
        refused(api, call, id, words.media_type, data="{}", headers={"Content-Type": type})


def test_these_only_read() -> None:
    assert {id for vendor in VENDORS for id in reading(vendor.app)} == READING


@pytest.mark.parametrize("id", [*ids("hostafrica"), *ids("hostens")])
def test_a_body_that_breaks_off_is_400_wherever_it_is_sent(api: Api, id: str) -> None:
    call = prepared(api, id)
    refused(api, call, id, 400, data="{", environ_overrides={"CONTENT_LENGTH": "3"})


@pytest.mark.parametrize("id", dict.fromkeys([*BODIES, *ids("hostafrica"), *ids("hostens")]))
def test_a_body_over_a_mebibyte_is_413(api: Api, id: str) -> None:
    refused(api, prepared(api, id), id, 413, data=b"[" + b" " * 1024 * 1024)


@every
def test_reading_changes_nothing(api: Api, id: str) -> None:
    if OPERATIONS[id].method == "GET" or id in READING:
        call = prepared(api, id)
        before = api.digest()
        for _ in range(2):
            assert call.make(api, id).status_code == 200
        assert api.digest() == before


@every
def test_calls_beyond_the_limit_are_429(api: Api, words: Words, id: str) -> None:
    call = prepared(api, id)
    if words.throttle:
        switch(words.throttle, True)(api)
    api.control("PUT", f"/worlds/{api.world}/limits", {"mode": "tiny"})
    status, text = words.throttled
    answers = [call.make(api, id) for _ in range(3)]
    body = refused(api, call, id, status)
    assert words.text(body) == text
    answer = call.make(api, id)
    if words.counts:
        remaining = [one.headers["X-RateLimit-Remaining"] for one in answers]
        assert remaining == ["2", "1", "0"]
        assert answer.headers["Retry-After"] == "2"
        reset = api.inside().now.timestamp() + 2
        assert answer.headers["X-RateLimit-Reset"] == str(int(reset))
    api.control("POST", f"/worlds/{api.world}/clock/advance", {"seconds": 2})
    answer = call.make(api, id)
    assert answer.status_code < 400 or words.text(answer.json) != text


@every
def test_a_failure_of_ours_is_500_and_leaves_no_trace(
    api: Api,
    words: Words,
    id: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    call = prepared(api, id)

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(Flask, "process_response", broken)  # once all the work is done
    body = refused(api, call, id, 500)
    assert words.text(body) == words.failure
    assert "a defect" in caplog.text


@every
def test_a_method_the_path_has_not_is_405(api: Api, words: Words, id: str) -> None:
    operation = OPERATIONS[id]
    path = operation.path.format(**prepared(api, id).path)
    answer = api("TRACE", path)
    assert answer.status_code == 405
    assert operation.method in answer.headers["Allow"].split(", ")
    text = words.unsupported.format(path.removeprefix(words.root)[1:])
    assert words.text(answer.json).startswith(text)


@with_body
def test_a_required_field_is_required(api: Api, words: Words, id: str) -> None:
    """Of every body that has any."""
    call = prepared(api, id)
    for name in call.body:
        body = {key: value for key, value in call.body.items() if key != name}
        answer = call.make(api, id, body=body)
        if name in required(id):
            assert answer.status_code == words.invalid
            assert words.errors(answer)[name] == [words.required.format(words.named(name))]


def required(id: str) -> list[str]:
    judge = JUDGES[VENDOR[id]]
    body = judge.operations[id]["requestBody"]
    schema = follow(judge.document, body["content"]["application/json"]["schema"])
    names: list[str] = schema.get("required", [])
    return names
