"""What falls due in domains."""

from collections.abc import Callable
from typing import Any

from simulators.hostens.domains import life
from simulators.kernel.world import World

HANDLERS: dict[str, Callable[[World, Any], None]] = {
    "domain-registered": life.registered,
    "domain-transferred": life.transferred,
    "domain-renewal-invoiced": life.invoice_renewal,
    "domain-expired": life.expire,
    "domain-cancelled": life.cancel,
}
