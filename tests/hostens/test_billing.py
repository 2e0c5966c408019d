"""Invoices: what they come to, who pays them, and what becomes of those that nobody pays."""

from typing import Any

import pytest

from tests.hostens.client import INVOICE, PENDING, Hostens

UNPAID = "308977"
"""The seeded order's."""


def order(api: Hostens, product: str = "333", **given: Any) -> Any:
    return api.told("POST", f"/order/{product}", given)


def test_the_documented_invoice(api: Hostens) -> None:
    invoice = api.invoice(INVOICE)
    assert (invoice["subtotal"], invoice["tax"], invoice["total"]) == (16.24, 3.41, 19.65)
    assert [item["item_id"] for item in invoice["items"]] == ["0", "-2"]
    listed = api.told("GET", "/invoice")["invoices"]
    assert [one["id"] for one in listed] == [UNPAID, INVOICE]
    assert listed[1]["total"] == "19.65"


def test_credit_pays_at_once(api: Hostens) -> None:
    assert api.credit() == "250.00"
    placed = order(api)
    assert placed["total"] == "12.09"  # 9.99 and 21%
    assert api.credit() == "237.91"
    invoice = api.invoice(placed["invoice_id"])
    assert (invoice["status"], invoice["credit"], invoice["total"]) == ("Paid", 12.09, 0)
    assert invoice["datepaid"] == "2026-01-01 00:00:00"


def test_what_credit_does_not_pay_is_to_be_paid(api: Hostens) -> None:
    api.credit("10.00")
    placed = order(api)
    invoice = api.invoice(placed["invoice_id"])
    assert (invoice["status"], invoice["credit"], invoice["total"]) == ("Unpaid", 10, 2.09)
    assert invoice["datepaid"] == "0000-00-00 00:00:00"
    details = api.told("GET", "/balance")["details"]
    assert details == {"currency": "USD", "acc_balance": "14.18", "acc_credit": "0.00"}
    api.pay(placed["invoice_id"])
    assert api.told("GET", "/balance")["details"]["acc_balance"] == "12.09"


@pytest.mark.parametrize(
    ("method", "name", "fee", "total"),
    [
        ("1", None, 0, 12.09),
        ("2", "Stripe Payment Fee", 0.79, 13.04),
        ("4", "Credit Card Payment Fee", 0.34, 12.5),
        (5, "PayPal Payment Fee", 0.59, 12.8),
    ],
)
def test_the_way_to_pay_has_its_fee(
    api: Hostens, method: Any, name: str | None, fee: float, total: float
) -> None:
    api.credit("0.00")
    invoice = api.invoice(order(api, pay_method=method)["invoice_id"])
    fees = {item["description"]: item["amount"] for item in invoice["items"][1:]}
    assert fees == ({name: f"{fee:.2f}"} if name else {})
    assert (invoice["subtotal"], invoice["total"]) == (round(9.99 + fee, 2), total)


def test_an_order_that_is_not_paid_in_time_is_off(api: Hostens) -> None:
    api.credit("5.00")
    placed = order(api)
    assert api.credit() == "0.00"
    assert "invoice-overdue" not in api.advance(8 * 86_400 - 1)
    assert "invoice-overdue" in api.advance(1)
    assert api.invoice(placed["invoice_id"])["status"] == "Cancelled"
    assert api.service(placed["items"]["id"])["status"] == "Cancelled"
    assert api.credit() == "5.00"


def test_a_cancelled_invoice_cannot_be_paid(api: Hostens) -> None:
    api.days(8)
    assert api.invoice(UNPAID)["status"] == "Cancelled"
    refused = api.cannot_happen("invoice-paid", invoice_id=UNPAID)
    assert refused == "invoice_not_unpaid Cancelled"


def test_merged_invoices_are_paid_as_one(api: Hostens) -> None:
    api.credit("1.00")
    other = order(api, "13")["invoice_id"]
    merged = api.happen("invoices-merged", invoice_ids=[UNPAID, other])
    parts = [api.invoice(id) for id in (UNPAID, other)]
    assert {part["status"] for part in parts} == {"Merged"}
    listed = {one["id"]: one["merge_id"] for one in api.told("GET", "/invoice")["invoices"]}
    assert (listed[UNPAID], listed[other], listed[merged]) == (merged, merged, None)
    whole = api.invoice(merged)
    for name in ("subtotal", "tax", "credit", "total"):
        assert whole[name] == round(sum(part[name] for part in parts), 2)
    assert len(whole["items"]) == 2
    api.pay(merged)
    api.advance(300)
    assert api.service(PENDING)["status"] == "Active"
    assert api.service("1001")["status"] == "Active"


def test_what_is_paid_too_late_becomes_credit(api: Hostens) -> None:
    """Of a merged invoice the order is off, the renewal is still open."""
    api.credit("0.00")
    api.days(28)  # the seeded services are to be renewed
    listed = api.told("GET", "/invoice")["invoices"]
    renewal = next(one["id"] for one in listed if one["total"] == "12.09" and one["id"] != UNPAID)
    late = order(api)["invoice_id"]
    merged = api.happen("invoices-merged", invoice_ids=[renewal, late])
    api.days(8)
    assert api.invoice(merged)["status"] == "Unpaid"
    assert api.service("301")["status"] == "Suspended"
    assert api.service("1001")["status"] == "Cancelled"
    api.pay(merged)
    assert api.service("301")["status"] == "Active"
    assert api.credit() == "12.09"


def test_numbers_count_within_the_month(api: Hostens) -> None:
    numbers = [api.invoice(order(api)["invoice_id"])["number"] for _ in range(2)]
    api.days(31)
    later = api.invoice(order(api)["invoice_id"])["number"]
    assert numbers == ["2026/1/2", "2026/1/3"]
    assert later == "2026/2/1"


def test_customers_do_not_see_each_others_invoices(api: Hostens) -> None:
    other = Hostens(api.app, account="second")
    assert other.told("GET", "/invoice") == {"invoices": []}
    assert other.refused("GET", f"/invoice/{INVOICE}", status=404) == ["notfound"]


OTHER = "that event takes other data: "


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, f"{OTHER}invoice_id: ['Missing data for required field.']"),
        ({"invoice_id": 5}, f"{OTHER}invoice_id: ['Not a valid string.']"),
        ({"invoice_id": "1"}, "notfound"),
        ({"invoice_id": UNPAID, "amount": "1.00"}, f"{OTHER}amount: ['Unknown field.']"),
        ({"invoice_id": INVOICE}, "invoice_not_unpaid Paid"),
    ],
)
def test_what_cannot_happen_is_refused_and_leaves_no_trace(
    api: Hostens, data: dict[str, Any], why: str
) -> None:
    before = api.digest()
    assert api.cannot_happen("invoice-paid", **data) == why
    assert api.digest() == before


@pytest.mark.parametrize("credit", ["-1", "1000001", "NaN", "ten", None, [], "1e400"])
def test_credit_is_an_amount(api: Hostens, credit: Any) -> None:
    assert api.cannot_happen("credit-changed", credit=credit).startswith(f"{OTHER}credit: ")
    assert api.credit() == "250.00"
