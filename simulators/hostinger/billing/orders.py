"""Orders: prices are charged to a payment method, and subscriptions begin."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from simulators.hostinger import quirks
from simulators.hostinger.billing import catalog, errors, payments, subscriptions
from simulators.hostinger.billing.account import ADDRESS
from simulators.hostinger.billing.catalog import Price
from simulators.hostinger.billing.products import product_of
from simulators.kernel.effects import About
from simulators.kernel.world import World, iso

ORDERS = "hostinger.orders"
FIRST_ID = 2957086  # the documented example's
VAT = 21  # per cent; the example's 899 and 1088, and its Dutch address
MOST_UNITS = 100  # of one order; assumed


@dataclass(frozen=True)
class Sale:
    """`order` in wire form, and until when the first period is paid."""

    order: dict[str, Any]
    subscription_id: str
    expires_at: str


def price_of(world: World, item_id: str, category: str | None = None) -> Price:
    """Raises 422 where there is no such price, or it is of another category."""
    price = _find(world, item_id)
    if price is None or category not in (None, price.category):
        raise errors.selected_invalid("item_id")
    return price


def buy(
    world: World,
    item_id: str,
    *,
    category: str | None = None,
    payment_method_id: int | None = None,
) -> Sale:
    """Charge and subscribe. Raises 422 (price, payment method) and 402 (declined)."""
    price = price_of(world, item_id, category)
    order = _order(world, [price], payment_method_id)
    id = order["subscription_id"]
    return Sale(order, id, subscriptions.paid_until(world, id))


def create(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """An order for anything in the catalog; what it is for appears, to be set up."""
    if world.quirks["hostinger.billing-orders-gone"]:
        raise errors.orders_gone()
    prices: list[Price] = []
    for number, item in enumerate(body["items"]):
        price = _find(world, item["item_id"])
        if price is None:
            raise errors.selected_invalid(f"items.{number}.item_id")
        prices += [price] * item["quantity"]
        if len(prices) > MOST_UNITS:
            raise errors.not_possible(f"An order has at most {MOST_UNITS} units.")
    return _order(world, prices, body.get("payment_method_id"), deliver=True)


def deliver_orphan(world: World, data: dict[str, Any]) -> None:
    """What was paid for although the order was refused."""
    prices = [price for id in data["prices"] if (price := catalog.find(id))]
    if renewed := data["renews"]:
        subscriptions.extend(world, renewed)
        subtotal = sum(price.price for price in prices)
    else:
        _subscribe(world, prices, data["payment_method_id"], deliver=True)
        subtotal = sum(price.first_period_price for price in prices)
    # There is no order of it: the client was told that it came to nothing.
    _note(world, _with_tax(subtotal), "charged though refused")


def renew(
    world: World, price: Price, payment_method_id: int | None, subscription_id: str
) -> dict[str, Any]:
    """The order of one more period; raises as `buy` does."""
    method = _charge(world, [price], payment_method_id, renews=subscription_id)
    return _keep(world, price.price, subscription_id, method, "renewed")


def _find(world: World, id: str) -> Price | None:
    plain, mark, outcome = id.partition("!")
    price = catalog.find(plain)
    if not mark or price is None:
        return price
    magic = quirks.magic(world) and outcome in payments.OUTCOMES.values()
    return replace(price, outcome=outcome) if magic else None


def _order(
    world: World, prices: Sequence[Price], payment_method_id: int | None, *, deliver: bool = False
) -> dict[str, Any]:
    method = _charge(world, prices, payment_method_id)
    ids = _subscribe(world, prices, method, deliver=deliver)
    subtotal = sum(price.first_period_price for price in prices)
    return _keep(world, subtotal, ids[0], method, "ordered")


def _charge(
    world: World, prices: Sequence[Price], payment_method_id: int | None, renews: str | None = None
) -> int:
    """The id of the payment method that paid."""
    method = payments.usable(world, payment_method_id)
    if method is None and payment_method_id is None:
        raise errors.not_possible("There is no default payment method that could pay.")
    if method is None:
        raise errors.selected_invalid("payment_method_id")
    id: int = method["id"]
    orphan = {"prices": [p.id for p in prices], "payment_method_id": id, "renews": renews}
    outcome = next((price.outcome for price in prices if price.outcome), "")
    payments.charge(world, payments.outcome(world, method, outcome), orphan)
    return id


def _subscribe(world: World, prices: Sequence[Price], method: int, *, deliver: bool) -> list[str]:
    ids = []
    for price in prices:
        id = subscriptions.begin(world, price, method)
        product = product_of(price.category)
        if product is None:
            world.effect("hostinger", "service-bought", service=id)
        elif deliver:
            subscriptions.attach(world, id, product.ordered(world, id, price))
        ids.append(id)
    return ids


def _keep(
    world: World, subtotal: int, subscription_id: str, method: int, why: str
) -> dict[str, Any]:
    id, total = world.next_id("hostinger.orders", FIRST_ID), _with_tax(subtotal)
    order = {
        "id": id,
        "subscription_id": subscription_id,
        "status": "completed",
        "currency": catalog.CURRENCY,
        "subtotal": subtotal,
        "total": total,
        "billing_address": ADDRESS[world.account],
        "created_at": iso(world.now),
        "updated_at": iso(world.now),
    }
    world.docs(ORDERS).put(str(id), {**order, "payment_method_id": method})
    _note(world, total, why, id)
    return order


def _with_tax(subtotal: int) -> int:
    return (subtotal * (100 + VAT) + 50) // 100


def _note(world: World, total: int, why: str, order_id: int | None = None) -> None:
    """In the ledger of effects: that many cents were charged."""
    amount = f"{total // 100}.{total % 100:02}"
    about: About = {"amount": amount, "currency": catalog.CURRENCY, "why": why}
    if order_id:
        about["bill"] = str(order_id)
    world.effect("hostinger", "money-spent", **about)
