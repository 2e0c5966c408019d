"""To be written."""

from typing import Any

from simulators.kernel.world import World


def create_ptr_record(
    world: World, virtualMachineId: str, ipAddressId: str, body: dict[str, Any]
) -> Any:
    raise NotImplementedError


def delete_ptr_record(world: World, virtualMachineId: str, ipAddressId: str) -> Any:
    raise NotImplementedError
