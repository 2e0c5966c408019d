"""The contract is valid, is what the code documents, and has all that the documents have."""

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import contracts
from contracts.diff import compare
from hostingco_api.web.api import document
from tests.hostingco.contract.world import JUDGE, OPERATIONS, World
from tests.suite import all_examples

CONTRACT = contracts.load("hostingco.yaml")
REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / "hostingco"

with_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="what the documents say is not part of this project"
)


def test_the_contract_is_a_valid_openapi_document() -> None:
    OpenAPIV31SpecValidator(CONTRACT).validate()


def test_the_code_documents_what_the_contract_says(world: World) -> None:
    assert compare(CONTRACT, document(world.app)) == []


def test_every_example_fits_its_schema() -> None:
    found = all_examples(JUDGE)
    assert len(found) > 70
    for schema, value in found:
        assert JUDGE.misfits(schema, value, "example") == []


def test_every_operation_has_an_example_of_what_is_sent_and_answered() -> None:
    for id, operation in JUDGE.operations.items():
        holders = [operation["requestBody"]] if "requestBody" in operation else []
        holders += [answer for status, answer in operation["responses"].items() if status < "3"]
        for holder in holders:
            ((type, media),) = holder["content"].items()
            assert "documented" in media.get("examples", {}) or type == "application/pdf", id


def read(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text())


@with_reference
def test_the_documents_have_the_same_operations() -> None:
    found = read("operations.json")
    theirs = [*found["operations"], *found["operations_sister_doc_only"]]
    assert len(theirs) == 41
    assert {(one["method"], one["path"]) for one in theirs} == {
        (operation.method, operation.path) for operation in OPERATIONS.values()
    }


@with_reference
def test_the_contract_has_every_documented_request_to_the_letter() -> None:
    ids = {f"{op.method} {op.path}": id for id, op in OPERATIONS.items()}
    count = 0
    for name, examples in read("examples.json").items():
        for request in examples["requests"]:
            body = JUDGE.operations[ids[name]]["requestBody"]["content"]["application/json"]
            assert request["body"] in [one["value"] for one in body["examples"].values()]
            count += 1
    assert count > 15
