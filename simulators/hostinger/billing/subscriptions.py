"""Subscriptions: what is paid for, until when, and what happens then."""

from datetime import datetime
from typing import Any

from simulators.hostinger.billing.catalog import Price
from simulators.kernel.world import World


def attach(world: World, id: str, key: str) -> None:
    """Tell a new subscription what it pays for; `key` as `products.Product` has it."""
    raise NotImplementedError


def paid_until(world: World, id: str) -> str:
    raise NotImplementedError


def hand_over(world: World, id: str, account: str, key: str) -> str:
    """Give the other account one like it, for a product of that key there; answers its id."""
    raise NotImplementedError


def seeded(world: World, price: Price, *, started_at: datetime, auto_renewed: bool = True) -> str:
    """A subscription that nobody ordered, for the fake account; answers its id."""
    raise NotImplementedError


def get_subscription_list(world: World) -> Any:
    raise NotImplementedError


def disable_auto_renewal(world: World, subscriptionId: str) -> Any:
    raise NotImplementedError


def enable_auto_renewal(world: World, subscriptionId: str) -> Any:
    raise NotImplementedError


def renew_subscription(world: World, subscriptionId: str, body: dict[str, Any]) -> Any:
    raise NotImplementedError
