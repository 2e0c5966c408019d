"""Init scripts, which nobody can add by this API."""

from typing import Any

from simulators.hostens.errors import not_found
from simulators.kernel.store import Collection
from simulators.kernel.world import World

Script = dict[str, Any]
"""`id` (a number), `name`, `syntax`, `content`."""


def listing(world: World) -> list[Script]:
    """Without their contents."""
    return [
        {name: value for name, value in script.items() if name != "content"}
        for _, script in store(world).items()
    ]


def get(world: World, id: str) -> Script:
    """Raises a Refusal where there is none."""
    script: Script | None = store(world).get(id)
    if script is None:
        raise not_found()
    return script


def store(world: World) -> Collection:
    return world.docs("hostens.scripts")
