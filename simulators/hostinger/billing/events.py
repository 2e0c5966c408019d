"""What falls due in billing."""

from collections.abc import Callable
from typing import Any

from simulators.hostinger.billing import orders, payments, renewals
from simulators.kernel.world import World

HANDLERS: dict[str, Callable[[World, Any], None]] = {
    "subscription-renewal": renewals.renewal,
    "subscription-expiry": renewals.expiry,
    "end-of-grace": renewals.end_of_grace,
    "payment-method-expiry": payments.expire,
    "orphaned-delivery": orders.deliver_orphan,
}
