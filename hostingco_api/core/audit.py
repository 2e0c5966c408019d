"""The audit log: whatever is written of an audited table is told there, in the same transaction.

It listens to the sessions that write, so that no rule can forget it. Tables have a name in it
(`__audit__`) or are not told of; columns may be SECRET or UNTOLD.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, event, insert, inspect, select
from sqlalchemy.orm import Session, object_session

from hostingco_api.core.clock import iso
from hostingco_api.core.database import Writer
from hostingco_api.core.models import AuditEntry, Base

ACTORS = ("api_key", "user", "system")
HIDDEN = "***"
_PASSED_OVER = ("id", "created_at", "updated_at")


@dataclass(frozen=True)
class Actor:
    """Who does it, and by which request."""

    actor_type: str = "system"
    actor_id: int | None = None
    actor_label: str = "system"
    ip: str | None = None
    user_agent: str | None = None
    request_id: str | None = None
    method: str | None = None
    path: str | None = None


def listed(**columns: Any) -> Select[AuditEntry]:
    """The newest first. `columns` that are None do not matter."""
    found = select(AuditEntry).order_by(AuditEntry.id.desc())
    return found.filter_by(**{name: value for name, value in columns.items() if value is not None})


@event.listens_for(Writer, "before_flush")
def _begin(session: Session, context: Any, instances: Any) -> None:
    session.info["gone"] = []


@event.listens_for(Base, "after_delete", propagate=True)
def _note_gone(mapper: Any, connection: Any, row: Any) -> None:
    """What is deleted because its owner has it no more is not in `session.deleted`."""
    if isinstance(session := object_session(row), Writer):
        session.info["gone"].append(row)


@event.listens_for(Writer, "after_flush")
def _write(session: Session, context: Any) -> None:
    if told := list(_told(session)):
        _tell(session, told)


def note(session: Session, action: str, entity: str, id: int, **changes: list[Any]) -> None:
    """What somebody did to a row of a table of which else nothing is told."""
    entry = {"action": action, "entity_type": entity, "entity_id": id, "changes": changes}
    _tell(session, [entry])


def _tell(session: Session, told: list[dict[str, Any]]) -> None:
    actor = session.info["actor"]() or Actor()
    known = {"occurred_at": session.info["clock"](), **asdict(actor)}
    session.execute(insert(AuditEntry), [known | entry for entry in told])


def _told(session: Session) -> Iterator[dict[str, Any]]:
    gone = session.info["gone"]
    dirty = [row for row in session.dirty if row not in gone]
    for rows, kind in ((session.new, "created"), (dirty, None), (gone, "gone")):
        audited = [row for row in rows if hasattr(row, "__audit__")]
        # A session does not remember in which order they were changed.
        for row in sorted(audited, key=lambda row: (row.__audit__, row.id)):
            entity = row.__audit__
            if not (changes := _changes(row, kind)):
                continue
            did = "deleted" if kind == "gone" else kind or _did(changes)
            yield {
                "action": f"{entity}.{did}",
                "entity_type": entity,
                "entity_id": row.id,
                "changes": changes,
            }


def _did(changes: dict[str, Any]) -> str:
    """What a change of a row comes to."""
    if "deleted_at" in changes:
        return "deleted"
    if "revoked_at" in changes:
        return "revoked"
    if "hash" in changes:
        return "rotated"
    return str(changes["status"][1]) if "status" in changes else "updated"


def _changes(row: Any, kind: str | None) -> dict[str, list[Any]]:
    state = inspect(row)
    changes: dict[str, list[Any]] = {}
    for column in state.mapper.column_attrs:
        info = column.columns[0].info.get("audit")
        history = state.attrs[column.key].history
        if column.key in _PASSED_OVER or info == "untold":
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if kind == "gone":
            old, new = getattr(row, column.key), None
        elif not history.added:
            continue
        if old == new:
            continue
        changes[column.key] = [_shown(value, info == "secret") for value in (old, new)]
    return changes


def _shown(value: Any, secret: bool) -> Any:
    if value is not None and secret:
        return HIDDEN
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
