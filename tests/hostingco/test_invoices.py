"""Invoices: what is on them, what they are called, and who sees them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from hostingco_api.core import billing
from hostingco_api.core.models import Invoice, Plan
from tests.hostingco.money import (
    card,
    instant,
    invoice,
    invoices,
    ordered,
    pay,
    put,
)
from tests.hostingco.support import IDS, Portal

STATUSES = ("pending", "paid", "overdue", "cancelled")


def set_price(portal: Portal, plan: str, price: str) -> None:
    with portal.database.writing() as session:
        session.execute(update(Plan).where(Plan.id == plan).values(price=Decimal(price)))


def one_of_each(portal: Portal) -> dict[str, str]:
    """A customer's invoices, by status."""
    found = {"overdue": ordered(portal, name="late")}
    portal.later(days=14)
    for status in ("pending", "paid", "cancelled"):
        found[status] = ordered(portal, name=status)
    pay(portal, found["paid"], card(portal))
    number = int(found["cancelled"].removeprefix("inv_"))
    with portal.database.writing() as session:  # which no operation does
        session.execute(update(Invoice).where(Invoice.id == number).values(status="cancelled"))
    return found


def test_an_order_is_billed_at_once(portal: Portal) -> None:
    portal.clock.set(2026, 5, 1)
    server = portal.good("GET", f"/hosting/servers/{portal.server()}", "customer")
    (found,) = invoices(portal)
    due = instant(found.pop("dueDate"))
    assert found == {
        "id": "inv_001",
        "userId": IDS["customer"],
        "number": "INV-2026-001",
        "amount": 29.99,
        "tax": 2.4,
        "total": 32.39,
        "currency": "USD",
        "status": "pending",
        "paidDate": None,
        "description": "Pro Plan - May 2026",
        "items": [
            {
                "description": "Pro Plan - Monthly",
                "quantity": 1,
                "unitPrice": 29.99,
                "total": 29.99,
            }
        ],
        "createdAt": server["createdAt"],
    }
    assert due - instant(found["createdAt"]) == timedelta(days=14)


def test_an_invoice_tells_whose_it_is_and_that_nobody_paid(portal: Portal) -> None:
    id = ordered(portal)
    listed = invoices(portal)[0]
    found = invoice(portal, id)
    assert found == listed | {
        "user": {
            "id": IDS["customer"],
            "name": "John Doe",
            "email": "user@example.com",
            "company": None,
        },
        "paymentMethod": None,
        "payments": [],
        "updatedAt": listed["createdAt"],
    }


@pytest.mark.parametrize(
    ("price", "rate", "tax"),
    [
        ("29.99", 8.0, 2.4),
        ("6.25", 10, 0.63),  # 0.625: not to the even cent
        ("6.24", 10, 0.62),
        ("0.05", 10, 0.01),  # 0.005
        ("99.99", 7.125, 7.12),  # 7.1242875
        ("99.99", 0, 0.0),
        ("0.10", 100, 0.1),
    ],
)
def test_tax_is_rounded_half_up_to_the_cent(
    portal: Portal, price: str, rate: float, tax: float
) -> None:
    put(portal, "billing", taxRate=rate)
    set_price(portal, "pro", price)
    found = invoice(portal, ordered(portal))
    assert (found["amount"], found["tax"]) == (float(price), tax)
    assert found["total"] == float(Decimal(price) + Decimal(str(tax)))


def test_sums_are_of_all_items(portal: Portal) -> None:
    items = [
        billing.line("Work", 3, Decimal("33.33")),
        billing.line("Parts", 10, Decimal("0.01")),
    ]
    with portal.database.writing() as session:
        billing.write(session, 3, "By hand", items, portal.clock())
    (found,) = invoices(portal)
    assert (found["amount"], found["tax"], found["total"]) == (100.09, 8.01, 108.1)
    assert [item["total"] for item in found["items"]] == [99.99, 0.1]


def test_prefix_and_currency_are_those_of_the_time(portal: Portal) -> None:
    portal.clock.set(2026, 5, 1)
    before = ordered(portal, name="web-1")
    put(portal, "billing", invoicePrefix="HC/", currency="EUR")
    after = ordered(portal, name="web-2")
    found = [invoice(portal, id) for id in (before, after)]
    assert [one["number"] for one in found] == ["INV-2026-001", "HC/2026-002"]
    assert [one["currency"] for one in found] == ["USD", "EUR"]


def test_numbers_begin_anew_every_year(portal: Portal) -> None:
    portal.clock.set(2026, 12, 31, 12)
    ordered(portal, name="web-1")
    ordered(portal, "other")
    portal.later(days=1)
    ordered(portal, name="web-2")
    assert [one["number"] for one in invoices(portal, "admin")] == [
        "INV-2026-001",
        "INV-2026-002",
        "INV-2027-001",
    ]


def test_what_is_undone_takes_no_number(portal: Portal) -> None:
    portal.clock.set(2026, 5, 1)
    with portal.database.writing() as session:
        billing.write(session, 3, "Never", [billing.line("Nothing", 1, Decimal(1))], portal.clock())
        session.rollback()
    assert invoice(portal, ordered(portal))["number"] == "INV-2026-001"


def test_it_is_overdue_from_its_date_on(portal: Portal) -> None:
    ordered(portal)
    row = portal.row(select(Invoice))
    before = row.due_at - timedelta(milliseconds=1)
    assert [billing.status(row, now) for now in (before, row.due_at)] == ["pending", "overdue"]
    with portal.database.reading() as session:
        for status, found in (("pending", [1, 0]), ("overdue", [0, 1])):
            queries = [
                billing.in_status(select(Invoice), status, now) for now in (before, row.due_at)
            ]
            assert [len(session.scalars(query).all()) for query in queries] == found


def test_invoices_are_found_by_the_status_they_show(portal: Portal) -> None:
    made = one_of_each(portal)
    for status in STATUSES:
        (found,) = invoices(portal, status=status)
        assert (found["id"], found["status"]) == (made[status], status)
        assert invoice(portal, found["id"])["status"] == status
    assert {one["id"]: one["status"] for one in invoices(portal)} == {
        id: status for status, id in made.items()
    }


def test_customers_see_their_own_invoices_and_staff_everybody_s(portal: Portal) -> None:
    mine, hers = ordered(portal), ordered(portal, "other")
    for who, seen in (
        ("customer", [mine]),
        ("other", [hers]),
        ("support", [mine, hers]),
        ("admin", [mine, hers]),
    ):
        assert [one["id"] for one in invoices(portal, who)] == seen
        for id in (mine, hers):
            for path in (f"/billing/invoices/{id}", f"/billing/invoices/{id}/download"):
                expected = 200 if id in seen else 404
                assert portal.call("GET", path, who).status_code == expected


def test_invoices_of_a_user(portal: Portal) -> None:
    mine, hers = ordered(portal), ordered(portal, "other")

    def found(who: str, user: str) -> list[str]:
        return [one["id"] for one in invoices(portal, who, userId=user)]

    assert found("admin", IDS["other"]) == found("other", IDS["other"]) == [hers]
    assert found("support", IDS["customer"]) == [mine]
    assert found("customer", IDS["other"]) == []
    assert found("admin", "user_99") == found("admin", f"user_{2**40}") == []


def test_invoices_come_in_pages(portal: Portal) -> None:
    made = [ordered(portal, name=f"web-{n}") for n in range(5)]
    query = {"page": 2, "limit": 2, "status": "pending"}
    answer = portal.call("GET", "/billing/invoices", "customer", query_string=query).get_json()
    assert [one["id"] for one in answer["data"]] == made[2:4]
    assert answer["pagination"] == {"page": 2, "limit": 2, "total": 5, "pages": 3}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "late"),
        ("userId", "3"),
        ("userId", "user_03"),
        ("userId", "user_3\n"),
        ("userId", ""),
        ("limit", "101"),
        ("number", "INV-2026-001"),
    ],
)
def test_a_query_is_refused_by_its_field(portal: Portal, field: str, value: Any) -> None:
    path, query = "/billing/invoices", {field: value}
    error = portal.refused(400, "VALIDATION_ERROR", "GET", path, "customer", query_string=query)
    assert list(error["details"]) == [field]


@pytest.mark.parametrize("id", ["inv_002", "inv_1", "inv_0001", "1", "inv_000", f"inv_{2**31}"])
def test_what_names_no_invoice_is_not_found(portal: Portal, id: str) -> None:
    ordered(portal)
    for path in (id, f"{id}/download"):
        portal.refused(404, "NOT_FOUND", "GET", f"/billing/invoices/{path}", "admin")
    body = {"paymentMethodId": "pm_1"}
    portal.refused(404, "NOT_FOUND", "POST", f"/billing/invoices/{id}/pay", "admin", json=body)
