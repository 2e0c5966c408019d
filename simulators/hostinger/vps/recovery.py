"""To be written."""

from typing import Any

from simulators.kernel.world import World


def start_recovery_mode(world: World, virtualMachineId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def stop_recovery_mode(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError
