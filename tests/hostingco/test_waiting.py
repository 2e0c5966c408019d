"""Who has to wait for another writer decides on what that one left, on PostgreSQL.

SQLite has one writer at a time, who begins when the one before is done.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from hostingco_api.core.models import Message, Setting, Ticket
from tests import postgres
from tests.hostingco.support import IDS, Portal, populate
from tests.hostingco.tickets import TICKETS, opened, row

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def portal(postgresql: postgres.Databases) -> Iterator[Portal]:
    portal = Portal(postgresql())
    populate(portal.database)
    for name in IDS:
        portal.token(name)
    yield portal
    portal.close()


@contextmanager
def meanwhile(portal: Portal, *calls: Callable[[], Any]) -> Iterator[tuple[Session, list[int]]]:
    """A transaction, ended when every call waits for it; the list gets the calls' statuses."""
    statuses: list[int] = []
    with ThreadPoolExecutor(len(calls)) as pool:
        with portal.database.writing() as session:
            yield session, statuses
            session.flush()
            begun = [pool.submit(call) for call in calls]
            with portal.database.engine.connect() as other:
                while other.scalar(WAITING) < len(calls):
                    assert not any(call.done() for call in begun)
        statuses += [call.result().status_code for call in begun]


def test_a_ticket_that_was_closed_meanwhile_is_closed(portal: Portal) -> None:
    id = opened(portal)
    close = lambda: portal.call("PUT", f"{TICKETS}/{id}/close", "customer")  # noqa: E731
    body = {"message": "Hello?"}
    reply = lambda: portal.call("POST", f"{TICKETS}/{id}/reply", "support", json=body)  # noqa: E731
    with meanwhile(portal, close, reply) as (session, statuses):
        ticket = session.scalars(select(Ticket)).one()
        ticket.status, ticket.closed_at, ticket.reason = "closed", portal.clock(), "Done"
    assert statuses == [409, 409]
    assert (row(portal, id).reason, portal.row(select(func.count(Message.id)))) == ("Done", 1)


def test_a_setting_that_was_changed_meanwhile_stays_changed(portal: Portal) -> None:
    change = {"billing": {"currency": "EUR"}}
    put = lambda: portal.call("PUT", "/settings/system", "admin", json=change)  # noqa: E731
    with meanwhile(portal, put) as (session, statuses):
        session.get_one(Setting, 1).values = {"billing": {"taxRate": 19.0}}
    assert statuses == [200]
    billing = portal.good("GET", "/settings/system", "admin")["billing"]
    assert (billing["currency"], billing["taxRate"]) == ("EUR", 19.0)
