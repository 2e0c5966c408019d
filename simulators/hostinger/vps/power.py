"""Starting and stopping. What is so already succeeds at once (documented)."""

from datetime import timedelta
from typing import TypedDict

from simulators.hostinger.vps import actions
from simulators.hostinger.vps.actions import Action
from simulators.hostinger.vps.machines import Machine
from simulators.kernel.world import World

TAKES = timedelta(seconds=20)
REBOOT_TAKES = timedelta(seconds=60)  # observed


class Course(TypedDict):
    during: str | None
    after: str | None


def start(world: World, id: str) -> Action:
    if actions.allowed(world, id)["state"] == "running":
        return actions.noop(world, id, "ct_start")
    return actions.begin(world, id, "ct_start", takes=TAKES, during="starting", after="running")


def stop(world: World, id: str) -> Action:
    if actions.allowed(world, id)["state"] == "stopped":
        return actions.noop(world, id, "ct_stop")
    return actions.begin(world, id, "ct_stop", takes=TAKES, during="stopping", after="stopped")


def restart(world: World, id: str) -> Action:
    """A stopped machine is started (documented)."""
    running = actions.allowed(world, id)["state"] == "running"
    return actions.begin(
        world,
        id,
        "ct_restart",
        takes=REBOOT_TAKES,
        during="stopping" if running else "starting",
        after="running",
    )


def reboot(machine: Machine) -> Course:
    """The states of a change that reboots what is running."""
    if machine["state"] == "running":
        return {"during": "stopping", "after": "running"}
    return {"during": None, "after": None}
