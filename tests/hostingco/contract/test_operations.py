"""Schemathesis per operation and role: data from the contract, every case on the same portal."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import schemathesis

import contracts
import tests.contract
from tests.hostingco.contract import hooks
from tests.hostingco.contract.calls import GOOD
from tests.hostingco.contract.world import OPERATIONS, the_world
from tests.support import EXAMPLES, SEED

CONFIG = Path(tests.contract.__file__).with_name("schemathesis.toml")
ROLES = ("admin", "support", "customer")
ACCEPTED: set[str] = set()


def app(environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
    return the_world().app(environ, start)


def schema(who: str) -> Any:
    """The contract, bound to the portal in this process, with that one's token."""
    config = schemathesis.Config.from_path(CONFIG)
    loaded = schemathesis.openapi.from_path(contracts.path("hostingco.yaml"), config=config)
    loaded.config.update(base_url="http://localhost")
    loaded.config.seed = SEED
    # Customers are who may do most; the other roles differ in what they are refused.
    examples = max(1, EXAMPLES // 4 if who == "customer" else EXAMPLES // 10)
    loaded.config.phases.fuzzing.generation.update(max_examples=examples)
    if who != "customer":
        loaded.config.phases.coverage.enabled = False
    loaded.app = app

    @loaded.auth()
    class Token:
        def get(self, case: Any, context: Any) -> str:
            return the_world().token(who)

        def set(self, case: Any, data: str, context: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    return loaded


SCHEMAS = {who: schema(who) for who in ROLES}


@pytest.fixture(scope="module", autouse=True)
def every_operation_succeeded_somewhere(request: pytest.FixtureRequest) -> Any:
    """Property tests that only ever meet refusals prove nothing."""
    yield
    names = [item.name for item in request.session.items if item.path == request.path]
    for who, schema in SCHEMAS.items():
        if not all(f"[{who}][{op.method} {op.path}]" in str(names) for op in OPERATIONS.values()):
            return
        assert schema
    assert OPERATIONS.keys() == ACCEPTED


def as_in_the_beginning(case: Any) -> None:
    """Three quarters of the positive cases take the good call's id, and its values for fields of
    queries and bodies: what a generator finds by itself is seldom there.
    """
    the_world().restore()
    good = GOOD[case.operation.definition.raw["operationId"]]
    dice = hashlib.sha256(repr((case.path_parameters, case.query, case.body)).encode()).digest()
    if dice[0] < 192 and hooks.positive(case):
        if case.path_parameters:
            case.path_parameters["id"] = good.id
        if case.query:
            case.query |= {k: v for k, v in parse_qsl(good.query) if k in case.query}
    if dice[1] < 192 and hooks.positive(case) and isinstance(case.body, dict) and good.body:
        case.body |= {name: good.body[name] for name in case.body if name in good.body}


@schemathesis.pytest.parametrize(**SCHEMAS)
def test_operation_keeps_its_contract(case: Any) -> None:
    as_in_the_beginning(case)
    answer = case.call_and_validate()
    if answer.status_code < 300 and hooks.own_method(case):
        ACCEPTED.add(case.operation.definition.raw["operationId"])
