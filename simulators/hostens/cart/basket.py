"""Several things at once: priced for a quote, or ordered on one invoice."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from simulators.hostens import money, products
from simulators.hostens.billing import invoices
from simulators.hostens.cart import orders
from simulators.hostens.cart.catalog import CYCLES
from simulators.hostens.clientarea import contacts
from simulators.hostens.errors import invalid, keys_of
from simulators.hostens.products import Sale
from simulators.hostens.users import User
from simulators.kernel.refusal import Refusal
from simulators.kernel.world import World


class Item(NamedTuple):
    """To be ordered. `given` is as the kind's schema has loaded it; or `wrong` is what it has
    found, as marshmallow has it."""

    kind: str
    given: Mapping[str, Any]
    wrong: Mapping[str, Any]


def order(world: World, user: User, items: Sequence[Item], pay_method: str) -> dict[str, Any]:
    """All of them or none. Raises a Refusal."""
    sales: list[Sale] = []
    for number, item in enumerate(items):
        sales.append(_sale(world, user, item, f"items.{number}", sales))
    placed = orders.place(world, sales, pay_method)
    return {
        # The document has the number once for every item.
        "order_num_list": [placed.order_num] * len(placed.items),
        "invoice_id": placed.invoice_id,
        "total": placed.total,
        "items": [
            {"type": one.type, "id": one.id, "name": one.name, "product_id": one.product_id}
            for one in placed.items
        ],
    }


def quote(world: World, user: User, items: Sequence[Item], pay_method: str) -> dict[str, Any]:
    """What the same order would cost; an item that cannot be had says why, and costs nothing."""
    sales: list[Sale] = []
    shown = []
    for number, item in enumerate(items):
        one: dict[str, Any] = {"product": None, "domains": {}, "coupon": {}, "index": number}
        try:
            sale = _sale(world, user, item, f"items.{number}", sales)
        except Refusal as refusal:
            one |= {"valid": False, "info": [], "error": keys_of(refusal)}
        else:
            sales.append(sale)
            one |= {**sale.quoted, "valid": True, "info": [], "error": []}
        shown.append(one)
    return {"summary": _summary(world, sales, pay_method), "items": shown}


def _summary(world: World, sales: Sequence[Sale], pay_method: str) -> dict[str, Any]:
    amounts = [amount for sale in sales for _, amount in sale.charges]
    sums = invoices.quote(world, amounts, pay_method)
    return {
        "subtotal": money.number(sums.subtotal),
        "total": money.number(sums.total),
        "credit": money.number(sums.credit),
        "discount": money.number(-_total(amount for amount in amounts if amount < 0)),
        "cost": money.number(_total(amount for amount in amounts if amount > 0)),
        "recurring": [
            {"title": title, "price": money.number(price), "value": letter}
            for letter, (title, _) in reversed(CYCLES.items())
            if (price := _total(s.recurring.get(letter, money.ZERO) for s in sales))
        ],
        "tax": [{"name": "VAT", "tax": money.number(sums.tax), "value": money.TAX_RATE}],
    }


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, money.ZERO)


def _sale(world: World, user: User, item: Item, field: str, before: Sequence[Sale]) -> Sale:
    """One more, beside those `before` it. Raises a Refusal."""
    if item.wrong:
        raise invalid({field: item.wrong})
    contacts.check_naming(user, item.given)
    sale = products.kind(item.kind).sell(world, item.given)
    if sale.twice and (sale.kind, sale.name) in [(one.kind, one.name) for one in before]:
        raise sale.twice()
    return sale
