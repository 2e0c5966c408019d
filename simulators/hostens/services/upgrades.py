"""Upgrades: another package, other choices, another cycle.

What a change costs now is the difference between the two prices for what is left of the paid time;
a change for less costs nothing, and nothing is paid back. From the next cycle on the new price
counts.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from simulators.hostens import dates, money
from simulators.hostens.billing import invoices, payments
from simulators.hostens.cart import catalog, orders
from simulators.hostens.cart.catalog import CYCLES, Product
from simulators.hostens.errors import unpaid_invoice, wrong
from simulators.hostens.products import Act, Line
from simulators.hostens.services import settings, stored
from simulators.hostens.services.errors import (
    check_changeable,
    has_pending_upgrade,
    nothing_to_change,
)
from simulators.hostens.services.stored import Service
from simulators.kernel.world import World


def options(world: World, id: str) -> dict[str, Any]:
    """`resources` that can be chosen anew, and a `package` list of other products."""
    service = stored.get(world, id)
    product = stored.product_of(service)
    months = CYCLES[service["cycle"]][1]
    resources = [
        {
            "id": int(form.id),
            "name": form.title,
            "type": "select",
            "items": [
                {
                    "id": str(item.id),
                    "name": item.title,
                    "price": money.number(Decimal(item.price) * months),
                    "setup_price": 0,
                    "selected": service["custom"].get(form.id) == str(item.id),
                }
                for item in form.items
            ],
        }
        for form in map(catalog.forms().__getitem__, product.forms)
        if not form.fixed
    ]
    packages = [
        {
            "id": int(other),
            "name": catalog.products()[other].name,
            "price": money.number(catalog.products()[other].price(service["cycle"])),
        }
        for other in product.upgrades
        if service["cycle"] in catalog.products()[other].prices
    ]
    return {"resources": resources, "package": packages}


def request(world: World, id: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """`wanted` as `schemas.Upgrade` loads it: an estimate, or with `send` the order. Raises a
    Refusal."""
    service = stored.get(world, id)
    check_changeable(service)
    if invoices.waits(world, _is(id, "renew")):
        raise unpaid_invoice()
    changed = _changed(service, wanted)
    charge = _charge(world, service, changed)
    answer = {
        "charge": str(charge),
        "recurring": changed["total"],
        "cycle": changed["cycle"],
    }
    if not wanted.get("send"):
        return answer
    if invoices.waits(world, is_of(id)):
        raise has_pending_upgrade()
    product = catalog.products()[changed["product_id"]]
    act = {"kind": "service", "id": id, "act": "upgrade", "to": changed}
    item = orders.Item(id, "Upgrade", service["domain"], product.id)
    line = Line(f"Upgrade to {product.name}", charge, act)
    placed = orders.more(world, item, [line], payments.DEFAULT)
    return {
        **answer,
        "order_num": placed.order_num,
        "invoice_id": placed.invoice_id,
        "total": placed.total,
        "info": ["upgrade_order_success"],
    }


def apply(world: World, act: Act) -> bool:
    """It is paid."""
    service = stored.get(world, act["id"])
    if service["status"] not in ("Active", "Suspended"):
        return False
    stored.put(world, service | act["to"])
    return True


def is_of(id: str) -> Callable[[Act], bool]:
    """Whether something on an invoice is an upgrade of that service."""
    return _is(id, "upgrade")


def _is(id: str, what: str) -> Callable[[Act], bool]:
    return lambda act: (act["kind"], act["id"], act["act"]) == ("service", id, what)


def _changed(service: Service, wanted: Mapping[str, Any]) -> dict[str, Any]:
    before = stored.product_of(service)
    product = _package(before, wanted.get("package"))
    letter = settings.cycle(product.prices, wanted.get("cycle") or service["cycle"])
    chosen = wanted.get("resources") or {}
    for form in chosen:
        if form in catalog.forms() and catalog.forms()[form].fixed:
            raise wrong(f"resources.{form}")
    kept = {
        form: item
        for form, item in service["custom"].items()
        if form in product.forms and form not in chosen
    }
    custom = {**kept, **settings.custom(product, chosen, "resources")}
    changed = {
        "product_id": product.id,
        "cycle": letter,
        "custom": custom,
        "total": str(settings.price(product, letter, custom)),
    }
    if all(service[name] == changed[name] for name in ("product_id", "cycle", "custom")):
        raise nothing_to_change()
    return changed


def _package(product: Product, wanted: int | None) -> Product:
    if wanted is None or str(wanted) == product.id:
        return product
    if str(wanted) not in product.upgrades:
        raise wrong("package")
    return catalog.products()[str(wanted)]


def _charge(world: World, service: Service, changed: Mapping[str, Any]) -> Decimal:
    """By the month, and for the share of the paid time that is left."""
    before = Decimal(service["total"]) / CYCLES[service["cycle"]][1]
    after = Decimal(changed["total"]) / CYCLES[changed["cycle"]][1]
    due = date.fromisoformat(service["next_due"])
    left = max((due - date.fromisoformat(dates.day(world.now))).days, 0)
    return money.cents(max(after - before, money.ZERO) * left * 12 / 365)
