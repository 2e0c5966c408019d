"""The seeded account's domains."""

from simulators.kernel.world import World


def seed(world: World, size: int) -> None:
    pass
