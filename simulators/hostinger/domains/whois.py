"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_pending_irtp_verification(world: World, domain: str) -> Any:
    raise NotImplementedError


def cancel_pending_irtp_verification(world: World, domain: str) -> Any:
    raise NotImplementedError


def change_whois_profile_for_domain(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def set_whois_profile_as_default(world: World, whoisId: str) -> Any:
    raise NotImplementedError


def unset_default_whois_profile(world: World, whoisId: str) -> Any:
    raise NotImplementedError


def get_whois_profile(world: World, whoisId: str) -> Any:
    raise NotImplementedError


def delete_whois_profile(world: World, whoisId: str) -> Any:
    raise NotImplementedError


def get_whois_profile_list(world: World, query: dict[str, Any]) -> Any:
    raise NotImplementedError


def create_whois_profile(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def get_whois_profile_usage(world: World, whoisId: str) -> Any:
    raise NotImplementedError
