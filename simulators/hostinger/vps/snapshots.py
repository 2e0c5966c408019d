"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_snapshot(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError


def create_snapshot(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError


def delete_snapshot(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError


def restore_snapshot(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError
