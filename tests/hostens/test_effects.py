"""What Hostens' simulator notes: each effect by each way in which it comes about."""

from decimal import Decimal
from typing import Any

import pytest

from tests.contract.calls.hostens.certificates import ORDER as CERTIFICATE
from tests.hostens.client import HOSTING, PENDING, SERVER, Hostens
from tests.hostens.domains import NAME, NEW, order, registered, without_services
from tests.ledger import ledger, noted, sums
from tests.support import Api

UNPAID = "308977"
"""The seeded order's."""
ZONE = "/service/10/dns/60"
HOUR = 3_600


def spent(api: Hostens) -> dict[str, Decimal]:
    """By invoice."""
    bills: dict[str, Decimal] = {}
    for one in ledger(api, "?vendor=hostens&effect=money-spent")["effects"]:
        bills[one["bill"]] = bills.get(one["bill"], Decimal(0)) + Decimal(one["amount"])
    return bills


def invoices(api: Hostens) -> list[Any]:
    listed = api.told("GET", "/invoice")["invoices"]
    return [api.invoice(one["id"]) for one in listed]


# -- money --------------------------------------------------------------------------------


def test_credit_is_spent_when_it_pays(api: Hostens) -> None:
    id = api.told("POST", "/order/333", {})["invoice_id"]
    assert noted(api, "money-spent") == [("money-spent", "12.09", "credit used")]
    assert spent(api) == {id: 250 - Decimal(api.credit())}


def test_what_the_customer_pays_is_spent_when_it_is_paid(api: Hostens) -> None:
    api.credit("10.00")
    id = api.told("POST", "/order/333", {})["invoice_id"]
    assert noted(api) == [("money-spent", "10.00", "credit used")]
    api.pay(id)
    assert noted(api, "money-spent")[1:] == [("money-spent", "2.09", "paid")]
    assert spent(api) == {id: Decimal("12.09")}
    assert ledger(api)["effects"][-1]["cause"] == "hostens.invoice-paid"


def test_an_order_that_nobody_pays_spends_nothing_but_the_credit_and_that_comes_back(
    api: Hostens,
) -> None:
    api.credit("5.00")
    api.told("POST", "/order/333", {})
    api.told("POST", "/order/13", {})
    api.days(8)
    assert noted(api) == [
        ("money-spent", "5.00", "credit used"),
        ("money-returned", "5.00", "cancelled"),
    ]
    assert ledger(api)["effects"][-1]["cause"] == "hostens.invoice-overdue"


def test_what_costs_nothing_spends_nothing(api: Hostens) -> None:
    order(api, name="google.com", tld_id=6, action="transfer", epp="a-code")
    upgrade = {"cycle": "b", "send": True}
    assert api.told("POST", f"/service/{SERVER}/upgrade", upgrade)["charge"] == "0.00"
    assert noted(api) == [("domain-bought", "google.com", "transfer")]


def test_what_is_paid_in_vain_comes_back_as_credit(api: Hostens) -> None:
    """Of a merged invoice the order is off, the renewal is still open."""
    api.credit("0.00")
    api.days(28)
    renewal = next(
        one["id"] for one in invoices(api) if one["total"] == 12.09 and one["id"] != UNPAID
    )
    late = api.told("POST", "/order/333", {})["invoice_id"]
    merged = api.happen("invoices-merged", invoice_ids=[renewal, late])
    api.days(8)
    assert noted(api) == []
    api.pay(merged)
    money = noted(api, "money-spent", "money-returned")
    assert money == [
        ("money-spent", "24.18", "paid"),
        ("money-returned", "12.09", "paid in vain"),
    ]
    assert noted(api)[2:] == []  # what was ordered is not bought


def test_a_merger_and_a_change_of_credit_are_no_payments(api: Hostens) -> None:
    api.credit("1.00")
    other = api.told("POST", "/order/13", {})["invoice_id"]
    before = ledger(api)
    api.happen("invoices-merged", invoice_ids=[UNPAID, other])
    api.credit("0.00")
    api.credit("100.00")
    assert ledger(api) == before


def test_a_year_spends_what_its_paid_invoices_come_to(api: Hostens, other: Hostens) -> None:
    api.credit("20000.00")
    registered(api)
    api.told("POST", f"/service/{SERVER}/addon", {"addon_id": 32, "cycle": "q"})
    api.told("POST", "/order/13", {"cycle": "m", "pay_method": 5})
    api.days(366)
    paid = {
        one["id"]: Decimal(str(one["total"])) + Decimal(str(one["credit"]))
        for one in invoices(api)
        if one["status"] == "Paid" and one["id"] != "308976"  # paid long ago
    }
    theirs = {one["id"]: Decimal(str(one["credit"])) for one in invoices(other)}
    assert len(paid) > 70
    assert spent(api) == paid | theirs
    assert Decimal(api.credit()) == 20_000 - sum(paid.values())
    account = noted(api, "money-spent", account="second")
    assert len(account) == len(theirs)
    causes = {one["cause"] for one in ledger(api, "?vendor=hostens")["effects"]}
    assert {"hostens.service-invoiced", "hostens.domain-renewal-invoiced"} <= causes


# -- domains ------------------------------------------------------------------------------


def test_a_domain_is_bought_when_it_is_paid(api: Hostens) -> None:
    api.credit("0.00")
    id = api.told("POST", "/domain/order", NEW)["invoice_id"]
    assert noted(api) == []
    api.pay(id)
    assert noted(api)[1:] == [("domain-bought", NAME, "register")]


def test_one_that_nobody_paid_is_not_lost(api: Hostens) -> None:
    api.credit("0.00")
    order(api)
    api.days(8)
    assert noted(api) == []


def test_one_that_is_not_renewed_is_lost_at_the_end_of_its_forty_days(
    api: Hostens, other: Hostens
) -> None:
    without_services(api)
    for client, id in ((api, "47"), (other, "90")):
        client.credit("0.00")
        client.told("PUT", f"/domain/{id}/autorenew", {"autorenew": False})
    api.days(365 + 40)
    assert ("domain-lost", "testname.com", "deleted") not in noted(api)
    api.days(1)
    assert ("domain-lost", "testname.com", "deleted") in noted(api)
    assert noted(api, account="second") == [("domain-lost", "another-shop.example", "deleted")]
    assert sums(api) == (Decimal(0), Decimal(0))


def test_one_that_is_transferred_is_lost_by_one_customer_and_bought_by_the_other(
    api: Hostens, other: Hostens
) -> None:
    other.told("PUT", "/domain/90/reglock", {"switch": "false"})
    code = other.told("GET", "/domain/90/epp")["epp_code"]
    body = {"name": "another-shop.example", "action": "transfer", "epp": code}
    api.told("POST", "/domain/order", body)
    assert noted(api, "domain-bought") == [("domain-bought", "another-shop.example", "transfer")]
    assert noted(api, account="second") == []
    api.days(5)
    lost = [("domain-lost", "another-shop.example", "transferred")]
    assert noted(api, account="second") == lost


# -- machines and services ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "bought"), [("333", "service"), ("350", "service"), ("13", "machine")]
)
def test_a_service_is_bought_when_it_is_paid(api: Hostens, product: str, bought: str) -> None:
    api.credit("0.00")
    placed = api.told("POST", f"/order/{product}", {})
    assert noted(api) == []
    api.pay(placed["invoice_id"])
    api.advance(HOUR)
    assert noted(api)[1:] == [(f"{bought}-bought", placed["items"]["id"], "")]


@pytest.mark.parametrize("immediate", [True, False])
def test_one_that_is_cancelled_is_lost_when_it_ends(api: Hostens, immediate: bool) -> None:
    for id in (HOSTING, SERVER):
        api.told("POST", f"/service/{id}/cancel", {"immediate": immediate})
    assert noted(api) == []
    api.advance(HOUR if immediate else 32 * 24 * HOUR)
    assert noted(api, "service-lost") == [("service-lost", HOSTING, "cancelled")]
    assert noted(api, "machine-destroyed") == [("machine-destroyed", SERVER, "cancelled")]


def test_one_that_nobody_renews_is_lost_when_it_is_terminated_and_its_zones_with_it(
    api: Hostens,
) -> None:
    api.credit("0.00")
    api.days(45)
    assert noted(api) == []
    api.days(1)
    assert set(noted(api)) == {
        ("service-lost", HOSTING, "terminated"),
        ("service-lost", "10", "terminated"),
        ("service-lost", "20", "terminated"),
        ("zone-overwritten", "booble.com", "service ended"),
        ("zone-overwritten", "bgg12ooble.com", "service ended"),
        ("machine-destroyed", SERVER, "terminated"),
        ("machine-destroyed", "114", "terminated"),
    }


def test_an_order_that_nobody_paid_is_no_loss(api: Hostens) -> None:
    api.days(8)
    assert api.service(PENDING)["status"] == "Cancelled"
    assert noted(api) == []


def test_an_addon_is_a_service_of_its_own(api: Hostens) -> None:
    api.told("POST", f"/service/{SERVER}/addon", {"addon_id": 32, "cycle": "m"})
    api.told("POST", "/order/13", {"addon": {"32": 1}})
    api.advance(HOUR)
    assert noted(api, "service-bought") == [
        ("service-bought", SERVER, "addon"),
        ("service-bought", "1001", "addon"),
    ]
    api.told("POST", "/service/1001/cancel", {"immediate": True})
    api.credit("0.00")
    api.days(40)
    assert noted(api, "service-lost")[0] == ("service-lost", "1001", "addon")
    assert ("service-lost", SERVER, "addon") not in noted(api)
    api.days(10)
    assert ("service-lost", SERVER, "addon") in noted(api)


def test_one_that_nobody_paid_is_neither_bought_nor_lost(api: Hostens) -> None:
    api.credit("0.00")
    api.told("POST", f"/service/{SERVER}/addon", {"addon_id": 32, "cycle": "m"})
    api.days(9)
    assert noted(api) == []


def test_an_upgrade_is_no_purchase_but_costs_money(api: Hostens) -> None:
    charge = api.told("POST", f"/service/{SERVER}/upgrade", {"package": 14, "send": True})
    assert noted(api) == [("money-spent", charge["total"], "credit used")]


def test_a_certificate_is_a_service_until_it_expires(api: Hostens) -> None:
    id = api.told("POST", "/certificate/order", CERTIFICATE)["items"]["id"]
    api.advance(HOUR)
    assert noted(api, "service-bought") == [("service-bought", id, "certificate")]
    api.days(364)
    assert ("service-lost", id, "expired") not in noted(api)
    api.days(1)
    assert ("service-lost", id, "expired") in noted(api)


def test_what_is_on_a_server_is_lost_when_it_is_reinstalled(api: Hostens) -> None:
    api.told("POST", f"/server/{SERVER}/reinstall", {"os": "centos-7-x86_64"})
    api.advance(299)
    assert noted(api) == []
    api.advance(1)
    assert noted(api) == [("machine-destroyed", SERVER, "reinstalled")]


@pytest.mark.parametrize("what", ["reboot", "resetpassword", "flushfirewall"])
def test_other_tasks_destroy_nothing_and_neither_do_those_that_fail(
    api: Hostens, what: str
) -> None:
    api.told("POST", f"/server/{SERVER}/{what}")
    api.advance(HOUR)
    api.told("POST", f"/server/{SERVER}/rename", {"hostname": "task-fails.example.com"})
    api.advance(HOUR)
    api.told("POST", f"/server/{SERVER}/reinstall", {"os": "centos-7-x86_64"})
    api.advance(HOUR)
    assert noted(api) == []


# -- zones --------------------------------------------------------------------------------


def test_a_zone_that_is_removed_is_lost(api: Hostens) -> None:
    api.told("DELETE", ZONE)
    assert noted(api) == [("zone-overwritten", "booble.com", "deleted")]


def test_a_new_zone_or_record_overwrites_nothing(api: Hostens) -> None:
    api.told("POST", "/service/10/dns", {"name": "testzone.com"})
    api.told("POST", f"{ZONE}/records", {"name": "a", "type": "A", "content": "192.0.2.1"})
    api.told("PUT", f"{ZONE}/records/10", {"ttl": 60})
    assert noted(api) == []


@pytest.mark.parametrize("change", [{"content": "192.0.2.1"}, {"name": "other"}])
def test_a_record_that_becomes_another_one_is_lost(api: Hostens, change: Any) -> None:
    for _ in range(2):  # the second changes nothing
        api.told("PUT", f"{ZONE}/records/10", change)
    assert noted(api) == [("zone-overwritten", "booble.com", "record changed")]


def test_so_is_one_that_is_deleted(api: Hostens) -> None:
    api.told("DELETE", f"{ZONE}/records/10")
    assert noted(api) == [("zone-overwritten", "booble.com", "record deleted")]


# -- nothing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/order/999", {}, 404),
        ("POST", "/order/333", {"cycle": "x"}, 400),
        ("POST", "/domain/order", NEW | {"name": "taken-shop.example"}, 400),
        ("POST", "/domain/47/renew", {"years": 99}, 400),
        ("POST", "/certificate/order", CERTIFICATE | {"csr": "x"}, 400),
        ("POST", f"/server/{SERVER}/reinstall", {"os": "x"}, 400),
        ("POST", "/service/999/cancel", {"immediate": True}, 404),
        ("DELETE", "/service/10/dns/999", None, 404),
        ("DELETE", "/service/901/dns/40", None, 404),
        ("PUT", f"{ZONE}/records/10", {"content": "x"}, 400),
        ("POST", "/quote", {"items": [{"type": "product", "product_id": 333}]}, 200),
        ("POST", f"/service/{SERVER}/upgrade", {"package": 14}, 200),  # an estimate
        ("GET", "/invoice", None, 200),
    ],
)
def test_what_is_refused_or_only_asked_has_no_effects(
    api: Api, method: str, path: str, body: Any, status: int
) -> None:
    assert api(method, f"/api{path}", body).status_code == status
    assert ledger(api)["effects"] == []


def test_an_event_that_cannot_happen_has_none(api: Hostens) -> None:
    api.cannot_happen("invoice-paid", invoice_id="308976")
    api.cannot_happen("invoices-merged", invoice_ids=["308976", UNPAID])
    assert ledger(api)["effects"] == []
