"""What a product is ordered with: its cycle, its forms' choices, its addons."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from simulators.hostens import money
from simulators.hostens.cart import catalog
from simulators.hostens.cart.catalog import CYCLES, Addon, Choice, Product
from simulators.hostens.errors import wrong

_OFF = (0, "0", False, "", None, "false")

Custom = dict[str, str]
"""The chosen item's id, by the form's."""


def product(id: Any) -> Product:
    """One that gives a service. Raises a Refusal."""
    found = catalog.products().get(str(id))
    if found is None or found.delivers == "certificate":
        raise wrong("product_id")
    return found


def cycle(prices: Mapping[str, str], wanted: str | None, field: str = "cycle") -> str:
    """One of the letters that there is a price for, the first if none is wanted."""
    letter = wanted or next(iter(prices))
    if letter not in prices:
        raise wrong(field)
    return letter


def custom(product: Product, given: Mapping[str, Any], field: str = "custom") -> Custom:
    """`{"1618": 10330}`, or as other clients send it `{"1618": {"10330": 1}}`; 0 is none."""
    return dict(
        _chosen(product, form, value, field)
        for form, value in given.items()
        if value not in _OFF and not _is_none(value)
    )


def _is_none(value: Any) -> bool:
    """`{"10330": 0}`"""
    return isinstance(value, Mapping) and all(quantity in _OFF for quantity in value.values())


def _chosen(product: Product, form: str, value: Any, field: str) -> tuple[str, str]:
    if isinstance(value, Mapping):
        picked = [item for item, quantity in value.items() if quantity not in _OFF]
        value = picked[0] if len(picked) == 1 else None
    if form in product.forms and not isinstance(value, bool | float):
        for item in catalog.forms()[form].items:
            if str(item.id) == str(value):
                return form, str(item.id)
    raise wrong(f"{field}.{form}")


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
    ticked = [id for id, value in given.items() if value not in _OFF]
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
