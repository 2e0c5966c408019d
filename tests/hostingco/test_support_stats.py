"""The figures of support, held against the tickets they are of."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core.models import Ticket
from hostingco_api.core.support import spoken
from tests.hostingco.support import IDS, Portal, copied, populate
from tests.hostingco.tickets import STATUSES, brought, opened, said

CATEGORIES = ("Technical", "Billing", "Domain", "Account", "General")
PRIORITIES = ("low", "medium", "high", "urgent")
NONE = {
    "totalTickets": 0,
    "openTickets": 0,
    "inProgressTickets": 0,
    "resolvedTickets": 0,
    "averageResponseTime": None,
    "ticketsByCategory": dict.fromkeys(CATEGORIES, 0),
    "ticketsByPriority": dict.fromkeys(PRIORITIES, 0),
}


def stats(portal: Portal, who: str) -> dict[str, Any]:
    found: dict[str, Any] = portal.good("GET", "/support/stats", who)
    return found


def counted(tickets: list[Ticket]) -> dict[str, Any]:
    """All but the average."""
    statuses = Counter(ticket.status for ticket in tickets)
    return {
        "totalTickets": len(tickets),
        "openTickets": statuses["open"] + statuses["reopened"],
        "inProgressTickets": statuses["in_progress"] + statuses["pending_customer"],
        "resolvedTickets": statuses["resolved"] + statuses["closed"],
        "ticketsByCategory": {
            name: sum(ticket.category == name for ticket in tickets) for name in CATEGORIES
        },
        "ticketsByPriority": {
            name: sum(ticket.priority == name for ticket in tickets) for name in PRIORITIES
        },
    }


def test_where_there_are_no_tickets_every_figure_is_there(portal: Portal) -> None:
    assert stats(portal, "customer") == stats(portal, "admin") == NONE


def test_figures_are_those_of_the_tickets_one_sees(portal: Portal) -> None:
    numbers = iter(range(1000))
    for status, who in product(STATUSES, ("customer", "other", "customer")):
        n = next(numbers)
        id = brought(portal, status, who)
        with portal.database.writing() as session:
            ticket = session.get_one(Ticket, int(id.removeprefix("ticket_")))
            ticket.category, ticket.priority = CATEGORIES[n % 4], PRIORITIES[n % 3]
    every = portal.rows(select(Ticket))
    for who in ("admin", "support"):
        assert counted(every).items() <= stats(portal, who).items()
    for who in ("customer", "other"):
        own = [ticket for ticket in every if f"user_{ticket.user_id}" == IDS[who]]
        assert counted(own).items() <= stats(portal, who).items()
    found = stats(portal, "support")
    assert [found[name] for name in ("openTickets", "inProgressTickets")] == [6, 6]
    assert found["ticketsByCategory"]["General"] == found["ticketsByPriority"]["urgent"] == 0


# -- how long the first answer takes ------------------------------------------------------------


def answered(portal: Portal, id: str, after: timedelta) -> None:
    """As if its first answer had come so late."""
    with portal.database.writing() as session:
        ticket = session.get_one(Ticket, int(id.removeprefix("ticket_")))
        ticket.answered_at = ticket.created_at + after


def test_only_the_first_answer_of_staff_counts(portal: Portal) -> None:
    id = opened(portal)
    opened(portal)
    portal.clock.move(minutes=20)
    said(portal, id, "customer")
    assert stats(portal, "customer")["averageResponseTime"] is None
    portal.clock.move(minutes=25)
    said(portal, id, "support")
    portal.clock.move(hours=5)
    said(portal, id, "support")
    assert stats(portal, "customer")["averageResponseTime"] == "45 minutes"
    assert stats(portal, "other")["averageResponseTime"] is None


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_average_is_exact_on_every_database(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A millisecond decides between one minute and 59 seconds."""
    if database == "sqlite":
        portal = Portal(copied(request.getfixturevalue("template"), tmp_path))
    else:
        databases: Callable[[], str] = request.getfixturevalue("postgresql")
        portal = Portal(databases())
        populate(portal.database)
    half = timedelta(seconds=59.5)
    for after in (-timedelta(seconds=40), timedelta(seconds=15), timedelta(seconds=25)):
        answered(portal, opened(portal), half + after)
    assert stats(portal, "support")["averageResponseTime"] == "1 minute"
    with portal.database.writing() as session:
        last = session.get_one(Ticket, 3)
        assert last.answered_at
        last.answered_at -= timedelta(milliseconds=3)
    assert stats(portal, "support")["averageResponseTime"] == "59 seconds"
    portal.close()


def test_staff_s_average_is_of_every_customer(portal: Portal) -> None:
    answered(portal, opened(portal, "customer"), timedelta(hours=1))
    answered(portal, opened(portal, "other"), timedelta(hours=4))
    found = {who: stats(portal, who)["averageResponseTime"] for who in IDS}
    assert found == {
        "admin": "3 hours",
        "support": "3 hours",
        "customer": "1 hour",
        "other": "4 hours",
    }


@pytest.mark.parametrize(
    ("lasting", "text"),
    [
        ({"seconds": 0}, "0 seconds"),
        ({"seconds": 0.5}, "1 second"),
        ({"seconds": 59.499}, "59 seconds"),
        ({"seconds": 59.5}, "1 minute"),
        ({"seconds": 89.999}, "1 minute"),
        ({"seconds": 90}, "2 minutes"),
        ({"minutes": 45}, "45 minutes"),
        ({"minutes": 59.5}, "1 hour"),
        ({"minutes": 89}, "1 hour"),
        ({"hours": 2.5}, "3 hours"),
        ({"hours": 23}, "23 hours"),
        ({"hours": 23.5}, "1 day"),
        ({"days": 3.4}, "3 days"),
        ({"days": 400}, "400 days"),
    ],
    ids=str,
)
def test_times_are_spoken_to_the_nearest_unit(lasting: dict[str, float], text: str) -> None:
    assert spoken(timedelta(**lasting)) == text
