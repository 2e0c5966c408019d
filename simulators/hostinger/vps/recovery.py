"""Recovery mode: the machine runs a rescue system instead of its own."""

from datetime import timedelta

from simulators.hostinger.vps import actions
from simulators.hostinger.vps.actions import Action
from simulators.kernel.world import World

TAKES = timedelta(seconds=60)


def start(world: World, id: str) -> Action:
    return actions.begin(
        world, id, "ct_recovery_start", takes=TAKES, during="starting", after="recovery"
    )


def stop(world: World, id: str) -> Action:
    """Where it is not on, this fails (documented)."""
    return actions.begin(
        world,
        id,
        "ct_recovery_stop",
        takes=TAKES,
        during="stopping_recovery",
        after="running",
        states=("recovery",),
    )
