"""Subscriptions, and what can be bought."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from hostingco_api.gateway.drivers.hostinger import Hostinger
from hostingco_api.gateway.drivers.hostinger.catalog import Price, ordered
from hostingco_api.gateway.provider import CatalogItem, ProviderError, Subscription
from tests.gateway.hostinger import VM, driver, quirk
from tests.gateway.simulated import World


@pytest.fixture
def hostinger(sim: World) -> Hostinger:
    return driver(sim)


def test_subscriptions_are_told_in_whole_money(hostinger: Hostinger) -> None:
    found = hostinger.subscriptions()
    assert len(found) == 7
    assert found[0] == Subscription(
        found[0].id,
        ".COM Domain",
        "active",
        "com-domain",
        Decimal("17.99"),
        "USD",
        created_at=found[0].created_at,
        renews_at=found[0].renews_at,
    )
    assert found[0].created_at
    assert found[0].renews_at
    assert found[0].created_at < datetime.now(UTC) < found[0].renews_at


@pytest.mark.parametrize("undocumented", [True, False])
def test_a_subscription_that_is_not_renewed_has_no_next_time(
    hostinger: Hostinger, sim: World, undocumented: bool
) -> None:
    quirk(sim, "billing-non-renewing", undocumented)
    id = hostinger.subscriptions()[0].id
    path = f"/api/billing/v1/subscriptions/{id}/auto-renewal/disable"
    hostinger._api.ask("DELETE", path)
    first = hostinger.subscriptions()[0]
    assert (first.status, first.renews_at) == ("not_renewing", None)


def test_the_catalog_has_an_item_for_every_price(hostinger: Hostinger) -> None:
    items = {item.id: item for item in hostinger.catalog()}
    assert items["hostingercom-vps-kvm2-usd-1m"] == CatalogItem(
        "hostingercom-vps-kvm2-usd-1m",
        "KVM 2",
        "vps",
        1799,
        "USD",
        "monthly",
        "KVM 2 (billed every month); the first time for 8.99 USD",
    )
    years = [items[f"hostingercom-domain-com-usd-{n}y"] for n in (1, 2, 3)]
    assert [item.period for item in years] == ["yearly", "2 years", "3 years"]
    assert [item.price_cents for item in years] == [1799, 3598, 5397]
    assert {item.category for item in items.values()} == {"vps", "domain", "email"}


@pytest.mark.parametrize(
    ("period", "unit", "said", "months"),
    [
        (1, "month", "monthly", 1),
        (3, "month", "3 months", 3),
        (1, "year", "yearly", 12),
        (2, "year", "2 years", 24),
        (1, "week", "1 week", 0),
        (10, "day", "10 days", 0),
        (0, "none", "once", 0),
    ],
)
def test_a_period_is_said_in_words(period: int, unit: str, said: str, months: int) -> None:
    price = Price("", "", ".CO.UK Domain", "", "", 1, 1, "USD", period, unit)
    assert (price.every, price.months, price.tld) == (said, months, "co.uk")


def test_what_the_catalog_has_can_be_ordered(hostinger: Hostinger, sim: World) -> None:
    ids = [item.id for item in hostinger.catalog() if item.category == "vps"]
    assert len(ids) == 12
    for id in ids[:2]:
        hostinger.create_vm(replace(VM, plan=id))
    assert sim.totals()["machines_bought"] == 2


@pytest.mark.parametrize("status", ["failed", "cancelled", "refunded", "fraud_refund"])
def test_an_order_that_came_to_nothing_is_said(status: str) -> None:
    with pytest.raises(ProviderError, match=status):
        ordered({"subscription_id": "A", "status": status})
    assert not ordered({"subscription_id": "A", "status": "awaiting_payment"}).done
