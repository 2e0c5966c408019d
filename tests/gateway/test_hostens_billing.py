"""Hostens' services as subscriptions, and its products as the catalog."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from hostingco_api.gateway.drivers.hostens import Hostens
from hostingco_api.gateway.provider import CatalogItem, Subscription
from hostingco_api.gateway.registry import capabilities
from tests.gateway.hostens import another, calls, happen
from tests.gateway.simulated import World


def test_a_service_is_a_subscription(sim: World, hostens: Hostens) -> None:
    found = {one.id: one for one in hostens.subscriptions()}
    assert list(found) == ["301", "302", "10", "20", "113", "114"]
    created, renewed = found["113"].created_at, found["113"].renews_at
    assert found["113"] == Subscription(
        id="113",
        name="Linux 2",
        status="active",
        plan="13-m",
        price=Decimal("3.99"),
        currency="USD",
        created_at=created,
        renews_at=renewed,
    )
    now = datetime.fromisoformat(sim.control("GET", "/clock")["now"])
    assert created == now.replace(hour=0, minute=0, second=0, microsecond=0)
    assert renewed
    assert 28 <= (renewed - created).days <= 31


def test_what_is_not_paid_yet_is_not_renewed_on_any_day(hostens: Hostens) -> None:
    (pending,) = [one for one in hostens.subscriptions() if one.status == "pending"]
    assert (pending.id, pending.renews_at) == ("302", None)


def test_what_is_over_is_no_subscription(sim: World, hostens: Hostens) -> None:
    sim.advance(8 * 24 * 3600)
    assert "302" not in [one.id for one in hostens.subscriptions()]


def test_one_that_is_suspended_is_one_still(sim: World, hostens: Hostens) -> None:
    happen(sim, "credit-changed", credit="0.00")
    sim.advance(32 * 24 * 3600)
    assert {one.status for one in hostens.subscriptions()} == {"suspended"}


def test_one_that_ends_while_they_are_listed_is_left_out(sim: World, hostens: Hostens) -> None:
    sim.fault("status", status=404, operation="getService", nth=[1])
    assert len(hostens.subscriptions()) == 5


def test_what_is_not_sold_any_more_has_its_name_for_a_plan() -> None:
    row = {"id": "7", "domain": "", "billingcycle": "Quarterly", "category_url": "x"}
    row |= {"name": "Old One (2016)", "status": "Active", "total": "5.00", "next_due": "2027-01-31"}
    answers: tuple[Any, ...] = (
        {"services": [row]},
        {"categories": []},
        {"details": {"currency": "EUR"}},
        {"service": {"date_created": "2016-01-31"}},
    )
    with another(*((200, answer) for answer in answers)) as (hostens, _):
        (found,) = hostens.subscriptions()
    assert (found.plan, found.price, found.currency) == ("old-one-2016-q", Decimal("5.00"), "EUR")


def test_a_product_is_in_the_catalog_once_for_every_cycle(hostens: Hostens) -> None:
    items = [one for one in hostens.catalog() if one.name == "Linux 2"]
    assert items[0] == CatalogItem(
        id="13-m",
        name="Linux 2",
        category="vps",
        price_cents=399,
        currency="USD",
        period="monthly",
        description="CPU:2 x 2.60 GHz, Memory:2GB, Disk:20GB, Bandwidth:2TB",
    )
    assert [(one.id, one.price_cents, one.period) for one in items[1:]] == [
        ("13-q", 1149, "3 months"),
        ("13-s", 2199, "6 months"),
        ("13-a", 4099, "yearly"),
        ("13-b", 7699, "2 years"),
    ]


def test_the_catalog_has_every_category_that_sells_something(hostens: Hostens) -> None:
    items = hostens.catalog()
    assert {one.category for one in items} == {"hosting", "dedicated", "vps", "sslcertificates"}
    assert len({one.id for one in items}) == len(items)
    assert "3 years" in {one.period for one in items}


def test_markup_is_taken_off_a_description_and_a_cycle_s_own_name_is_kept() -> None:
    product: dict[str, Any] = {
        "id": "5",
        "name": "X",
        "description": "<ul><li>- CPU: 2</li>\n<li>RAM</li></ul>",
    }
    product |= {"periods": [{"value": "w", "price": 1.005}]}
    answers: tuple[Any, ...] = (
        {"categories": [{"id": "1", "slug": "vps"}]},
        {"products": [product]},
        {"details": {"currency": "USD"}},
    )
    with another(*((200, answer) for answer in answers)) as (hostens, _):
        (item,) = hostens.catalog()
    assert (item.description, item.period, item.price_cents) == ("- CPU: 2, RAM", "w", 101)


def test_nothing_is_written_to_read_it_all(sim: World, hostens: Hostens) -> None:
    hostens.subscriptions()
    hostens.catalog()
    assert not {entry["method"] for entry in sim.journal()} - {"GET", "POST"}
    assert calls(sim).count("login") == 1


def test_what_hostens_has_no_call_for_is_not_supported() -> None:
    found = capabilities(Hostens)
    assert found["ssh_keys"] == []
    assert "resetDnsZone" not in found["dns"]
    assert "listDataCenters" not in found["vms"]
    assert not {"enablePrivacy", "disablePrivacy"} & set(found["domains"])
    assert sum(map(len, found.values())) == 4 + 7 + 3 + 2
