"""What can be bought: categories, products, their forms and addons, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from simulators.hostens.cart.forms import Form, read

CYCLES = {
    "m": ("Monthly", 1),
    "q": ("Quarterly", 3),
    "s": ("Semi-Annually", 6),
    "a": ("Annually", 12),
    "b": ("Biennially", 24),
    "t": ("Triennially", 36),
}
"""By the letter: the name, and how many months."""

YEARS = {months // 12: letter for letter, (_, months) in CYCLES.items() if months >= 12}
"""The letters of those that are years."""
CYCLE_NAMES = tuple(name for name, _ in CYCLES.values())


CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Category:
    id: str
    name: str
    slug: str
    description: str = ""


@dataclass(frozen=True)
class Addon:
    id: str
    title: str
    description: str
    prices: Mapping[str, str]


@dataclass(frozen=True)
class Product:
    """`prices` by the letter of the cycle, of certificates by years; `delivers` is one of
    `hosting`, `dns`, `server`, `certificate`."""

    id: str
    category: str
    name: str
    delivers: str
    prices: Mapping[str, str]
    description: str = ""
    forms: tuple[str, ...] = ()
    addons: tuple[str, ...] = ()
    upgrades: tuple[str, ...] = ()
    server: Mapping[str, Any] = field(default_factory=dict)
    """What it has, in the wire form of a server's details: `cpu_cores`, `ram_limit`, ..."""

    @property
    def group(self) -> Category:
        return categories()[self.category]

    def price(self, cycle: str) -> Decimal:
        return Decimal(self.prices[cycle])


@cache
def categories() -> Mapping[str, Category]:
    return {row["id"]: Category(**row) for row in _data()["category"]}


@cache
def products() -> Mapping[str, Product]:
    return {row["id"]: Product(**_tuples(row)) for row in _data()["product"]}


def service(id: str) -> Product | None:
    """One that gives a service."""
    found = products().get(id)
    return found if found and found.delivers != CERTIFICATE else None


def certificate(id: str) -> Product | None:
    found = products().get(id)
    return found if found and found.delivers == CERTIFICATE else None


@cache
def forms() -> Mapping[str, Form]:
    return {row["id"]: read(row) for row in _data()["form"]}


@cache
def discounts() -> Mapping[str, int]:
    """In percent, by promotion code."""
    return {row["code"]: row["percent"] for row in _data()["promotion"]}


@cache
def addons() -> Mapping[str, Addon]:
    return {row["id"]: Addon(**row) for row in _data()["addon"]}


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("catalog.toml").read_text("utf-8"))
