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

from hostingco_api.core import accounts
from hostingco_api.core.models import Message, PaymentMethod, Server, Setting, Ticket, User
from tests import postgres
from tests.hostingco.money import CARD
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


def test_a_customer_who_was_deleted_meanwhile_gets_nothing_more(portal: Portal) -> None:
    server = {"name": "web-1", "plan": "pro", "location": "us-east-1"}
    order = lambda: portal.call("POST", "/hosting/servers", "customer", json=server)  # noqa: E731
    add = lambda: portal.call("POST", "/billing/payment-methods", "customer", json=CARD)  # noqa: E731
    me = f"/users/{IDS['customer']}"
    change = lambda: portal.call("PUT", me, "customer", json={"name": "Nobody"})  # noqa: E731
    with meanwhile(portal, order, add, change) as (session, statuses):
        accounts.delete_user(session, 3, session.get_one(User, 1), portal.clock())
    assert statuses == [401, 401, 404]
    assert portal.rows(select(Server)) == portal.rows(select(PaymentMethod)) == []
    assert portal.row(select(User).where(User.id == 3)).name == "John Doe"


def test_a_token_of_a_login_that_ended_meanwhile_is_not_exchanged(portal: Portal) -> None:
    refresh = lambda: portal.call("POST", "/auth/refresh", "customer")  # noqa: E731
    with meanwhile(portal, refresh) as (session, statuses):
        accounts.log_out_everywhere(session, session.get_one(User, 3))
    assert statuses == [401]


def test_a_month_is_billed_while_its_customer_orders(portal: Portal) -> None:
    """Both want the next number: who has it does not wait for who wants it."""
    portal.server("customer")
    portal.clock.move(days=20)
    with ThreadPoolExecutor(1) as pool, portal.database.writing() as session:
        accounts.hold(session, session.get_one(User, 3))
        pool.submit(portal.work).result(5)
    assert [server.billed_months for server in portal.rows(select(Server))] == [2]
