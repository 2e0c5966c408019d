"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_domain_authorization_code(world: World, domain: str) -> Any:
    raise NotImplementedError


def claim_free_domain(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def enable_domain_lock(world: World, domain: str) -> Any:
    raise NotImplementedError


def disable_domain_lock(world: World, domain: str) -> Any:
    raise NotImplementedError


def get_domain_details(world: World, domain: str) -> Any:
    raise NotImplementedError


def get_domain_list(world: World) -> Any:
    raise NotImplementedError


def purchase_new_domain(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def enable_privacy_protection(world: World, domain: str) -> Any:
    raise NotImplementedError


def disable_privacy_protection(world: World, domain: str) -> Any:
    raise NotImplementedError


def get_domain_renewal_information(world: World, domain: str) -> Any:
    raise NotImplementedError


def update_domain_nameservers(world: World, domain: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError
