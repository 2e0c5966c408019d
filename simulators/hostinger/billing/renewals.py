"""What happens when a paid period ends, or is made longer by hand."""

from typing import Any

from simulators.hostinger.billing import errors, orders
from simulators.hostinger.billing.payments import METHODS
from simulators.hostinger.billing.products import product_of
from simulators.hostinger.billing.subscriptions import (
    SUBSCRIPTIONS,
    TERMS,
    extend,
    get,
    lapse,
    price_of,
    terms_of,
)
from simulators.kernel.refusal import Refusal
from simulators.kernel.world import World


def renew(world: World, id: str, payment_method_id: int | None) -> dict[str, Any]:
    """By hand; the answer is the order."""
    doc, terms = get(world, id), world.docs(TERMS).get(id)
    if terms is None:
        raise errors.not_possible(f"The subscription is {doc['status']} and cannot be renewed.")
    order = orders.renew(world, price_of(terms), payment_method_id, id)
    extend(world, doc, terms)
    return order


def renewal(world: World, id: str) -> None:
    doc, terms = get(world, id), terms_of(world, id)
    # The default one stands in for a payment method that was deleted meanwhile.
    method = terms["method"] if str(terms["method"]) in world.docs(METHODS) else None
    try:
        orders.renew(world, price_of(terms), method, id)
    except Refusal:
        lapse(world, {**doc, "status": "paused", "next_billing_at": None}, terms)
    else:
        extend(world, doc, terms)


def expiry(world: World, id: str) -> None:
    lapse(world, {**get(world, id), "status": "cancelled"}, terms_of(world, id))


def end_of_grace(world: World, id: str) -> None:
    doc, terms = get(world, id), terms_of(world, id)
    doc |= {"status": "cancelled", "is_auto_renewed": False}
    world.docs(SUBSCRIPTIONS).put(id, doc)
    world.docs(TERMS).delete(id)
    product = product_of(price_of(terms).category)
    if product and terms["key"]:
        product.ended(world, terms["key"])
