"""What can be ordered, and for how much.

The offer is data, the same in every world. Ids and the prices of KVM 2 are the documented ones;
the other prices are believable, and the first period is cheaper, as it is at Hostinger.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

CURRENCY = "USD"

_VPS = {  # item: price and first price a month; of one month, of a year, of two years
    "kvm1": ("KVM 1", (1399, 649), (1199, 599), (999, 499)),
    "kvm2": ("KVM 2", (1799, 899), (1499, 799), (1299, 699)),
    "kvm4": ("KVM 4", (2999, 1299), (2599, 1149), (2299, 999)),
    "kvm8": ("KVM 8", (5999, 2599), (5199, 2299), (4599, 1999)),
}
_DOMAINS = {  # TLD: price and first price a year
    "app": (1999, 1499),
    "biz": (1999, 699),
    "club": (1999, 299),
    "co": (3499, 899),
    "co.uk": (999, 699),
    "com": (1799, 999),
    "de": (999, 599),
    "dev": (1999, 1299),
    "eu": (1099, 499),
    "fr": (1199, 699),
    "info": (2299, 399),
    "io": (6799, 3199),
    "lt": (1499, 999),
    "me": (2499, 799),
    "net": (1799, 1199),
    "nl": (999, 599),
    "online": (3499, 99),
    "org": (1599, 899),
    "shop": (3799, 99),
    "site": (3499, 99),
    "store": (4999, 99),
    "tech": (5799, 699),
    "uk": (999, 599),
    "us": (1199, 499),
    "xyz": (1599, 199),
}
_EMAIL = {"business": ("Business Email", 149, 99), "premium": ("Premium Email", 349, 199)}
_MOST_YEARS = 3

TLDS = tuple(_DOMAINS)
"""What domains can be registered under."""


@dataclass(frozen=True)
class Price:
    """One price of one item: `price` cents for `period` times `period_unit` (month, year)."""

    id: str
    item: str
    category: str
    name: str
    """Of the item, `KVM 2` or `.COM Domain`."""
    price: int
    first_period_price: int
    period: int
    period_unit: str
    outcome: str = ""
    """What a magic id brings: `declined`, or `charged` though it is refused."""

    @property
    def tld(self) -> str:
        """Of a domain's price."""
        return self.name.removeprefix(".").removesuffix(" Domain").lower()


def find(id: str) -> Price | None:
    return _prices().get(id)


def domain_price(tld: str, years: int = 1) -> Price:
    """Of a TLD in TLDS."""
    return _prices()[f"hostingercom-domain-{tld.replace('.', '-')}-usd-{years}y"]


def machine_price(plan: str = "kvm2", term: str = "1m") -> Price:
    """Of a plan kvm1, kvm2, kvm4, kvm8; for 1m, 1y or 2y."""
    return _prices()[f"hostingercom-vps-{plan}-usd-{term}"]


def listing(category: str | None, name: str | None) -> list[dict[str, Any]]:
    """The items of that category and name, `*` standing for anything, whatever the case."""
    pattern = name.lower().replace("[", "[[]").replace("?", "[?]") if name is not None else "*"
    return [
        item
        for item in _items()
        if category in (None, item["category"]) and fnmatchcase(item["name"].lower(), pattern)
    ]


@cache
def _prices() -> dict[str, Price]:
    return {price.id: price for price in _all()}


@cache
def _items() -> list[dict[str, Any]]:
    items: dict[str, dict[str, Any]] = {}
    for price in _all():
        item = items.setdefault(
            price.item,
            {
                "id": price.item,
                "name": price.name,
                "category": price.category,
                "metadata": None,
                "prices": [],
            },
        )
        every = price.period_unit if price.period == 1 else f"{price.period} {price.period_unit}s"
        item["prices"].append(
            {
                "id": price.id,
                "name": f"{price.name} (billed every {every})",
                "currency": CURRENCY,
                "price": price.price,
                "first_period_price": price.first_period_price,
                "period": price.period,
                "period_unit": price.period_unit,
            }
        )
    return list(items.values())


def _all() -> Iterator[Price]:
    for key, (name, month, year, two) in _VPS.items():
        item = f"hostingercom-vps-{key}"
        yield Price(f"{item}-usd-1m", item, "VPS", name, *month, 1, "month")
        for years, (price, first) in ((1, year), (2, two)):
            months = 12 * years
            yield Price(
                f"{item}-usd-{years}y",
                item,
                "VPS",
                name,
                price * months,
                first * months,
                years,
                "year",
            )
    for tld, (price, first) in _DOMAINS.items():
        item = f"hostingercom-domain-{tld.replace('.', '-')}"
        name = f".{tld.upper()} Domain"
        for years in range(1, _MOST_YEARS + 1):
            later = price * (years - 1)
            yield Price(
                f"{item}-usd-{years}y",
                item,
                "DOMAIN",
                name,
                price * years,
                first + later,
                years,
                "year",
            )
    for key, (name, price, first) in _EMAIL.items():
        item = f"hostingercom-email-{key}"
        yield Price(f"{item}-usd-1m", item, "EMAIL", name, price, first, 1, "month")
        yield Price(f"{item}-usd-1y", item, "EMAIL", name, price * 12, first * 12, 1, "year")
