"""Weekly backups, derived from when they were switched on and what time it is; none is stored."""

from datetime import datetime, timedelta

import orjson

from simulators.hostinger.paging import page_of
from simulators.hostinger.vps import actions, errors, machines
from simulators.hostinger.vps.actions import Action
from simulators.hostinger.vps.data import DATA_CENTERS
from simulators.hostinger.vps.noise import noise
from simulators.kernel.world import World, iso

FIRST_ID = 8676502
WEEK = timedelta(days=7)
KEPT = 4  # assumed
RESTORE_TAKES = timedelta(minutes=15)
_IDS_APIECE = 10_000  # a machine's own, so that no week has to be written down


def listing(world: World, id: str, page: int) -> bytes:
    """A page of them, newest first (assumed), as JSON."""
    machine = machines.get(world, id)
    return page_of([_render(world, machine, n) for n in reversed(_kept(world, id))], page)


def restore(world: World, id: str, backup_id: str) -> Action:
    machine = actions.allowed(world, id)
    if backup_id not in {str(_id(machine, n)) for n in _kept(world, id)}:
        raise errors.backup_not_found()
    return actions.begin(
        world,
        id,
        "ct_backup_restore",
        takes=RESTORE_TAKES,
        during="restoring",
        after="running",
        then=("machine-restored", {"machine": id, "from": "backup"}),
    )


def _kept(world: World, id: str) -> range:
    """By number: those whose week has passed, but for old ones."""
    hidden = machines.inner(world, id)
    if not hidden["backups"]:
        return range(0)
    made = (world.now - datetime.fromisoformat(hidden["backups_from"])) // WEEK
    return range(max(0, made - KEPT), made)


def _id(machine: machines.Machine, n: int) -> int:
    id: int = machine["id"]
    return FIRST_ID + (id - machines.FIRST_ID) * _IDS_APIECE + n


def _render(world: World, machine: machines.Machine, n: int) -> bytes:
    since = datetime.fromisoformat(machines.inner(world, str(machine["id"]))["backups_from"])
    used = 0.05 + 0.2 * noise(world, "backup", machine["id"], n)
    return orjson.dumps(
        {
            "id": _id(machine, n),
            "size": int(machine["disk"] * 1024 * used),
            "restore_time": int(RESTORE_TAKES.total_seconds()),
            "location": f"{DATA_CENTERS[machine['data_center_id']]['location']}-srv-nodebackups",
            "created_at": iso(since + (n + 1) * WEEK),
        }
    )
