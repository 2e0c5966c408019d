from typing import Any

from simulators.kernel.world import World


def create(world: World, service: dict[str, Any]) -> None:
    pass


def remove(world: World, id: str) -> None:
    pass
