"""Subscriptions and the catalog."""

from collections.abc import Sequence
from typing import Any

from hostingco_api.gateway.drivers.common import slug
from hostingco_api.gateway.drivers.hostinger.catalog import Price, money, prices
from hostingco_api.gateway.drivers.hostinger.client import Account, instant
from hostingco_api.gateway.provider import CatalogItem, Subscription

SUBSCRIPTIONS = "/api/billing/v1/subscriptions"


class Billing(Account):
    def subscriptions(self) -> Sequence[Subscription]:
        return self._api.read(SUBSCRIPTIONS, lambda found: list(map(_subscription, found)))

    def catalog(self) -> Sequence[CatalogItem]:
        return [_item(price) for price in prices(self._api)]


def _subscription(document: Any) -> Subscription:
    # `non_renewing` has been seen, which is in no document.
    status = document["status"].replace("non_renewing", "not_renewing")
    renews_at = instant(document["next_billing_at"]) if document["is_auto_renewed"] else None
    return Subscription(
        document["id"],
        document["name"],
        status,
        slug(document["name"]),
        money(int(document["total_price"])),
        document["currency_code"],
        created_at=instant(document["created_at"]),
        renews_at=renews_at,
    )


def _item(price: Price) -> CatalogItem:
    description = price.name
    if price.first_cents != price.cents:
        description += f"; the first time for {money(price.first_cents):.2f} {price.currency}"
    return CatalogItem(
        price.id,
        price.item,
        price.category.lower(),
        price.cents,
        price.currency,
        price.every,
        description,
    )
