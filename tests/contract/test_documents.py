"""The contract is valid, is what the code documents, and agrees with the official document."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import contracts
from contracts.diff import compare, follow, summarise
from simulators.kernel.vendor import Vendor
from simulators.server.vendors import VENDORS
from tests.contract.harness import JUDGES
from tests.suite import all_examples

CONTRACT = contracts.load("hostinger.yaml")
DOCUMENTS = {vendor.name: contracts.load(vendor.contract) for vendor in VENDORS}
every = pytest.mark.parametrize("name", DOCUMENTS)
OFFICIAL = Path(__file__).parents[3] / "shared" / "reference" / "hostinger" / "openapi.json"

# Where the contract differs from the official document on purpose: what the difference looks like,
# and the reason.
DELIBERATE = {
    r"responses > (400|402|403|404|413|415|422|429): only in the first": "answered, not documented",
    r"responses > 428: only in the first": "documented in prose",
    r"headers > x-ratelimit-(limit|remaining): only in the first": "said to be sent, not named",
    r"responses > .* > required: only in the first": "answers always have all their fields",
    r"reset > body > required: False is not True": "every field of the body has a default",
    r"minLength: only in the first: 1$": "Laravel's `required` refuses empty strings",
    r"maxLength: only in the first: 253$": "no domain name is longer",
    r"(page|limit|quantity) > (schema > )?minimum: only in the first: 1$": "as counts are",
    r"(limit|quantity) > maximum: only in the first: 100$": "assumed; an answer has to end",
    r"page > schema > default: only in the first: 1$": "as Laravel pages",
    r"tld > schema > maxLength: only in the first: 63$": "no label of a name is longer",
    r"date_(from|to) > schema > default: only in the second: None$": "they are required",
    r"name_servers > properties > ns[34]: only in the first": "as many as can be set",
    r"(percentage|used|total) > format: only in the second: 'float'": "JSON has one kind of number",
    r"usage > additionalProperties: only in the first": "the official text says it: values by time",
    r"renewal > .* > expires_at > format: only in the second": "its example is no RFC 3339 instant",
    r"minItems: only in the first: 1$": "Laravel's `required` refuses empty arrays",
    r"ttl > minimum: only in the first: 60$": "observed: a TTL below 60 is refused",
    r"ttl > maximum: only in the first: 2147483647$": "RFC 2181's largest TTL",
    r"correlation_id > format: only in the first: 'uuid'$": "as in every example of it",
    r"errors > additionalProperties: only in the first": "any field may be in it",
    r"errors > properties: only in the second": "field_1 and field_2 stand for any field",
}


@every
def test_the_contract_is_a_valid_openapi_document(name: str) -> None:
    OpenAPIV31SpecValidator(DOCUMENTS[name]).validate()


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_the_code_documents_what_the_contract_says(vendor: Vendor) -> None:
    generated = vendor.make_app().extensions["hostsim"].document()
    assert compare(DOCUMENTS[vendor.name], generated) == []


@every
def test_the_comparison_sees_any_change(name: str) -> None:
    """Every leaf of a few paths, changed in turn, is reported from either side."""
    every_path = DOCUMENTS[name]["paths"]
    paths = {path: every_path[path] for path in list(every_path)[:: len(every_path) // 4]}
    document = {**DOCUMENTS[name], "paths": paths}
    summary = summarise(document)
    places = list(leaves(paths))
    assert len(places) > 100
    changed = 0
    for place in places:
        other = copy.deepcopy(document)
        holder = other["paths"]
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = "changed"
        if place[-1] == "$ref":
            continue
        if summarise(other) != summary:
            changed += 1
            assert compare(document, other)
            assert compare(other, document)
    assert changed > 10


def leaves(item: Any, place: tuple[Any, ...] = ()) -> Any:
    if isinstance(item, dict):
        for key, inner in item.items():
            yield from leaves(inner, (*place, key))
    elif not isinstance(item, list):
        yield place


@every
def test_every_example_fits_its_schema(name: str) -> None:
    judge = JUDGES[name]
    found = all_examples(judge)
    assert len(found) >= 12
    for schema, value in found:
        assert judge.misfits(schema, value, "example") == []


def modern(official: Any, item: Any) -> Any:
    """OpenAPI 3.0 schemas as 3.1 writes them: what is nullable has null among its types."""
    if isinstance(item, list):
        return [modern(official, inner) for inner in item]
    if not isinstance(item, dict):
        return item
    if item.get("nullable") is True and "oneOf" in item:
        target = follow(official, item["oneOf"][0])
        if target["type"] == "array":
            return {**modern(official, target), "type": ["array", "null"]}
        return {"anyOf": [*item["oneOf"], {"type": "null"}]}
    nullable = item.get("nullable") is True
    item = {key: modern(official, inner) for key, inner in item.items() if key != "nullable"}
    if nullable:
        item["type"] = [item["type"], "null"]
        if "enum" in item:
            item["enum"] = [*item["enum"], None]
    return item


@pytest.mark.skipif(
    not OFFICIAL.exists(), reason="the official document is not part of this project"
)
def test_the_contract_agrees_with_the_official_document() -> None:
    official = json.loads(OFFICIAL.read_text())
    official = modern(official, official)
    ours = {operation.path for operation in contracts.operations("hostinger.yaml")}
    official["paths"] = {path: item for path, item in official["paths"].items() if path in ours}
    assert official["paths"].keys() == ours
    found = compare(CONTRACT, official)
    unexplained = [line for line in found if not any(re.search(p, line) for p in DELIBERATE)]
    assert unexplained == []
    for pattern in DELIBERATE:
        assert any(re.search(pattern, line) for line in found), f"no difference: {pattern}"
