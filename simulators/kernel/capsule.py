"""A bug in a bottle: a world as it began, and all that it was asked since.

    {"hostsim": "capsule", "format": 1, "version": hostsim's, "vendors": [...],
     "snapshot": the world as it began, see `snapshot`,
     "entries": what it was asked, and what was changed from outside, in order}

A world begins when it is made, forked, reset, loaded or rolled back, and when its journal is
cleared. Instants are in the entries, so that the clock needs no entries of its own.
"""

from dataclasses import dataclass
from importlib import metadata
from typing import Any

import marshmallow as ma
import orjson
from marshmallow import fields

from simulators.kernel import snapshot
from simulators.kernel.journal import CONTROL, Entry
from simulators.kernel.snapshot import BadSnapshot, EntrySchema, Strict, check_kind
from simulators.kernel.worlds import Worlds

FORMAT = 1


class Incomplete(ValueError):
    """The journal does not have everything since the beginning any more."""


@dataclass(frozen=True)
class Capsule:
    """`start` is a snapshot's document, whose own rules are looked at when it is loaded."""

    version: str
    start: Any
    entries: list[Entry]


def dump(worlds: Worlds, name: str) -> bytes:
    """The file of a world. Raises UnknownWorld, Incomplete."""
    with worlds.beginning(name) as world:
        start = snapshot.dump(world, journal=False, name=name)
        before = {CONTROL: world.changes}
        requests = world.requests
    with worlds.hold(name) as world:
        entries = [e for e in world.journal.entries() if e.n > before.get(e.vendor, requests)]
        happened = world.requests - requests + world.changes - before[CONTROL]
    if len(entries) != happened:
        raise Incomplete(
            f"of what happened since the world {name!r} began ({happened} entries) the journal "
            "does not keep everything any more; have it begin anew (roll it back, reset it or "
            "clear its journal), make it happen again, and save the capsule then"
        )
    document = {
        "hostsim": "capsule",
        "format": FORMAT,
        "version": metadata.version("hostsim"),
        "vendors": list(worlds.vendors),
        "snapshot": orjson.Fragment(start.rstrip()),
        "entries": [entry.to_json() for entry in entries],
    }
    return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)


def load(document: Any) -> Capsule:
    """Raises BadSnapshot."""
    check_kind(document, "capsule", FORMAT)
    try:
        found: dict[str, Any] = _File().load(document)
    except ma.ValidationError as error:
        messages: Any = error.messages  # of one document: by field
        raise BadSnapshot("the capsule is not valid", messages) from error
    return Capsule(found["version"], found["snapshot"], [*map(Entry.from_json, found["entries"])])


class _File(Strict):
    hostsim = fields.String(required=True)
    format = fields.Integer(required=True)
    version = fields.String(required=True)
    vendors = fields.List(fields.String(), required=True)
    snapshot = fields.Raw(required=True)
    entries = fields.List(fields.Nested(EntrySchema), required=True)
