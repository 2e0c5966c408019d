"""Schemathesis per operation: data from the contract, every case on the same company."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from schemathesis.core import NOT_SET

from tests.cases import own_method, positive
from tests.public_v1.contract import hooks  # noqa: F401 (registers its checks)
from tests.public_v1.contract.calls import GOOD
from tests.public_v1.contract.world import CONTRACT, OPERATIONS, the_world
from tests.suite import bound, succeeded
from tests.support import EXAMPLES

THOROUGH = 50
ACCEPTED: set[str] = set()
DIRTY: list[Any] = [None]
"""Cases since the world was as in the beginning. Refusals leave no trace (test_statuses.py)."""


def app(environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
    return the_world().app(environ, start)


SCHEMA = bound(CONTRACT, app, "http://localhost", EXAMPLES // 16)
# Which methods a path has not is for test_statuses.py; one is enough to see them documented so.
SCHEMA.config.phases.coverage.unexpected_methods = {"PATCH"}


@SCHEMA.auth(refresh_interval=None)
class Key:
    def get(self, case: Any, context: Any) -> str:
        return the_world().api.key

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@pytest.fixture(scope="module", autouse=True)
def every_operation_succeeded_somewhere(request: pytest.FixtureRequest) -> Any:
    yield
    items = [item for item in request.session.items if item.path == request.path]
    succeeded(OPERATIONS.values(), items, ACCEPTED)


def as_in_the_beginning(case: Any) -> bool:
    """Three quarters of the positive cases take the good call's ids, and its values for fields of
    queries and bodies: what a generator finds by itself is seldom there.

    Of the others, which are thousands, one in four is worth its time in a run of the usual size:
    test_statuses.py has a wrong value for every field already.
    """
    if DIRTY:
        the_world().restore()
        DIRTY.clear()
    good = GOOD[case.operation.definition.raw["operationId"]]
    body = None if case.body is NOT_SET else case.body
    given = repr((case.path_parameters, case.query, body))
    dice = hashlib.sha256(given.encode("utf-8", "surrogatepass")).digest()
    if not positive(case) and dice[2] >= 64 and EXAMPLES < THOROUGH:
        return False
    if dice[0] < 192 and positive(case):
        if case.path_parameters:
            case.path_parameters |= {"id": good.id}
            if good.delivery:
                case.path_parameters["delivery_id"] = good.delivery
        if case.query:
            case.query |= {k: v for k, v in parse_qsl(good.query) if k in case.query}
    if dice[1] < 192 and positive(case) and isinstance(body, dict) and good.body:
        case.body |= {name: good.body[name] for name in body if name in good.body}
    return True


@SCHEMA.parametrize()
def test_operation_keeps_its_contract(case: Any) -> None:
    if not as_in_the_beginning(case):
        return
    answer = case.call_and_validate()
    if answer.status_code < 300 and own_method(case):
        if case.method != "GET":
            DIRTY.append(case)
        ACCEPTED.add(case.operation.definition.raw["operationId"])
