"""What the DNS service refuses: with a code, `[DNS:4005] ...`, and without `errors` (observed)."""

from simulators.hostinger.errors import assumed, observed, shown
from simulators.kernel.refusal import Refusal, Rule

DOMAIN_INVALID = observed("hostinger.dns.domain-invalid", "report 70127168340")


def domain_invalid() -> Refusal:
    return Refusal(422, "[DNS:4005] Domain name is not valid!", DOMAIN_INVALID)


NOT_OWNER = observed("hostinger.dns.not-owner", "reports 70210678848, 70461774708")


def not_owner(domain: str) -> Refusal:
    return Refusal(403, f"[DNS:4002] Customer does not own {domain}", NOT_OWNER)


DOMAIN_NOT_FOUND = observed(
    "hostinger.dns.domain-not-found",
    "PUT: reports 59696133780, 61969261127; the other operations by analogy",
)


def domain_not_found() -> Refusal:
    return Refusal(404, "[DNS:4009] Domain not found", DOMAIN_NOT_FOUND)


SNAPSHOT_NOT_FOUND = assumed(
    "hostinger.dns.snapshot-not-found", "by analogy with the domain's error"
)


def snapshot_not_found() -> Refusal:
    return Refusal(404, "[DNS:4009] Snapshot not found", SNAPSHOT_NOT_FOUND)


TTL = observed(
    "hostinger.dns.ttl",
    "the minimum: reports 69267157058, 66026059233; the maximum is RFC 2181's, by analogy",
)


def ttl_too_small(least: int) -> Refusal:
    return _record(f"Resource record TTL must be at least {least} seconds!", TTL)


def ttl_too_large(most: int) -> Refusal:
    return _record(f"Resource record TTL must be at most {most} seconds!", TTL)


ALIAS_CONFLICT = observed("hostinger.dns.alias-conflict", "reports 71097644895, 66516278201")


def alias_conflict(fqdn: str, other: str) -> Refusal:
    text = f"RRset {fqdn} IN ALIAS must not be used with {other} on the same name"
    return _record(text, ALIAS_CONFLICT)


RECORD_CONFLICT = observed(
    "hostinger.dns.record-conflict", "lego pull request 2690; reports 57965731321, 58777444346"
)


def record_conflict() -> Refusal:
    return Refusal(
        422,
        "[DNS:4008] DNS resource record is not valid or conflicts with another resource record",
        RECORD_CONFLICT,
    )


NAME_INVALID = assumed("hostinger.dns.name-invalid", "RFC 1035 names; the text by analogy")


def name_invalid(name: str) -> Refusal:
    return _record(f"Record name {shown(name)} is not valid!", NAME_INVALID)


CONTENT_INVALID = assumed(
    "hostinger.dns.content-invalid", "the RFC of each record type; the text by analogy"
)


def content_invalid(type: str, content: str) -> Refusal:
    return _record(f"{type} record content {shown(content)} is not valid!", CONTENT_INVALID)


MIXED_BATCH = observed("hostinger.dns.mixed-batch", "report 70165734832")


def mixed_batch() -> Refusal:
    return Refusal(500, "Server Error", MIXED_BATCH)


def _record(text: str, rule: Rule) -> Refusal:
    return Refusal(422, f"[DNS:4005] {text}", rule)
