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


def new(id: str, given: Mapping[str, Any], zone: str) -> Record:
    """A record as it is kept. `given` has its fields; ttl and priority may be left out."""
    blank = {"name": "", "ttl": DEFAULT_TTL, "priority": 0, "content": "", "type": ""}
    return change({"id": id, **blank}, given, zone)


def change(record: Record, given: Mapping[str, Any], zone: str) -> Record:
    """The record with what is given, the rest as it was.

    A name that is kept is not parsed again: below the zone, it may end in the zone's name itself.
    """
    changed: Record = {**record, **given}
    if changed["priority"] > _MOST_PRIORITY:
        raise errors.priority_invalid()
    if changed["name"] != record["name"]:
        changed["name"] = _name(changed["name"], zone)
    changed["content"] = _content(changed, zone)
    return changed


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
    name = records.ascii_name(text) or ""
    absolute = name.removesuffix(".")
    if absolute == zone:
        return APEX
    relative = absolute.removesuffix(f".{zone}")
    try:
        # An absolute name outside the zone keeps its last dot, which no relative one has.
        return records.parse_name(name if relative == absolute else relative, zone)
    except ValueError as error:
        raise errors.name_invalid() from error


def _content(record: Record, zone: str) -> str:
    """As it is kept; what is kept already stays the same."""
    type, name = record["type"], record["name"]
    try:
        content = records.parse_content(type, _whole(record), zone)
    except ValueError as error:
        raise errors.content_invalid(type) from error
    if type in _PRIORITIZED:
        _, _, content = content.partition(" ")
    if type in _POINTING and content.split()[-1] != ".":  # "no such service" is a dot alone
        content = content.removesuffix(".")
    if type == "CNAME" and content == (zone if name == APEX else f"{name}.{zone}"):
        raise errors.content_invalid(type)
    return content


def _whole(record: Record) -> str:
    """The content as DNS has it."""
    content: str = record["content"]
    return f"{record['priority']} {content}" if record["type"] in _PRIORITIZED else content
