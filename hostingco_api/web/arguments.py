"""Reading requests: JSON bodies and queries, by marshmallow's schemas."""

from collections.abc import Mapping
from typing import Any, NoReturn

import marshmallow as ma
import orjson
from flask import Request
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.flaskparser import FlaskParser

from hostingco_api.core.errors import VALIDATION, Refusal, invalid


class Parser(FlaskParser):
    """Bodies are JSON objects, and say so. No body counts as an empty one."""

    DEFAULT_VALIDATION_STATUS = 400
    DEFAULT_UNKNOWN_BY_LOCATION = {}  # noqa: RUF012 (the base's; so schemas refuse, as they say)

    def _raw_load_json(self, req: Request) -> Any:
        raw = req.get_data()
        if not raw:
            return {}
        if req.mimetype != "application/json":
            raise Refusal(VALIDATION, "The body has to be application/json", status=415)
        try:
            document = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise Refusal(VALIDATION, f"The body is no JSON: {error}") from error
        if not isinstance(document, dict):
            raise Refusal(VALIDATION, "The body has to be an object")
        return document

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        twice = [name for name, values in req.args.lists() if len(values) > 1]
        if twice:
            raise invalid(**dict.fromkeys(twice, "Given more than once."))
        return req.args.to_dict()

    def handle_error(
        self,
        error: ma.ValidationError,
        req: Request,
        schema: ma.Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        assert isinstance(error.messages, dict)
        # webargs nests what it found under the location it read.
        ((_, found),) = error.messages.items()
        raise Refusal(VALIDATION, "Validation failed", _flat(found)) from error


def _flat(messages: Any, where: str = "") -> dict[str, str]:
    """The first message of every field, `settings.firewall` for one."""
    if isinstance(messages, list):
        return {where or "body": str(messages[0])}
    flat: dict[str, str] = {}
    for name, inner in messages.items():
        at = where if name == "_schema" else f"{where}.{name}" if where else str(name)
        flat |= _flat(inner, at)
    return flat


class Blueprint(SmorestBlueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER = Parser()
