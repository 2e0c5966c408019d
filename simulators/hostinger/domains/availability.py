"""To be written."""

from typing import Any

from simulators.kernel.world import World


def suggest_domain_names_from_a_description(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def suggest_domain_names_from_a_domain(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def check_domain_availability(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError
