"""The catalog as answers show it."""

from decimal import Decimal
from typing import Any

from simulators.hostens import money
from simulators.hostens.cart import catalog, forms
from simulators.hostens.cart.catalog import CYCLES, YEARS, Addon, Product
from simulators.hostens.cart.forms import Form
from simulators.hostens.errors import not_found

_TYPES = {"hosting": "1", "dns": "1", "server": "2", "certificate": "4"}
"""`1` is the documented hosting's; the others are made up."""


def categories() -> list[dict[str, str]]:
    return [
        {"id": one.id, "name": one.name, "description": one.description, "slug": one.slug}
        for one in catalog.categories().values()
    ]


def products(category: str) -> list[dict[str, Any]]:
    """Raises a Refusal where there is no such category."""
    if category not in catalog.categories():
        raise not_found()
    return [
        {
            "id": one.id,
            "type": _TYPES[one.delivers],
            "name": one.name,
            "stock": False,
            "paytype": "Regular",
            "description": one.description,
            "qty": "0",
            "tags": [],
            "periods": _periods(one),
        }
        for one in catalog.products().values()
        if one.category == category
    ]


def vps() -> list[dict[str, Any]]:
    return [
        {
            "id": int(one.id),
            "name": one.name,
            "description": one.description,
            "prices": {cycle: money.number(one.price(cycle)) for cycle in one.prices},
            "components": [_component(catalog.forms()[form], one) for form in one.forms],
            "addons": [
                {"id": int(addon), "name": catalog.addons()[addon].title} for addon in one.addons
            ],
            "upgrades": list(one.upgrades),
        }
        for one in catalog.products().values()
        if catalog.categories()[one.category].slug == "vps"
    ]


def find(id: str) -> Product:
    """One that gives a service. Raises a Refusal where there is none."""
    found = catalog.service(id)
    if not found:
        raise not_found()
    return found


def configuration(id: str) -> dict[str, Any]:
    """Of a product. Raises a Refusal."""
    product = find(id)
    periods = _periods(product)
    first = periods[0]
    return {
        "id": product.id,
        "category_name": product.group.name,
        "category_id": product.category,
        "name": product.name,
        "price": first["price"],
        "recurring": first["value"],
        "setup": 0,
        "config": {
            "product": [
                {
                    "type": "select",
                    "title": "pickcycle",
                    "id": "cycle",
                    "name": "cycle",
                    "items": periods,
                    "value": first["value"],
                    "price": first["price"],
                    "setup": 0,
                },
                {
                    "type": "input",
                    "title": "domain",
                    "id": "domain",
                    "name": "domain",
                    "value": None,
                },
            ],
            "forms": [
                forms.shown(catalog.forms()[form], CYCLES[first["value"]][1])
                for form in product.forms
            ],
            "addons": [_addon(catalog.addons()[addon]) for addon in product.addons],
            "subproducts": [],
        },
        "recurring_price": first["price"],
        "prorata_date": None,
    }


def _periods(product: Product) -> list[dict[str, Any]]:
    letters = {
        (YEARS[int(key)] if product.delivers == catalog.CERTIFICATE else key): price
        for key, price in product.prices.items()
    }
    return _cycles(letters)


def _cycles(prices: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": letter,
            "value": letter,
            "price": money.number(Decimal(price)),
            "setup": 0,
            "selected": number == 0,
        }
        for number, (letter, price) in enumerate(prices.items())
    ]


def _addon(addon: Addon) -> dict[str, Any]:
    return {
        "type": "subitem",
        "title": addon.title,
        "id": addon.id,
        "value": None,
        "description": addon.description,
        "config": [
            {
                "type": "checkbox",
                "title": "add",
                "name": f"addon[{addon.id}]",
                "checked": False,
            },
            {
                "type": "select",
                "title": "billingcycle",
                "name": f"addon_cycles[{addon.id}]",
                "items": _cycles(addon.prices),
            },
        ],
        "price": 0,
        "recurring_price": 0,
        "setup": 0,
        "prorata_date": None,
    }


def _component(form: Form, product: Product) -> dict[str, Any]:
    """As a client of the same software reads it: the prices of the first choice, by cycle."""
    price = Decimal(form.items[0].price)
    return {
        "id": form.items[0].id,
        "name": form.title,
        "category_id": int(form.id),
        "prices": {cycle: money.number(price * CYCLES[cycle][1]) for cycle in product.prices},
    }
