"""Every error Hostinger answers, as a named constructor: status, message, evidence.

Body: `{"message", "correlation_id"}`, and `errors` by field where a field rule failed (documented
for 401, 422 and 500; other statuses are observed or assumed to look the same). Errors of the
domain service carry a code in the message, `[DNS:4005] ...`, and no `errors` (observed).
"""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

import orjson

from simulators.kernel.limits import Grant
from simulators.kernel.refusal import Evidence, Refusal, Rule

DOCUMENT = "Hostinger API 1.42.5"
REQUIRED = "The :attribute field is required."
SELECTED = "The selected :attribute is invalid."
LARAVEL = "the error texts and status codes are those of the Laravel framework"


def texts(kind: str) -> dict[str, Any]:
    """The error messages of a field that has to be `kind`, as in "must be a string"."""
    text = f"The :attribute field must be {kind}."
    return {"required": REQUIRED, "null": text, "invalid": text}


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


METHOD_NOT_ALLOWED = assumed("hostinger.method-not-allowed", LARAVEL)


def method_not_allowed(method: str, path: str, allowed: list[str]) -> Refusal:
    methods = ", ".join(allowed)
    route = path.strip("/")
    return Refusal(
        405,
        f"The {method} method is not supported for route {route}. Supported methods: {methods}.",
        METHOD_NOT_ALLOWED,
        headers={"Allow": methods},
    )


NOT_SIMULATED = Rule(
    "hostinger.not-simulated", Evidence.DOCUMENTED, "in the contract, not yet in the simulator"
)


def not_simulated(operation: str) -> Refusal:
    return Refusal(
        501,
        f"hostsim does not simulate {operation} yet; `hostsim operations` lists what it does.",
        NOT_SIMULATED,
        headers={"X-Sim-Unimplemented": operation},
    )


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


INVALID = documented("hostinger.invalid-fields", f"{DOCUMENT}; {LARAVEL}")


def invalid(messages: Mapping[str, Any]) -> Refusal:
    """Field errors as marshmallow nests them; `:attribute` in a text is the field's path."""
    errors = dict(_flatten(messages))
    first = next(iter(errors.values()))[0]
    more = sum(map(len, errors.values())) - 1
    if more:
        first += f" (and {more} more error{'s' if more > 1 else ''})"
    return Refusal(422, first, INVALID, errors=errors)


def _flatten(messages: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    if isinstance(messages, list):
        shown = path.replace("_", " ")  # as Laravel writes names
        yield path, [text.replace(":attribute", shown) for text in messages]
        return
    for key, inner in messages.items():
        # What is wrong with an object as a whole is told under the object's own name.
        name = path if key == "_schema" else f"{path}.{key}" if path else str(key)
        yield from _flatten(inner, name)


TOO_MANY_REQUESTS = observed(
    "hostinger.too-many-requests",
    "the body's text; the headers are those of Laravel's ThrottleRequests (inferred)",
)


def too_many_requests(grant: Grant) -> Refusal:
    return Refusal(
        429,
        "Too Many Attempts.",
        TOO_MANY_REQUESTS,
        headers={
            "Retry-After": str(grant.retry_after),
            "X-RateLimit-Reset": str(ceil(grant.reset.timestamp())),
        },
    )


def limit_headers(grant: Grant) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(grant.limit),
        "X-RateLimit-Remaining": str(grant.remaining),
    }


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
