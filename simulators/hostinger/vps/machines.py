"""The machines of an account.

A machine is a document in wire form; what is not on the wire is an inner document under the same
key. Whatever happens to it goes through `actions`; this module has no say in when.
"""

from datetime import datetime
from typing import Any

from simulators.common import addresses
from simulators.hostinger.vps import errors
from simulators.hostinger.vps.data import PLANS
from simulators.kernel.store import Collection
from simulators.kernel.world import World, iso

MACHINES = "hostinger.machines"
INNER = "hostinger.machines-inner"
KEYS = "hostinger.machine-keys"
PROJECTS = "hostinger.projects"
FIRST_ID = 1268054
FIRST_ADDRESS_ID = 246547

Machine = dict[str, Any]


def listing(world: World) -> bytes:
    """All of them, as JSON."""
    return world.docs(MACHINES).listing()


def read(world: World, id: str) -> bytes:
    """As JSON."""
    raw = world.docs(MACHINES).raw(id)
    if raw is None:
        raise errors.machine_not_found()
    return raw


def get(world: World, id: str) -> Machine:
    machine: Machine | None = world.docs(MACHINES).get(id)
    if machine is None:
        raise errors.machine_not_found()
    return machine


def put(world: World, machine: Machine) -> None:
    world.docs(MACHINES).put(str(machine["id"]), machine)


def inner(world: World, id: str) -> dict[str, Any]:
    """What is not on the wire.

    `backups`, whether they are made; `backups_from`, since when; `monarx`, when it was installed;
    `power`, when it went up and down, `[instant, whether up]`; `pending`, the action that locks
    it, with the state before and its events; `resumes`, the state it comes back to when it is
    paid again.
    """
    hidden: dict[str, Any] = world.docs(INNER).get(id)
    return hidden


def put_inner(world: World, id: str, hidden: dict[str, Any]) -> None:
    world.docs(INNER).put(id, hidden)


def of_machine(world: World, collection: str, id: str) -> Collection:
    """What belongs to one machine: its actions, keys, projects."""
    return world.docs(f"{collection}/{id}")


def create(world: World, plan: str, subscription_id: str, since: datetime | None = None) -> Machine:
    """One that waits for its set-up."""
    since = since or world.now
    id = world.next_id(MACHINES, FIRST_ID)
    machine: Machine = {
        "id": id,
        "firewall_group_id": None,
        "subscription_id": subscription_id,
        "data_center_id": None,
        "plan": plan,
        "hostname": default_hostname(id),
        "state": "initial",
        "actions_lock": "unlocked",
        **PLANS[plan],
        "ns1": None,
        "ns2": None,
        "ipv4": None,
        "ipv6": None,
        "template": None,
        # The documented example has five digits.
        "created_at": iso(since).replace("Z", ".00000Z"),
    }
    put(world, machine)
    hidden: dict[str, Any] = {"backups": False, "backups_from": None, "monarx": None, "power": []}
    put_inner(world, str(id), {**hidden, "pending": None, "resumes": None})
    world.effect("hostinger", "machine-bought", machine=str(id))
    return machine


def default_hostname(id: int) -> str:
    return f"srv{id}.hstgr.cloud"


def give_addresses(world: World, machine: Machine) -> None:
    for family, address in addresses.give(world)._asdict().items():
        id = world.next_id("hostinger.addresses", FIRST_ADDRESS_ID)
        machine[family] = [{"id": id, "address": address, "ptr": default_hostname(machine["id"])}]


def destroyed(world: World, id: str, why: str) -> None:
    """Note that what was on its disk is gone."""
    world.effect("hostinger", "machine-destroyed", machine=id, why=why)


def restored(world: World, data: dict[str, Any]) -> None:
    """Event: what is on the machine is what a backup or a snapshot had."""
    destroyed(world, data["machine"], f"{data['from']} restored")


def change(world: World, data: dict[str, Any]) -> None:
    """Event: an action has changed fields of a machine, or inner ones."""
    id = data["machine"]
    put(world, get(world, id) | data.get("set", {}))
    if "inner" in data:
        put_inner(world, id, inner(world, id) | data["inner"])
