"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_incoming_domain_move(world: World, query: dict[str, Any], domain: str) -> Any:
    raise NotImplementedError


def accept_incoming_domain_move(world: World, domain: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def reject_incoming_domain_move(world: World, domain: str) -> Any:
    raise NotImplementedError


def get_incoming_domain_move_list(world: World) -> Any:
    raise NotImplementedError


def get_outgoing_domain_move(world: World, domain: str) -> Any:
    raise NotImplementedError


def start_outgoing_domain_move(world: World, domain: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def cancel_outgoing_domain_move(world: World, domain: str) -> Any:
    raise NotImplementedError


def get_outgoing_domain_move_list(world: World) -> Any:
    raise NotImplementedError
