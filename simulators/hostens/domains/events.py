"""What falls due in domains."""

from collections.abc import Callable
from typing import Any

from simulators.kernel.world import World

HANDLERS: dict[str, Callable[[World, Any], None]] = {}
