"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_action_details(world: World, virtualMachineId: str, actionId: str) -> Any:
    raise NotImplementedError


def get_actions(world: World, page: int, virtualMachineId: str) -> Any:
    raise NotImplementedError
