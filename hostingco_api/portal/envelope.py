"""The envelope: what every answer is put into, whether it is one or a refusal."""

from dataclasses import dataclass
from typing import Any

import marshmallow as ma
import orjson
from flask import Response
from marshmallow import fields, validate

from hostingco_api.core.clock import iso
from hostingco_api.core.errors import STATUSES, Refusal
from hostingco_api.services import services
from hostingco_api.web.fields import Answer, Bool, Count, Text, Time


@dataclass(frozen=True)
class Said:
    """An answer with a message of its own."""

    data: Any
    message: str


@dataclass(frozen=True)
class Page:
    """One page of a query, for a view to answer."""

    items: list[Any]
    page: int
    limit: int
    total: int


class Pagination(Answer):
    page = fields.Integer(required=True, metadata={"minimum": 1})
    limit = fields.Integer(required=True, metadata={"minimum": 1})
    total = Count(required=True)
    pages = Count(required=True)


class Error(Answer):
    code = Text(one_of=tuple(STATUSES), required=True)
    message = fields.String(required=True)
    details = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class ErrorAnswer(Answer):
    success = Bool(required=True, validate=validate.Equal(False))
    error = fields.Nested(Error, required=True)
    timestamp = Time(required=True)


def schema(id: str, answer: type[ma.Schema] | None, many: bool, paged: bool) -> Any:
    """The schema of a good answer, for the document that the code makes of itself."""
    if answer is None:
        data: Any = fields.Raw(required=True, metadata={"type": "null"})
    else:
        data = fields.Nested(answer, many=many or paged, required=True)
    success = Bool(required=True, validate=validate.Equal(True))
    members: dict[str, Any] = {"success": success, "data": data}
    if paged:
        members["pagination"] = fields.Nested(Pagination, required=True)
    members |= {"message": fields.String(required=True), "timestamp": Time(required=True)}
    return Answer.from_dict(members, name=f"{id}Answer")


def enveloped(data: Any, message: str, status: int) -> Response:
    document: dict[str, Any] = {"success": True, "data": data}
    if isinstance(data, Page):
        pages = -(-data.total // data.limit)
        document["data"] = data.items
        document["pagination"] = {
            "page": data.page,
            "limit": data.limit,
            "total": data.total,
            "pages": pages,
        }
    document |= {"message": message, "timestamp": iso(services().config.clock())}
    return Response(orjson.dumps(document), status, content_type="application/json")


def refused(refusal: Refusal) -> Response:
    document = {
        "success": False,
        "error": {
            "code": refusal.code,
            "message": refusal.message,
            "details": refusal.details,
        },
        "timestamp": iso(services().config.clock()),
    }
    answer = Response(orjson.dumps(document), refusal.status, content_type="application/json")
    answer.headers.update(refusal.headers)
    return answer
