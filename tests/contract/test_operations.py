"""Schemathesis per operation: data from the contract, every case on a freshly seeded world."""

from typing import Any

import pytest

from tests.contract import hooks  # noqa: F401 (Schemathesis registers what is in it)
from tests.contract.harness import Watched, schema
from tests.support import ZONE, Api, application

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


def freshly_seeded() -> None:
    """Two snapshots beside the seed's data, under the first two ids."""
    APP.worlds.reset("default")
    api = Api(APP)
    for address in ("192.0.2.1", "192.0.2.2"):
        rrset = {"name": "seeded", "type": "A", "records": [{"content": address}]}
        assert api("PUT", ZONE, {"zone": [rrset]}).status_code == 200


@SCHEMA.parametrize()
def test_operation_keeps_its_contract(case: Any) -> None:
    freshly_seeded()
    if case.call_and_validate().status_code < 300:
        ACCEPTED.add(case.operation.definition.raw["operationId"])
