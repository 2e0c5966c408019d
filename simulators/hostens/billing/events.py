"""What falls due in billing."""

from collections.abc import Callable
from typing import Any

from simulators.hostens.billing import invoices
from simulators.kernel.world import World

HANDLERS: dict[str, Callable[[World, Any], None]] = {"invoice-overdue": invoices.overdue}
