"""Who has to wait for another writer decides on what that one left, on PostgreSQL.

SQLite has one writer at a time, who begins when the one before is done.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from hostingco_api.core import accounts, billing
from hostingco_api.core.models import Login, Message, Server, Setting, Ticket, User
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


def test_a_login_that_ended_meanwhile_is_not_exchanged(portal: Portal) -> None:
    portal.token("customer")
    refresh = lambda: portal.call("POST", "/auth/refresh", "customer")  # noqa: E731
    with meanwhile(portal, refresh) as (session, statuses):
        session.execute(delete(Login).where(Login.user_id == 3))
    assert statuses == [401]
    assert portal.rows(select(Login).where(Login.user_id == 3)) == []


def test_who_was_deleted_meanwhile_neither_orders_nor_is_changed(portal: Portal) -> None:
    body = {"name": "web-1", "plan": "basic", "location": "eu-west-1"}
    order = lambda: portal.call("POST", "/hosting/servers", "other", json=body)  # noqa: E731
    path = f"/users/{IDS['other']}"
    change = lambda: portal.call("PUT", path, "admin", json={"name": "Me"})  # noqa: E731
    with meanwhile(portal, order, change) as (session, statuses):
        admin = session.get_one(User, 1)
        accounts.delete_user(session, 4, admin, portal.clock())
    assert statuses == [401, 404]
    assert portal.rows(select(Server)) == []


def test_an_order_does_not_get_in_the_way_of_a_renewal(portal: Portal) -> None:
    """One has the customer and wants the next number, the other one the other way round."""
    portal.server()
    portal.later(days=20)
    body = {"name": "web-2", "plan": "basic", "location": "eu-west-1"}
    portal.token("customer")
    order = lambda: portal.call("POST", "/hosting/servers", "customer", json=body)  # noqa: E731
    with ThreadPoolExecutor(1) as pool:
        with portal.database.writing() as session:
            server = session.scalars(select(Server)).one()
            billing._number(session, "INV-", portal.clock().year)
            begun = pool.submit(order)
            with portal.database.engine.connect() as other:
                while other.scalar(WAITING) < 1:
                    assert not begun.done()
            billing.bill(session, server, portal.clock())
        assert begun.result().status_code == 201
