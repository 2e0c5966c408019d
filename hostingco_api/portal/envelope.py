"""The envelope: what every answer is put into, whether it is one or a refusal.

Whatever is raised on the way of a request becomes an error in it.
"""

from dataclasses import dataclass
from typing import Any

import marshmallow as ma
import orjson
from flask import Flask, Response, current_app
from marshmallow import fields, validate
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from hostingco_api.core.clock import iso
from hostingco_api.core.database import is_busy, is_taken
from hostingco_api.core.errors import STATUSES, VALIDATION, Refusal, conflict
from hostingco_api.portal.fields import Answer, Bool, Count, Text, Time
from hostingco_api.services import services


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


def install(app: Flask) -> None:
    """Put into the envelope whatever goes wrong."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(IntegrityError, _raced)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(Exception, _internal)


def _http(error: HTTPException) -> Response:
    """What Flask refuses: no such path, no such method, too large a body."""
    status = error.code or 500
    if error.response is not None and status < 400:
        return refused(Refusal("NOT_FOUND", "Not found"))
    code = "NOT_FOUND" if status == 404 else VALIDATION if status < 500 else "INTERNAL_ERROR"
    headers = {
        name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    }
    return refused(Refusal(code, error.name, status=status, headers=headers))


def _raced(error: IntegrityError) -> Response:
    """The rules looked first: somebody else was quicker since."""
    if not is_taken(error):
        return _internal(error)
    current_app.logger.info("a write met another one: %s", type(error.orig).__name__)
    return refused(conflict("Somebody else changed the same thing at the same time: try again"))


def _database(error: SQLAlchemyError) -> Response:
    if is_busy(error):
        current_app.logger.warning("the database is busy: %s", type(error).__name__)
        busy = "The database is busy: try again"
        return refused(Refusal("DATABASE_ERROR", busy))
    current_app.logger.error("the database failed", exc_info=error)
    return refused(Refusal("DATABASE_ERROR", "The database is not available"))


def _internal(error: Exception) -> Response:
    current_app.logger.error("a request failed", exc_info=error)
    return refused(Refusal("INTERNAL_ERROR", "Something went wrong on our side"))
