"""What falls due in services."""

from collections.abc import Callable
from typing import Any

from simulators.hostens.services import addons, lives
from simulators.kernel.world import World

HANDLERS: dict[str, Callable[[World, Any], None]] = {
    "service-activated": lives.activated,
    "service-invoiced": lives.invoiced,
    "service-cancelled": lives.cancelled,
    "service-terminated": lives.terminated,
    "addon-invoiced": addons.invoiced,
    "addon-terminated": addons.terminated,
}
