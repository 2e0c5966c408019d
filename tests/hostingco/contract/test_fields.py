"""What may be in bodies and queries: every field and parameter, at both sides of every bound."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl

import pytest

from contracts.diff import follow
from tests.hostingco.contract.calls import GOOD
from tests.hostingco.contract.refusing import refused
from tests.hostingco.contract.world import JUDGE, World

Field = tuple[str, ...]
SURROGATE, NUL = "half of \ud83d", "a\0b"


def followed(item: Any) -> Any:
    return follow(JUDGE.document, item)


def types(schema: Any) -> list[str]:
    found = schema.get("type", [])
    return found if isinstance(found, list) else [found]


def body_of(id: str) -> Any:
    media = JUDGE.operations[id]["requestBody"]["content"]["application/json"]
    return followed(media["schema"])


def fields(schema: Any, at: Field = ()) -> Iterator[tuple[Field, Any]]:
    """Every field of an object, nested ones and the first item of lists too."""
    for name, inner in schema.get("properties", {}).items():
        inner = followed(inner)
        yield (*at, name), inner
        yield from fields(inner, (*at, name))
        if "items" in inner:
            yield (*at, name, "0"), followed(inner["items"])


def wrong(schema: Any) -> Iterator[Any]:
    """Values that a schema does not allow."""
    others: dict[str, Any] = {
        "string": "text",
        "integer": 7,
        "number": 0.5,
        "boolean": True,
        "object": {},
        "array": [],
        "null": None,
    }
    known = types(schema)
    for type, value in others.items():
        whole = type == "integer" and "number" in known
        if type not in known and not whole:
            yield value
    if "string" in known:
        yield from (SURROGATE, NUL)
    if "enum" in schema:
        yield from (schema["enum"][0] + "x", "") if "string" in known else (not schema["enum"][0],)
    if "integer" in known:
        yield from ("7", 10**30)
    if "minimum" in schema:
        yield schema["minimum"] - 1
    if "maximum" in schema:
        yield schema["maximum"] + 1
    if schema.get("minLength"):
        yield "a" * (schema["minLength"] - 1)
    if "maxLength" in schema and schema.get("format") != "email":
        yield "1" * (schema["maxLength"] + 1)
    if "pattern" in schema:
        yield from ("user_1 ", "ü\n")
    if schema.get("format") == "email":
        yield from ("nobody", "a@b@c.example", "a" * 250 + "@example.com", "")
    if schema.get("format") == "date":
        yield from ("2026-02-30", "2026-1-1", "yesterday")
    if schema.get("minProperties"):
        yield {}
    if "maxItems" in schema:
        yield ["127.0.0.1"] * (schema["maxItems"] + 1)
    if "properties" in schema:
        yield {"unknown": 1}


def placed(body: Any, field: Field, value: Any) -> Any:
    body = deepcopy(body)
    holder = body
    for name, following in pairwise(field):
        if following == "0":
            holder[name] = []
        else:
            holder = holder.setdefault(name, {})
    if field[-1] == "0":
        holder[field[-2]] = [value]
    else:
        holder[field[-1]] = value
    return body


BODIES = [
    pytest.param(id, field, schema, id=f"{id}-{'.'.join(field)}")
    for id in GOOD
    if "requestBody" in JUDGE.operations[id]
    for field, schema in fields(body_of(id))
]


@pytest.mark.parametrize(("id", "field", "schema"), BODIES)
def test_a_field_of_a_body_is_what_it_says(
    world: World, id: str, field: Field, schema: Any
) -> None:
    good = GOOD[id]
    for value in wrong(schema):
        call = replace(good, body=placed(good.body, field, value))
        error = refused(world, call, 400, id)
        assert error["code"] == "VALIDATION_ERROR"
        if value == SURROGATE:  # which is not even JSON, strictly
            continue
        inside = ".".join(field)
        named = {name for name in error["details"] if f"{name}.".startswith(f"{inside}.")}
        assert named == error["details"].keys() != set(), (value, error)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" * 400, "NaN", "Infinity", "1e-400"])
def test_a_number_may_not_be_beyond_all_bounds(world: World, number: str) -> None:
    for id, field in (
        ("addPaymentMethod", "expiryYear"),
        ("updateSystemSettings", "billing.taxRate"),
        ("updateSystemSettings", "security.passwordMinLength"),
    ):
        body = placed(GOOD[id].body, tuple(field.split(".")), "HERE")
        data = json.dumps(body).replace('"HERE"', number)
        if (number, field) != ("1e-400", "billing.taxRate"):  # which is nothing
            refused(world, id, 400, data=data, content_type="application/json")


@pytest.mark.parametrize("id", [id for id in GOOD if "requestBody" in JUDGE.operations[id]])
def test_a_field_that_nobody_documented_is_refused(world: World, id: str) -> None:
    good = GOOD[id]
    error = refused(world, replace(good, body=good.body | {"unknown": 1}), 400, id)
    assert [*error["details"]] == ["unknown"]


def required(schema: Any) -> list[str]:
    found: list[str] = schema.get("required", [])
    return found


@pytest.mark.parametrize("id", [id for id in GOOD if "requestBody" in JUDGE.operations[id]])
def test_what_is_required_is_required_and_nothing_else(world: World, id: str) -> None:
    good, schema = GOOD[id], body_of(id)
    for name in good.body:
        call = replace(good, body={key: good.body[key] for key in good.body if key != name})
        if name in required(schema):
            assert [*refused(world, call, 400, id)["details"]] == [name]
        elif call.body:
            answer = call.make(world, id)
            assert answer.status_code < 300, answer.text
            world.restore()
    if required(schema) or schema.get("minProperties"):
        refused(world, replace(good, body={}), 400, id)
        refused(world, good, 400, id, data=b"")


def test_a_ticket_is_closed_without_a_word_too(world: World) -> None:
    """The only body that may be left out."""
    optional = {
        id
        for id, operation in JUDGE.operations.items()
        if "requestBody" in operation and not operation["requestBody"].get("required")
    }
    assert optional == {"closeTicket"}
    answer = GOOD["closeTicket"].make(world, "closeTicket", data=b"")
    assert answer.get_json()["data"]["reason"] is None


PARAMETERS = [
    pytest.param(id, parameter["name"], followed(parameter["schema"]), id=f"{id}-{name}")
    for id, operation in JUDGE.operations.items()
    for parameter in map(followed, operation.get("parameters", []))
    if (name := parameter["name"]) and parameter["in"] == "query"
]


def wrong_text(schema: Any) -> Iterator[str]:
    if types(schema) == ["integer"]:
        yield from ("x", "1.5", "-1", "", "+1", " 1", "\u0663", "9" * 30)
        yield from (str(schema["minimum"] - 1), str(schema["maximum"] + 1))
        return
    yield from (value for value in wrong(schema) if isinstance(value, str) and value != SURROGATE)
    if "enum" in schema:
        yield schema["enum"][0].upper()


@pytest.mark.parametrize(("id", "name", "schema"), PARAMETERS)
def test_a_parameter_of_a_query_is_what_it_says(
    world: World, id: str, name: str, schema: Any
) -> None:
    given = dict(parse_qsl(GOOD[id].query))
    for text in wrong_text(schema):
        error = refused(world, id, 400, query_string=given | {name: text})
        assert [*error["details"]] == [name], text
    if "maximum" in schema:
        for bound in (schema["minimum"], schema["maximum"]):
            answer = GOOD[id].make(world, id, query_string=given | {name: str(bound)})
            assert answer.status_code == 200, answer.text


QUERIES = sorted({str(parameter.values[0]) for parameter in PARAMETERS})


@pytest.mark.parametrize("id", QUERIES)
def test_a_parameter_that_nobody_documented_or_that_is_given_twice_is_refused(
    world: World, id: str
) -> None:
    query = GOOD[id].query
    error = refused(world, id, 400, query_string=f"{query}&unknown=1")
    assert [*error["details"]] == ["unknown"]
    first = query.partition("&")[0]
    error = refused(world, id, 400, query_string=f"{query}&{first}")
    assert [*error["details"]] == [first.partition("=")[0]]


@pytest.mark.parametrize("id", QUERIES)
def test_a_query_may_be_left_out(world: World, id: str) -> None:
    answer = GOOD[id].make(world, id, query_string="")
    assert answer.status_code == 200
    if "pagination" in answer.get_json():
        pagination = answer.get_json()["pagination"]
        assert (pagination["page"], pagination["limit"]) == (1, 20)
        assert pagination["total"] == len(answer.get_json()["data"]) > 0
