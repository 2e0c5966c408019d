"""What Hostinger sells: items that have a price for every period, and orders of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hostingco_api.gateway.drivers.hostinger.client import NAME, Client
from hostingco_api.gateway.provider import ProviderError

CATALOG = "/api/billing/v1/catalog"
_CAME_TO_NOTHING = ("failed", "cancelled", "refunded", "fraud_refund")
_DONE = ("completed", "processing")


@dataclass(frozen=True)
class Price:
    """`cents` every `period` times `unit`; `first_cents` for the first time."""

    id: str
    item_id: str
    item: str
    """Its name, `KVM 2` or `.COM Domain`."""
    category: str
    name: str
    cents: int
    first_cents: int
    currency: str
    period: int
    unit: str

    @property
    def tld(self) -> str:
        """Of a domain's price: `com`."""
        return self.item.split(" ")[0].removeprefix(".").lower()

    @property
    def months(self) -> int:
        """0 where it is not by months."""
        return self.period * {"month": 1, "year": 12}.get(self.unit, 0)

    @property
    def every(self) -> str:
        """`monthly`, `yearly`, `2 years`, `once`."""
        if self.unit == "none":
            return "once"
        once = {"month": "monthly", "year": "yearly"}.get(self.unit, f"1 {self.unit}")
        return once if self.period == 1 else f"{self.period} {self.unit}s"


def prices(api: Client, **query: str) -> list[Price]:
    """`category` is DOMAIN, VPS or EMAIL; in `name`, `*` stands for anything."""

    def parse(items: Any) -> list[Price]:
        return [_price(item, price) for item in items for price in item["prices"]]

    return api.read(CATALOG, parse, params=query)


def _price(item: Any, price: Any) -> Price:
    return Price(
        price["id"],
        item["id"],
        item["name"],
        item["category"],
        price["name"],
        int(price["price"]),
        int(price["first_period_price"]),
        price["currency"],
        int(price["period"]),
        price["period_unit"],
    )


def domain_price(prices: Sequence[Price], tld: str, years: int) -> Price | None:
    found = (price for price in prices if price.tld == tld and price.months == 12 * years)
    return next(found, None)


def money(cents: int) -> Decimal:
    return Decimal(cents) / 100


@dataclass(frozen=True)
class Order:
    subscription_id: str
    status: str

    @property
    def done(self) -> bool:
        """It is paid, or as good as that."""
        return self.status in _DONE


def ordered(document: Any) -> Order:
    """Raises ProviderError where it came to nothing: perhaps not before it was charged."""
    order = Order(document["subscription_id"], document["status"])
    if order.status in _CAME_TO_NOTHING:
        raise ProviderError(f"{NAME}: the order is {order.status}")
    return order
