"""The seeded accounts' servers: those of their services."""

from simulators.hostens.servers import machines
from simulators.hostens.services import stored
from simulators.kernel.credentials import SECOND
from simulators.kernel.world import World

DOCUMENTED = "113"
ADDITIONAL = ["198.51.100.5", "198.51.100.6"]
"""Below what is given to others, so that they are the same in every world."""


def seed(world: World, size: int) -> None:
    for account in ("", SECOND):
        with world.acting_as(account):
            for service in stored.delivering(world, "server"):
                machines.create(world, service)
    machine = machines.get(world, DOCUMENTED).machine
    machines.put(world, DOCUMENTED, machine | {"additional": ADDITIONAL})
