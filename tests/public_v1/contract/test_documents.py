"""The contract is valid, agrees with itself, is what the code documents, and has all that the
documents have."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import contracts
from contracts.diff import compare, follow
from hostingco_api.web.api import document
from tests.public_v1.contract.world import JUDGE, OPERATIONS, World
from tests.suite import all_examples

CONTRACT = contracts.load("public-v1.yaml")
SCHEMAS = CONTRACT["components"]["schemas"]
REFERENCE = Path(__file__).parents[4] / "shared" / "reference" / "public-v1"
EVIDENCE = {group: set(marked["operations"]) for group, marked in CONTRACT["x-evidence"].items()}

with_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="what the documents say is not part of this project"
)


def resolved(item: Any) -> Any:
    return follow(CONTRACT, item)


def parameters(id: str) -> set[tuple[str, str]]:
    """(in, name) of all that an operation has."""
    given = [
        *CONTRACT["paths"][OPERATIONS[id].path].get("parameters", []),
        *JUDGE.operations[id].get("parameters", []),
    ]
    return {(found["in"], found["name"]) for found in map(resolved, given)}


def good(id: str) -> list[Any]:
    """The answers of an operation when all went well."""
    answers = JUDGE.operations[id]["responses"].items()
    return [answer for status, answer in answers if status < "3"]


def examples(holder: Any) -> dict[str, Any]:
    """Of a body that is sent or answered."""
    found = holder["content"]["application/json"].get("examples", {})
    return {name: example["value"] for name, example in found.items()}


def body(id: str) -> Any:
    """The schema of what an operation is sent, if it is sent something."""
    sent = JUDGE.operations[id].get("requestBody")
    return resolved(sent["content"]["application/json"]["schema"]) if sent else None


# -- the contract alone -------------------------------------------------------------------------


def test_the_contract_is_a_valid_openapi_document() -> None:
    OpenAPIV31SpecValidator(CONTRACT).validate()


def test_the_code_documents_what_the_contract_says(world: World) -> None:
    assert compare(CONTRACT, document(world.public)) == []


def test_every_example_fits_its_schema() -> None:
    found = all_examples(JUDGE)
    assert len(found) > 80
    for schema, value in found:
        assert JUDGE.misfits(schema, value, "example") == []


def test_every_operation_has_an_example_of_what_is_sent_and_answered() -> None:
    for id, operation in JUDGE.operations.items():
        holders = [operation["requestBody"]] if "requestBody" in operation else []
        for holder in holders + good(id):
            assert examples(holder), id


def test_every_operation_has_its_evidence() -> None:
    assert sorted(id for ids in EVIDENCE.values() for id in ids) == sorted(OPERATIONS)


def test_every_operation_has_a_scope_that_a_key_can_have() -> None:
    asked = re.compile(SCHEMAS["AskedScope"]["pattern"])
    answered = re.compile(SCHEMAS["Scope"]["pattern"])
    for id, operation in JUDGE.operations.items():
        scope = operation["x-scope"]
        assert operation["tags"][0].lower().replace(" ", "-") == scope.partition(".")[0], id
        for one in (scope, scope.partition(".")[0] + ".*", "*"):
            assert asked.fullmatch(one), id
            assert answered.fullmatch(one), id
    for wrong in ("", "clients", "clients.", "clients.pay", "client*", "clients.read\n", "x.read"):
        assert not asked.fullmatch(wrong)


def test_every_operation_has_the_refusals_that_its_shape_has() -> None:
    changes_what_others_mind = {
        f"update{thing}" for thing in ("Client", "Product", "Service", "Invoice", "Server")
    }
    deletes_what_others_use = {
        f"delete{thing}" for thing in ("Client", "Product", "Service", "Invoice", "Server")
    }
    for id, operation in JUDGE.operations.items():
        method, where = OPERATIONS[id].method, {place for place, _ in parameters(id)}
        expected = {"401", "403", "429", "500"}
        expected |= {"404"} if "path" in where else set()
        expected |= {"422"} if "query" in where else set()
        expected |= {"400", "413", "415", "422"} if body(id) else set()
        expected |= {"409", "422"} if method == "POST" else set()
        expected |= {"409"} if id in changes_what_others_mind | deletes_what_others_use else set()
        assert {status for status in operation["responses"] if status > "3"} == expected, id
        assert (("header", "Idempotency-Key") in parameters(id)) is (method == "POST"), id


def test_every_answer_says_of_which_call_it_is_and_how_many_are_left() -> None:
    always = {f"X-RateLimit-{name}" for name in ("Limit", "Remaining", "Reset")} | {"X-Request-Id"}
    for id, operation in JUDGE.operations.items():
        for status, answer in operation["responses"].items():
            headers = {*resolved(answer)["headers"]}
            assert headers >= (always if status != "500" else {"X-Request-Id"}), (id, status)
            replayed = status < "3" and OPERATIONS[id].method == "POST"
            assert ("Idempotent-Replayed" in headers) is replayed, (id, status)
            assert ("WWW-Authenticate" in headers) is (status == "401"), (id, status)
            assert ("Retry-After" in headers) is (status in ("409", "429")), (id, status)


def links() -> Iterator[tuple[str, Any]]:
    for id in OPERATIONS:
        for answer in good(id):
            for link in answer.get("links", {}).values():
                yield id, link


def test_every_link_fits_where_it_leads() -> None:
    found = list(links())
    assert len(found) > 100
    for id, link in found:
        target = link["operationId"]
        for name in link.get("parameters", {}):
            place, _, bare = name.rpartition(".")
            assert (place or "path", bare) in parameters(target), (id, link)
        for name in link.get("requestBody", {}):
            assert name in body(target)["properties"], (id, link)


def test_links_lead_to_everything_but_what_everybody_finds() -> None:
    """Lists are found without a link; creation is where stories begin."""
    led = {link["operationId"] for _, link in links()}
    assert {id for id in OPERATIONS if ("path", "id") in parameters(id)} <= led


def test_what_a_webhook_is_sent_is_an_event_of_one_kind() -> None:
    of_invoices, of_services = (SCHEMAS[f"{of}EventName"]["enum"] for of in ("Invoice", "Service"))
    assert of_invoices + of_services == SCHEMAS["EventName"]["enum"]


# -- the documents ------------------------------------------------------------------------------


def read(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text())


def documented() -> Iterator[tuple[str, Any]]:
    """(id, what is known of it) of the documents' operations."""
    ids = {(op.method, op.path): id for id, op in OPERATIONS.items()}
    for one in read("operations.json")["operations"]:
        yield ids[one["method"], one["path"]], one


@with_reference
def test_the_documents_have_the_same_operations() -> None:
    theirs = {(one["method"], one["path"]) for one in read("operations.json")["operations"]}
    assert len(theirs) == 46
    assert theirs == {
        (op.method, op.path) for op in OPERATIONS.values() if op.id not in EVIDENCE["assumed"]
    }


@with_reference
def test_every_operation_is_from_where_the_contract_says() -> None:
    words = {"seed": "documented", "origin-docs": "sister", "inferred": "analogy"}
    for id, one in documented():
        assert id in EVIDENCE[words[one["evidence"]["method_path"]]], id


@with_reference
def test_the_contract_has_every_documented_field_and_parameter() -> None:
    count = 0
    for id, one in documented():
        fields = {field["path"] for field in one["request_body_fields"]}
        queries = {("query", parameter["name"]) for parameter in one["query_params"]}
        assert queries <= parameters(id), id
        assert not fields or {*body(id)["properties"]} == fields, id
        count += len(fields) + len(queries)
    assert count > 30


@with_reference
def test_the_contract_has_every_documented_word() -> None:
    ours = {
        "client.status": SCHEMAS["Activity"]["enum"],
        "invoice.status": SCHEMAS["InvoiceStatus"]["enum"],
        "service.status": SCHEMAS["ServiceStatus"]["enum"],
        "billing_cycle": SCHEMAS["Cycle"]["enum"],
        "product.type": SCHEMAS["ProductType"]["enum"],
        "webhook.event": SCHEMAS["EventName"]["enum"],
        "payment.gateway": [SCHEMAS["InvoicePayment"]["properties"]["gateway"]["default"]],
    }
    theirs = read("operations.json")["enums"]
    assert ours.keys() == theirs.keys()
    for name, sources in theirs.items():
        words = {word for source in sources.values() for word in source}
        assert words <= {*ours[name]}, name
        if name not in ("service.status", "webhook.event"):  # to which some were added
            assert words == {*ours[name]}, name


@with_reference
def test_the_contract_has_every_documented_example_to_the_letter() -> None:
    """But for addresses, which were lost on the way here."""
    ids = {f"{op.method} {op.path}": id for id, op in OPERATIONS.items()}
    sent = answered = 0
    for name, shown in read("examples.json").items():
        id = ids[name]
        for request in shown["requests"]:
            text = json.dumps(request["body"], ensure_ascii=False)
            text = re.sub(r"\[email\sprotected\]", "john@example.com", text)
            mine = examples(JUDGE.operations[id]["requestBody"]).values()
            assert text in [json.dumps(one) for one in mine], id
            sent += 1
        for answer in shown["responses"]:
            mine = examples(JUDGE.operations[id]["responses"][str(answer["status"])])["documented"]
            assert list(mine) == list(answer["body"])
            for key, value in answer["body"].items():
                if key != "data":
                    assert mine[key] == value
                else:  # the page says "..." of it
                    assert list(mine[key])[:2] == list(value)
                    assert mine[key]["id"] == value["id"]
            answered += 1
    assert (sent, answered) == (4, 1)
