"""Compare two OpenAPI documents operation by operation, both ways.

What counts is what a client can see: parameters, bodies, statuses, headers, schemas, security.
What does not: names of components, descriptions, examples, links, the order of things.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts import METHODS

_ANNOTATIONS = {"description", "title", "summary", "example", "examples", "deprecated", "links"}


def compare(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[str]:
    """What differs, a line each: `<operation>/<where>: <left> is not <right>`."""
    return list(_differences(summarise(left), summarise(right), ""))


def summarise(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with references followed and annotations dropped, by operation."""
    return {
        f"{method.upper()} {path}": _operation(document, item, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def _operation(document: Mapping[str, Any], item: Any, operation: Any) -> dict[str, Any]:
    given = [*item.get("parameters", []), *operation.get("parameters", [])]
    parameters = [follow(document, parameter) for parameter in given]
    body = follow(document, operation.get("requestBody", {}))
    return {
        "operationId": operation.get("operationId"),
        "security": operation.get("security", document.get("security", [])),
        "parameters": {f"{p['in']} {p['name']}": _valued(document, p) for p in parameters},
        "body": {
            "required": body.get("required", False),
            "content": _content(document, body),
        },
        "responses": {
            str(status): _response(document, follow(document, response))
            for status, response in operation["responses"].items()
        },
    }


def _response(document: Mapping[str, Any], response: Any) -> dict[str, Any]:
    headers = {
        name.lower(): _valued(document, follow(document, header))
        for name, header in response.get("headers", {}).items()
    }
    return {"headers": headers, "content": _content(document, response)}


def _content(document: Mapping[str, Any], holder: Any) -> dict[str, Any]:
    return {
        media_type: _schema(document, media.get("schema", {}))
        for media_type, media in holder.get("content", {}).items()
    }


def _valued(document: Mapping[str, Any], item: Any) -> dict[str, Any]:
    """A parameter or header."""
    return {
        "required": item.get("required", False),
        "schema": _schema(document, item.get("schema", {})),
    }


def _schema(document: Mapping[str, Any], schema: Any) -> Any:
    if not isinstance(schema, Mapping):
        return schema
    schema = follow(document, schema)
    result: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in _ANNOTATIONS or keyword.startswith("x-"):
            continue
        if keyword == "additionalProperties" and value in (True, {}):
            continue
        if keyword in ("properties", "patternProperties"):
            result[keyword] = {name: _schema(document, inner) for name, inner in value.items()}
        elif keyword in ("oneOf", "anyOf", "allOf"):
            alternatives = (_schema(document, inner) for inner in value)
            result[keyword] = sorted(
                alternatives, key=lambda one: (repr(one.get("type")), repr(one))
            )
        elif keyword in ("required", "enum"):
            if value:
                result[keyword] = sorted(value, key=repr)
        elif keyword == "type":
            result[keyword] = sorted(value) if isinstance(value, list) else [value]
        elif keyword in ("items", "additionalProperties", "not", "contentSchema"):
            result[keyword] = _schema(document, value)
        else:
            result[keyword] = value
    return result


def follow(document: Mapping[str, Any], item: Any) -> Any:
    while isinstance(item, Mapping) and "$ref" in item:
        target: Any = document
        for part in item["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        item = target
    return item


def _differences(left: Any, right: Any, where: str) -> Iterator[str]:
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(left.keys() | right.keys()):
            place = f"{where} > {key}" if where else key
            if key not in right:
                yield f"{place}: only in the first: {left[key]!r}"
            elif key not in left:
                yield f"{place}: only in the second: {right[key]!r}"
            else:
                yield from _differences(left[key], right[key], place)
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from _differences(one, other, f"{where} > {number}")
    elif left != right:
        yield f"{where}: {left!r} is not {right!r}"
