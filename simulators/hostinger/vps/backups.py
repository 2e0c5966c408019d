"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_backups(world: World, page: int, virtualMachineId: str) -> Any:
    raise NotImplementedError


def restore_backup(world: World, virtualMachineId: str, backupId: str) -> Any:
    raise NotImplementedError
