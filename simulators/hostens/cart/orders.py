"""Orders: what is bought together, under one number and on one invoice."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from simulators.hostens import money, products
from simulators.hostens.billing import invoices, payments
from simulators.hostens.products import Act, Line, Sale
from simulators.kernel.store import Collection
from simulators.kernel.world import World

_NUMBERS = (100_000_000, 999_999_999)  # as long as the documented ones


class Item(NamedTuple):
    """In an order's answer."""

    id: str
    type: str
    name: str
    product_id: str


class Placed(NamedTuple):
    """`total` is the invoice's, with tax, before credit."""

    order_num: int
    invoice_id: str
    total: str
    items: list[Item]


def place(world: World, sales: Iterable[Sale], pay_method: str) -> Placed:
    """Order things that are new: each is there from now on, and waits to be paid."""
    number = _number(world)
    items, lines = [], []
    for sale in sales:
        id = products.kind(sale.kind).deliver(world, sale, number)
        items.append(Item(id, sale.type, sale.name, sale.product_id))
        lines += sold(sale, {"kind": sale.kind, "id": id, "act": "new"})
    return _bill(world, number, items, lines, pay_method)


def one(world: World, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Order one thing that is new, `given` as the kind's schema loads it: the answer."""
    sale = products.kind(kind).sell(world, given)
    return answer(world, place(world, [sale], payments.named(given)))


def more(world: World, item: Item, lines: list[Line], pay_method: str) -> Placed:
    """Order something for a thing that there is: a renewal, an addon."""
    return _bill(world, _number(world), [item], lines, pay_method)


def sold(sale: Sale, act: Act) -> list[Line]:
    """The invoice's lines of a sale; the first one is for the thing itself."""
    first, *rest = sale.charges
    return [Line(*first, act), *(Line(*charge) for charge in rest)]


def answer(world: World, placed: Placed) -> dict[str, Any]:
    """Of an order of one thing. The document has an object where the live service has a list."""
    items: Any = [item._asdict() for item in placed.items]
    if not world.quirks["hostens.order-items-list"]:
        (items,) = items
    return {**placed._asdict(), "items": items}


def store(world: World) -> Collection:
    """By number: `{"invoice_id", "items"}`."""
    return world.docs("hostens.orders")


def _bill(
    world: World, number: int, items: list[Item], lines: list[Line], pay_method: str
) -> Placed:
    invoice = invoices.bill(world, lines, pay_method)
    total: Decimal = money.cents(invoice["subtotal"]) + money.cents(invoice["tax"])
    order = {"invoice_id": invoice["id"], "items": [item._asdict() for item in items]}
    store(world).put(str(number), order)
    return Placed(number, invoice["id"], str(total), items)


def _number(world: World) -> int:
    while True:
        number = world.random.randint(*_NUMBERS)
        if str(number) not in store(world):
            return number
