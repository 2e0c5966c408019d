"""Schemathesis per operation: data from the contracts, every case on a freshly seeded world."""

import hashlib
from typing import Any
from urllib.parse import parse_qsl

import pytest
import schemathesis

from tests.cases import own_method, positive
from tests.contract import hooks  # noqa: F401 (registers its checks)
from tests.contract.calls import OPERATIONS, VENDOR, VENDORS
from tests.contract.calls.every import GOOD
from tests.contract.harness import CLIENTS, Watched, schema
from tests.hostafrica.oauth import fetch_in_process
from tests.support import application

APP = Watched(application())
SCHEMAS = {vendor: schema(APP, vendor) for vendor in VENDORS}
ACCEPTED: set[str] = set()
BEGUN: set[str] = set()
"""Operations of which there was a positive case: the first takes the good call's data for certain,
since some have few others."""


class Token:
    """Hostinger's."""

    def get(self, case: Any, context: Any) -> str:
        return "sim_default"

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


class OAuthToken(Token):
    """HOSTAFRICA's, fetched by a real client."""

    def get(self, case: Any, context: Any) -> str:
        return fetch_in_process(APP)


class Password(Token):
    """Hostens' user name and password."""

    def get(self, case: Any, context: Any) -> str:
        return CLIENTS["hostens"](APP).authorization()

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers["Authorization"] = data


SCHEMAS["hostinger"].auth()(Token)
SCHEMAS["hostafrica"].auth()(OAuthToken)
SCHEMAS["hostens"].auth()(Password)


@pytest.fixture(scope="module", autouse=True)
def every_operation_succeeded_somewhere(request: pytest.FixtureRequest) -> Any:
    """Property tests that only ever meet refusals prove nothing."""
    yield
    names = [item.name for item in request.session.items if item.path == request.path]
    assert {
        id
        for id, operation in OPERATIONS.items()
        if any(f"[{VENDOR[id]}][{operation.method} {operation.path}]" in name for name in names)
    } == ACCEPTED


def freshly_seeded(case: Any) -> None:
    """Every case on a world of its own, prepared as the operation's good call needs it.

    Three quarters of the positive cases take that call's path, and the values it has for fields of
    queries and bodies: what a generator finds by itself is seldom in the account.
    """
    APP.worlds.reset("default")
    id = case.operation.definition.raw["operationId"]
    good = GOOD[id].prepared(CLIENTS[VENDOR[id]](APP))
    dice = hashlib.sha256(repr((case.path_parameters, case.query, case.body)).encode()).digest()
    if positive(case) and own_method(case) and id not in BEGUN:
        BEGUN.add(id)
        dice = bytes(2)
    if dice[0] < 192 and positive(case):
        for name in case.path_parameters or {}:
            case.path_parameters[name] = good.path[name]
        if case.query:
            case.query |= {k: v for k, v in parse_qsl(good.query) if k in case.query}
    if dice[1] < 192 and positive(case) and isinstance(case.body, dict) and good.body:
        case.body |= {name: good.body[name] for name in case.body if name in good.body}


@schemathesis.pytest.parametrize(**SCHEMAS)
def test_operation_keeps_its_contract(case: Any) -> None:
    freshly_seeded(case)
    answer = case.call_and_validate()
    if answer.status_code < 300 and own_method(case):
        ACCEPTED.add(case.operation.definition.raw["operationId"])
