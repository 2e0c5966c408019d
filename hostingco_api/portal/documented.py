"""What the document that the code makes of itself says of an operation."""

from collections.abc import Callable
from typing import Any

import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from apispec.ext.marshmallow.openapi import OpenAPIConverter

from hostingco_api.portal import envelope
from hostingco_api.portal.fields import Change, pattern

_COUNTED = {
    f"X-RateLimit-{name}": {"required": True, "schema": {"type": "integer", "minimum": 0}}
    for name in ("Limit", "Remaining", "Reset")
}
_KEPT = {
    "Content-Disposition": {
        "required": True,
        "schema": {"type": "string", "pattern": r'^attachment; filename="[^"]+\.pdf"$'},
    }
}
_WAIT = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}


class Converter(OpenAPIConverter):
    """What apispec does not know of a schema or a field by itself."""

    def schema2jsonschema(self, schema: Any) -> Any:
        found = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        cls = resolve_schema_cls(schema)
        if isinstance(cls, type) and issubclass(cls, Change):
            found["minProperties"] = 1
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
    answer: type[ma.Schema] | None,
    *,
    many: bool,
    paged: bool,
    status: int,
    refusals: set[int],
    counted: bool,
    public: bool,
    of: str | None,
    file: str | None,
) -> Any:
    """Note down at a view what its answers are, for flask-smorest to make the document of it."""
    count = _COUNTED if counted else {}
    schema = envelope.schema(id, answer, many, paged)
    if file:
        schema = {"type": "string", "format": "binary"}
    beside = {**count, **(_KEPT if file else {})} or None
    view = blp.response(status, schema, content_type=file, headers=beside)(view)
    for refusal in sorted(refusals):
        headers = {**count, **(_WAIT if refusal == 429 else {})}
        headers = {} if refusal == 500 else headers
        view = blp.alt_response(refusal, schema=envelope.ErrorAnswer, headers=headers or None)(view)
    documented: dict[str, Any] = {"operationId": id}
    if public:
        documented["security"] = []
    if of:
        where = {"name": "id", "in": "path", "required": True}
        documented["parameters"] = [where | {"schema": {"type": "string", "pattern": pattern(of)}}]
    return blp.doc(**documented)(view)
