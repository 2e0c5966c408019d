"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_scan_metrics(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError


def install_monarx(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError


def uninstall_monarx(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError
