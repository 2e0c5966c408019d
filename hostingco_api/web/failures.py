"""Whatever is raised on the way of a request becomes a refusal, for an API to put into words."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from hostingco_api.core.database import is_busy, is_taken
from hostingco_api.core.errors import VALIDATION, Refusal, conflict


def install(app: Flask, refused: Callable[[Refusal], Response]) -> None:
    """Have `refused` say whatever goes wrong."""

    def handle(error: type[Exception], become: Callable[[Any], Refusal]) -> None:
        app.register_error_handler(error, lambda raised: refused(become(raised)))

    app.register_error_handler(Refusal, refused)
    handle(HTTPException, http)
    handle(IntegrityError, _raced)
    handle(SQLAlchemyError, _database)
    handle(Exception, _internal)


def http(error: HTTPException) -> Refusal:
    """What Flask refuses: no such path, no such method, too large a body."""
    status = error.code or 500
    if error.response is not None and status < 400:
        return Refusal("NOT_FOUND", "Not found")
    code = "NOT_FOUND" if status == 404 else VALIDATION if status < 500 else "INTERNAL_ERROR"
    headers = {
        name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    }
    return Refusal(code, error.name, status=status, headers=headers)


def _raced(error: IntegrityError) -> Refusal:
    """The rules looked first: somebody else was quicker since."""
    if not is_taken(error):
        return _internal(error)
    current_app.logger.info("a write met another one: %s", type(error.orig).__name__)
    return conflict("Somebody else changed the same thing at the same time: try again")


def _database(error: SQLAlchemyError) -> Refusal:
    if is_busy(error):
        current_app.logger.warning("the database is busy: %s", type(error).__name__)
        return Refusal("DATABASE_ERROR", "The database is busy: try again")
    current_app.logger.error("the database failed%s", _which(), exc_info=error)
    return Refusal("DATABASE_ERROR", "The database is not available")


def _internal(error: Exception) -> Refusal:
    current_app.logger.error("a request failed%s", _which(), exc_info=error)
    return Refusal("INTERNAL_ERROR", "Something went wrong on our side")


def _which() -> str:
    """The id that the caller was told, by which they may ask what happened."""
    return f": {g.request_id}" if "request_id" in g else ""
