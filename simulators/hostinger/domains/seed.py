"""The fake account's domains."""

from typing import Any

from simulators.kernel.world import World


def seed(world: World, fake: Any, count: int) -> None:
    """For the account at hand."""
