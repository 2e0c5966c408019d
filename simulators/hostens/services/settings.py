"""What a product is ordered with: its cycle, its forms' choices, its addons."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from simulators.hostens import money
from simulators.hostens.cart import catalog, forms
from simulators.hostens.cart.catalog import CYCLES, Addon, Product
from simulators.hostens.cart.forms import Choice
from simulators.hostens.errors import wrong

Custom = dict[str, str]
"""The chosen item's id, by the form's."""


def product(id: Any) -> Product:
    """One that gives a service. Raises a Refusal."""
    found = catalog.service(str(id))
    if not found:
        raise wrong("product_id")
    return found


def cycle(prices: Mapping[str, str], wanted: str | None, field: str = "cycle") -> str:
    """One of the letters that there is a price for, the first if none is wanted."""
    letter = wanted or next(iter(prices))
    if letter not in prices:
        raise wrong(field)
    return letter


def custom(product: Product, given: Mapping[str, Any], field: str = "custom") -> Custom:
    """What is chosen of the product's forms. Raises a Refusal."""
    there = [catalog.forms()[form] for form in product.forms]
    return {id: str(item.id) for id, item in forms.chosen(there, given, field).items()}


def choices(custom: Custom) -> list[Choice]:
    return [
        item
        for form, chosen in custom.items()
        for item in catalog.forms()[form].items
        if str(item.id) == chosen
    ]


def price(product: Product, cycle: str, custom: Custom) -> Decimal:
    """Of a cycle, without addons."""
    months = CYCLES[cycle][1]
    return product.price(cycle) + sum(
        (money.cents(Decimal(item.price) * months) for item in choices(custom)), money.ZERO
    )


def addons(
    product: Product, given: Mapping[str, Any], cycles: Mapping[str, Any]
) -> list[tuple[Addon, str]]:
    """Those that are ticked, each with its cycle."""
    ticked = [id for id, value in given.items() if not forms.is_off(value)]
    found = []
    for id in ticked:
        if id not in product.addons:
            raise wrong(f"addon.{id}")
        addon = catalog.addons()[id]
        wanted = cycles.get(id)
        field = f"addon_cycles.{id}"
        if wanted is not None and not isinstance(wanted, str):
            raise wrong(field)
        found.append((addon, cycle(addon.prices, wanted, field)))
    return found
