"""Every documented example: what the contract shows is what the document shows, and what a world
answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.diff import follow
from tests.contract.calls import OPERATIONS, ids
from tests.contract.harness import JUDGES, watched
from tests.hostafrica.client import ORDER, ROOT, RUNNING, SERVICE, V2, Hostafrica, inner

CONTRACT = JUDGES["hostafrica"]
REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "hostafrica"
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="the inventory of the document is not part of this project"
)
NAMES = {
    "getProducts": "one",
    "createOrder": "ordered",
    "getServiceDetails": "details",
    "getServiceStatus": "running",
}


def documented(id: str) -> Any:
    """The contract's example, decoded."""
    content = CONTRACT.operations[id]["responses"]["200"]["content"]["application/json"]
    return json.loads(content["examples"][NAMES[id]]["value"]["data"])


@pytest.fixture
def api() -> Any:
    return watched("hostafrica")


def test_the_documented_product_is_the_first(api: Hostafrica) -> None:
    assert api.told(f"{V2}/products")[:1] == documented("getProducts")


def test_an_order_is_answered_as_documented(api: Hostafrica) -> None:
    told, like = api.told(f"{SERVICE}/create-order", ORDER), documented("createOrder")
    assert list(told) == list(like)
    assert told["username"] == like["username"]
    # Placeholders: an id of that form, a password like the other example's.
    assert [len(part) for part in told["service_id"].split("-")] == [8, 4, 4, 4, 12]
    assert len(told["password"]) == len(documented("getServiceDetails")["password"])


def test_the_documented_details(api: Hostafrica) -> None:
    """But for the address, which is somebody's."""
    told, like = api.service(RUNNING, "details"), documented("getServiceDetails")
    assert list(told) == list(like)
    assert told == like | {"ip": "192.0.2.12"}


def test_the_documented_status(api: Hostafrica) -> None:
    assert api.service(RUNNING, "status") == documented("getServiceStatus")


def test_the_documented_password_is_escaped_once_and_not_for_html(api: Hostafrica) -> None:
    answer = api("POST", f"{SERVICE}/{RUNNING}/details")
    assert rb"\"password\":\"&dYApo$AHs}nMPhYh\"" in answer.data
    assert inner(answer)["password"] == "&dYApo$AHs}nMPhYh"


@needs_reference
def test_the_contract_has_the_documents_examples() -> None:
    examples = json.loads((REFERENCE / "examples.json").read_text())
    ours = {f"{OPERATIONS[id].method} {OPERATIONS[id].path.removeprefix(ROOT)}": id for id in NAMES}
    assert ours.keys() == examples.keys()
    for name, id in ours.items():
        like = examples[name]["data"]
        # The document shows one product where it promises the available ones.
        assert documented(id) == ([like] if id == "getProducts" else like)


@needs_reference
def test_the_contract_has_the_documents_operations() -> None:
    listed = json.loads((REFERENCE / "operations.json").read_text())["operations"]
    assert {(o["method"], ROOT + o["path"]) for o in listed} == {
        (OPERATIONS[id].method, OPERATIONS[id].path) for id in ids("hostafrica")
    }
    types = {"string": "string", "int": "integer"}
    for operation in listed:
        ours = CONTRACT.document["paths"][ROOT + operation["path"]]["post"]
        scopes = [operation["scope"]] if operation["scope"] else []
        assert [s for need in ours["security"] for s in need.get("oauth2", [])] == scopes
        body = ours.get("requestBody", {}).get("content", {}).get("application/json", {})
        schema = follow(CONTRACT.document, body.get("schema", {}))
        assert {name: field["type"] for name, field in schema.get("properties", {}).items()} == {
            field["name"]: types[field["type"]] for field in operation["body_params"]
        }
        if operation["id"] != "token":  # the reference requires what Basic may bring as well
            required = [field["name"] for field in operation["body_params"] if field["required"]]
            assert schema.get("required", []) == required
