"""Many at once, on SQLite and on PostgreSQL: nothing twice, nothing lost, nobody gets a 500."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from hostingco_api.core import accounts, billing, payments
from hostingco_api.core.models import (
    Invoice,
    InvoiceCounter,
    Machine,
    Payment,
    PaymentMethod,
    Server,
    User,
)
from hostingco_api.core.payments import LocalProcessor
from tests import postgres
from tests.hostingco.money import CARD, card, cards, ordered
from tests.hostingco.support import IDS, Portal, copied, populate

CLIENTS = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Portal]:
    if request.param == "sqlite":
        portal = Portal(copied(request.getfixturevalue("template"), tmp_path))
    else:
        databases: postgres.Databases = request.getfixturevalue("postgresql")
        portal = Portal(databases())
        populate(portal.database)
    for name in IDS:
        portal.token(name)
    yield portal
    portal.close()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """The outcomes of calls that begin together."""
    barrier = Barrier(len(calls))

    def begin(call: Callable[[], Any]) -> Any:
        barrier.wait(20)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(begin, calls))


def statuses(answers: list[Any]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def order(portal: Portal, who: str, name: str) -> Callable[[], Any]:
    body = {"name": name, "plan": "basic", "location": "eu-west-1"}
    return lambda: portal.call("POST", "/hosting/servers", who, json=body)


def test_invoice_numbers_have_no_gap_and_no_double(portal: Portal) -> None:
    """The first of a year included, when there is no counter yet."""
    for turn in range(2):
        calls = [
            order(portal, who, f"web-{turn}-{n}")
            for n in range(CLIENTS // 2)
            for who in ("customer", "other")
        ]
        assert statuses(at_once(*calls)) == {201: CLIENTS}
    year = portal.clock().year
    numbers = sorted(invoice.number for invoice in portal.rows(select(Invoice)))
    assert numbers == [f"INV-{year}-{n:03d}" for n in range(1, 2 * CLIENTS + 1)]
    assert portal.row(select(InvoiceCounter)).last == 2 * CLIENTS


def test_a_name_is_given_once(portal: Portal) -> None:
    answers = at_once(*[order(portal, "customer", "web-1")] * CLIENTS)
    assert statuses(answers) == {201: 1, 409: CLIENTS - 1}
    assert len(portal.rows(select(Server))) == len(portal.rows(select(Invoice))) == 1


def test_an_address_is_registered_once(portal: Portal) -> None:
    body = {"email": "new@example.com", "password": "password123", "name": "New User"}
    answers = at_once(*[lambda: portal.call("POST", "/auth/register", json=body)] * CLIENTS)
    assert statuses(answers) == {201: 1, 409: CLIENTS - 1}
    assert len(portal.rows(select(User).where(User.email == body["email"]))) == 1


def test_no_change_is_lost_to_another(portal: Portal) -> None:
    """Each changes a field of its own, of one row."""
    path = f"/users/{IDS['customer']}"
    changes: list[dict[str, Any]] = [
        {"name": "Changed"},
        {"company": "Changed"},
        {"phone": "+1234567890"},
        {"settings": {"theme": "dark"}},
        {"settings": {"notifications": False}},
    ]
    calls = [lambda c=c: portal.call("PUT", path, "customer", json=c) for c in changes]
    assert statuses(at_once(*calls)) == {200: len(changes)}
    user = portal.good("GET", path, "customer")
    assert (user["name"], user["company"], user["phone"]) == ("Changed", "Changed", "+1234567890")
    assert user["settings"] == {"theme": "dark", "notifications": False}


def test_two_administrators_cannot_both_go(portal: Portal) -> None:
    portal.good("PUT", f"/users/{IDS['other']}", "admin", json={"role": "admin"})
    portal._tokens.pop("other")
    portal.token("other")

    def leave(who: str) -> Callable[[], Any]:
        body = {"role": "user"}
        return lambda: portal.call("PUT", f"/users/{IDS[who]}", who, json=body)

    assert statuses(at_once(leave("admin"), leave("other"))) == {200: 1, 409: 1}
    admins = select(func.count()).where(User.role == "admin")
    assert portal.row(admins) == 1


def test_a_token_is_exchanged_once(portal: Portal) -> None:
    token = portal.token("customer")
    headers = {"Authorization": f"Bearer {token}"}

    def call() -> Any:
        return portal.call("POST", "/auth/refresh", headers=headers)

    answers = at_once(*[call] * CLIENTS)
    assert statuses(answers) == {200: 1, 401: CLIENTS - 1}
    (new,) = (a.get_json()["data"]["token"] for a in answers if a.status_code == 200)
    headers = {"Authorization": f"Bearer {new}"}
    assert portal.call("GET", f"/users/{IDS['customer']}", headers=headers).status_code == 200


def test_workers_share_the_work(portal: Portal) -> None:
    """A server is made once, and a card charged once, however many are at it."""
    charged: list[str] = []

    class Counting(LocalProcessor):
        def charge(self, reference: str, *args: Any, **kwargs: Any) -> None:
            charged.append(reference)

    portal.services.processor = Counting()
    for n in range(4):
        assert order(portal, "customer", f"web-{n}")().status_code == 201
    with portal.database.writing() as session:
        now = portal.clock()
        method = PaymentMethod(
            user_id=3,
            type="credit_card",
            brand="visa",
            last4="4242",
            expiry_month=12,
            expiry_year=2099,
            token="card_x",
            is_default=True,
            created_at=now,
        )
        session.add(method)
        for invoice in session.scalars(select(Invoice)):
            payment = Payment(
                invoice=invoice,
                method=method,
                amount=invoice.total,
                status="processing",
                created_at=now,
            )
            session.add(payment)
    at_once(*[portal.work] * 4)
    assert sorted(charged) == [f"payment-{n}" for n in range(1, 5)]
    assert {invoice.status for invoice in portal.rows(select(Invoice))} == {"paid"}
    assert {server.status for server in portal.rows(select(Server))} == {"active"}
    assert len(portal.rows(select(Machine))) == 4


def test_a_month_is_billed_once_by_many_workers(portal: Portal) -> None:
    for n in range(3):
        assert order(portal, "customer", f"web-{n}")().status_code == 201
    portal.clock.move(days=20)
    at_once(*[portal.work] * 4)
    assert len(portal.rows(select(Invoice))) == 6
    assert {server.billed_months for server in portal.rows(select(Server))} == {2}


def test_a_card_is_not_removed_while_somebody_begins_to_pay_with_it(portal: Portal) -> None:
    id, method = ordered(portal), card(portal)
    with ThreadPoolExecutor(1) as pool:
        with portal.database.writing() as session:
            invoice = billing.get(session, 1, session.get_one(User, 3), lock=True)
            billing.pay(session, invoice, 1, portal.clock())
            removed = pool.submit(
                portal.call, "DELETE", f"/billing/payment-methods/{method}", "customer"
            )
            with pytest.raises(TimeoutError):
                removed.result(0.3)
        assert removed.result(20).status_code == 409
    portal.work()
    assert portal.good("GET", f"/billing/invoices/{id}", "customer")["status"] == "paid"


def test_a_card_is_not_charged_while_somebody_removes_it(portal: Portal) -> None:
    id, method = ordered(portal), card(portal)
    body = {"paymentMethodId": method}
    with ThreadPoolExecutor(1) as pool:
        with portal.database.writing() as session:
            payments.remove(session, 1, session.get_one(User, 3), portal.clock())
            paid = pool.submit(
                portal.call, "POST", f"/billing/invoices/{id}/pay", "customer", json=body
            )
            with pytest.raises(TimeoutError):
                paid.result(0.3)
        assert paid.result(20).status_code == 400
    assert portal.rows(select(Payment)) == []


def test_an_invoice_is_paid_once(portal: Portal) -> None:
    id, methods = ordered(portal), [card(portal) for _ in range(CLIENTS)]
    calls = [
        lambda body={"paymentMethodId": method}: portal.call(
            "POST", f"/billing/invoices/{id}/pay", "customer", json=body
        )
        for method in methods
    ]
    assert statuses(at_once(*calls)) == {200: 1, 409: CLIENTS - 1}
    assert len(portal.rows(select(Payment))) == 1


def test_one_card_is_the_default(portal: Portal) -> None:
    """Whoever adds, prefers and removes cards at the same time."""
    path = "/billing/payment-methods"
    assert statuses(
        at_once(*[lambda: portal.call("POST", path, "customer", json=CARD)] * CLIENTS)
    ) == {201: CLIENTS}
    assert [preferred for _, preferred in cards(portal)].count(True) == 1
    calls = [
        lambda n=n: portal.call("PUT", f"{path}/pm_{n}/default", "customer")
        for n in range(1, CLIENTS)
    ]
    assert statuses(at_once(*calls)) == {200: CLIENTS - 1}
    assert [preferred for _, preferred in cards(portal)].count(True) == 1
    calls = [
        lambda n=n: portal.call("DELETE", f"{path}/pm_{n}", "customer") for n in range(1, CLIENTS)
    ]
    assert statuses(at_once(*calls)) == {200: CLIENTS - 1}
    assert cards(portal) == [(f"pm_{CLIENTS}", True)]


def test_reads_go_on_while_somebody_writes(portal: Portal) -> None:
    with portal.database.writing() as session:
        session.get_one(User, 3).name = "Half written"
        session.flush()
        user = portal.good("GET", f"/users/{IDS['customer']}", "customer")
        assert user["name"] == "John Doe"


def test_who_waits_in_vain_is_told_to_come_back(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hostingco_api.core.database.PATIENCE", 0.2)
    hasty = Portal(portal.url)
    hasty._tokens = portal._tokens
    path = f"/users/{IDS['customer']}"
    with portal.database.writing() as session:
        accounts.hold(session, session.get_one(User, 3))
        answer = hasty.call("PUT", path, "customer", json={"name": "Nobody"})
    hasty.close()
    assert answer.status_code == 500
    assert answer.get_json()["error"]["message"] == "The database is busy: try again"


def test_a_reader_cannot_write(portal: Portal) -> None:
    with portal.database.reading() as session:
        change = update(User).values(name="Changed")
        with pytest.raises(DBAPIError, match=r"read-?only"):
            session.execute(change)
