"""Every documented example, replayed: a request is accepted, an answer has the shape that is shown.

The DNS section's examples are replayed to the letter in tests/hostinger/test_dns_golden.py.
"""

from dataclasses import replace
from typing import Any

import pytest

from tests.contract.calls import VENDOR, Call
from tests.contract.calls.every import GOOD
from tests.contract.examples import OPERATIONS, differences, examples
from tests.contract.harness import watched
from tests.support import Api

PICTURES = {"getGraph"}
"""Operations whose answer is no JSON."""


@pytest.fixture
def api(id: str) -> Api:
    return watched(VENDOR[id])


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
