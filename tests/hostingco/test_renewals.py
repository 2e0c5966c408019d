"""Renewals: a server is billed month by month, until it is given up."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select, update

from hostingco_api.core.models import Invoice, Plan
from tests.hostingco.money import instant, invoices, ordered, put
from tests.hostingco.support import Portal


def days(portal: Portal, field: str) -> list[str]:
    return [one[field][:10] for one in invoices(portal)]


def test_a_month_is_billed_two_weeks_ahead_and_due_when_it_begins(portal: Portal) -> None:
    portal.clock.set(2026, 5, 1, 12)
    ordered(portal)
    portal.later(days=16)  # the 17th, at noon: two weeks before the 31st
    portal.work()
    assert days(portal, "createdAt") == ["2026-05-01"]
    portal.later(days=1)
    portal.work()
    portal.work()
    assert days(portal, "createdAt") == ["2026-05-01", "2026-05-18"]
    assert days(portal, "dueDate") == ["2026-05-15", "2026-06-01"]
    assert [one["description"] for one in invoices(portal)] == [
        "Pro Plan - May 2026",
        "Pro Plan - June 2026",
    ]
    assert [row.recurring for row in portal.rows(select(Invoice))] == [False, True]
    assert (
        portal.good("GET", "/billing/summary", "customer")["nextBillingDate"][:10] == "2026-07-01"
    )


def test_a_server_of_the_31st_is_billed_on_the_last_day_of_shorter_months(portal: Portal) -> None:
    portal.clock.set(2027, 1, 31, 12)
    ordered(portal)
    seen = []
    for _ in range(5):
        seen.append(portal.good("GET", "/billing/summary", "customer")["nextBillingDate"][:10])
        portal.later(days=29)
        portal.work()
    assert seen == ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"]
    assert [one["description"] for one in invoices(portal)][:3] == [
        f"Pro Plan - {month} 2027" for month in ("January", "February", "March")
    ]


def test_months_that_went_by_unseen_are_billed_with_time_to_pay(portal: Portal) -> None:
    portal.clock.set(2026, 1, 10)
    ordered(portal)
    portal.later(days=85)  # the 5th of April
    portal.work()
    found = invoices(portal)
    assert [one["description"] for one in found] == [
        f"Pro Plan - {month} 2026" for month in ("January", "February", "March", "April")
    ]
    left = [instant(one["dueDate"]) - instant(one["createdAt"]) for one in found]
    assert left == [timedelta(days=14)] * 4
    numbers = [one["number"] for one in found]
    assert numbers == [f"INV-2026-00{n}" for n in range(1, 5)]


def test_what_was_given_up_is_billed_no_more_and_stays_billed(portal: Portal) -> None:
    server = portal.server()
    portal.good("DELETE", f"/hosting/servers/{server}", "customer")
    portal.later(days=70)
    portal.work()
    (found,) = invoices(portal)
    assert found["status"] == "overdue"


def test_a_new_price_counts_from_the_next_invoice_on(portal: Portal) -> None:
    ordered(portal)
    with portal.database.writing() as session:
        session.execute(update(Plan).where(Plan.id == "pro").values(price=Decimal("35.50")))
    portal.later(days=20)
    portal.work()
    assert [one["amount"] for one in invoices(portal)] == [29.99, 35.5]


def test_nothing_is_billed_while_that_is_switched_off(portal: Portal) -> None:
    put(portal, "billing", autoBilling=False)
    portal.server()
    portal.later(days=20)
    portal.work()
    assert invoices(portal) == []
    put(portal, "billing", autoBilling=True)
    portal.work()
    assert len(invoices(portal)) == 2
