"""What happens when a paid period ends, or is made longer by hand."""

from datetime import datetime, timedelta
from typing import Any

from simulators.hostinger.billing import errors, orders
from simulators.hostinger.billing.payments import METHODS
from simulators.hostinger.billing.products import product_of
from simulators.hostinger.billing.subscriptions import (
    TERMS,
    end,
    extend,
    get,
    lapse,
    price_of,
    terms_of,
)
from simulators.kernel.refusal import Refusal
from simulators.kernel.world import World

YEAR = timedelta(days=366)
MOST_AHEAD = 10 * YEAR
"""Registries of generic TLDs register for ten years at most."""


def renew(world: World, id: str, payment_method_id: int | None) -> dict[str, Any]:
    """By hand; the answer is the order."""
    doc, terms = get(world, id), world.docs(TERMS).get(id)
    if terms is None:
        raise errors.not_possible(f"The subscription is {doc['status']} and cannot be renewed.")
    price = price_of(terms)
    if price.category == "DOMAIN":
        end = datetime.fromisoformat(doc["expires_at"]) + YEAR * price.period
        if end > world.now + MOST_AHEAD:
            raise errors.not_possible("A domain cannot be registered for more than ten years.")
    order = orders.renew(world, price, payment_method_id, id)
    extend(world, id)
    return order


def renewal(world: World, id: str) -> None:
    doc, terms = get(world, id), terms_of(world, id)
    # The default one stands in for a payment method that was deleted meanwhile.
    method = terms["method"] if str(terms["method"]) in world.docs(METHODS) else None
    try:
        orders.renew(world, price_of(terms), method, id)
    except Refusal as refusal:
        lapse(world, {**doc, "status": "paused", "next_billing_at": None}, terms)
        if then := refusal.aftermath:
            world.schedule("hostinger", then.kind, then.after, then.data)
    else:
        extend(world, id)


def expiry(world: World, id: str) -> None:
    lapse(world, {**get(world, id), "status": "cancelled"}, terms_of(world, id))


def end_of_grace(world: World, id: str) -> None:
    terms = terms_of(world, id)
    end(world, id)
    product = product_of(price_of(terms).category)
    if product is None:
        world.effect("hostinger", "service-lost", service=id, why="expired")
    elif terms["key"]:
        product.ended(world, terms["key"])
