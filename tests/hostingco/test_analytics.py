"""Analytics: every figure counted again by other means, over every kind of time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core import reports
from hostingco_api.core.models import Invoice, Payment, PaymentMethod, Sample, Server, Ticket, User
from tests.hostingco.rows import DAY, MS, NOW, Rows, fill, half_up
from tests.hostingco.support import Portal

URL = "/analytics/overview"
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
APRIL = {"startDate": "2026-04-01", "endDate": "2026-04-30"}
START, END = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)


def counted(rows: Rows, start: datetime, end: datetime) -> dict[str, Any]:
    """The figures of [start, end)."""
    before = start - (end - start)

    def inside(instant: datetime | None) -> bool:
        return instant is not None and start <= instant < end

    def earlier(instant: datetime | None) -> bool:
        return instant is not None and before <= instant < start

    def growth(now: Any, then: Any) -> float | None:
        return half_up(100 * Decimal(now - then) / Decimal(then), "0.1") if then else None

    customers = [u.created_at for u in rows.users if u.role == "user"]
    new, new_then = len([*filter(inside, customers)]), len([*filter(earlier, customers)])
    payments = [p for p in rows.payments if p.status == "succeeded"]
    paid = [p for p in payments if inside(p.settled_at)]
    total = sum(p.amount for p in paid)
    total_then = sum(p.amount for p in payments if earlier(p.settled_at))
    recurring = sum(p.amount for p in paid if rows.recurs(p))
    there = [
        s for s in rows.servers if s.created_at < end and not (s.deleted_at and s.deleted_at < end)
    ]
    cpu = [x.cpu_usage for x in rows.samples if inside(x.taken_at) and x.cpu_usage is not None]
    took = [
        (t.resolved_at or t.closed_at) - t.created_at
        for t in rows.tickets
        if inside(t.resolved_at or t.closed_at)
    ]
    hours = sum(one.total_seconds() for one in took) / len(took) / 3600 if took else 0
    return {
        "users": {
            "new": new,
            "active": len([u for u in rows.users if inside(u.last_login_at)]),
            "churned": len([u for u in rows.users if inside(u.deleted_at)]),
            "growth": growth(new, new_then),
        },
        "revenue": {
            "total": float(total),
            "recurring": float(recurring),
            "oneTime": float(total - recurring),
            "growth": growth(total, total_then),
        },
        "servers": {
            "total": len(there),
            "active": len([s for s in there if s.status == "active" and not s.deleted_at]),
            "new": len([s for s in rows.servers if inside(s.created_at)]),
            "utilization": pytest.approx(sum(cpu) / len(cpu), abs=0.0051) if cpu else None,
        },
        "support": {
            "tickets": {
                "opened": len([t for t in rows.tickets if inside(t.created_at)]),
                "resolved": len(took),
                "averageResolutionTime": f"{hours:.1f} hours" if took else None,
            },
            "satisfaction": None,
        },
    }


@pytest.mark.parametrize("who", ["admin", "support"])
@pytest.mark.parametrize("period", DAYS)
def test_every_figure_of_a_period_is_what_the_rows_say(
    portal: Portal, who: str, period: str
) -> None:
    fill(portal)
    figures = portal.good("GET", URL, who, query_string={"period": period})
    assert figures.pop("period") == period
    assert figures == counted(Rows(portal), NOW - DAYS[period] * DAY, NOW + DAY / 24)


@pytest.mark.parametrize(
    ("dates", "start", "end"),
    [
        (APRIL, START, END),
        ({"startDate": "2026-05-01", "endDate": "2026-05-01"}, END, END + DAY),
        ({"startDate": "2025-01-01", "endDate": "2026-05-15"}, datetime(2025, 1, 1), NOW + DAY / 2),
        (
            {"startDate": "2031-01-01", "endDate": "2031-12-31"},
            datetime(2031, 1, 1),
            datetime(2032, 1, 1),
        ),
    ],
)
def test_every_figure_between_two_dates_is_what_the_rows_say(
    portal: Portal, dates: dict[str, str], start: datetime, end: datetime
) -> None:
    fill(portal)
    figures = portal.good("GET", URL, "admin", query_string=dates)
    assert figures.pop("period") == "custom"
    expected = counted(Rows(portal), start.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
    assert figures == expected


def test_the_rows_that_are_counted_have_something_for_every_figure(portal: Portal) -> None:
    """Or the figures could be right by being nothing."""
    fill(portal)
    figures = portal.good("GET", URL, "admin", query_string=APRIL)
    tickets = figures["support"].pop("tickets")
    assert figures["support"].pop("satisfaction") is None
    assert all(
        value
        for section in [*figures.values(), tickets]
        if isinstance(section, dict)
        for value in section.values()
    )


def test_the_period_is_a_month_unless_another_is_asked_for(portal: Portal) -> None:
    fill(portal)
    month = portal.good("GET", URL, "admin", query_string={"period": "month"})
    assert portal.good("GET", URL, "admin") == month
    dates = APRIL | {"period": "day"}  # where dates are given, they count
    assert portal.good("GET", URL, "admin", query_string=dates)["period"] == "custom"


def test_without_business_there_is_nothing_to_tell(portal: Portal) -> None:
    figures = portal.good("GET", URL, "admin", query_string=APRIL)
    assert figures == {
        "period": "custom",
        "users": {"new": 0, "active": 0, "churned": 0, "growth": None},
        "revenue": {"total": 0.0, "recurring": 0.0, "oneTime": 0.0, "growth": None},
        "servers": {"total": 0, "active": 0, "new": 0, "utilization": None},
        "support": {
            "tickets": {"opened": 0, "resolved": 0, "averageResolutionTime": None},
            "satisfaction": None,
        },
    }


# -- one thing at a time ------------------------------------------------------------------------

WITHIN = [(START - MS, 0), (START, 1), (END - MS, 1), (END, 0)]
"""An instant, and whether it is in April."""


def put(portal: Portal, *rows: Any) -> None:
    with portal.database.writing() as session:
        session.add_all(rows)


def april(portal: Portal) -> Any:
    return portal.good("GET", URL, "admin", query_string=APRIL)


def user(at: datetime, **columns: Any) -> User:
    given = {"email": f"{at.timestamp()}@example.com", "name": "Nora New"} | columns
    return User(created_at=at, updated_at=at, **given)


def server(at: datetime, **columns: Any) -> Server:
    return Server(
        user_id=3,
        plan_id="pro",
        name=f"s{at.timestamp():.0f}",
        location="us-east-1",
        created_at=at,
        updated_at=at,
        next_billing_at=at,
        **columns,
    )


def paid(at: datetime, cents: int, recurring: bool = False, **columns: Any) -> Payment:
    amount = Decimal(cents) / 100
    card = PaymentMethod(
        user_id=3,
        type="credit_card",
        brand="visa",
        last4="4242",
        expiry_month=12,
        expiry_year=2030,
        token="card_x",
        created_at=START - 300 * DAY,
    )
    invoice = Invoice(
        user_id=3,
        number=f"INV-{at.timestamp()}",
        description="Something",
        amount=amount,
        tax=0,
        total=amount,
        currency="USD",
        recurring=recurring,
        due_at=at,
        created_at=START - 300 * DAY,
        updated_at=at,
    )
    given = {"status": "succeeded", "settled_at": at} | columns
    return Payment(
        invoice=invoice, method=card, amount=amount, created_at=START - 300 * DAY, **given
    )


def ticket(at: datetime, **columns: Any) -> Ticket:
    return Ticket(
        user_id=3,
        subject="Server downtime",
        description="It is down",
        category="Technical",
        priority="low",
        created_at=at,
        updated_at=at,
        **columns,
    )


@pytest.mark.parametrize(("at", "inside"), WITHIN)
def test_the_first_and_the_last_day_belong_to_it_and_no_instant_more(
    portal: Portal, at: datetime, inside: int
) -> None:
    put(portal, user(at, last_login_at=at, deleted_at=at), paid(at, 500, settled_at=at))
    put(portal, server(at), ticket(START - 9 * DAY, closed_at=at), ticket(at))
    put(portal, Sample(server_id=1, taken_at=at, up=True, cpu_usage=40))
    figures = april(portal)
    assert figures["users"]["new"] == inside
    assert figures["users"]["active"] == inside
    assert figures["users"]["churned"] == inside
    assert figures["revenue"]["total"] == inside * 5
    assert figures["servers"]["new"] == inside
    assert figures["servers"]["total"] == (at < END)
    assert figures["servers"]["utilization"] == (40 if inside else None)
    assert figures["support"]["tickets"]["opened"] == inside
    assert figures["support"]["tickets"]["resolved"] == inside


@pytest.mark.parametrize(("days", "growth"), [(-30, 0.0), (-1, 0.0), (-31, None), (0, None)])
def test_growth_is_over_the_time_of_the_same_length_before(
    portal: Portal, days: int, growth: float | None
) -> None:
    put(portal, user(START + DAY), user(START + days * DAY))
    put(portal, paid(START + DAY, 500), paid(START + days * DAY, 500))
    figures = april(portal)
    assert (figures["users"]["growth"], figures["revenue"]["growth"]) == (growth, growth)


@pytest.mark.parametrize(
    ("before", "now", "growth"),
    [(800, 900, 12.5), (300, 400, 33.3), (300, 200, -33.3), (800, 0, -100.0), (1600, 1610, 0.6)],
)
def test_growth_is_told_in_per_cent_with_one_decimal(
    portal: Portal, before: int, now: int, growth: float
) -> None:
    put(portal, paid(START - DAY, before), *([paid(START, now)] if now else []))
    assert april(portal)["revenue"]["growth"] == growth


def test_only_customers_are_new_but_whoever_was_there_is_active_or_gone(portal: Portal) -> None:
    for n, role in enumerate(("admin", "support", "user")):
        at = START + n * DAY
        put(portal, user(at, role=role, last_login_at=at, deleted_at=at))
    assert april(portal)["users"] == {"new": 1, "active": 3, "churned": 3, "growth": None}


def test_revenue_is_what_succeeded_by_the_kind_of_its_invoice(portal: Portal) -> None:
    put(
        portal,
        paid(START, 1000),
        paid(START + DAY, 2001, recurring=True),
        paid(START + 2 * DAY, 4000, status="failed"),
        paid(START + 3 * DAY, 8000, status="processing", settled_at=None),
    )
    revenue = april(portal)["revenue"]
    assert revenue == {"total": 30.01, "recurring": 20.01, "oneTime": 10.0, "growth": None}


def test_servers_are_those_that_there_were_at_the_end(portal: Portal) -> None:
    put(
        portal,
        server(START - DAY, status="active"),
        server(START, status="inactive"),
        server(START + DAY, status="active", deleted_at=END - MS),
        server(START + 2 * DAY, status="active", deleted_at=END),
        server(END, status="active"),
    )
    assert april(portal)["servers"] == {"total": 3, "active": 1, "new": 3, "utilization": None}


def test_utilization_is_the_mean_of_what_was_told(portal: Portal) -> None:
    put(portal, server(START))
    usages: Sequence[float | None] = (10, 20, 20.02, None)
    put(
        portal,
        *(
            Sample(server_id=1, taken_at=START + n * DAY, up=True, cpu_usage=usage)
            for n, usage in enumerate(usages)
        ),
    )
    assert april(portal)["servers"]["utilization"] == 16.67


def test_a_ticket_is_resolved_when_somebody_said_so_or_else_closed(portal: Portal) -> None:
    at = START + DAY
    put(
        portal,
        ticket(at, resolved_at=at + timedelta(hours=4), closed_at=at + timedelta(hours=40)),
        ticket(at, closed_at=at + timedelta(hours=4, minutes=24)),
        ticket(START - DAY, resolved_at=START - MS, closed_at=at),  # in March
        ticket(at),
    )
    tickets = april(portal)["support"]["tickets"]
    assert tickets == {"opened": 3, "resolved": 2, "averageResolutionTime": "4.2 hours"}


# -- what is asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "details"),
    [
        ({"period": "decade"}, "period"),
        ({"startDate": "2026-04-01"}, "endDate"),
        ({"endDate": "2026-04-01"}, "startDate"),
        ({"startDate": "2026-04-02", "endDate": "2026-04-01"}, "endDate"),
        ({"startDate": "2026-02-29", "endDate": "2026-04-01"}, "startDate"),
        ({"startDate": "20260401", "endDate": "2026-04-01"}, "startDate"),
        ({"startDate": "2026-W14-3", "endDate": "2026-04-01"}, "startDate"),
        ({"startDate": "2026-04-01", "endDate": "2026-04-01T00:00"}, "endDate"),
        ({"startDate": "2026-04-01", "endDate": "2026-04-0\u0661"}, "endDate"),
        ({"startDate": "", "endDate": "2026-04-01"}, "startDate"),
        ({"startDate": "1969-12-31", "endDate": "2026-04-01"}, "startDate"),
        ({"since": "2026-04-01"}, "since"),
    ],
)
def test_a_wrong_question_says_what_is_wrong(
    portal: Portal, query: dict[str, str], details: str
) -> None:
    error = portal.refused(400, "VALIDATION_ERROR", "GET", URL, "admin", query_string=query)
    assert list(error["details"]) == [details]


def test_all_the_time_that_there_is_can_be_asked_for(portal: Portal) -> None:
    put(portal, user(START))
    always = {"startDate": "1970-01-01", "endDate": "9999-12-31"}
    figures = portal.good("GET", URL, "admin", query_string=always)
    assert figures["users"]["new"] == 3
    last = {"startDate": "9999-12-31", "endDate": "9999-12-31"}
    assert portal.good("GET", URL, "admin", query_string=last)["users"]["new"] == 0


def test_customers_are_not_told(portal: Portal) -> None:
    portal.refused(403, "AUTHORIZATION_ERROR", "GET", URL, "customer")
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", URL)


def test_an_exact_end_is_not_in_it(portal: Portal) -> None:
    """The present instant, which no request can be made at, neither."""
    put(portal, user(NOW - DAY), user(NOW - MS), user(NOW))
    with portal.database.reading() as session:
        found = reports.analytics(session, NOW - DAY, NOW)
    assert found["users"]["new"] == 2
    assert len(portal.rows(select(User))) == 7
