"""To be written."""

from typing import Any

from simulators.kernel.world import World


def attach_public_key(world: World, virtualMachineId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def delete_public_key(world: World, publicKeyId: str) -> Any:
    raise NotImplementedError


def get_public_keys(world: World, page: int) -> Any:
    raise NotImplementedError


def create_public_key(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError
