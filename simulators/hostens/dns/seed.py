"""The seeded account's dns."""

from simulators.kernel.world import World


def seed(world: World, size: int) -> None:
    pass
