"""Schemathesis per operation: data from the contract, every case on the same portal."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from schemathesis.core import NOT_SET

from tests.cases import own_method, positive
from tests.hostingco.contract import hooks  # noqa: F401 (registers its checks)
from tests.hostingco.contract.calls import GOOD, WHO
from tests.hostingco.contract.world import OPERATIONS, the_world
from tests.suite import bound, succeeded
from tests.support import EXAMPLES

ACCEPTED: set[str] = set()


def app(environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
    return the_world().app(environ, start)


SCHEMA = bound("hostingco.yaml", app, "http://localhost", EXAMPLES // 4)
# Which methods a path has not is for test_statuses.py; one is enough to see them documented so.
SCHEMA.config.phases.coverage.unexpected_methods = {"PATCH"}


@SCHEMA.auth(refresh_interval=None)
class Token:
    who = "admin"
    """Whose the case at hand is."""

    def get(self, case: Any, context: Any) -> str:
        return the_world().token(Token.who)

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@pytest.fixture(scope="module", autouse=True)
def every_operation_succeeded_somewhere(request: pytest.FixtureRequest) -> Any:
    yield
    items = [item for item in request.session.items if item.path == request.path]
    succeeded(OPERATIONS.values(), items, ACCEPTED)


def as_in_the_beginning(case: Any) -> None:
    """Three quarters of the positive cases take the good call's id, and its values for fields of
    queries and bodies: what a generator finds by itself is seldom there. Who makes the good call
    makes three quarters of those with a query or a body, the rest are anybody's, to be refused.
    """
    the_world().restore()
    good = GOOD[case.operation.definition.raw["operationId"]]
    body = None if case.body is NOT_SET else case.body
    given = repr((case.path_parameters, case.query, body))
    dice = hashlib.sha256(given.encode("utf-8", "surrogatepass")).digest()
    anybody = dice[2] < 64 and (case.query or body)
    Token.who = WHO[dice[3] % 4] if anybody else good.who or "admin"
    if dice[0] < 192 and positive(case):
        if case.path_parameters:
            case.path_parameters["id"] = good.id
        if case.query:
            case.query |= {k: v for k, v in parse_qsl(good.query) if k in case.query}
    if dice[1] < 192 and positive(case) and isinstance(body, dict) and good.body:
        case.body |= {name: good.body[name] for name in body if name in good.body}


@SCHEMA.parametrize()
def test_operation_keeps_its_contract(case: Any) -> None:
    as_in_the_beginning(case)
    answer = case.call_and_validate()
    if answer.status_code < 300 and own_method(case):
        ACCEPTED.add(case.operation.definition.raw["operationId"])
