"""What the document that the code makes of itself says of an operation."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from apispec.ext.marshmallow.openapi import OpenAPIConverter

from hostingco_api.web.fields import Change

_WAIT = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
Headers = dict[str, Any]


class Converter(OpenAPIConverter):
    """What apispec does not know of a schema or a field by itself."""

    def schema2jsonschema(self, schema: Any) -> Any:
        found = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        cls = resolve_schema_cls(schema)
        if isinstance(cls, type) and issubclass(cls, Change):
            found["minProperties"] = 1
        return found

    def field2property(self, field: Any) -> Any:
        found = super().field2property(field)
        if found.get("default", 0) is None:  # of what may be left out anyway
            del found["default"]
        if schemas := getattr(field, "one_of", None):
            found["oneOf"] = [self.resolve_nested_schema(schema) for schema in schemas]  # type: ignore[no-untyped-call]
        return found


class Plugin(MarshmallowPlugin):
    """Sections may have schemas of the same name."""

    Converter = Converter

    def __init__(self) -> None:
        super().__init__(schema_name_resolver=_schema_name)


def _schema_name(schema: Any) -> str:
    cls: Any = resolve_schema_cls(schema)
    return f"{cls.__module__}.{cls.__name__}"


def describe(
    blp: Any,
    view: Callable[..., Any],
    id: str,
    answer: Any,
    error: type[ma.Schema],
    refusals: set[int],
    *,
    status: int = 200,
    headers: Headers | None = None,
    more: Headers | None = None,
    own: Mapping[int, Headers] | None = None,
    file: str | None = None,
    public: bool = False,
    parameters: Sequence[dict[str, Any]] = (),
) -> Any:
    """Note down at a view what its answers are, for flask-smorest to make the document of it.

    `headers` are those of every answer but a 500, `more` those of the good one beside them, `own`
    those of refusals of a status.
    """
    every, refused = headers or {}, error()
    beside = {**every, **(more or {})} or None
    view = blp.response(status, answer, content_type=file, headers=beside)(view)
    for refusal in sorted(refusals):
        had = {} if refusal == 500 else {**every, **(_WAIT if refusal == 429 else {})}
        had |= (own or {}).get(refusal, {})
        view = blp.alt_response(refusal, schema=refused, headers=had or None)(view)
    documented: dict[str, Any] = {"operationId": id}
    if public:
        documented["security"] = []
    if parameters:
        documented["parameters"] = [*parameters]
    return blp.doc(**documented)(view)
