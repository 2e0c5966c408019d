"""The envelope: what every answer is put into, whether it is one or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import marshmallow as ma
import orjson
from flask import Response, g, request
from marshmallow import fields, validate

from hostingco_api.core.errors import VALIDATION, Refusal
from hostingco_api.web.fields import Answer, Bool, Count, Text

CODES = (
    VALIDATION,
    "AUTHENTICATION_ERROR",
    "AUTHORIZATION_ERROR",
    "NOT_FOUND",
    "CONFLICT",
    "INVALID_STATE",
    "IDEMPOTENCY_MISMATCH",
    "RATE_LIMIT",
    "DATABASE_ERROR",
    "INTERNAL_ERROR",
)


@dataclass(frozen=True)
class Page:
    """One page of a query, for a view to answer."""

    items: list[Any]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return -(-self.total // self.per_page)


@dataclass(frozen=True)
class Said:
    """An answer with a message or a status of its own, or with fields beside those of the thing."""

    data: Any
    message: str | None = None
    status: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


class Meta(Answer):
    page = fields.Integer(required=True, metadata={"minimum": 1})
    per_page = fields.Integer(required=True, metadata={"minimum": 1, "maximum": 100})
    total = Count(required=True)
    total_pages = Count(required=True)


class Links(Answer):
    """Of pages, as paths."""

    self = fields.String(required=True)
    first = fields.String(required=True)
    prev = fields.String(required=True, allow_none=True)
    next = fields.String(required=True, allow_none=True)
    last = fields.String(required=True)


class ErrorAnswer(Answer):
    success = Bool(required=True, validate=validate.Equal(False))
    error = Text(1, required=True)
    code = Text(one_of=CODES, required=True)
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String(), validate=validate.Length(1)),
        required=True,
    )
    request_id = Text(1, required=True)


def schema(id: str, answer: type[ma.Schema] | None, many: bool, message: bool) -> Any:
    """The schema of a good answer, for the document that the code makes of itself."""
    members: dict[str, Any] = {"success": Bool(required=True, validate=validate.Equal(True))}
    if answer:
        members["data"] = fields.Nested(answer, many=many, required=True)
    if many:
        members |= {
            "meta": fields.Nested(Meta, required=True),
            "links": fields.Nested(Links, required=True),
        }
    if message:
        members["message"] = fields.String(required=True)
    return Answer.from_dict(members, name=f"{id}Answer")


def enveloped(data: Any, message: str | None, status: int) -> Response:
    document: dict[str, Any] = {"success": True}
    if isinstance(data, Page):
        document |= {"data": data.items, "meta": _meta(data), "links": _links(data)}
    elif data is not None:
        document["data"] = data
    if message is not None:
        document["message"] = message
    return Response(orjson.dumps(document), status, content_type="application/json")


def _meta(page: Page) -> dict[str, int]:
    return {
        "page": page.page,
        "per_page": page.per_page,
        "total": page.total,
        "total_pages": page.pages,
    }


def _links(page: Page) -> dict[str, str | None]:
    said = request.args.to_dict()

    def link(number: int) -> str:
        query = urlencode(said | {"page": str(number), "per_page": str(page.per_page)})
        return f"{request.path}?{query}"

    last = max(1, page.pages)
    return {
        "self": link(page.page),
        "first": link(1),
        "prev": link(min(page.page - 1, last)) if page.page > 1 else None,
        "next": link(page.page + 1) if page.page < last else None,
        "last": link(last),
    }


def refused(refusal: Refusal) -> Response:
    """Of wrong fields, what is wrong with each (422); what cannot be read at all is 400."""
    wrong = refusal.code == VALIDATION and refusal.details and refusal.status == 400
    document = {
        "success": False,
        "error": refusal.message,
        "code": refusal.code if refusal.code in CODES else "INTERNAL_ERROR",
        "errors": {name: [text] for name, text in refusal.details.items()},
        "request_id": g.request_id,
    }
    status = 422 if wrong else refusal.status
    answer = Response(orjson.dumps(document), status, content_type="application/json")
    answer.headers.update(refusal.headers)
    return answer
