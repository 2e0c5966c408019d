"""The way from a zone as it is to one as it is wanted, call by call.

Hostens changes one record at a time, so a change that breaks off has been made in part. A record is
changed into its successor where there is one, which loses nothing; what is new comes next, and what
is not wanted goes last. Only where a CNAME is to come something else has to go first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hostingco_api.gateway.drivers.hostens.records import APEX, Kept, said, value
from hostingco_api.gateway.provider import Record


@dataclass(frozen=True)
class Step:
    """`old` becomes `new`; without `old` it is added, without `new` deleted."""

    old: Kept | None
    new: Record | None

    def __str__(self) -> str:
        if self.old and self.new:
            return f"{said(self.old.record)} became {said(self.new)}, TTL {self.new.ttl}"
        if self.new:
            return f"{said(self.new)} was added"
        assert self.old
        return f"{said(self.old.record)} was deleted"


def steps(there: Sequence[Kept], wanted: Sequence[Record], overwrite: bool) -> list[Step]:
    """`wanted` are normal, and none of them is twice."""
    left = {value(kept.record): kept for kept in there}
    changed, new = [], []
    for record in wanted:
        kept = left.pop(value(record), None)
        if kept is None:
            new.append(record)
        elif kept.record.ttl != record.ttl:
            changed.append(Step(kept, record))
    if not overwrite:
        return [*changed, *(Step(None, record) for record in new)]
    own = any((record.name, record.type) == (APEX, "NS") for record in wanted)
    old = [one for one in left.values() if not _stays(one.record, own)]
    for alike in (_name_and_type, _name):
        for record in [*new]:
            found = next((one for one in old if alike(one.record) == alike(record)), None)
            if found:
                changed.append(Step(found, record))
                old.remove(found)
                new.remove(record)
    alone = {record.name for record in wanted if record.type == "CNAME"}
    return [
        *(Step(one, None) for one in old if one.record.name in alone),
        *changed,
        *(Step(None, record) for record in new),
        *(Step(one, None) for one in old if one.record.name not in alone),
    ]


def after(there: Sequence[Kept], steps: Sequence[Step]) -> list[Record]:
    """The zone when they are done."""
    gone = [step.old for step in steps if step.old]
    kept = [one.record for one in there if one not in gone]
    return [*kept, *(step.new for step in steps if step.new)]


def _stays(record: Record, own: bool) -> bool:
    """What keeps the zone alive; its name servers unless there are others (`own`)."""
    return record.type == "SOA" or ((record.name, record.type) == (APEX, "NS") and not own)


def _name_and_type(record: Record) -> tuple[str, str]:
    return record.name, record.type


def _name(record: Record) -> str:
    return record.name
