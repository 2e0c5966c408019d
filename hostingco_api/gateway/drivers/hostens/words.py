"""What Hostens' refusals say. They are keys of the language pack of HostBill, whose API this is."""

from typing import Any

THROTTLED = "wait_x_between_action"
ADDRESS = "ipnotallowed"
_SILENT = ("unauthorized",)
"""Stands beside every reason why nobody is logged in."""
_TEXTS = {
    "wronglogin": "wrong user name or password",
    ADDRESS: "the account does not allow this address: allow it in the client area",
    "permission_denied": "this contact of the account has not got the privilege for that",
    "notfound": "there is no such thing in the account",
    "data_format_error": "the request could not be read ({})",
    "request_too_large": "the request is too large",
    "field_marked_required": "{} has to be given",
    "field_format_error": "{} is not as it should be",
    "invalid_hostname": "the host name has to be a full one, such as web.example.com",
    "invalid_template": "the server cannot have that system",
    "domain_format_error": "that is no domain's name",
    "unpaid_invoice_for_service": "there is an unpaid invoice, which has to be paid first",
    "server_error": "something went wrong there",
    "server_is_busy": "the server has a task under way: try again when that is done",
    "server_not_active": "the server is not active ({})",
    "service_not_active": "the service is not active ({})",
    "service_unavailable": "the service is not active",
    "tld_not_available": "domains of that ending are not sold",
    "domain_already_exist": "the domain is taken",
    "domain_not_active": "the domain is not active ({})",
    "dnsdomain_exists": "the account has a zone of that name",
    "dnszonetaken": "somebody else has a zone of that name",
    "dnsrecord_exists": "that record is in the zone already",
    "dnserrcname_exists": "there is a CNAME at that name",
    "dnserrcname_unique": "a CNAME has to be alone at its name, which cannot be the zone's own",
    "dnserrrr_type": "there is no such type of record",
    "dnserrinv_ttl": "the TTL is out of range",
    "dnserrinv_prio": "the priority is out of range",
    "dnserripv4": "not an IPv4 address",
    "dnserripv6": "not an IPv6 address",
    "dnserrhostname": "not a host name",
    "dnserrns_hname": "not the host name of a name server",
    "dnserrsrv_trgt": "not an SRV record's weight, port and target",
    "dnserrprintable": "the text is too long, or not printable",
    "dnserrcontent": "not a content of that type",
}
_CONFLICTS = {
    "dnsdomain_exists",
    "dnserrcname_exists",
    "dnserrcname_unique",
    "dnsrecord_exists",
    "dnszonetaken",
    "domain_already_exist",
    "domain_not_active",
    "has_pending_upgrade",
    "server_is_busy",
    "server_not_active",
    "service_not_active",
    "service_unavailable",
    "unpaid_invoice_for_service",
}
_MISSING = {"notfound", "Invalid task ID"}


def keys(document: Any) -> list[tuple[str, list[str]]]:
    """Of a refusal, each with what it is about. None where it is another kind of document."""
    found = document.get("error") if isinstance(document, dict) else None
    listed = found if isinstance(found, list) else [found]
    return [_key(one) for one in listed if one and one not in _SILENT]


def explained(document: Any) -> str:
    return "; ".join(_text(key, about) for key, about in keys(document))


def is_conflict(document: Any) -> bool:
    return any(key in _CONFLICTS for key, _ in keys(document))


def is_missing(document: Any) -> bool:
    return any(key in _MISSING for key, _ in keys(document))


def seconds_to_wait(document: Any) -> int | None:
    """None where it is not too many calls that it was about."""
    for key, about in keys(document):
        if key == THROTTLED:
            said = about[0] if about else ""
            return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 1
    return None


def _key(one: Any) -> tuple[str, list[str]]:
    first, *rest = one if isinstance(one, list) and one else [one]
    return str(first), [str(part) for part in rest]


def _text(key: str, about: list[str]) -> str:
    text = _TEXTS.get(key)
    if text is None:  # a sentence perhaps, or a key that is not known here
        return f"{key} ({', '.join(about)})" if about else key
    return text.format(", ".join(about) or "not said which")
