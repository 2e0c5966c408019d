"""Nobody gets what they have not paid for, and nobody pays for what they do not get."""

from typing import Any

import pytest

from tests.hostens.client import HOSTING, SERVER, Hostens


def unpaid(api: Hostens, text: str) -> str:
    """The one open invoice that says that."""
    (found,) = [
        one["id"]
        for one in api.told("GET", "/invoice")["invoices"]
        if one["status"] == "Unpaid" and text in api.invoice(one["id"])["items"][0]["description"]
    ]
    return str(found)


def upgrade(api: Hostens, **wanted: Any) -> Any:
    return api("POST", f"/api/service/{SERVER}/upgrade", wanted)


@pytest.mark.parametrize("wanted", [{"cycle": "b"}, {"package": 14}, {"package": 14, "send": True}])
def test_there_is_no_upgrade_while_the_next_cycle_is_to_be_paid(api: Hostens, wanted: Any) -> None:
    """Its invoice has the old price, and would pay for the new cycle."""
    api.credit("0.00")
    api.days(29)
    answer = upgrade(api, **wanted)
    assert answer.json == {"error": ["unpaid_invoice_for_service"]}
    api.pay(unpaid(api, "Linux 2 - server.domain.name"))
    assert upgrade(api, **wanted).status_code == 200


def test_an_upgrade_for_the_days_left_is_off_when_the_next_cycle_is_billed(api: Hostens) -> None:
    api.credit("0.00")
    api.days(27)
    ordered = (upgrade(api, package=14, send=True).json or {})["invoice_id"]
    api.days(1)
    assert api.invoice(ordered)["status"] == "Cancelled"
    assert api.service(SERVER)["name"] == "Linux 2"


def test_a_choice_can_be_dropped_again(api: Hostens) -> None:
    upgrade(api, resources={"1702": 123}, send=True)
    assert api.service(SERVER)["total"] == "5.49"
    for none in (0, "0", {"123": 0}, None):
        estimate = upgrade(api, resources={"1702": none}).json
        assert estimate == {"charge": "0.00", "recurring": "3.99", "cycle": "m"}


@pytest.mark.parametrize(
    ("product", "given"),
    [
        ("1080", {"cycle": "a", "promocode": "SIM10"}),
        ("13", {"addon": {"32": 1}, "custom": {"1702": 123}}),
        ("333", {"addon": {"31": 1}, "addon_cycles": {"31": "q"}, "promocode": "SIM10"}),
    ],
)
def test_a_whole_order_that_is_paid_in_vain_becomes_credit(
    api: Hostens, product: str, given: Any
) -> None:
    """With all its lines, but for the fee: only the renewal that it was merged with is spent."""
    api.credit("0.00")
    api.days(27)
    order = api.told("POST", f"/order/{product}", given)["invoice_id"]
    api.days(2)
    renewal = unpaid(api, "Linux 2 - server.domain.name")
    price = api.invoice(order)["total"]
    merged = api.happen("invoices-merged", invoice_ids=[order, renewal])
    api.days(7)
    assert api.invoice(merged)["status"] == "Unpaid"
    api.pay(merged)
    assert float(api.credit()) == pytest.approx(price)
    assert api.service(SERVER)["next_due"] == "2026-03-01"


def test_a_merged_invoice_is_off_when_all_that_it_was_for_is(api: Hostens) -> None:
    api.credit("0.00")
    api.days(29)
    both = [unpaid(api, "Linux 2 - server.domain.name"), unpaid(api, "KVM 8")]
    merged = api.happen("invoices-merged", invoice_ids=both)
    api.told("POST", f"/service/{SERVER}/cancel", {"immediate": True})
    assert api.invoice(merged)["status"] == "Unpaid"
    api.told("POST", "/service/114/cancel", {"immediate": True})
    assert api.invoice(merged)["status"] == "Cancelled"


def test_a_cancelled_service_is_not_suspended_by_what_is_overdue(api: Hostens) -> None:
    """And it ends once."""
    api.credit("0.00")
    api.days(26)
    order = api.told("POST", "/order/333", {})["invoice_id"]
    api.days(3)
    api.happen("invoices-merged", invoice_ids=[order, unpaid(api, "Linux 2 - server.domain.name")])
    api.told("POST", f"/service/{SERVER}/cancel", {})
    statuses = []
    for _ in range(30):
        api.days(1)
        statuses.append(api.service(SERVER)["status"])
    assert list(dict.fromkeys(statuses)) == ["Active", "Cancelled"]


def test_nothing_more_is_sold_for_a_service_that_will_end(api: Hostens) -> None:
    api.told("POST", f"/service/{SERVER}/addon", {"addon_id": 32})
    api.told("POST", f"/service/{SERVER}/cancel", {})
    for path, body in (("addon", {"addon_id": 32}), ("upgrade", {"package": 14})):
        assert api.refused("POST", f"/service/{SERVER}/{path}", body) == ["cancelled_already"]
    before = len(api.told("GET", "/invoice")["invoices"])
    api.told("POST", f"/service/{HOSTING}/cancel", {})
    api.days(28)
    billed = len(api.told("GET", "/invoice")["invoices"]) - before
    assert billed == 3  # the services 10, 20 and 114


def test_an_addon_that_nobody_pays_is_over_after_two_weeks_with_its_address(api: Hostens) -> None:
    def addresses() -> int:
        (found,) = api.told("GET", f"/server/{SERVER}/ips")
        return len(found["ips"])

    api.told("POST", f"/service/{SERVER}/addon", {"addon_id": 32})
    assert addresses() == 3
    api.days(27)
    api.credit("0.00")
    api.days(5)
    api.pay(unpaid(api, "Linux 2 - server.domain.name"))
    assert api.told("GET", f"/service/{SERVER}/addon")[0]["status"] == "Suspended"
    assert addresses() == 3
    assert "addon-terminated" in api.days(14)
    assert api.told("GET", f"/service/{SERVER}/addon")[0]["status"] == "Cancelled"
    assert addresses() == 2
    assert not [
        one
        for one in api.told("GET", "/invoice")["invoices"]
        if one["status"] == "Unpaid" and one["total"] == "1.51"
    ]


def test_addons_of_an_order_that_is_off_are_off(api: Hostens) -> None:
    api.credit("0.00")
    id = api.told("POST", "/order/13", {"addon": {"32": 1}})["items"]["id"]
    api.days(8)
    assert api.told("GET", f"/service/{id}/addon")[0]["status"] == "Cancelled"


def test_what_is_paid_is_not_overdue(api: Hostens) -> None:
    api.pay("308977")
    assert "invoice-overdue" not in api.days(10)


def test_a_service_that_began_on_the_31st_is_due_at_the_end_of_every_month(api: Hostens) -> None:
    api.credit("1000.00")
    api.days(30)
    id = api.told("POST", "/order/350", {"addon": {}})["items"]["id"]
    api.days(1)
    due = []
    for _ in range(5):
        due.append(api.service(id)["next_due"])
        api.days(30)
    assert due == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]


def test_what_is_off_is_not_overdue_again_when_it_is_merged_once_more(api: Hostens) -> None:
    api.credit("0.00")
    api.days(28)
    order = api.told("POST", "/domain/order", {"name": "given-up.example"})
    first = api.happen("invoices-merged", invoice_ids=[order["invoice_id"], unpaid(api, "Linux 2")])
    api.days(8)
    assert api.invoice(first)["status"] == "Unpaid"
    late = api.told("POST", "/order/333", {})
    second = api.happen("invoices-merged", invoice_ids=[first, late["invoice_id"]])
    assert "invoice-overdue" in api.days(8)
    assert api.invoice(second)["status"] == "Unpaid"
    assert api.service(late["items"]["id"])["status"] == "Cancelled"


def test_an_upgrade_that_is_off_does_not_stand_in_the_way_of_another(api: Hostens) -> None:
    api.credit("1000.00")
    id = api.told("POST", "/order/13", {"cycle": "a"})["items"]["id"]
    api.advance(300)
    api.days(27)
    api.credit("0.00")
    api.days(1)
    path, wanted = f"/service/{id}/upgrade", {"package": 14, "send": True}
    sent = api.told("POST", path, wanted)
    assert api.refused("POST", path, wanted) == ["has_pending_upgrade"]
    ids = [sent["invoice_id"], unpaid(api, "KVM 8")]
    api.happen("invoices-merged", invoice_ids=ids)
    api.days(8)
    assert api.told("POST", path, wanted)["info"] == ["upgrade_order_success"]


def test_no_cent_is_made_by_rounding(api: Hostens) -> None:
    api.credit("0.00")
    api.days(28)
    items = [{"type": "product", "product_id": 13}] * 50
    order = api.told("POST", "/order", {"items": items})
    ids = [order["invoice_id"], unpaid(api, "KVM 8")]
    merged = api.happen("invoices-merged", invoice_ids=ids)
    api.days(8)
    api.pay(merged)
    assert api.credit() == order["total"]


def test_a_name_can_be_had_once_in_a_quote_as_in_an_order(api: Hostens) -> None:
    items = [{"type": "domain", "name": name} for name in ("twice.example", "Twice.Example.")]
    first, second = api.told("POST", "/quote", {"items": items})["items"]
    assert (first["valid"], second["valid"]) == (True, False)
    assert second["error"] == ["domain_already_exist"]
    assert api.refused("POST", "/order", {"items": items}) == second["error"]
