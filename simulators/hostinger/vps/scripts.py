"""Post-install scripts of an account. Machines are only set up with them, and keep none."""

from typing import Any

from simulators.hostinger.paging import page_of, raws
from simulators.hostinger.vps import errors
from simulators.hostinger.vps.machines import MACHINES
from simulators.kernel.world import World, iso

SCRIPTS = "hostinger.post-install-scripts"
FIRST_ID = 9568314
MOST = 48 * 1024  # bytes; documented as 48KB

Script = dict[str, Any]


def listing(world: World, page: int) -> bytes:
    """A page of them, as JSON."""
    return page_of(raws(world.docs(SCRIPTS)), page)


def read(world: World, id: str) -> bytes:
    """As JSON."""
    raw = world.docs(SCRIPTS).raw(id)
    if raw is None:
        raise errors.script_not_found()
    return raw


def create(world: World, body: dict[str, str]) -> Script:
    if world.quirks["hostinger.vps-scripts-need-machine"] and not _has_machine(world):
        raise errors.script_unauthorized()
    id = world.next_id(SCRIPTS, FIRST_ID)
    now = iso(world.now)
    return _put(world, {"id": id, **_checked(body), "created_at": now, "updated_at": now})


def update(world: World, id: str, body: dict[str, str]) -> Script:
    script = world.docs(SCRIPTS).get(id)
    if script is None:
        raise errors.script_not_found()
    return _put(world, script | _checked(body) | {"updated_at": iso(world.now)})


def delete(world: World, id: str) -> None:
    read(world, id)
    world.docs(SCRIPTS).delete(id)


def _has_machine(world: World) -> bool:
    return any(machine["state"] != "destroyed" for _, machine in world.docs(MACHINES).items())


def _checked(body: dict[str, str]) -> dict[str, str]:
    if len(body["content"].encode()) > MOST:
        raise errors.script_too_large()
    return {"name": body["name"], "content": body["content"]}


def _put(world: World, script: Script) -> Script:
    world.docs(SCRIPTS).put(str(script["id"]), script)
    return script
