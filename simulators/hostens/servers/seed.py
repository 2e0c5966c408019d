"""The seeded account's servers."""

from simulators.kernel.world import World


def seed(world: World, size: int) -> None:
    pass
