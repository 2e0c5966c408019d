"""Schemathesis per operation: data from the contract, every case on the same gateway, and through
its real drivers on the same simulated world."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from schemathesis.core import NOT_SET

from tests.cases import own_method, positive
from tests.gateway.contract import hooks  # noqa: F401 (registers its checks)
from tests.gateway.contract.calls import HOSTAFRICA, HOSTENS, HOSTINGER, Call
from tests.gateway.contract.world import OPERATIONS, World, the_world
from tests.suite import bound, succeeded
from tests.support import EXAMPLES

ACCEPTED: set[str] = set()
WORLD: list[World] = []
LATER = "the administrator's token"


def app(environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
    answer: Iterable[bytes] = WORLD[0].portal.app(environ, start)
    return answer


SCHEMA = bound("gateway.yaml", app, "http://localhost", EXAMPLES // 4)
# Which methods a path has not is for test_statuses.py; one is enough to see them documented so.
SCHEMA.config.phases.coverage.unexpected_methods = {"PATCH"}


@SCHEMA.auth(refresh_interval=None)
class Token:
    def get(self, case: Any, context: Any) -> str:
        return LATER  # some are made before there is a world

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@pytest.fixture(scope="module", autouse=True)
def every_operation_succeeded_somewhere(request: pytest.FixtureRequest, server: str) -> Any:
    WORLD[:] = [the_world(server)]
    yield
    items = [item for item in request.session.items if item.path == request.path]
    succeeded(OPERATIONS.values(), items, ACCEPTED)


def good(id: str, dice: bytes) -> Call:
    """Hostinger's, or in a quarter of the cases another provider's, if that has one."""
    calls = (HOSTINGER, HOSTINGER, HOSTINGER, HOSTENS if dice[3] % 2 else HOSTAFRICA)[dice[2] % 4]
    return calls.get(id) or HOSTINGER[id]


def as_in_the_beginning(case: Any) -> None:
    """Three quarters of the positive cases take the good call's path, and its values for fields of
    queries and bodies: what a generator finds by itself is seldom there."""
    WORLD[0].restore()
    if case.headers.get("Authorization") == f"Bearer {LATER}":
        case.headers["Authorization"] = f"Bearer {WORLD[0].portal.token('admin')}"
    body = None if case.body is NOT_SET else case.body
    given = repr((case.path_parameters, case.query, body))
    dice = hashlib.sha256(given.encode("utf-8", "surrogatepass")).digest()
    call = good(case.operation.definition.raw["operationId"], dice)
    if dice[0] < 192 and positive(case):
        for name in case.path_parameters or {}:
            case.path_parameters[name] = getattr(call, name)
        if case.query:
            case.query |= {k: v for k, v in parse_qsl(call.query) if k in case.query}
    if dice[1] < 192 and positive(case) and isinstance(body, dict) and call.body:
        case.body |= {name: call.body[name] for name in body if name in call.body}


@SCHEMA.parametrize()
def test_operation_keeps_its_contract(case: Any) -> None:
    as_in_the_beginning(case)
    answer = case.call_and_validate()
    if answer.status_code < 300 and own_method(case):
        ACCEPTED.add(case.operation.definition.raw["operationId"])
