"""The seeded account's scripts."""

from simulators.kernel.world import World


def seed(world: World, size: int) -> None:
    pass
