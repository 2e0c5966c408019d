"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_post_install_script(world: World, postInstallScriptId: str) -> Any:
    raise NotImplementedError


def update_post_install_script(world: World, postInstallScriptId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError


def delete_post_install_script(world: World, postInstallScriptId: str) -> Any:
    raise NotImplementedError


def get_post_install_scripts(world: World, page: int) -> Any:
    raise NotImplementedError


def create_post_install_script(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError
