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
LARAVEL = "the error texts and status codes are those of the Laravel framework"


def _documented(id: str, source: str = DOCUMENT) -> Rule:
    return Rule(id, Evidence.DOCUMENTED, source)


def _observed(id: str, source: str) -> Rule:
    return Rule(id, Evidence.OBSERVED, source)


def _assumed(id: str, source: str) -> Rule:
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


UNAUTHENTICATED = _documented("hostinger.unauthenticated")


def unauthenticated() -> Refusal:
    return Refusal(401, "Unauthenticated", UNAUTHENTICATED)


ROUTE_NOT_FOUND = _observed(
    "hostinger.route-not-found",
    "hostinger/api issue 58 shows it for VPS with the code 2002; the other groups by analogy",
)
_SECTIONS = {"dns": "DNS", "domains": "Domains", "billing": "Billing", "vps": "VPS"}


def route_not_found(path: str) -> Refusal:
    parts = path.split("/")
    section = _SECTIONS.get(parts[2]) if len(parts) > 2 else None
    prefix = f"[{section}:2002] " if section else ""
    return Refusal(404, f"{prefix}Route is not found.", ROUTE_NOT_FOUND)


METHOD_NOT_ALLOWED = _assumed("hostinger.method-not-allowed", LARAVEL)


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


MALFORMED = _assumed("hostinger.malformed-json", "a clear refusal instead of Laravel's empty input")


def malformed(reason: str) -> Refusal:
    return Refusal(400, f"The request body is not a JSON object: {reason}", MALFORMED)


TOO_LARGE = _assumed("hostinger.body-too-large", "no size is documented")


def too_large(most: int) -> Refusal:
    return Refusal(413, f"The request body must not be larger than {most} bytes.", TOO_LARGE)


UNSUPPORTED_MEDIA_TYPE = _assumed(
    "hostinger.unsupported-media-type", "the document accepts application/json only"
)


def unsupported_media_type(given: str) -> Refusal:
    return Refusal(
        415,
        f"The content type must be application/json, not {given or 'absent'}.",
        UNSUPPORTED_MEDIA_TYPE,
    )


INVALID = _documented("hostinger.invalid-fields", f"{DOCUMENT}; {LARAVEL}")


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
        yield path, [text.replace(":attribute", path) for text in messages]
        return
    for key, inner in messages.items():
        # What is wrong with an object as a whole is told under the object's own name.
        name = path if key == "_schema" else f"{path}.{key}" if path else str(key)
        yield from _flatten(inner, name)


TOO_MANY_REQUESTS = _observed(
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


FAILURE = _documented("hostinger.failure")


def failure() -> Refusal:
    return Refusal(500, "Server Error", FAILURE)


EDGE_USER_AGENT = _observed(
    "hostinger.edge-user-agent",
    "Cloudflare in front of the API answers python-urllib with a bare `error code: 1010`",
)


def edge_user_agent() -> Refusal:
    return Refusal(403, "error code: 1010", EDGE_USER_AGENT)


# -- DNS ----------------------------------------------------------------------------------


DNS_DOMAIN_INVALID = _observed("hostinger.dns.domain-invalid", "report 70127168340")


def dns_domain_invalid() -> Refusal:
    return Refusal(422, "[DNS:4005] Domain name is not valid!", DNS_DOMAIN_INVALID)


DNS_NOT_OWNER = _observed("hostinger.dns.not-owner", "reports 70210678848, 70461774708")


def dns_not_owner(domain: str) -> Refusal:
    return Refusal(403, f"[DNS:4002] Customer does not own {domain}", DNS_NOT_OWNER)


DNS_DOMAIN_NOT_FOUND = _observed(
    "hostinger.dns.domain-not-found",
    "PUT: reports 59696133780, 61969261127; the other operations by analogy",
)


def dns_domain_not_found() -> Refusal:
    return Refusal(404, "[DNS:4009] Domain not found", DNS_DOMAIN_NOT_FOUND)


DNS_SNAPSHOT_NOT_FOUND = _assumed(
    "hostinger.dns.snapshot-not-found", "by analogy with the domain's error"
)


def dns_snapshot_not_found() -> Refusal:
    return Refusal(404, "[DNS:4009] Snapshot not found", DNS_SNAPSHOT_NOT_FOUND)


DNS_TTL = _observed(
    "hostinger.dns.ttl",
    "the minimum: reports 69267157058, 66026059233; the maximum is RFC 2181's, by analogy",
)


def dns_ttl_too_small(least: int) -> Refusal:
    return _record(f"Resource record TTL must be at least {least} seconds!", DNS_TTL)


def dns_ttl_too_large(most: int) -> Refusal:
    return _record(f"Resource record TTL must be at most {most} seconds!", DNS_TTL)


DNS_ALIAS_CONFLICT = _observed("hostinger.dns.alias-conflict", "reports 71097644895, 66516278201")


def dns_alias_conflict(fqdn: str, other: str) -> Refusal:
    text = f"RRset {fqdn} IN ALIAS must not be used with {other} on the same name"
    return _record(text, DNS_ALIAS_CONFLICT)


DNS_RECORD_CONFLICT = _observed(
    "hostinger.dns.record-conflict", "lego pull request 2690; reports 57965731321, 58777444346"
)


def dns_record_conflict() -> Refusal:
    return Refusal(
        422,
        "[DNS:4008] DNS resource record is not valid or conflicts with another resource record",
        DNS_RECORD_CONFLICT,
    )


DNS_NAME_INVALID = _assumed("hostinger.dns.name-invalid", "RFC 1035 names; the text by analogy")


def dns_name_invalid(name: str) -> Refusal:
    return _record(f"Record name {_shown(name)} is not valid!", DNS_NAME_INVALID)


DNS_CONTENT_INVALID = _assumed(
    "hostinger.dns.content-invalid", "the RFC of each record type; the text by analogy"
)


def dns_content_invalid(type: str, content: str) -> Refusal:
    return _record(f"{type} record content {_shown(content)} is not valid!", DNS_CONTENT_INVALID)


DNS_MIXED_BATCH = _observed("hostinger.dns.mixed-batch", "report 70165734832")


def dns_mixed_batch() -> Refusal:
    return Refusal(500, "Server Error", DNS_MIXED_BATCH)


def _record(text: str, rule: Rule) -> Refusal:
    return Refusal(422, f"[DNS:4005] {text}", rule)


def _shown(text: str) -> str:
    """As much of a client's input as a message may carry, with nothing unprintable in it."""
    safe = "".join(char if char.isprintable() else "?" for char in text)
    return f"`{safe if len(safe) <= 80 else safe[:77] + '...'}`"
