"""Judge single answers by a contract: status, content type, headers, body.

Of bodies that are not JSON only the type is judged, and that there is one.

A body may hold JSON in a string (`contentMediaType`, `contentSchema`). JSON Schema takes these
keywords for annotations, here they count: the string is decoded and what it says is judged, too.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import orjson
from jsonschema import Draft202012Validator, ValidationError, validators

import contracts
from contracts.diff import follow


def _content(
    validator: Any, schema: Any, instance: Any, parent: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if not isinstance(instance, str) or parent.get("contentMediaType") != "application/json":
        return
    try:
        inner = orjson.loads(instance)
    except orjson.JSONDecodeError as error:
        yield ValidationError(f"{instance!r} is no JSON text: {error}")
    else:
        for fault in validator.descend(inner, schema):
            yield ValidationError(f"in the string, at {fault.json_path}: {fault.message}")


# jsonschema has no types for this.
_Validator: Any = validators.extend(Draft202012Validator, {"contentSchema": _content})  # type: ignore[no-untyped-call]


class Judge:
    """The verdicts of one contract.

    `strict` takes every object for closed: for an implementation of ours, which has no reason to
    answer fields that nobody documented. A vendor may add some at any time.
    """

    def __init__(self, name: str, *, strict: bool = False) -> None:
        self.document = _closed(contracts.load(name)) if strict else contracts.load(name)
        self.route = contracts.router(name)

    @cached_property
    def operations(self) -> dict[str, Any]:
        return {
            operation["operationId"]: operation
            for item in self.document["paths"].values()
            for method, operation in item.items()
            if method in contracts.METHODS
        }

    def pairs(self) -> set[tuple[str, int]]:
        """Every documented (operation id, status)."""
        return {
            (id, int(status))
            for id, operation in self.operations.items()
            for status in operation["responses"]
        }

    def faults(
        self, id: str, status: int, headers: Mapping[str, str], body: bytes, *, head: bool = False
    ) -> list[str]:
        """What is wrong with an answer of that operation; empty where it is as promised."""
        response = self.operations[id]["responses"].get(str(status))
        if response is None:
            return [f"{id}: status {status} is not documented"]
        response = follow(self.document, response)
        faults = list(self._header_faults(response, headers))
        if not head:
            faults += self._body_faults(response, headers.get("Content-Type", ""), body)
        return [f"{id} {status}: {fault}" for fault in faults]

    def _header_faults(self, response: Any, headers: Mapping[str, str]) -> list[str]:
        faults = []
        for name, header in response.get("headers", {}).items():
            header = follow(self.document, header)
            value: Any = headers.get(name)
            if value is None:
                if header.get("required"):
                    faults.append(f"header {name} is missing")
                continue
            if header["schema"].get("type") == "integer":
                value = int(value) if value.isdigit() else value
            faults += self.misfits(header["schema"], value, f"header {name}")
        return faults

    def _body_faults(self, response: Any, content_type: str, body: bytes) -> list[str]:
        content = response.get("content", {})
        if not content:
            return ["a body where none is documented"] if body else []
        media_type = content_type.partition(";")[0]
        media = content.get(media_type)
        if media is None:
            return [f"content type {content_type!r} is not documented"]
        if media_type != "application/json" and not media_type.endswith("+json"):
            return [] if body else ["the body is empty"]
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            return [f"the body is not JSON: {error}"]
        return self.misfits(media["schema"], value, "body")

    def misfits(self, schema: Any, value: Any, where: str) -> list[str]:
        """What is wrong with a value by a schema of this contract."""
        return [
            f"{where} at {error.json_path}: {error.message}"
            for error in self._validator.evolve(schema=schema).iter_errors(value)
        ]

    @cached_property
    def _validator(self) -> Any:
        """Of anything; its references lead into this contract, whatever schema it is given."""
        schemas = {"components": {"schemas": self.document["components"]["schemas"]}}
        return _Validator(schemas, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _closed(item: Any) -> Any:
    if isinstance(item, list):
        return [_closed(inner) for inner in item]
    if not isinstance(item, dict):
        return item
    closed = {key: _closed(inner) for key, inner in item.items()}
    if closed.get("type") == "object" and "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed
