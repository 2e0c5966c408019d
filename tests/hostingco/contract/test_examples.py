"""Every documented example, replayed: a request is accepted, an answer has the shape that is shown.

The answers of tables that are no fields (`byPlan`) have names of their own.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.hostingco.contract.calls import GOOD
from tests.hostingco.contract.world import ADMIN_PASSWORD, JUDGE, World

TABLES = {"byPlan"}
AS_SHOWN = {"listPlans", "listCategories"}
"""Their answers are the same everywhere: those of the longer document, to the letter."""


def examples(holder: Any) -> list[tuple[str, Any]]:
    media = holder["content"].get("application/json", {})
    return [(name, example["value"]) for name, example in media.get("examples", {}).items()]


def good_answer(operation: Any) -> Any:
    return next(answer for status, answer in operation["responses"].items() if status < "3")


REQUESTS = [
    pytest.param(id, body, id=f"{id}-{name}")
    for id, operation in JUDGE.operations.items()
    if "requestBody" in operation
    for name, body in examples(operation["requestBody"])
]
ANSWERS = [
    pytest.param(id, answer, id=f"{id}-{name}")
    for id, operation in JUDGE.operations.items()
    for name, answer in examples(good_answer(operation))
]


@pytest.mark.parametrize(("id", "body"), REQUESTS)
def test_a_documented_request_is_accepted(world: World, id: str, body: Any) -> None:
    answer = replace(GOOD[id], body=body).make(world, id)
    assert answer.status_code < 300, answer.text


@pytest.mark.parametrize(("id", "documented"), ANSWERS)
def test_an_answer_has_the_documented_shape(world: World, id: str, documented: Any) -> None:
    answer = GOOD[id].make(world, id).get_json()
    assert list(differences(answer, documented, "answer")) == []
    assert answer["message"] == documented["message"]


@pytest.mark.parametrize("id", sorted(AS_SHOWN))
def test_an_answer_is_the_documented_one(world: World, id: str) -> None:
    shown = dict(examples(good_answer(JUDGE.operations[id])))
    answer = GOOD[id].make(world, id).get_json()
    assert answer["data"] == shown.get("sister", shown["documented"])["data"]


def differences(value: Any, like: Any, where: str) -> Iterator[str]:
    """In names, their order, and kinds; null and an empty list stand for anything."""
    if value is None or like is None:
        return
    number = isinstance(value, int | float) and isinstance(like, int | float)
    if type(value) is not type(like) and not (number and bool not in {type(value), type(like)}):
        yield f"{where}: {value!r}, where {like!r} is documented"
    elif isinstance(value, dict) and where.rpartition(".")[2] not in TABLES:
        if list(value) != list(like):
            yield f"{where}: {list(value)}, where {list(like)} is documented"
        else:
            for key in like:
                yield from differences(value[key], like[key], f"{where}.{key}")
    elif isinstance(value, list) and value and like:
        yield from differences(value[0], like[0], f"{where}.0")


def test_the_documented_administrator_logs_in(world: World) -> None:
    """The example says so; that the password is documented is why it is for demos only."""
    body = {"email": "admin@hostingco.com", "password": ADMIN_PASSWORD}
    assert world.good("POST", "/auth/login", json=body)["user"]["role"] == "admin"
