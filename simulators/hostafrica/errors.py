"""Every error HOSTAFRICA answers, as a named constructor: status, message, evidence.

The document has 400, 404 and 500, in its envelope; whatever else is here is assumed. The token
endpoint is outside the envelope and refuses in the words of OAuth2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from simulators.common import laravel
from simulators.kernel.limits import Grant
from simulators.kernel.refusal import Evidence, Refusal, Rule, unsimulated

ROOT = "/vps_reseller_provider/public"
"""The folder that Laravel is served from; its messages leave it out."""

DOCUMENT = "HOSTAFRICA VPS reseller API 2.0.3"
PASSPORT = "the URL is that of Laravel Passport, so its behaviour"
NOTHING = "[]"
"""What `data` holds where there is nothing to tell."""


def documented(id: str, source: str) -> Rule:
    return Rule(f"hostafrica.{id}", Evidence.DOCUMENTED, f"{DOCUMENT}: {source}")


def assumed(id: str, source: str) -> Rule:
    return Rule(f"hostafrica.{id}", Evidence.ASSUMED, source)


def render(refusal: Refusal) -> bytes:
    if isinstance(refusal, TokenRefusal):
        return orjson.dumps(refusal.body)
    data = orjson.dumps(refusal.errors).decode() if refusal.errors else NOTHING
    return orjson.dumps({"message": refusal.message, "success": "false", "data": data})


# -- of the kernel ------------------------------------------------------------------------


UNAUTHENTICATED = assumed("unauthenticated", f"{PASSPORT}; the document lists no 401")


def unauthenticated() -> Refusal:
    return Refusal(401, "Unauthenticated.", UNAUTHENTICATED)


ROUTE_NOT_FOUND = documented("route-not-found", f"404 in the table of statuses; {laravel.EVIDENCE}")


def route_not_found(path: str) -> Refusal:
    return Refusal(404, f"The route {_route(path)} could not be found.", ROUTE_NOT_FOUND)


def _route(path: str) -> str:
    return path.removeprefix(ROOT).strip("/")[:80]


METHOD_NOT_ALLOWED = assumed("method-not-allowed", laravel.EVIDENCE)


def method_not_allowed(method: str, path: str, allowed: list[str]) -> Refusal:
    return Refusal(
        405,
        laravel.unsupported_method(method, _route(path), allowed),
        METHOD_NOT_ALLOWED,
        headers={"Allow": ", ".join(allowed)},
    )


NOT_SIMULATED = Rule(
    "hostafrica.not-simulated", Evidence.DOCUMENTED, "in the contract, not yet in the simulator"
)


def not_simulated(operation: str) -> Refusal:
    return unsimulated(NOT_SIMULATED, operation)


MALFORMED = documented("malformed-body", "400 in the table of statuses")


def malformed(reason: str) -> Refusal:
    return Refusal(
        400, f"The request body is neither a JSON object nor a form: {reason}", MALFORMED
    )


MEDIA_TYPE = assumed("media-type", "400, as the table of statuses has no 415")


def unsupported_media_type(given: str) -> Refusal:
    text = f"The content type must be that of JSON or of a form, not {given or 'absent'}."
    return Refusal(400, text, MEDIA_TYPE)


TOO_LARGE = assumed("body-too-large", "no size is documented")


def too_large(most: int) -> Refusal:
    return Refusal(413, f"The request body must not be larger than {most} bytes.", TOO_LARGE)


INVALID = documented("invalid-fields", f"400 in the table of statuses; {laravel.EVIDENCE}")


def invalid(messages: Mapping[str, Any]) -> Refusal:
    """Field errors as marshmallow nests them; fields are named as they are on the wire."""
    errors = {
        path: [text.replace(":attribute", path) for text in found]
        for path, found in laravel.by_field(messages)
    }
    return Refusal(400, laravel.summary(errors), INVALID, errors=errors)


TOO_MANY_REQUESTS = assumed("too-many-requests", laravel.EVIDENCE)


def too_many_requests(grant: Grant) -> Refusal:
    headers = laravel.throttled_headers(grant)
    return Refusal(429, laravel.THROTTLED, TOO_MANY_REQUESTS, headers=headers)


def limit_headers(grant: Grant) -> dict[str, str]:
    return laravel.throttle_headers(grant)


FAILURE = documented("failure", "500 in the table of statuses")


def failure() -> Refusal:
    return Refusal(500, "Server Error", FAILURE)


# -- of the API ---------------------------------------------------------------------------


MISSING_SCOPE = assumed("missing-scope", f"{PASSPORT}; the document lists no 403")


def missing_scope() -> Refusal:
    return Refusal(403, "Invalid scope(s) provided.", MISSING_SCOPE)


SERVICE_NOT_FOUND = documented("service-not-found", "404 in the table of statuses")


def service_not_found() -> Refusal:
    return Refusal(404, "Service not found.", SERVICE_NOT_FOUND)


STATE = assumed("state", "which states allow what is not documented")


def state(state: str, verb: str) -> Refusal:
    return Refusal(400, f"Service is {state}: it cannot be {verb}.", STATE)


# -- of the token endpoint ----------------------------------------------------------------


@dataclass
class TokenRefusal(Refusal):
    """An OAuth2 error (RFC 6749, section 5.2)."""

    error: str = ""
    hint: str = ""

    @property
    def body(self) -> dict[str, str]:
        """As league/oauth2-server renders it: the description once more as `message`."""
        body = {"error": self.error, "error_description": self.message}
        if self.hint:
            body["hint"] = self.hint
        return body | {"message": self.message}


NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}

TOKEN_REFUSED = assumed("token-refused", f"{PASSPORT}: league/oauth2-server's errors")
TOKEN_PARAMETERS = assumed("token-parameters", "RFC 6749, section 5.2; league/oauth2-server's text")


def _refused(status: int, error: str, text: str, hint: str = "", **headers: str) -> Refusal:
    rule = TOKEN_PARAMETERS if error == "invalid_request" else TOKEN_REFUSED
    return TokenRefusal(status, text, rule, headers=NO_STORE | headers, error=error, hint=hint)


def invalid_client(*, basic: bool) -> Refusal:
    text = "Client authentication failed"
    if not basic:
        return _refused(401, "invalid_client", text)
    return _refused(401, "invalid_client", text, **{"WWW-Authenticate": 'Basic realm="OAuth"'})


def unsupported_grant_type() -> Refusal:
    return _refused(
        400,
        "unsupported_grant_type",
        "The authorization grant type is not supported by the authorization server.",
        "Check that all required parameters have been provided",
    )


def invalid_scope(scope: str) -> Refusal:
    text = "The requested scope is invalid, unknown, or malformed"
    return _refused(400, "invalid_scope", text, f"Check the `{scope[:80]}` scope")


def parameter(name: str) -> Refusal:
    return _refused(400, "invalid_request", _BAD_REQUEST, f"Check the `{name}` parameter")


def unreadable() -> Refusal:
    return _refused(400, "invalid_request", _BAD_REQUEST, "Check the request body")


_BAD_REQUEST = (
    "The request is missing a required parameter, includes an invalid parameter value, includes a "
    "parameter more than once, or is otherwise malformed."
)
