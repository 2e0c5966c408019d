"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_project_containers(world: World, virtualMachineId: str, projectName: str) -> Any:
    raise NotImplementedError


def get_project_contents(world: World, virtualMachineId: str, projectName: str) -> Any:
    raise NotImplementedError


def delete_project(world: World, virtualMachineId: str, projectName: str) -> Any:
    raise NotImplementedError


def get_project_list(world: World, virtualMachineId: str) -> Any:
    raise NotImplementedError


def create_new_project(world: World, virtualMachineId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def get_project_logs(world: World, virtualMachineId: str, projectName: str) -> Any:
    raise NotImplementedError


def restart_project(world: World, virtualMachineId: str, projectName: str) -> Any:
    raise NotImplementedError


def start_project(world: World, virtualMachineId: str, projectName: str) -> Any:
    raise NotImplementedError


def stop_project(world: World, virtualMachineId: str, projectName: str) -> Any:
    raise NotImplementedError


def update_project(world: World, virtualMachineId: str, projectName: str) -> Any:
    raise NotImplementedError
