"""To be written."""

from typing import Any

from simulators.kernel.world import World


def activate_firewall(world: World, firewallId: str, virtualMachineId: str) -> Any:
    raise NotImplementedError


def deactivate_firewall(world: World, firewallId: str, virtualMachineId: str) -> Any:
    raise NotImplementedError


def get_firewall_details(world: World, firewallId: str) -> Any:
    raise NotImplementedError


def delete_firewall(world: World, firewallId: str) -> Any:
    raise NotImplementedError


def get_firewall_list(world: World, page: int) -> Any:
    raise NotImplementedError


def create_new_firewall(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def update_firewall_rule(world: World, firewallId: str, ruleId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def delete_firewall_rule(world: World, firewallId: str, ruleId: str) -> Any:
    raise NotImplementedError


def create_firewall_rule(world: World, firewallId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def sync_firewall(world: World, firewallId: str, virtualMachineId: str) -> Any:
    raise NotImplementedError
