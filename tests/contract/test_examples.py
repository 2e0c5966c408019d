"""Every documented example, replayed: a request is accepted, an answer has the shape that is shown.

The DNS section's examples are replayed to the letter in tests/hostinger/test_dns_golden.py.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from contracts.diff import follow
from tests.contract.calls import Call
from tests.contract.harness import HOSTINGER, watched
from tests.contract.test_statuses import GOOD
from tests.support import Api

# Answers that are objects with names of their own, not fields.
MAPS = {"usage", "whois_details", "tld_details", "metadata"}


@pytest.fixture
def api() -> Api:
    return watched()


def examples(holder: Any) -> list[tuple[str, Any]]:
    """(name, value) of the JSON content of a request body or a response."""
    media = follow(HOSTINGER.document, holder).get("content", {}).get("application/json", {})
    return [
        (name, follow(HOSTINGER.document, example)["value"])
        for name, example in media.get("examples", {}).items()
    ]


REQUESTS = [
    pytest.param(id, value, id=f"{id}-{name}")
    for id, operation in HOSTINGER.operations.items()
    if "requestBody" in operation
    for name, value in examples(operation["requestBody"])
]
ANSWERS = [
    pytest.param(id, value, id=id)
    for id, operation in HOSTINGER.operations.items()
    for name, value in examples(operation["responses"]["200"])
]


def test_every_operation_has_its_examples() -> None:
    ids = {id for id, operation in HOSTINGER.operations.items() if "requestBody" in operation}
    assert {str(param.values[0]) for param in REQUESTS} == ids
    assert {str(param.values[0]) for param in ANSWERS} == HOSTINGER.operations.keys()


@pytest.mark.parametrize(("id", "body"), REQUESTS)
def test_a_documented_request_is_accepted(api: Api, id: str, body: Any) -> None:
    call: Call = replace(GOOD[id].prepared(api), body=body)
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
    elif isinstance(value, list) and value and like:
        yield from differences(value[0], like[0], f"{where}.0")
