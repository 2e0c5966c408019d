"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_attached_public_keys(world: World, page: int, virtualMachineId: str) -> Any:
    raise NotImplementedError


def set_hostname(world: World, virtualMachineId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def reset_hostname(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError


def get_virtual_machine_details(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError


def get_virtual_machines(world: World) -> Any:
    raise NotImplementedError


def purchase_new_virtual_machine(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def get_metrics(world: World, query: dict[str, Any], virtualMachineId: str) -> Any:
    raise NotImplementedError


def set_nameservers(world: World, virtualMachineId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def set_panel_password(world: World, virtualMachineId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def recreate_virtual_machine(world: World, virtualMachineId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def restart_virtual_machine(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError


def set_root_password(world: World, virtualMachineId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def setup_purchased_virtual_machine(
    world: World, virtualMachineId: str, body: dict[str, Any]
) -> Any:
    raise NotImplementedError


def start_virtual_machine(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError


def stop_virtual_machine(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError
