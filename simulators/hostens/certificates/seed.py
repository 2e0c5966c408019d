"""The seeded account's certificates."""

from simulators.kernel.world import World


def seed(world: World, size: int) -> None:
    pass
