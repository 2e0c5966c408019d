"""Records as HostBill has them: one by one, by id, with the priority in a field of its own.

What makes a record is the same everywhere, `simulators.common.records`. Here targets are kept
without the dot at the end, as in the documented zone, and a name may be given with its zone.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from simulators.common import records
from simulators.common.records import APEX, Quarrel
from simulators.hostens.dns import errors

Record = dict[str, Any]
"""In wire form: `id` (text), `name` (relative), `ttl`, `priority`, `content`, `type`."""

TYPES = ("A", "AAAA", "CNAME", "MX", "TXT", "NS", "SRV", "CAA")
DEFAULT_TTL = 3600
_MOST_PRIORITY = 65_535
_PRIORITIZED = ("MX", "SRV")
_POINTING = ("CNAME", "MX", "NS", "SRV")


def parse(id: str, given: Mapping[str, Any], zone: str) -> Record:
    """A record as it is kept. `given` has its fields; ttl and priority may be left out."""
    priority = given.get("priority", 0)
    if priority > _MOST_PRIORITY:
        raise errors.priority_invalid()
    return {
        "id": id,
        "name": _name(given["name"], zone),
        "ttl": given.get("ttl", DEFAULT_TTL),
        "priority": priority,
        "content": _content(given["type"], priority, given["content"], zone),
        "type": given["type"],
    }


def check(zone: Iterable[Record], new: Record) -> None:
    """Raise what stands against a record, which is in the zone already.

    Delegations are not looked after: the documented zone has an address beside one.
    """
    entries = [records.Record(one["name"], one["type"], _whole(one)) for one in zone]
    for quarrel, _, _ in records.conflicts(entries):
        if quarrel is Quarrel.CNAME and new["type"] != "CNAME":
            raise errors.cname_exists()
        if quarrel in (Quarrel.CNAME, Quarrel.SEVERAL):
            raise errors.cname_unique()
        if quarrel is Quarrel.TWICE:
            raise errors.record_exists()


def _name(text: str, zone: str) -> str:
    name = text.strip(" ").removesuffix(".").lower()
    try:
        return records.parse_name(APEX if name == zone else name.removesuffix(f".{zone}"), zone)
    except ValueError as error:
        raise errors.name_invalid() from error


def _content(type: str, priority: int, text: str, zone: str) -> str:
    try:
        content = records.parse_content(type, _prioritized(type, priority, text), zone)
    except ValueError as error:
        raise errors.content_invalid(type) from error
    if type in _PRIORITIZED:
        _, _, content = content.partition(" ")
    if type in _POINTING and content.split()[-1] != ".":  # "no such service" is a dot alone
        content = content.removesuffix(".")
    return content


def _whole(record: Record) -> str:
    return _prioritized(record["type"], record["priority"], record["content"])


def _prioritized(type: str, priority: int, content: str) -> str:
    """The content as DNS has it."""
    return f"{priority} {content}" if type in _PRIORITIZED else content
