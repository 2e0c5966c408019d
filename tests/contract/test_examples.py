"""Every documented example, replayed: a request is accepted, an answer has the shape that is shown.

The DNS section's examples are replayed to the letter in tests/hostinger/test_dns_golden.py.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from contracts.diff import follow
from tests.contract.calls import VENDOR, Call
from tests.contract.calls.every import GOOD
from tests.contract.harness import JUDGES, watched
from tests.support import Api

# Answers that are objects with names of their own, not fields.
MAPS = {
    *("usage", "whois_details", "tld_details", "metadata"),
    *("payments", "prices", "domains", "services"),
}
PICTURES = {"getGraph"}
"""Operations whose answer is no JSON."""


OPERATIONS = {id: op for judge in JUDGES.values() for id, op in judge.operations.items()}


@pytest.fixture
def api(id: str) -> Api:
    return watched(VENDOR[id])


def examples(id: str, holder: Any) -> list[tuple[str, Any]]:
    """(name, value) of the JSON content of a request body or a response."""
    document = JUDGES[VENDOR[id]].document
    media = follow(document, holder).get("content", {}).get("application/json", {})
    return [
        (name, follow(document, example)["value"])
        for name, example in media.get("examples", {}).items()
    ]


REQUESTS = [
    pytest.param(id, value, id=f"{id}-{name}")
    for id, operation in OPERATIONS.items()
    if "requestBody" in operation
    for name, value in examples(id, operation["requestBody"])
]
ANSWERS = [
    pytest.param(id, value, id=id)
    for id, operation in OPERATIONS.items()
    for name, value in examples(id, operation["responses"]["200"])
]


def test_every_operation_has_its_examples() -> None:
    ids = {id for id, operation in OPERATIONS.items() if "requestBody" in operation}
    assert {str(param.values[0]) for param in REQUESTS} == ids
    assert {str(param.values[0]) for param in ANSWERS} == OPERATIONS.keys() - PICTURES


@pytest.mark.parametrize(("id", "body"), REQUESTS)
def test_a_documented_request_is_accepted(api: Api, id: str, body: Any) -> None:
    good = GOOD[id].prepared(api)
    body = {k: good.body[k] if str(v).endswith("_TOKEN") else v for k, v in body.items()}
    call: Call = replace(good, body=body)
    answer = call.make(api, id)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("id", "documented"), ANSWERS)
def test_an_answer_has_the_documented_shape(api: Api, id: str, documented: Any) -> None:
    answer = GOOD[id].prepared(api).make(api, id)
    assert list(differences(answer.json, documented, "answer")) == []


def differences(value: Any, like: Any, where: str) -> Iterator[str]:
    """In names, their order, and kinds; null and an empty list stand for anything."""
    if value is None or like is None:
        return
    if type(value) is not type(like):
        yield f"{where}: {value!r}, where {like!r} is documented"
    elif isinstance(value, dict) and where.rpartition(".")[2] not in MAPS:
        # What is documented beside the example's fields is optional, and comes last.
        if list(value)[: len(like)] != list(like):
            yield f"{where}: {list(value)}, where {list(like)} is documented"
        else:
            for key in like:
                yield from differences(value[key], like[key], f"{where}.{key}")
    elif isinstance(value, str) and like[:1] in ("{", "["):  # JSON in a string
        yield from differences(json.loads(value), json.loads(like), f"{where} decoded")
    elif isinstance(value, list) and value and like:
        yield from differences(value[0], like[0], f"{where}.0")
