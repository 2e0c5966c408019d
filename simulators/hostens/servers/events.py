"""What falls due in servers."""

from collections.abc import Callable
from typing import Any

from simulators.hostens.servers import tasks, work
from simulators.kernel.world import World

HANDLERS: dict[str, Callable[[World, Any], None]] = {
    "task-assigned": tasks.assigned,
    "task-completed": work.completed,
    "task-failed": tasks.failed,
}
