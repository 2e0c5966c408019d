"""Invoices: their life, their numbers, what is on them, when they are due."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core import billing
from hostingco_api.core.models import Delivery, Invoice, InvoiceCounter, Webhook
from tests.hostingco.money import card, ordered, pay, put
from tests.public_v1.support import Api


def told(api: Api, *events: str) -> None:
    """From now on a webhook is told of these."""
    with api.portal.database.writing() as session:
        now = api.portal.clock()
        session.add(
            Webhook(
                name="all",
                url="https://hooks.example/",
                events=list(events),
                secret="x",
                created_at=now,
                updated_at=now,
            )
        )


def messages(api: Api) -> list[str]:
    return [delivery.event for delivery in api.portal.rows(select(Delivery).order_by(Delivery.id))]


def state(api: Api, invoice: Any) -> tuple[str, float, float]:
    found = api.good("GET", f"/invoices/{invoice['id']}")
    return found["status"], found["amount_paid"], found["balance"]


# -- what is on it ------------------------------------------------------------------------------


def test_an_invoice_has_all_of_its_fields(api: Api) -> None:
    api.portal.clock.set(2026, 5, 8, 10)
    body = {
        "client_id": 3,
        "items": [{"description": "Work", "quantity": 3, "price": 33.33}],
        "due_date": "2026-05-31",
    }
    made = api.good("POST", "/invoices", body)
    assert made == api.good("GET", f"/invoices/{made['id']}")
    assert made == api.good("GET", f"/invoices/{made['uuid']}")
    assert api.good("GET", "/invoices") == [made]
    (item,) = made.pop("items")
    assert item == {
        "id": 1,
        "service_id": None,
        "description": "Work",
        "quantity": 3,
        "price": 33.33,
        "total": 99.99,
    }
    for name in ("uuid", "created_at", "updated_at"):
        assert made.pop(name)
    assert made == {
        "id": 1,
        "invoice_number": "INV-2026-001",
        "client_id": 3,
        "status": "pending",
        "subtotal": 99.99,
        "tax": 8.0,
        "total": 107.99,
        "amount_paid": 0.0,
        "balance": 107.99,
        "currency": "USD",
        "due_date": "2026-05-31",
        "paid_at": None,
    }


@pytest.mark.parametrize(
    ("price", "quantity", "rate", "tax"),
    [
        (0.01, 1, 0, 0),
        (0.01, 1, 49.9999, 0),  # half a cent less a little
        (0.01, 1, 50, 0.01),
        (6.25, 1, 10, 0.63),
        (99.99, 1, 7.125, 7.12),
        (0.1, 3, 100, 0.3),
        (0.29, 100, 0.00004, 0),  # four decimals: 0 %
        (999999.99, 1000, 100, 999999990.0),
    ],
)
def test_tax_is_of_all_items_and_rounded_half_up(
    api: Api, price: float, quantity: int, rate: float, tax: float
) -> None:
    items = [{"description": "Work", "quantity": quantity, "price": price}]
    made = api.invoice(items=items, tax_rate=rate)
    assert made["tax"] == tax
    assert made["total"] == float(Decimal(str(price)) * quantity + Decimal(str(tax)))


def test_the_dearest_invoice_is_exact_and_can_be_paid(api: Api) -> None:
    """To the cent, in JSON and in the database."""
    items = [{"description": "Much", "quantity": 1000, "price": 999_999.99}] * 100
    items[99] = {"description": "Little", "quantity": 1, "price": 0.01}
    made = api.invoice(items=items, tax_rate=100)
    assert made["total"] == 2 * (99 * 999_999_990.00 + 0.01) == 197_999_998_020.02
    done = api.good("POST", f"/invoices/{made['id']}/pay", {"amount": 999_999_999.99})
    assert done["balance"] == 196_999_998_020.03
    done = api.good("POST", f"/invoices/{made['id']}/pay", {})
    assert (done["status"], done["payment"]["amount"]) == ("paid", 196_999_998_020.03)
    figures = api.portal.good("GET", "/billing/summary", "customer")
    assert figures["totalRevenue"] == 197_999_998_020.02
    assert api.portal.row(select(Invoice)).total == Decimal("197999998020.02")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"client_id": 99}, "client_id"),
        ({"client_id": 1}, "client_id"),  # staff are no clients
        ({"items": []}, "items"),
        ({"items": [{"description": "Work"}]}, "items.0.price"),
        ({"items": [{"price": 1}]}, "items.0.description"),
        ({"items": [{"description": " ", "price": 1}]}, "items.0.description"),
        ({"items": [{"description": "Work", "price": 0.001}]}, "items.0.price"),
        ({"items": [{"description": "Work", "price": -1}]}, "items.0.price"),
        ({"items": [{"description": "Work", "price": 1_000_000}]}, "items.0.price"),
        ({"items": [{"description": "Work", "price": 1e308}]}, "items.0.price"),
        ({"items": [{"description": "Work", "price": 2**64}]}, "items.0.price"),
        ({"items": [{"description": "Work", "price": "1"}]}, "items.0.price"),
        ({"items": [{"description": "Work", "price": True}]}, "items.0.price"),
        ({"items": [{"description": "Work", "price": 1, "quantity": 0}]}, "items.0.quantity"),
        ({"items": [{"description": "Work", "price": 1, "quantity": 1001}]}, "items.0.quantity"),
        ({"items": [{"service_id": 99}]}, "items.0.service_id"),
        ({"due_date": "2026-02-30"}, "due_date"),
        ({"due_date": "1969-12-31"}, "due_date"),
        ({"tax_rate": 100.5}, "tax_rate"),
        ({"tax_rate": -1}, "tax_rate"),
    ],
)
def test_a_wrong_invoice_is_refused_by_its_field_and_takes_no_number(
    api: Api, changes: dict[str, Any], field: str
) -> None:
    body = {"client_id": 3, "items": [{"description": "Work", "price": 1}]} | changes
    refused = api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", body)
    assert list(refused["errors"]) == [field]
    assert api.portal.rows(select(InvoiceCounter)) == []
    assert api.invoice()["invoice_number"].endswith("-001")


# -- services in it -----------------------------------------------------------------------------


def test_a_service_is_billed_as_it_is_sold_and_set_up_once(api: Api) -> None:
    pricing = [{"cycle": "semi_annually", "price": 60, "setup_fee": 5}]
    sold = api.service(api.product(pricing=pricing), domain="a.example.com")
    first = api.invoice(items=[{"service_id": sold["id"], "quantity": 2}])
    assert [(i["service_id"], i["description"], i["total"]) for i in first["items"]] == [
        (sold["id"], "Basic Hosting - semi annually (a.example.com)", 120.0),
        (None, "Basic Hosting - setup (a.example.com)", 5.0),
    ]
    again = api.invoice(items=[{"service_id": sold["uuid"]}])
    assert [i["total"] for i in again["items"]] == [60.0]
    for made in (first, again):
        api.good("DELETE", f"/invoices/{made['id']}")
    assert api.invoice(items=[{"service_id": sold["id"]}])["total"] == 65.0


def test_to_set_up_is_billed_once_in_an_invoice_that_names_a_service_twice(api: Api) -> None:
    sold = api.service(api.product(pricing=[{"cycle": "monthly", "price": 10, "setup_fee": 5}]))
    made = api.invoice(items=[{"service_id": sold["id"]}] * 2)
    assert [i["total"] for i in made["items"]] == [10.0, 5.0, 10.0]


def test_to_set_up_stays_in_an_invoice_of_which_the_items_are_replaced(api: Api) -> None:
    sold = api.service(api.product(pricing=[{"cycle": "monthly", "price": 10, "setup_fee": 5}]))
    made = api.invoice(items=[{"service_id": sold["id"]}])
    changed = api.good(
        "PUT", f"/invoices/{made['id']}", {"items": [{"service_id": sold["id"], "quantity": 2}]}
    )
    assert [i["total"] for i in changed["items"]] == [20.0, 5.0]


def test_what_is_said_of_a_service_counts(api: Api) -> None:
    sold = api.service(api.product(pricing=[{"cycle": "monthly", "price": 10, "setup_fee": 5}]))
    said = [{"service_id": sold["id"], "description": "May, half of it", "price": 5}]
    (item,) = api.invoice(items=said)["items"]
    assert (item["description"], item["total"]) == ("May, half of it", 5.0)


def test_another_client_s_service_is_refused(api: Api) -> None:
    hers = api.service(client=4)
    body = {"client_id": 3, "items": [{"service_id": hers["id"]}]}
    refused = api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", body)
    assert refused["errors"] == {"items.0.service_id": ["It is another client's."]}


def test_prices_are_of_the_currency_in_which_they_were_made(api: Api) -> None:
    api.portal.clock.set(2026, 5, 1)
    sold = api.service(next_due_date="2026-05-15")
    api.good("POST", f"/services/{sold['id']}/provision")
    put(api.portal, "billing", currency="EUR")
    body = {"client_id": 3, "items": [{"service_id": sold["id"]}]}
    refused = api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", body)
    assert refused["errors"] == {"items.0.price": ["Its own price is in USD."]}
    api.portal.work()
    (renewal,) = api.good("GET", "/invoices")
    assert (renewal["currency"], renewal["subtotal"]) == ("USD", 10.0)


# -- its life -----------------------------------------------------------------------------------


def in_state(api: Api, name: str) -> Any:
    """An invoice that is so."""
    past = (api.portal.clock() - timedelta(days=5)).date().isoformat()
    made = api.invoice(due_date=past) if name == "overdue" else api.invoice()
    if name == "paid":
        api.good("POST", f"/invoices/{made['id']}/pay", {})
    if name == "cancelled":
        api.good("PUT", f"/invoices/{made['id']}", {"status": "cancelled"})
    assert api.good("GET", f"/invoices/{made['id']}")["status"] == name
    return made


@pytest.mark.parametrize("name", billing.STATUSES)
def test_what_may_be_done_to_an_invoice_is_up_to_its_status(api: Api, name: str) -> None:
    is_open = name in ("pending", "overdue")
    items = [{"description": "Other", "price": 20}]
    calls: list[tuple[str, str, dict[str, Any] | None, bool]] = [
        ("PUT", "", {"due_date": "2030-01-01"}, is_open),
        ("PUT", "", {"items": items}, is_open),
        ("POST", "/pay", {"amount": 1}, is_open),
        ("PUT", "", {"status": "cancelled"}, is_open),
        ("DELETE", "", None, name != "paid"),
    ]
    for method, path, body, good in calls:
        made = in_state(api, name)
        where = f"/invoices/{made['id']}{path}"
        before = api.good("GET", f"/invoices/{made['id']}")
        if good:
            assert api.call(method, where, body).status_code == 200
        else:
            api.refused(409, "INVALID_STATE", method, where, body)
            assert api.good("GET", f"/invoices/{made['id']}") == before
        api.refused(422, "VALIDATION_ERROR", "PUT", where, {"status": "paid"}) if not path else None


def test_what_was_deleted_is_gone_here_and_cancelled_in_the_portal(api: Api) -> None:
    made = api.invoice()
    path = f"/invoices/{made['id']}"
    answer = api.call("DELETE", path).get_json()
    assert answer == {"success": True, "message": "Invoice deleted"}
    for method, body in (("GET", None), ("PUT", {"due_date": "2030-01-01"}), ("DELETE", None)):
        api.refused(404, "NOT_FOUND", method, path, body)
    api.refused(404, "NOT_FOUND", "POST", f"{path}/pay", {})
    refused = api.refused(422, "VALIDATION_ERROR", "POST", "/payments", {"invoice_id": made["id"]})
    assert list(refused["errors"]) == ["invoice_id"]
    assert api.good("GET", "/invoices") == []
    found = api.portal.good("GET", "/billing/invoices/inv_001", "customer")
    assert found["status"] == "cancelled"
    assert api.invoice()["invoice_number"].endswith("-002")


def test_items_change_until_something_is_paid(api: Api) -> None:
    made = api.invoice(tax_rate=10)
    path = f"/invoices/{made['id']}"
    items = [{"description": "A", "price": 1.5, "quantity": 3}, {"description": "B", "price": 0.05}]
    changed = api.good("PUT", path, {"items": items})
    assert (changed["subtotal"], changed["tax"], changed["total"]) == (4.55, 0.46, 5.01)
    assert [item["description"] for item in changed["items"]] == ["A", "B"]
    api.good("POST", f"{path}/pay", {"amount": 0.01})
    api.refused(409, "INVALID_STATE", "PUT", path, {"items": items})
    assert api.good("PUT", path, {"due_date": "2030-01-01"})["due_date"] == "2030-01-01"


def test_what_costs_nothing_is_paid(api: Api) -> None:
    told(api, "invoice.created", "invoice.paid")
    made = api.invoice(price=0)
    assert (made["status"], made["total"], made["balance"]) == ("paid", 0.0, 0.0)
    assert made["paid_at"]
    other = api.invoice(price=5)
    free = [{"description": "A gift", "price": 0}]
    changed = api.good("PUT", f"/invoices/{other['id']}", {"items": free})
    assert (changed["status"], changed["balance"]) == ("paid", 0.0)
    assert messages(api) == ["invoice.created", "invoice.paid"] * 2
    assert api.good("GET", "/payments") == []


def test_a_free_service_is_set_up_by_its_invoice(api: Api) -> None:
    sold = api.service(api.product(price=0))
    assert api.invoice(items=[{"service_id": sold["id"]}])["status"] == "paid"
    assert api.good("GET", f"/services/{sold['id']}")["status"] == "active"


# -- when it is due -----------------------------------------------------------------------------


def test_it_is_overdue_once_the_day_is_over(api: Api) -> None:
    told(api, "invoice.overdue")
    api.portal.clock.set(2026, 5, 8, 10)
    said, usual = api.invoice(due_date="2026-05-22"), api.invoice()
    assert said["due_date"] == usual["due_date"] == "2026-05-22"
    api.portal.clock.set(2026, 5, 22, 23, 50)
    api.portal.work()
    assert [state(api, one)[0] for one in (said, usual)] == ["pending", "pending"]
    assert messages(api) == []
    api.portal.clock.set(2026, 5, 23)
    assert [state(api, one)[0] for one in (said, usual)] == ["overdue", "overdue"]
    for _ in range(2):
        api.portal.work()
        assert messages(api) == ["invoice.overdue"] * 2


def test_another_due_date_can_be_missed_anew(api: Api) -> None:
    told(api, "invoice.overdue")
    api.portal.clock.set(2026, 5, 8, 10)
    made = api.invoice(due_date="2026-05-07")
    assert made["status"] == "overdue"
    api.portal.work()
    path = f"/invoices/{made['id']}"
    assert api.good("PUT", path, {"due_date": "2026-05-08"})["status"] == "pending"
    api.portal.work()
    assert messages(api) == ["invoice.overdue"]
    api.portal.clock.set(2026, 5, 9)
    api.portal.work()
    api.portal.work()
    assert messages(api) == ["invoice.overdue"] * 2
    assert api.good("POST", f"{path}/pay", {})["status"] == "paid"
    api.portal.work()
    assert messages(api) == ["invoice.overdue"] * 2


def test_invoices_are_found_by_the_day_they_show(api: Api) -> None:
    """Those of the portal are due at an instant, those of this API when a day is over."""
    api.portal.clock.set(2026, 5, 8, 10)
    ordered(api.portal)
    api.invoice(due_date="2026-05-21")
    api.invoice(due_date="2026-05-22")
    days = {one["id"]: one["due_date"] for one in api.good("GET", "/invoices")}
    assert days == {1: "2026-05-22", 2: "2026-05-21", 3: "2026-05-22"}
    for day in range(20, 24):
        said = date(2026, 5, day).isoformat()
        for name, fits in (
            ("due_from", [id for id, due in days.items() if due >= said]),
            ("due_to", [id for id, due in days.items() if due <= said]),
        ):
            found = api.good("GET", f"/invoices?{name}={said}")
            assert [one["id"] for one in found] == fits, (name, said)


def test_invoices_are_found_by_status_client_and_number(api: Api) -> None:
    made = {name: in_state(api, name)["id"] for name in billing.STATUSES}
    api.invoice(client=4)
    for name, id in made.items():
        found = api.good("GET", f"/invoices?status={name}&client_id=3")
        assert [one["id"] for one in found] == [id]
    assert len(api.good("GET", "/invoices?client_id=4")) == 1
    assert len(api.good("GET", "/invoices?client_id=99")) == 0
    number = api.good("GET", f"/invoices/{made['paid']}")["invoice_number"]
    (found,) = api.good("GET", f"/invoices?search={number.lower()}")
    assert found["id"] == made["paid"]
    assert api.good("GET", "/invoices?search=%25") == []


# -- beside the portal --------------------------------------------------------------------------


def test_the_portal_s_invoices_are_the_same(api: Api) -> None:
    id = ordered(api.portal)
    (found,) = api.good("GET", "/invoices")
    assert found["total"] == 32.39
    done = api.good("POST", f"/invoices/{found['id']}/pay", {"amount": 30})
    assert (done["status"], done["balance"]) == ("pending", 2.39)
    paid = pay(api.portal, id, card(api.portal))
    assert [one["amount"] for one in paid["payments"]] == [30.0, 2.39]
    assert paid["status"] == "paid"
    assert paid["paymentMethod"]["last4"] == "4242"
    assert state(api, found) == ("paid", 32.39, 0.0)


def test_numbers_go_on_after_refused_requests(api: Api) -> None:
    api.portal.clock.set(2026, 5, 8)
    api.invoice()
    hers = api.service(client=4)
    bad = {"client_id": 3, "items": [{"service_id": hers["id"]}]}
    api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", bad)
    ordered(api.portal)
    api.portal.clock.set(2027, 1, 1)
    api.invoice()
    numbers = [one["invoice_number"] for one in api.good("GET", "/invoices")]
    assert numbers == ["INV-2026-001", "INV-2026-002", "INV-2027-001"]
