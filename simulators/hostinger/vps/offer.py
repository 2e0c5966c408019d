"""To be written."""

from typing import Any

from simulators.kernel.world import World


def get_data_center_list(world: World) -> Any:
    raise NotImplementedError


def get_template_details(world: World, templateId: str) -> Any:
    raise NotImplementedError


def get_templates(world: World) -> Any:
    raise NotImplementedError
