"""Records as Hostinger has them: in RRsets, with TTLs within bounds, refused in its words.

What makes a record is the same everywhere, `simulators.common.records`.
"""

from typing import Any

from simulators.common import records
from simulators.common.records import APEX, Quarrel, Record
from simulators.hostinger.dns import errors

RRset = dict[str, Any]
"""`{"name", "records": [{"content", "is_disabled"}], "ttl", "type"}`, in wire form."""

DEFAULT_TTL = 14400
LEAST_TTL = 60
MOST_TTL = 2**31 - 1


def parse_domain(text: str) -> str:
    """A zone's name as it is kept: `example.com`, no trailing dot."""
    try:
        return records.parse_domain(text)
    except ValueError as error:
        raise errors.domain_invalid() from error


def parse_name(text: str, domain: str) -> str:
    """A record's name, relative to its zone; `@` is the apex. An FQDN is taken as relative."""
    try:
        return records.parse_name(text, domain)
    except ValueError as error:
        raise errors.name_invalid(text) from error


def parse_ttl(ttl: int) -> int:
    if ttl < LEAST_TTL:
        raise errors.ttl_too_small(LEAST_TTL)
    if ttl > MOST_TTL:
        raise errors.ttl_too_large(MOST_TTL)
    return ttl


def parse_content(type: str, text: str, domain: str) -> str:
    """A record's content in the form the zone keeps."""
    try:
        return records.parse_content(type, text, domain)
    except ValueError as error:
        raise errors.content_invalid(type, text) from error


def check(zone: list[RRset], domain: str) -> None:
    """Raise the first thing that stands against the records of a zone standing together."""
    entries = (
        Record(rrset["name"], rrset["type"], record["content"])
        for rrset in zone
        for record in rrset["records"]
    )
    for quarrel, name, type in records.conflicts(entries):
        if quarrel is Quarrel.ALIAS:
            fqdn = f"{domain}." if name == APEX else f"{name}.{domain}."
            raise errors.alias_conflict(fqdn, type)
        raise errors.record_conflict()
