"""The contract has every operation and every example of the document, to the letter.

That a world answers in the shape of the contract's examples is for tests/contract/test_examples.py
to say, and the sections' own tests have what it answers.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from contracts.diff import follow
from tests.contract.calls import OPERATIONS, ids
from tests.contract.harness import JUDGES

CONTRACT = JUDGES["hostens"]
REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "hostens"
pytestmark = pytest.mark.skipif(
    not REFERENCE.exists(), reason="the inventory of the document is not part of this project"
)

BESIDE = {"POST /login", "POST /logout", "GET /graph.php"}
"""What the document presupposes, and where its links lead."""

A_LIST = "the document shows one where it promises a list"
DIFFERENT = {
    "GET /server": A_LIST,
    "GET /scripts": A_LIST,
    "GET /service/{id}/addon": A_LIST,
    "GET /category/available/vps": "its prices and components are filled with `aaa`",
    "GET /certificate/{id}": "two of its contacts are left out",
}


def braced(path: str) -> str:
    """`/domain/{id}` for `/domain/@id`."""
    return re.sub(r"@(\w+)", r"{\1}", path)


def called(operation: Any) -> str:
    return f"{operation['method']} {braced(operation['path'])}"


OURS = {
    f"{OPERATIONS[id].method} {OPERATIONS[id].path.removeprefix('/api')}": id
    for id in ids("hostens")
}


def alike(value: Any) -> Any:
    """Every task has the same id, as the contract shows them all by one example."""
    return {"task_id": 0} if isinstance(value, dict) and value.keys() == {"task_id"} else value


def reference(name: str) -> Any:
    return json.loads((REFERENCE / f"{name}.json").read_text())


def test_the_contract_has_the_documents_operations() -> None:
    listed = {called(operation): operation for operation in reference("operations")["operations"]}
    assert len(listed) == 87
    assert OURS.keys() == listed.keys() | BESIDE
    for name, operation in listed.items():
        ours = CONTRACT.operations[OURS[name]]
        public = ours.get("security", CONTRACT.document["security"]) == []
        assert public == (operation["auth"] == "none"), name
        assert operation["section"] in ours["tags"], name


def test_the_contract_has_the_documents_parameters() -> None:
    for operation in reference("operations")["operations"]:
        ours = CONTRACT.operations[OURS[called(operation)]]
        query = {p["name"] for p in ours.get("parameters", []) if p.get("in") == "query"}
        assert query == {p["name"] for p in operation["query_params"]}
        body = ours.get("requestBody", {}).get("content", {}).get("application/json", {})
        schema = follow(CONTRACT.document, body.get("schema", {}))
        names = {p["name"] for p in operation["body_params"]}
        assert names <= schema.get("properties", {}).keys(), called(operation)


def test_the_contract_has_the_documents_examples() -> None:
    examples = reference("examples")
    assert len(examples) == 67
    different = set()
    for name, example in examples.items():
        id = OURS[braced(name)]
        response = follow(CONTRACT.document, CONTRACT.operations[id]["responses"]["200"])
        shown = response["content"]["application/json"]["examples"].values()
        if alike(example["response"]) not in [alike(one["value"]) for one in shown]:
            different.add(f"{OPERATIONS[id].method} {OPERATIONS[id].path.removeprefix('/api')}")
    assert different == DIFFERENT.keys()
