"""Services: from the order to the end, with addons and upgrades."""

from typing import Any

import pytest

from tests.hostens.client import HOSTING, SERVER, Hostens

MINUTE = 60


def order(api: Hostens, product: str = "333", **given: Any) -> str:
    """A service that is paid by the account's credit: its id."""
    id: str = api.told("POST", f"/order/{product}", given)["items"]["id"]
    return id


def status(api: Hostens, id: str) -> str:
    found: str = api.service(id)["status"]
    return found


@pytest.mark.parametrize(("product", "minutes"), [("333", 2), ("350", 1), ("13", 5), ("61", 5)])
def test_a_paid_service_takes_its_time(api: Hostens, product: str, minutes: int) -> None:
    api.credit("1000.00")
    id = order(api, product, domain="new.example.com")
    assert status(api, id) == "Pending"
    assert "service-activated" not in api.advance(minutes * MINUTE - 1)
    assert "service-activated" in api.advance(1)
    service = api.service(id)
    assert service["status"] == "Active"
    assert (service["next_due"], service["next_invoice"]) == ("2026-02-01", "2026-01-29")


def test_a_service_has_its_own_login(api: Hostens) -> None:
    ids = [order(api, domain="new.example.com") for _ in range(2)]
    assert api.service(ids[0])["password"] == ""
    api.advance(2 * MINUTE)
    first, second = map(api.service, ids)
    assert first["username"] == "newexamp"
    assert len(first["password"]) == 10
    assert first["password"] != second["password"]


@pytest.mark.parametrize(
    ("cycle", "name", "due"),
    [
        ("m", "Monthly", "2026-02-01"),
        ("q", "Quarterly", "2026-04-01"),
        ("s", "Semi-Annually", "2026-07-01"),
        ("a", "Annually", "2027-01-01"),
        ("b", "Biennially", "2028-01-01"),
    ],
)
def test_a_cycle_is_that_long(api: Hostens, cycle: str, name: str, due: str) -> None:
    id = order(api, "13", cycle=cycle)
    api.advance(5 * MINUTE)
    service = api.service(id)
    assert (service["billingcycle"], service["next_due"]) == (name, due)


def test_a_month_ends_where_it_ends(api: Hostens) -> None:
    api.days(30)  # the 31st of January
    id = order(api)
    api.advance(2 * MINUTE)
    assert api.service(id)["next_due"] == "2026-02-28"


def test_what_is_chosen_is_paid(api: Hostens) -> None:
    """The Bandwidth of 5.00 a month, for a year; 10% off all of that."""
    id = order(api, cycle="a", custom={"1557": "10103"}, promocode="SIM10")
    service = api.service(id)
    assert (service["total"], service["firstpayment"]) == ("169.89", "152.90")


def test_credit_renews_a_service_three_days_before_it_is_due(api: Hostens) -> None:
    assert "service-invoiced" not in api.advance(28 * 86_400 - 1)
    assert "service-invoiced" in api.advance(1)
    assert api.service(HOSTING)["next_due"] == "2026-03-01"
    assert api.credit() == "211.31"  # less 9.99, 1.00, 1.00, 3.99 and 15.99, each with 21%


def test_a_service_that_is_not_renewed_is_suspended_then_terminated(api: Hostens) -> None:
    api.credit("0.00")
    api.days(31)
    assert status(api, HOSTING) == "Active"
    api.days(1)
    assert status(api, HOSTING) == "Suspended"
    fired = api.days(14)
    assert "service-terminated" in fired
    assert status(api, HOSTING) == "Terminated"
    assert api.told("GET", "/balance")["details"]["acc_balance"] == "0.00"
    before = api.told("GET", "/invoice")["invoices"]
    api.days(200)
    later = api.told("GET", "/invoice")["invoices"][: -len(before)]
    assert not [one for one in later if one["total"] == "12.09"]


def test_who_pays_later_has_the_service_back(api: Hostens) -> None:
    api.credit("0.00")
    api.days(33)
    listed = api.told("GET", "/invoice")["invoices"]
    for invoice in listed:
        if invoice["status"] == "Unpaid":
            api.pay(invoice["id"])
    service = api.service(HOSTING)
    assert (service["status"], service["next_due"]) == ("Active", "2026-03-01")
    assert "service-terminated" not in api.days(20)


def test_at_once_means_within_an_hour(api: Hostens) -> None:
    path = f"/service/{HOSTING}/cancel"
    assert api.told("POST", path, {"immediate": "true"}) == {"info": ["cancell_sent"]}
    assert api.told("POST", path, {}) == {"info": ["cancelled_already"]}
    assert status(api, HOSTING) == "Active"
    assert api.advance(3600) == ["service-cancelled"]
    assert status(api, HOSTING) == "Cancelled"
    assert api.told("POST", path, {}) == {"info": ["cancelled_already"]}


def test_otherwise_a_service_runs_to_its_end_and_is_not_renewed(api: Hostens) -> None:
    api.told("POST", f"/service/{HOSTING}/cancel", {"immediate": False})
    api.days(30)
    assert api.service(HOSTING) | {"password": ""} == {
        "id": "301",
        "date_created": "2026-01-01",
        "domain": "examplename.com",
        "firstpayment": "9.99",
        "total": "9.99",
        "billingcycle": "Monthly",
        "next_due": "2026-02-01",
        "next_invoice": "2026-01-29",
        "status": "Active",
        "label": "",
        "username": "examplen",
        "password": "",
        "name": "Starter Hosting",
    }
    api.days(1)
    assert status(api, HOSTING) == "Cancelled"


def test_a_cancelled_service_owes_nothing(api: Hostens) -> None:
    api.credit("0.00")
    api.days(29)
    unpaid = api.told("GET", "/balance")["details"]["acc_balance"]
    api.told("POST", f"/service/{HOSTING}/cancel", {})
    now = api.told("GET", "/balance")["details"]["acc_balance"]
    assert float(unpaid) - float(now) == pytest.approx(12.09)


def test_a_label(api: Hostens) -> None:
    path = f"/service/{HOSTING}/label"
    assert api.told("GET", path) == {"label": ""}
    assert api.told("POST", path, {"label": "shop"}) == {"success": True, "info": ["label_updated"]}
    assert api.told("GET", path) == {"label": "shop"}
    assert api.service(HOSTING)["label"] == "shop"
    api.told("POST", path, {})
    assert api.told("GET", path) == {"label": ""}


def test_methods_are_those_of_the_kind(api: Hostens) -> None:
    def routes(id: str) -> list[str]:
        methods = api.told("GET", f"/service/{id}/methods")["methods"]
        return [one["route"] for one in methods]

    assert len(routes(HOSTING)) == 5
    assert "/server/@server_id/reboot" in routes(SERVER)
    assert "/service/@service_id/dns" in routes("10")


# -- addons -------------------------------------------------------------------------------


def addons(api: Hostens, id: str) -> list[Any]:
    return [tuple(one.values()) for one in api.told("GET", f"/service/{id}/addon")]


def test_an_addon_is_ordered_paid_and_renewed_in_its_own_cycle(api: Hostens) -> None:
    assert addons(api, SERVER) == []
    assert api.told("POST", f"/service/{SERVER}/addon", {"addon_id": "32", "cycle": "q"}) == {
        "id": 98
    }
    assert addons(api, SERVER) == [(98, "Additional IP", "Active")]
    assert api.credit() == "245.46"  # 3.75 and 21%
    assert "addon-invoiced" not in api.days(86)
    assert "addon-invoiced" in api.days(1)  # three days before the first of April
    assert addons(api, SERVER) == [(98, "Additional IP", "Active")]


def test_an_addon_that_is_not_paid_is_off(api: Hostens) -> None:
    api.credit("0.00")
    api.told("POST", f"/service/{SERVER}/addon", {"addon_id": 32})
    assert addons(api, SERVER) == [(98, "Additional IP", "Pending")]
    api.days(8)
    assert addons(api, SERVER) == [(98, "Additional IP", "Cancelled")]


def test_an_addon_that_is_not_renewed_is_suspended_and_comes_back(api: Hostens) -> None:
    api.told("POST", f"/service/{SERVER}/addon", {"addon_id": 32})
    api.happen("credit-changed", credit="0.00")
    api.days(32)
    assert addons(api, SERVER) == [(98, "Additional IP", "Suspended")]
    for invoice in api.told("GET", "/invoice")["invoices"]:
        if invoice["status"] == "Unpaid":
            api.pay(invoice["id"])
    assert addons(api, SERVER) == [(98, "Additional IP", "Active")]


def test_addons_come_and_go_with_their_service(api: Hostens) -> None:
    id = order(api, addon={"31": 1}, addon_cycles={"31": "m"})
    assert addons(api, id) == [(98, "Cpanel2: Add Extra IP", "Pending")]
    api.advance(2 * MINUTE)
    assert addons(api, id) == [(98, "Cpanel2: Add Extra IP", "Active")]
    api.told("POST", f"/service/{id}/cancel", {"immediate": 1})
    api.advance(3600)
    assert addons(api, id) == [(98, "Cpanel2: Add Extra IP", "Cancelled")]
    assert "addon-invoiced" not in api.days(60)


# -- upgrades -----------------------------------------------------------------------------


def test_an_estimate_changes_nothing(api: Hostens) -> None:
    before = api.digest()
    told = api.told("POST", f"/service/{SERVER}/upgrade", {"package": 14})
    assert told == {"charge": "4.08", "recurring": "7.99", "cycle": "m"}
    assert api.digest() == before


def test_an_upgrade_is_made_when_it_is_paid(api: Hostens) -> None:
    api.credit("0.00")
    wanted = {"package": "14", "cycle": "q", "resources": {"1702": {"123": "1"}}, "send": "true"}
    told = api.told("POST", f"/service/{SERVER}/upgrade", wanted)
    assert told["info"] == ["upgrade_order_success"]
    assert told["recurring"] == "27.49"  # 22.99, and 1.50 a month
    assert api.service(SERVER)["name"] == "Linux 2"
    api.pay(told["invoice_id"])
    service = api.service(SERVER)
    assert (service["name"], service["total"], service["billingcycle"]) == (
        "Linux 4",
        "27.49",
        "Quarterly",
    )
    selected = [
        item["id"]
        for resource in api.told("GET", f"/service/{SERVER}/upgrade")["resources"]
        for item in resource["items"]
        if item["selected"]
    ]
    assert selected == ["123"]


def test_an_upgrade_costs_the_difference_for_what_is_left(api: Hostens) -> None:
    def charge() -> float:
        told = api.told("POST", f"/service/{SERVER}/upgrade", {"package": 14})
        return float(told["charge"])

    whole = charge()
    assert whole == pytest.approx(4.08)  # 4.00 a month for 31 days
    api.days(16)
    assert charge() == pytest.approx(whole * 15 / 31, abs=0.01)


def test_less_costs_nothing_now(api: Hostens) -> None:
    path = f"/service/{SERVER}/upgrade"
    api.told("POST", path, {"package": 14, "send": True})
    before = api.credit()
    assert api.told("POST", path, {"package": 13, "send": True})["charge"] == "0.00"
    assert api.credit() == before
    assert api.service(SERVER)["name"] == "Linux 2"


def test_a_server_stays_within_its_type(api: Hostens) -> None:
    for id, packages in ((SERVER, [14]), ("114", [16])):
        told = api.told("GET", f"/service/{id}/upgrade")["package"]
        assert [one["id"] for one in told] == packages
    wanted = {"package": 15, "send": True}
    refused = api.refused("POST", f"/service/{SERVER}/upgrade", wanted)
    assert refused == [["field_format_error", "package"]]


def test_an_upgrade_that_is_not_paid_is_forgotten(api: Hostens) -> None:
    api.credit("0.00")
    api.told("POST", f"/service/{SERVER}/upgrade", {"package": 14, "send": True})
    api.days(8)
    assert api.service(SERVER)["name"] == "Linux 2"
    api.told("POST", f"/service/{SERVER}/upgrade", {"package": 14, "send": True})


def test_the_order_number_finds_the_service(api: Hostens) -> None:
    placed = api.told("POST", "/order/333", {})
    found = api.told("GET", f"/service/order/{placed['order_num']}")
    assert found == {"account_id": int(placed["items"]["id"])}
    other = Hostens(api.app, account="second")
    other.told("GET", f"/service/order/{placed['order_num']}", status=404)
