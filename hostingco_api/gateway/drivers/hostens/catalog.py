"""What Hostens sells, and how a caller says which of it.

A product has a price for every cycle that it is paid by, so a plan is both: `13-m` is product 13,
paid by the month. `13`, or the name as a slug (`linux-2`), is by the first cycle that it has.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hostingco_api.gateway.drivers.common import side_by_side, slug
from hostingco_api.gateway.drivers.hostens.session import Session
from hostingco_api.gateway.provider import Invalid, NotFound

CYCLES = {
    "m": ("Monthly", "monthly"),
    "q": ("Quarterly", "3 months"),
    "s": ("Semi-Annually", "6 months"),
    "a": ("Annually", "yearly"),
    "b": ("Biennially", "2 years"),
    "t": ("Triennially", "3 years"),
}
"""By the letter: what Hostens calls it, and the gateway."""
_LETTERS = {name: letter for letter, (name, _) in CYCLES.items()}
_ID = re.compile(r"([0-9]{1,9})(?:-([a-z]))?")
_SYSTEMS = re.compile(r"\bos\b|operating system|template", re.IGNORECASE)
_FEW = 6
_UNITS = {"MB": 1, "GB": 1024, "TB": 1024 * 1024}


@dataclass(frozen=True)
class Product:
    """`category` is a slug; `prices` are by the letter of the cycle."""

    id: str
    name: str
    category: str
    prices: Mapping[str, Decimal]
    description: str = ""


@dataclass(frozen=True)
class Plan:
    """What can be ordered. `systems` are titles by the ids of `form`, an operating system's."""

    id: str
    product: Product
    cycle: str
    form: str
    systems: Mapping[str, str]


class Catalog:
    def __init__(self, api: Session) -> None:
        self._api = api
        self._servers: dict[str, bool] = {}

    def products(self, categories: Collection[str] | None = None) -> list[Product]:
        """Of all categories, or of those with these slugs."""
        with self._api.reading():
            rows = self._api.ask("GET", "/api/category")["categories"]
            found = {str(row["id"]): str(row["slug"]) for row in rows}
        wanted = [one for one in found.items() if categories is None or one[1] in categories]
        lists = side_by_side(self._products, wanted)
        return [product for products in lists for product in products]

    def is_server(self, product: Product) -> bool:
        """Whether a system has to be chosen for it. What it is does not change."""
        if product.id not in self._servers:
            try:
                _, form, _ = self._configured(product.id)
            except NotFound:  # it is not sold any more
                form = ""
            self._servers[product.id] = bool(form)
        return self._servers[product.id]

    def plan(self, said: str) -> Plan:
        """By an id, or by the slug of a name. Raises Invalid."""
        id, cycle = self._which(said)
        try:
            product, form, systems = self._configured(id)
        except NotFound as error:
            raise self._unknown(said) from error
        if not form:
            raise Invalid(f"{self._api.name}: {product.name} is no machine")
        cycle = cycle or next(iter(product.prices), "")
        if cycle not in product.prices:
            there = listed(f"{id}-{letter}" for letter in product.prices)
            raise Invalid(f"{self._api.name} has no plan {said!r}: there is {there}")
        return Plan(f"{id}-{cycle}", product, cycle, form, systems)

    def system(self, plan: Plan, said: str) -> str:
        """The id of one. Raises Invalid."""
        found = named(said, plan.systems)
        if found is None:
            there = listed(f"{id} ({title})" for id, title in plan.systems.items())
            raise Invalid(f"{self._api.name} has no template {said!r}: there is {there}")
        return found

    def payment_method(self, said: str | None) -> dict[str, str]:
        """A part of an order. Without one, credit pays, and a transfer the rest. Raises Invalid."""
        if said is None:
            return {}
        with self._api.reading():
            methods = dict(self._api.ask("GET", "/api/payment")["payments"])
        if said not in methods:
            there = listed(f"{id} ({name})" for id, name in methods.items())
            raise Invalid(f"{self._api.name} has no payment method {said!r}: there is {there}")
        return {"pay_method": said}

    def _products(self, category: tuple[str, str]) -> list[Product]:
        id, slug = category
        with self._api.reading():
            rows = self._api.ask("GET", f"/api/category/{id}/product")["products"]
            return [_product(row, slug, row["periods"]) for row in rows]

    def _configured(self, id: str) -> tuple[Product, str, dict[str, str]]:
        """A product, the id of its form for systems if it has one, and their titles by id."""
        with self._api.reading():
            found = self._api.ask("GET", f"/api/order/{id}")["product"]
            cycles = [one for one in found["config"]["product"] if one["id"] == "cycle"]
            product = _product(found, "", cycles[0]["items"])
            for form in found["config"]["forms"]:
                if _SYSTEMS.search(form["title"]):
                    titles = {str(item["id"]): str(item["title"]) for item in form["items"]}
                    return product, str(form["id"]), titles
        return product, "", {}

    def _which(self, said: str) -> tuple[str, str]:
        """The id of a product, and a cycle if that was said."""
        if match := _ID.fullmatch(said):
            return match[1], match[2] or ""
        products = {product.id: product.name for product in self.products()}
        name, _, letter = said.rpartition("-")
        if found := named(said, products):
            return found, ""
        if letter in CYCLES and (found := named(name, products)):
            return found, letter
        raise self._unknown(said)

    def _unknown(self, said: str) -> Invalid:
        with self._api.reading():
            rows = self._api.ask("GET", "/api/category/available/vps")
            there = listed(f"{row['id']} ({row['name']})" for row in rows)
        return Invalid(f"{self._api.name} has no plan {said!r}: there is {there}")


def letter_of(cycle: str) -> str:
    """`Monthly` is m; of what is not known, its own name."""
    return _LETTERS.get(cycle, cycle)


def named(said: str, names: Mapping[str, str]) -> str | None:
    """The id that is meant, by itself or by a name's slug, of which the beginning is enough if no
    other begins like that."""
    if said in names:
        return said
    wanted = slug(said)
    if not wanted:
        return None
    for fits in (str.__eq__, str.startswith):
        found = [id for id, name in names.items() if fits(slug(name), wanted)]
        if len(found) == 1:
            return found[0]
    return None


def listed(there: Iterable[str]) -> str:
    """The first of them."""
    all = list(there)
    return ", ".join(all[:_FEW]) + (", and more" if len(all) > _FEW else "") if all else "none"


def has(product: Product | None, *words: str) -> int | None:
    """How much of something there is by the description, such as `Memory:2GB`: in MB if it has a
    unit. None where it does not say."""
    text = product.description if product else ""
    for word in words:
        found = re.search(rf"{word}\W*([0-9]+)\s*([MGT]B)?", text, re.IGNORECASE)
        if found:
            return int(found[1]) * _UNITS.get((found[2] or "").upper(), 1)
    return None


def _product(row: Any, category: str, periods: Any) -> Product:
    prices = {str(one["value"]): Decimal(str(one["price"])) for one in periods}
    return Product(
        str(row["id"]), str(row["name"]), category, prices, str(row.get("description") or "")
    )
