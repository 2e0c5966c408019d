"""Every error Hostinger answers, as a named constructor: status, message, evidence.

Body: `{"message", "correlation_id"}`, and `errors` by field where a field rule failed (documented
for 401, 422 and 500; other statuses are observed or assumed to look the same). Errors of the
domain service carry a code in the message, `[DNS:4005] ...`, and no `errors` (observed).
"""

from collections.abc import Mapping
from typing import Any

import orjson

from simulators.common import laravel
from simulators.kernel.limits import Grant
from simulators.kernel.refusal import Evidence, Refusal, Rule, unsimulated

DOCUMENT = "Hostinger API 1.42.5"


def documented(id: str, source: str = DOCUMENT) -> Rule:
    return Rule(id, Evidence.DOCUMENTED, source)


def observed(id: str, source: str) -> Rule:
    return Rule(id, Evidence.OBSERVED, source)


def assumed(id: str, source: str) -> Rule:
    return Rule(id, Evidence.ASSUMED, source)


def render(refusal: Refusal, correlation_id: str, *, pretty: bool) -> tuple[bytes, str]:
    if refusal.rule is EDGE_USER_AGENT:
        return refusal.message.encode(), "text/plain; charset=UTF-8"
    body: dict[str, Any] = {"message": refusal.message}
    if refusal.errors is not None:
        body["errors"] = refusal.errors
    body["correlation_id"] = correlation_id
    raw = orjson.dumps(body)
    if pretty and refusal.status == 404:
        # orjson indents by two; the observed body has four.
        text = orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()
        raw = text.replace("\n  ", "\n    ").encode()
    return raw, "application/json"


# -- of the whole API ---------------------------------------------------------------------


UNAUTHENTICATED = documented("hostinger.unauthenticated")


def unauthenticated() -> Refusal:
    return Refusal(401, "Unauthenticated", UNAUTHENTICATED)


ROUTE_NOT_FOUND = observed(
    "hostinger.route-not-found",
    "hostinger/api issue 58 shows it for VPS with the code 2002; the other groups by analogy",
)
_SECTIONS = {"dns": "DNS", "domains": "Domains", "billing": "Billing", "vps": "VPS"}


def route_not_found(path: str) -> Refusal:
    parts = path.split("/")
    section = _SECTIONS.get(parts[2]) if len(parts) > 2 else None
    prefix = f"[{section}:2002] " if section else ""
    return Refusal(404, f"{prefix}Route is not found.", ROUTE_NOT_FOUND)


METHOD_NOT_ALLOWED = assumed("hostinger.method-not-allowed", laravel.EVIDENCE)


def method_not_allowed(method: str, path: str, allowed: list[str]) -> Refusal:
    return Refusal(
        405,
        laravel.unsupported_method(method, path, allowed),
        METHOD_NOT_ALLOWED,
        headers={"Allow": ", ".join(allowed)},
    )


NOT_SIMULATED = Rule(
    "hostinger.not-simulated", Evidence.DOCUMENTED, "in the contract, not yet in the simulator"
)


def not_simulated(operation: str) -> Refusal:
    return unsimulated(NOT_SIMULATED, operation)


MALFORMED = assumed("hostinger.malformed-json", "a clear refusal instead of Laravel's empty input")


def malformed(reason: str) -> Refusal:
    return Refusal(400, f"The request body is not a JSON object: {reason}", MALFORMED)


TOO_LARGE = assumed("hostinger.body-too-large", "no size is documented")


def too_large(most: int) -> Refusal:
    return Refusal(413, f"The request body must not be larger than {most} bytes.", TOO_LARGE)


UNSUPPORTED_MEDIA_TYPE = assumed(
    "hostinger.unsupported-media-type", "the document accepts application/json only"
)


def unsupported_media_type(given: str) -> Refusal:
    return Refusal(
        415,
        f"The content type must be application/json, not {given or 'absent'}.",
        UNSUPPORTED_MEDIA_TYPE,
    )


INVALID = documented("hostinger.invalid-fields", f"{DOCUMENT}; {laravel.EVIDENCE}")


def invalid(messages: Mapping[str, Any]) -> Refusal:
    """Field errors as marshmallow nests them; `:attribute` in a text is the field's path."""
    errors = {
        # Laravel writes names with spaces.
        path: [text.replace(":attribute", path.replace("_", " ")) for text in found]
        for path, found in laravel.by_field(messages)
    }
    return Refusal(422, laravel.summary(errors), INVALID, errors=errors)


TOO_MANY_REQUESTS = observed(
    "hostinger.too-many-requests",
    "the body's text; the headers are those of Laravel's ThrottleRequests (inferred)",
)


def too_many_requests(grant: Grant) -> Refusal:
    return Refusal(
        429,
        laravel.THROTTLED,
        TOO_MANY_REQUESTS,
        headers=laravel.throttled_headers(grant),
    )


def limit_headers(grant: Grant) -> dict[str, str]:
    return laravel.throttle_headers(grant)


FAILURE = documented("hostinger.failure")


def failure() -> Refusal:
    return Refusal(500, "Server Error", FAILURE)


EDGE_USER_AGENT = observed(
    "hostinger.edge-user-agent",
    "Cloudflare in front of the API answers python-urllib with a bare `error code: 1010`",
)


def edge_user_agent() -> Refusal:
    return Refusal(403, "error code: 1010", EDGE_USER_AGENT)


def shown(text: str) -> str:
    """As much of a client's input as a message may carry, with nothing unprintable in it."""
    safe = "".join(char if char.isprintable() else "?" for char in text)
    return f"`{safe if len(safe) <= 80 else safe[:77] + '...'}`"
