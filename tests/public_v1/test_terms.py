"""Services in time: what is paid for them, what is renewed, and what happens when nobody pays."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core.models import Invoice
from tests.hostingco.money import put
from tests.public_v1.rented import now, verb
from tests.public_v1.support import Api
from tests.public_v1.test_invoices import messages, told


def billed(api: Api, service: Any, **fields: Any) -> Any:
    """An invoice of one or more of its periods."""
    quantity = fields.pop("quantity", 1)
    items = [{"service_id": service["id"], "quantity": quantity}]
    return api.invoice(items=items, **fields)


def pay(api: Api, invoice: Any, **body: Any) -> None:
    api.good("POST", f"/invoices/{invoice['id']}/pay", body)


def due(api: Api, service: Any) -> str | None:
    found: str | None = now(api, service)["next_due_date"]
    return found


@pytest.mark.parametrize(
    ("cycle", "begins", "dates"),
    [
        ("monthly", "2027-01-31", ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("monthly", "2028-01-30", ["2028-02-29", "2028-03-30"]),
        ("monthly", "2026-12-15", ["2027-01-15"]),
        ("quarterly", "2026-11-30", ["2027-02-28", "2027-05-30"]),
        ("semi_annually", "2027-08-31", ["2028-02-29", "2028-08-31"]),
        ("annually", "2028-02-29", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("one_time", "2027-01-31", [None, None]),
    ],
)
def test_a_period_ends_on_the_day_it_began(
    api: Api, cycle: str, begins: str, dates: list[str | None]
) -> None:
    service = api.service(api.product(cycle=cycle), next_due_date=begins)
    found = []
    for _ in dates:
        pay(api, billed(api, service))
        found.append(due(api, service))
    assert found == dates


def test_as_many_periods_as_were_paid(api: Api) -> None:
    service = api.service(next_due_date="2027-01-31")
    pay(api, billed(api, service, quantity=3))
    assert due(api, service) == "2027-04-30"
    twice = [{"service_id": service["id"]}, {"service_id": service["id"], "quantity": 2}]
    pay(api, api.invoice(items=twice))
    assert due(api, service) == "2027-07-31"


def test_nobody_pays_for_longer_than_there_are_years(api: Api) -> None:
    service = api.service(api.product(price=0.01, cycle="annually"))
    for _ in range(2):
        items = [{"service_id": service["id"], "quantity": 1000}] * 8
        pay(api, api.invoice(items=items))
        assert now(api, service)["status"] == "active"
    assert due(api, service) == "9999-12-31"
    api.portal.work()


def test_a_part_sets_nothing_up(api: Api) -> None:
    service = api.service()
    made = billed(api, service)
    pay(api, made, amount=9.99)
    assert now(api, service)["status"] == "pending"
    pay(api, made)
    assert now(api, service)["status"] == "active"


# -- renewals -----------------------------------------------------------------------------------


def active(api: Api, **fields: Any) -> Any:
    service = api.service(**fields)
    assert verb(api, service, "provision") == 200
    return service


def written(api: Api) -> list[tuple[str, str, float]]:
    found = api.good("GET", "/invoices?per_page=100")
    return [(one["created_at"][:10], one["due_date"], one["subtotal"]) for one in found]


def test_the_next_period_is_billed_two_weeks_before_it_begins(api: Api) -> None:
    api.portal.clock.set(2027, 1, 16, 12)
    pricing = [{"cycle": "monthly", "price": 10, "setup_fee": 5}]
    service = active(api, product=api.product(pricing=pricing), next_due_date="2027-01-31")
    api.service(next_due_date="2027-01-01", product=api.product())  # which nobody set up
    api.portal.work()
    assert written(api) == []
    api.portal.clock.set(2027, 1, 17)
    told(api, "invoice.created")
    for _ in range(2):
        api.portal.work()
        assert written(api) == [("2027-01-17", "2027-01-31", 15.0)]
    assert messages(api) == ["invoice.created"]
    assert [row.recurring for row in api.portal.rows(select(Invoice))] == [True]
    api.portal.clock.set(2027, 3, 1)  # while it is not paid, there is no other
    api.good("PUT", "/invoices/1", {"due_date": "2027-03-31"})
    api.portal.work()
    assert len(written(api)) == 1
    pay(api, {"id": 1})
    assert due(api, service) == "2027-02-28"
    api.portal.work()
    assert written(api)[1:] == [("2027-03-01", "2027-03-15", 10.0)]


def test_what_is_bought_once_is_billed_once(api: Api) -> None:
    service = active(api, product=api.product(cycle="one_time"))
    api.portal.work()
    assert len(written(api)) == 1
    pay(api, {"id": 1})
    assert due(api, service) is None
    api.portal.clock.move(days=400)
    api.portal.work()
    assert len(written(api)) == 1
    assert now(api, service)["status"] == "active"


def test_what_costs_nothing_is_renewed_as_well(api: Api) -> None:
    api.portal.clock.set(2027, 1, 20)
    service = active(api, product=api.product(price=0), next_due_date="2027-01-31")
    api.portal.work()
    assert due(api, service) == "2027-02-28"
    assert [one["status"] for one in api.good("GET", "/invoices")] == ["paid"]


@pytest.mark.parametrize("how", ["suspend", "terminate", "no date", "not billed"])
def test_some_are_not_renewed(api: Api, how: str) -> None:
    service = active(api)
    if how == "no date":
        api.good("PUT", f"/services/{service['id']}", {"next_due_date": None})
    elif how == "not billed":
        put(api.portal, "billing", autoBilling=False)
    else:
        verb(api, service, how)
    api.portal.clock.move(days=60)
    api.portal.work()
    assert written(api) == []


def test_another_cycle_counts_from_the_next_period_on(api: Api) -> None:
    api.portal.clock.set(2027, 1, 20)
    pricing = [{"cycle": "monthly", "price": 10}, {"cycle": "annually", "price": 100}]
    service = active(api, product=api.product(pricing=pricing), next_due_date="2027-01-31")
    path = f"/services/{service['id']}"
    put(api.portal, "billing", currency="EUR")
    changed = api.good("PUT", path, {"billing_cycle": "annually"})
    assert (changed["price"], changed["currency"]) == (100.0, "EUR")
    refused = api.refused(422, "VALIDATION_ERROR", "PUT", path, {"billing_cycle": "quarterly"})
    assert list(refused["errors"]) == ["billing_cycle"]
    api.portal.work()
    (made,) = api.good("GET", "/invoices")
    assert (made["subtotal"], made["currency"]) == (100.0, "EUR")
    # What is billed is what is had, whatever the cycle is when it is paid.
    api.good("PUT", path, {"billing_cycle": "monthly"})
    pay(api, made)
    assert due(api, service) == "2028-01-31"


# -- who does not pay ---------------------------------------------------------------------------


def test_what_is_not_paid_for_is_suspended_two_days_later_and_comes_back(api: Api) -> None:
    told(api, "invoice.overdue", "service.suspended", "service.unsuspended")
    api.portal.clock.set(2027, 1, 17)
    service = active(api, next_due_date="2027-01-31")
    api.portal.work()
    api.portal.clock.set(2027, 2, 2, 23, 50)
    api.portal.work()
    assert now(api, service)["status"] == "active"
    assert messages(api) == ["invoice.overdue"]
    api.portal.clock.set(2027, 2, 3, 0, 5)
    api.portal.work()
    found = now(api, service)
    assert (found["status"], found["suspend_reason"]) == ("suspended", "overdue")
    api.portal.clock.move(days=60)
    api.portal.work()
    assert len(written(api)) == 1  # what is suspended is not renewed
    pay(api, {"id": 1})
    assert now(api, service)["status"] == "active"
    assert messages(api) == ["invoice.overdue", "service.suspended", "service.unsuspended"]


def overdue(api: Api, service: Any) -> Any:
    day = (api.portal.clock().date()).replace(year=2020).isoformat()
    return billed(api, service, due_date=day)


def test_it_comes_back_when_nothing_else_is_overdue(api: Api) -> None:
    service = active(api, next_due_date="2040-01-01")
    first, second = overdue(api, service), overdue(api, service)
    billed(api, service, due_date="2039-01-01")
    api.portal.work()
    assert now(api, service)["status"] == "suspended"
    pay(api, first)
    api.portal.work()
    assert now(api, service)["status"] == "suspended"
    pay(api, second)
    assert now(api, service)["status"] == "active"


@pytest.mark.parametrize("how", ["cancelled", "deleted", "later"])
def test_it_comes_back_when_nothing_is_overdue_any_more(api: Api, how: str) -> None:
    service = active(api, next_due_date="2040-01-01")
    path = f"/invoices/{overdue(api, service)['id']}"
    api.portal.work()
    assert now(api, service)["status"] == "suspended"
    if how == "deleted":
        api.good("DELETE", path)
    else:
        api.good("PUT", path, {"status": how} if how == "cancelled" else {"due_date": "2039-01-01"})
    api.portal.work()
    assert now(api, service)["status"] == "active"


def test_what_was_suspended_for_another_reason_stays_so(api: Api) -> None:
    service = active(api, next_due_date="2040-01-01")
    made = overdue(api, service)
    verb(api, service, "suspend", {"reason": "abuse"})
    pay(api, made)
    api.portal.work()
    assert now(api, service)["status"] == "suspended"


def test_who_has_services_cannot_go_in_the_portal_either(api: Api) -> None:
    service = active(api)
    api.portal.refused(409, "CONFLICT", "DELETE", "/users/user_3", "admin")
    verb(api, service, "terminate")
    api.portal.good("DELETE", "/users/user_3", "admin")


def test_what_failed_before_it_was_paid_is_tried_again_with_the_money(api: Api) -> None:
    node = api.good("POST", "/servers", {"name": "full", "module": "manual", "max_services": 1})
    product = api.product()
    one, two = (api.service(product, server_id=node["id"]) for _ in range(2))
    for service in (one, two):
        invoice = api.invoice(items=[{"service_id": service["id"]}])
        pay(api, invoice)
    found = api.good("GET", f"/services/{two['id']}")
    assert (found["status"], found["last_error"]) == ("failed", "The server is full")
    api.good("POST", f"/services/{one['id']}/terminate", status=200)
    pay(api, api.invoice(items=[{"service_id": two["id"]}]))
    assert api.good("GET", f"/services/{two['id']}")["status"] == "active"


def test_who_owes_is_not_brought_back_by_hand(api: Api) -> None:
    service = active(api)
    path = f"/services/{service['id']}"
    late = (api.portal.clock() - timedelta(days=5)).date().isoformat()
    invoice = api.invoice(items=[{"service_id": service["id"]}], due_date=late)
    api.portal.work()
    assert api.good("GET", path)["suspend_reason"] == "overdue"
    told = api.refused(409, "INVALID_STATE", "POST", f"{path}/unsuspend")
    assert "later due date" in told["error"]
    later = (api.portal.clock() + timedelta(days=5)).date().isoformat()
    api.good("PUT", f"/invoices/{invoice['id']}", {"due_date": later})
    assert api.good("POST", f"{path}/unsuspend", status=200)["status"] == "active"
    api.portal.work()
    assert api.good("GET", path)["status"] == "active"


def test_overdue_is_a_word_of_the_calendar_s(api: Api) -> None:
    path = f"/services/{active(api)['id']}/suspend"
    api.refused(422, "VALIDATION_ERROR", "POST", path, {"reason": "overdue"})


def test_what_is_over_is_billed_no_more(api: Api) -> None:
    service = active(api)
    api.good("POST", f"/services/{service['id']}/terminate", status=200)
    body = {"client_id": 3, "items": [{"service_id": service["id"]}]}
    api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", body)


def test_a_customer_with_services_stays_one(api: Api) -> None:
    service = active(api)
    portal = api.portal
    portal.refused(409, "CONFLICT", "PUT", "/users/user_3", "admin", json={"role": "support"})
    api.good("POST", f"/services/{service['id']}/terminate", status=200)
    portal.good("PUT", "/users/user_3", "admin", json={"role": "support"})
