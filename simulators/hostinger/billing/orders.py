"""Orders: a price is charged to a payment method, and a subscription begins."""

from dataclasses import dataclass
from typing import Any

from simulators.hostinger.billing.catalog import Price
from simulators.kernel.world import World


@dataclass(frozen=True)
class Sale:
    """`order` in wire form, and until when the first period is paid."""

    order: dict[str, Any]
    subscription_id: str
    expires_at: str


def price_of(world: World, item_id: str, category: str | None = None) -> Price:
    """Raises 422 where there is no such price, or it is of another category."""
    raise NotImplementedError


def buy(
    world: World,
    item_id: str,
    *,
    category: str | None = None,
    payment_method_id: int | None = None,
    quantity: int = 1,
) -> Sale:
    """Charge and subscribe. Raises 422 (price, payment method) and 402 (declined)."""
    raise NotImplementedError


def create_purchase_order(world: World, body: dict[str, Any]) -> Any:
    raise NotImplementedError
