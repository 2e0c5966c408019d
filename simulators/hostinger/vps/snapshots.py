"""The one snapshot a machine can have. It expires after 20 days, as the documented one does."""

from datetime import timedelta
from typing import Any

from simulators.hostinger.vps import actions, errors, machines
from simulators.hostinger.vps.actions import Action
from simulators.kernel.world import World, iso

SNAPSHOTS = "hostinger.machine-snapshots"
FIRST_ID = 325
KEPT = timedelta(days=20)
TAKES = timedelta(minutes=2)
DELETE_TAKES = timedelta(seconds=10)
RESTORE_TAKES = timedelta(minutes=5)
_NEVER = "1970-01-01T00:00:00Z"
NONE = {"id": 0, "restore_time": 0, "created_at": _NEVER, "expires_at": _NEVER}

Snapshot = dict[str, Any]


def read(world: World, id: str) -> Snapshot:
    """Where there is none, one with the id 0 (observed; its other fields are assumed)."""
    machines.read(world, id)
    return _present(world, id) or NONE


def create(world: World, id: str) -> Action:
    """Overwrites the one before."""
    then = ("snapshot-taken", {"machine": id})
    return actions.begin(world, id, "ct_snapshot_create", takes=TAKES, then=then)


def delete(world: World, id: str) -> Action:
    actions.allowed(world, id)
    _required(world, id)
    then = ("snapshot-deleted", {"machine": id})
    return actions.begin(world, id, "ct_snapshot_delete", takes=DELETE_TAKES, then=then)


def restore(world: World, id: str) -> Action:
    actions.allowed(world, id)
    _required(world, id)
    return actions.begin(
        world,
        id,
        "ct_snapshot_restore",
        takes=RESTORE_TAKES,
        during="restoring",
        after="running",
        then=("machine-restored", {"machine": id, "from": "snapshot"}),
    )


def taken(world: World, data: dict[str, Any]) -> None:
    """Event."""
    snapshot = {
        "id": world.next_id(SNAPSHOTS, FIRST_ID),
        "restore_time": int(RESTORE_TAKES.total_seconds()),
        "created_at": iso(world.now),
        "expires_at": iso(world.now + KEPT),
    }
    world.docs(SNAPSHOTS).put(data["machine"], snapshot)


def deleted(world: World, data: dict[str, Any]) -> None:
    """Event."""
    world.docs(SNAPSHOTS).delete(data["machine"])


def _present(world: World, id: str) -> Snapshot | None:
    snapshot: Snapshot | None = world.docs(SNAPSHOTS).get(id)
    return snapshot if snapshot and snapshot["expires_at"] > iso(world.now) else None


def _required(world: World, id: str) -> None:
    if _present(world, id) is None:
        raise errors.no_snapshot()
