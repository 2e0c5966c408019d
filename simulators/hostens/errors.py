"""What every section of Hostens refuses alike, as named constructors: status, keys, evidence.

The body is `{"error": [...]}`, always a list of keys of HostBill's language pack; a key with
something to say is a list itself, `["wait_x_between_action", 24]`. The document has no errors at
all. The statuses 401 and their bodies were recorded of the same software; everything else is
assumed. Keys that no language pack has are written as it writes them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from simulators.kernel.limits import Grant
from simulators.kernel.refusal import Evidence, Refusal, Rule, unsimulated

RECORDED = "recorded of Time4VPS, which runs the same software"
PACK = "a key of HostBill's language pack"
SILENT = "the document has no errors"

REQUIRED = "field_marked_required"
WRONG = "field_format_error"
"""Both of HostBill's language pack; `invalid` puts the field's name beside them."""

Key = str | list[Any]
"""`"wronglogin"`, or with what it is about `["field_marked_required", "name"]`."""


def observed(id: str, source: str) -> Rule:
    return Rule(f"hostens.{id}", Evidence.OBSERVED, source)


def assumed(id: str, source: str) -> Rule:
    return Rule(f"hostens.{id}", Evidence.ASSUMED, source)


@dataclass
class KeyedRefusal(Refusal):
    keys: tuple[Key, ...] = ()


def refuse(status: int, rule: Rule, *keys: Key, **headers: str) -> Refusal:
    first = keys[0] if isinstance(keys[0], str) else " ".join(map(str, keys[0]))
    return KeyedRefusal(status, first, rule, headers=headers, keys=keys)


def keys_of(refusal: Refusal) -> list[Key]:
    """What is in `error`."""
    return list(refusal.keys) if isinstance(refusal, KeyedRefusal) else [refusal.message]


def render(refusal: Refusal) -> bytes:
    return orjson.dumps({"error": keys_of(refusal)})


# -- of the kernel ------------------------------------------------------------------------


UNAUTHENTICATED = observed("wrong-login", RECORDED)


def unauthenticated() -> Refusal:
    return refuse(401, UNAUTHENTICATED, "wronglogin", "unauthorized")


IP_NOT_ALLOWED = observed("ip-not-allowed", RECORDED)


def ip_not_allowed() -> Refusal:
    return refuse(401, IP_NOT_ALLOWED, "ipnotallowed", "unauthorized")


TOO_MANY_REQUESTS = observed("wait-between-actions", f"{RECORDED}; 401, not 429")


def too_many_requests(grant: Grant) -> Refusal:
    wait: Key = ["wait_x_between_action", grant.retry_after]
    return refuse(401, TOO_MANY_REQUESTS, wait, "unauthorized")


def limit_headers(grant: Grant) -> dict[str, str]:
    return {}


ROUTE_NOT_FOUND = assumed("route-not-found", SILENT)


def route_not_found(path: str) -> Refusal:
    return refuse(404, ROUTE_NOT_FOUND, "notfound")


METHOD_NOT_ALLOWED = assumed("method-not-allowed", SILENT)


def method_not_allowed(method: str, path: str, allowed: list[str]) -> Refusal:
    return refuse(405, METHOD_NOT_ALLOWED, "method_not_allowed", Allow=", ".join(allowed))


NOT_SIMULATED = Rule(
    "hostens.not-simulated", Evidence.DOCUMENTED, "in the contract, not yet in the simulator"
)


def not_simulated(operation: str) -> Refusal:
    return unsimulated(NOT_SIMULATED, operation)


MALFORMED = assumed("malformed-body", f"{SILENT}; {PACK}")


def malformed(reason: str) -> Refusal:
    return refuse(400, MALFORMED, ["data_format_error", reason])


MEDIA_TYPE = assumed("media-type", f"{SILENT}; {PACK}")


def unsupported_media_type(given: str) -> Refusal:
    return refuse(400, MEDIA_TYPE, ["data_format_error", given or "no content type"])


TOO_LARGE = assumed("body-too-large", SILENT)


def too_large(most: int) -> Refusal:
    return refuse(413, TOO_LARGE, ["request_too_large", most])


INVALID = assumed("invalid-fields", f"{SILENT}; keys of HostBill's language pack")


def invalid(messages: Mapping[str, Any]) -> Refusal:
    """Field errors as marshmallow nests them, whose texts are keys."""
    return refuse(400, INVALID, *_keys(messages, ""))


def _keys(messages: Any, path: str) -> Iterator[Key]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _keys(inner, f"{path}.{name}" if path else str(name))
    else:
        for key in messages:
            # The pack's own keys say which field it is, but for these two.
            yield [key, path] if key in (REQUIRED, WRONG) else key


def wrong(*fields: str) -> Refusal:
    """Whose values stand for nothing: an id of what is not there, a choice that is not."""
    return invalid({field: [WRONG] for field in fields})


FAILURE = assumed("failure", SILENT)


def failure() -> Refusal:
    return refuse(500, FAILURE, "server_error")


# -- of every section ---------------------------------------------------------------------


NOT_FOUND = assumed("not-found", "no status and no text is known for what is not there")


def not_found() -> Refusal:
    return refuse(404, NOT_FOUND, "notfound")


INVALID_HOSTNAME = assumed("invalid-hostname", PACK)


def invalid_hostname() -> Refusal:
    """Of a server."""
    return refuse(400, INVALID_HOSTNAME, "invalid_hostname")


DOMAIN_FORMAT = assumed("domain-format", f"{SILENT}; {PACK}")


def domain_format() -> Refusal:
    """Of a domain, and of what a service is for."""
    return refuse(400, DOMAIN_FORMAT, "domain_format_error")


UNPAID_INVOICE = assumed("unpaid-invoice", PACK)


def unpaid_invoice() -> Refusal:
    return refuse(400, UNPAID_INVOICE, "unpaid_invoice_for_service")


FORBIDDEN = assumed("no-privilege", "contacts have privileges, but no refusal is documented")


def forbidden() -> Refusal:
    return refuse(403, FORBIDDEN, "permission_denied")
