"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_domain_forwarding(world: World, domain: str) -> Any:
    raise NotImplementedError


def update_domain_forwarding(world: World, domain: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def delete_domain_forwarding(world: World, domain: str) -> Any:
    raise NotImplementedError


def create_domain_forwarding(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError
