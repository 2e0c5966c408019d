"""Billing: services are subscriptions, and products with their cycles the catalog."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hostingco_api.gateway.drivers.common import side_by_side, slug
from hostingco_api.gateway.drivers.hostens.catalog import CYCLES, Catalog, Product, letter_of
from hostingco_api.gateway.drivers.hostens.dates import day
from hostingco_api.gateway.drivers.hostens.session import Session
from hostingco_api.gateway.provider import CatalogItem, NotFound, Subscription

OVER = ("Terminated", "Cancelled", "Fraud")
"""Statuses of services that nobody pays for any more."""
_RENEWED = ("Active", "Suspended")


class Bills:
    api: Session
    catalogue: Catalog

    def subscriptions(self) -> Sequence[Subscription]:
        with self.api.reading():
            rows = self.api.ask("GET", "/api/service")["services"]
            rows = [row for row in rows if row["status"] not in OVER]
            products = plans(self.catalogue, rows)
        currency = self.currency()

        def subscription(row: Any) -> Subscription | None:
            try:
                service = self.api.ask("GET", f"/api/service/{row['id']}")["service"]
            except NotFound:  # it ended a moment ago
                return None
            return Subscription(
                id=str(row["id"]),
                name=str(row["name"]),
                status=str(row["status"]).lower(),
                plan=plan_of(row, products),
                price=Decimal(str(row["total"])),
                currency=currency,
                created_at=day(service["date_created"]),
                renews_at=day(row["next_due"]) if row["status"] in _RENEWED else None,
            )

        with self.api.reading():
            found = side_by_side(subscription, rows)
        return [one for one in found if one]

    def catalog(self) -> Sequence[CatalogItem]:
        products, currency = self.catalogue.products(), self.currency()
        return [
            CatalogItem(
                id=f"{product.id}-{letter}",
                name=product.name,
                category=product.category,
                price_cents=_cents(price),
                currency=currency,
                period=CYCLES[letter][1] if letter in CYCLES else letter,
                description=_plain(product.description),
            )
            for product in products
            for letter, price in product.prices.items()
        ]

    def currency(self) -> str:
        """The account's."""
        with self.api.reading():
            return str(self.api.ask("GET", "/api/balance")["details"]["currency"])


def plans(catalogue: Catalog, services: Sequence[Any]) -> dict[tuple[str, str], Product]:
    """The products of services, by category and name: that is all that a service says of it."""
    categories = {row["category_url"] for row in services}
    products = catalogue.products(categories) if categories else []
    return {(product.category, product.name): product for product in products}


def plan_of(service: Any, products: dict[tuple[str, str], Product]) -> str:
    product = products.get((service["category_url"], service["name"]))
    name = product.id if product else slug(service["name"])
    return f"{name}-{letter_of(service['billingcycle'])}"


def _cents(price: Decimal) -> int:
    return int((price * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _plain(text: str) -> str | None:
    """Without markup, in one line."""
    lines = re.sub(r"<[^>]*>", "\n", text).splitlines()
    return ", ".join(line.strip() for line in lines if line.strip()) or None
