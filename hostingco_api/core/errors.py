"""Every way to say no, as values: the rules raise them, an API puts them into its own words."""

from collections.abc import Mapping

VALIDATION = "VALIDATION_ERROR"
STATUSES = {
    "AUTHENTICATION_ERROR": 401,
    "AUTHORIZATION_ERROR": 403,
    VALIDATION: 400,
    "NOT_FOUND": 404,
    "CONFLICT": 409,
    "RATE_LIMIT": 429,
    "DATABASE_ERROR": 500,
    "EXTERNAL_SERVICE_ERROR": 502,
    "INTERNAL_ERROR": 500,
}
"""The documented codes. What has no code of its own, as a wrong method has not, is a
VALIDATION_ERROR with the HTTP status that fits (assumed)."""


class Refusal(Exception):
    """`details` is what a program may read: of wrong fields, the message of each."""

    def __init__(
        self,
        code: str,
        message: str,
        details: Mapping[str, str] | None = None,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = dict(details or {})
        self.status = status or STATUSES[code]
        self.headers = dict(headers or {})


def invalid(**fields: str) -> Refusal:
    """A field says what cannot be."""
    return Refusal(VALIDATION, "Validation failed", fields)


def unauthenticated(message: str = "A valid access token is required") -> Refusal:
    return Refusal(
        "AUTHENTICATION_ERROR", message, headers={"WWW-Authenticate": 'Bearer realm="hostingco"'}
    )


def bad_token() -> Refusal:
    return unauthenticated("The access token is invalid or has expired")


def forbidden(message: str = "Your role does not allow this") -> Refusal:
    return Refusal("AUTHORIZATION_ERROR", message)


def not_found(what: str) -> Refusal:
    """Also of what is somebody else's: that it exists is none of the caller's business."""
    return Refusal("NOT_FOUND", f"{what} not found")


def conflict(message: str) -> Refusal:
    return Refusal("CONFLICT", message)


def invalid_state(message: str) -> Refusal:
    """The life cycle has no such step."""
    return Refusal("INVALID_STATE", message, status=409)


def provider_failed(message: str) -> Refusal:
    return Refusal("EXTERNAL_SERVICE_ERROR", message)
