"""Schemathesis per operation: data from the contract, every case on a freshly seeded world."""

import hashlib
from typing import Any

import pytest

from tests.contract import hooks
from tests.contract.harness import Watched, schema
from tests.contract.test_statuses import GOOD
from tests.support import Api, application

APP = Watched(application())
SCHEMA = schema(APP)
ACCEPTED: set[str] = set()


@SCHEMA.auth()
class Token:
    def get(self, case: Any, context: Any) -> str:
        return "sim_default"

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@pytest.fixture(scope="module", autouse=True)
def every_operation_succeeded_somewhere() -> Any:
    """Property tests that only ever meet refusals prove nothing."""
    yield
    if len(ACCEPTED) > 1:  # a single operation may have been selected with -k
        assert {op.ok().definition.raw["operationId"] for op in SCHEMA.get_all_operations()} == (
            ACCEPTED
        )


def freshly_seeded(case: Any) -> None:
    """Every case on a world of its own, prepared as the operation's good call needs it.

    Half of the positive cases take that call's path, and the values it has for fields of bodies:
    what a generator finds by itself is seldom in the account.
    """
    APP.worlds.reset("default")
    good = GOOD[case.operation.definition.raw["operationId"]].prepared(Api(APP))
    dice = hashlib.sha256(repr((case.path_parameters, case.query, case.body)).encode()).digest()
    if dice[0] < 128 and hooks.positive(case):
        for name in case.path_parameters or {}:
            case.path_parameters[name] = good.path[name]
    if dice[1] < 128 and hooks.positive(case) and isinstance(case.body, dict) and good.body:
        case.body |= {name: good.body[name] for name in case.body if name in good.body}


@SCHEMA.parametrize()
def test_operation_keeps_its_contract(case: Any) -> None:
    freshly_seeded(case)
    if case.call_and_validate().status_code < 300:
        ACCEPTED.add(case.operation.definition.raw["operationId"])
