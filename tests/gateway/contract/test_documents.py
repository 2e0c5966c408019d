"""The contract is valid, is what the code documents, and has all that the document has."""

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import contracts
from contracts.diff import compare
from hostingco_api.web.api import document
from tests.gateway.contract.commands import COMMANDS
from tests.gateway.contract.world import JUDGE, OPERATIONS, ROOT
from tests.hostingco.support import Portal
from tests.suite import all_examples

CONTRACT = contracts.load("gateway.yaml")
REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / "setec"
OURS = {"getProvider"}
"""Not in the document."""

with_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="what the document says is not part of this project"
)


def test_the_contract_is_a_valid_openapi_document() -> None:
    OpenAPIV31SpecValidator(CONTRACT).validate()


def test_the_code_documents_what_the_contract_says(portal: Portal) -> None:
    assert compare(CONTRACT, document(portal.app.extensions["hostingco.mounted"][ROOT])) == []


def test_every_example_fits_its_schema() -> None:
    found = all_examples(JUDGE)
    assert len(found) > 50
    for schema, value in found:
        assert JUDGE.misfits(schema, value, "example") == []


def documented(holder: Any) -> Any:
    """The document's own example of a body that is sent or answered."""
    return holder["content"]["application/json"]["examples"]["documented"]["value"]


def test_every_operation_has_an_example_of_what_is_sent_and_answered() -> None:
    for id, operation in JUDGE.operations.items():
        if id not in OURS:
            assert documented(operation["responses"]["200"]), id
            assert "requestBody" not in operation or documented(operation["requestBody"]), id


def test_every_documented_operation_has_a_command() -> None:
    assert {*COMMANDS} == {*OPERATIONS} - OURS


def read(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text())


def examples() -> dict[str, Any]:
    """What the document shows, by the ids of its operations here."""
    ids = {f"{op.method} {op.path}": id for id, op in OPERATIONS.items()}
    return {ids[name]: shown for name, shown in read("examples.json").items()}


@with_reference
def test_the_document_has_the_same_operations() -> None:
    theirs = {(one["method"], one["path"]) for one in read("operations.json")["operations"]}
    assert len(theirs) == 27
    assert theirs == {(op.method, op.path) for op in OPERATIONS.values() if op.id not in OURS}


@with_reference
def test_the_contract_has_every_documented_request_to_the_letter() -> None:
    count = 0
    for id, shown in examples().items():
        for request in shown["requests"]:
            if request["body"] is not None:
                mine = documented(JUDGE.operations[id]["requestBody"])
                assert json.dumps(mine) == json.dumps(request["body"]), id
                count += 1
    assert count == 8


@with_reference
def test_the_contract_has_every_documented_answer_to_the_letter() -> None:
    count = 0
    for id, shown in examples().items():
        for answer in shown["responses"]:
            if answer["body"] is not None:  # one is described in words: as in the list
                mine = documented(JUDGE.operations[id]["responses"]["200"])
                assert json.dumps(mine) == json.dumps(answer["body"]), id
                count += 1
    assert count == 26


@with_reference
def test_the_commands_are_the_documented_ones_to_the_letter() -> None:
    theirs = {id: [one["curl"] for one in shown["requests"]] for id, shown in examples().items()}
    assert theirs == {id: [command] for id, command in COMMANDS.items()}
