"""The judge looks into strings that hold JSON; of pictures it wants the type, and that they are."""

import json
from typing import Any

import pytest

from contracts.judge import Judge
from tests.contract.harness import JUDGES

JUDGE = JUDGES["hostafrica"]
DETAILS = {"ip": "192.0.2.1", "username": "root", "password": "x"}


def faults(id: str, success: Any, data: Any, status: int = 200) -> list[str]:
    body = json.dumps({"message": "", "success": success, "data": data}).encode()
    return JUDGE.faults(id, status, {"Content-Type": "application/json"}, body)


def test_what_is_promised_is_fine() -> None:
    assert faults("getServiceDetails", "true", json.dumps(DETAILS)) == []
    assert faults("startService", "true", "[]") == []
    assert faults("createOrder", "false", '{"ram": ["wrong"]}', 400) == []
    assert faults("createOrder", "false", "[]", 400) == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (DETAILS, "is not of type 'string'"),
        (None, "is not of type 'string'"),
        ("", "is no JSON text"),
        ("{", "is no JSON text"),
        (json.dumps(json.dumps(DETAILS)), "in the string, at $: "),
        (json.dumps([DETAILS]), "in the string, at $: "),
        (json.dumps(DETAILS | {"ip": None}), "in the string, at $.ip: "),
        (json.dumps({"ip": "", "username": ""}), "'password' is a required property"),
        (json.dumps(DETAILS | {"port": 22}), "'port' was unexpected"),
    ],
)
def test_what_is_in_the_string_counts(data: Any, why: str) -> None:
    (fault,) = faults("getServiceDetails", "true", data)
    assert "body at $.data: " in fault
    assert why in fault


@pytest.mark.parametrize("success", [True, "True", "1", "false", None])
def test_success_is_a_string_of_its_own(success: Any) -> None:
    assert faults("startService", success, "[]")


def test_a_list_where_nothing_is_promised_is_a_fault() -> None:
    assert faults("startService", "true", "[1]")
    assert faults("startService", "true", "{}")
    assert faults("createOrder", "false", '{"ram": "wrong"}', 400)


@pytest.mark.parametrize(
    ("status", "type", "fine"),
    [
        (200, "image/svg+xml", True),
        (200, "image/png", False),
        (200, "application/json", False),
        (404, "image/svg+xml", False),
    ],
)
def test_a_picture_has_the_type_that_is_promised(status: int, type: str, fine: bool) -> None:
    found = JUDGES["hostens"].faults("getGraph", status, {"Content-Type": type}, b"<svg/>")
    assert not found if fine else "is not documented" in found[0]


def test_a_picture_is_there() -> None:
    found = JUDGES["hostens"].faults("getGraph", 200, {"Content-Type": "image/svg+xml"}, b"")
    assert found == ["getGraph 200: the body is empty"]


@pytest.mark.parametrize(
    ("body", "why"),
    [(b'{"content": "x"}', ""), (b"[]", "is not of type 'object'"), (b"", "is not JSON")],
)
def test_json_of_another_name_is_json(body: bytes, why: str) -> None:
    judge = Judge("hostens.yaml", strict=True)
    schema = {"type": "object", "required": ["content"]}
    answer = {"content": {"application/problem+json": {"schema": schema}}}
    judge.operations["getGraph"]["responses"]["200"] = answer
    headers = {"Content-Type": "application/problem+json; charset=utf-8"}
    found = judge.faults("getGraph", 200, headers, body)
    assert why in found[0] if why else not found
