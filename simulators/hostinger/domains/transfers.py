"""To be written."""

from typing import Any

from simulators.kernel.world import World


def claim_free_domain_transfer(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def get_transfer(world: World, domain: str) -> Any:
    raise NotImplementedError


def get_transfer_list(world: World) -> Any:
    raise NotImplementedError
