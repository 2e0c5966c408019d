"""What can be bought: categories, products, their forms and addons, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

CYCLES = {
    "m": ("Monthly", 1),
    "q": ("Quarterly", 3),
    "s": ("Semi-Annually", 6),
    "a": ("Annually", 12),
    "b": ("Biennially", 24),
    "t": ("Triennially", 36),
}
"""By the letter: the name, and how many months."""


@dataclass(frozen=True)
class Category:
    id: str
    name: str
    slug: str
    description: str = ""


@dataclass(frozen=True)
class Choice:
    """An item of a form. `price` is by the month."""

    id: int
    title: str
    price: str
    code: str = ""
    """What it stands for: of an operating system, its code."""


@dataclass(frozen=True)
class Form:
    """A setting of a product: one choice of several, or none."""

    id: str
    title: str
    items: tuple[Choice, ...]
    fixed: bool = False
    """Whether it stays as it was ordered."""


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


def categories() -> Mapping[str, Category]:
    return {row["id"]: Category(**row) for row in _data()["category"]}


@cache
def products() -> Mapping[str, Product]:
    return {row["id"]: Product(**_tuples(row)) for row in _data()["product"]}


@cache
def forms() -> Mapping[str, Form]:
    return {
        row["id"]: Form(**row | {"items": tuple(Choice(**item) for item in row["items"])})
        for row in _data()["form"]
    }


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
