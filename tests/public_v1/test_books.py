"""The books are balanced: whatever happens to invoices, here and in the portal, the ledger, the
answers and the database agree on every cent."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import func, select

from hostingco_api.core.models import CREDIT, Invoice, InvoiceCounter, Payment
from tests.hostingco.money import CARD, DECLINES
from tests.hostingco.support import Portal, copied
from tests.models import keep_to_the_model
from tests.public_v1.books import Ledger, cents
from tests.public_v1.support import Api
from tests.support import EXAMPLES

START = datetime(2026, 12, 20, 0, 10, tzinfo=UTC)
"""A year ends within the history. The application's clock goes on, so that it stays away from the
ends of days, where what is overdue changes."""
PEOPLE = {3: "customer", 4: "other"}
CLIENTS = st.sampled_from([*PEOPLE])
AMOUNTS = st.sampled_from([1, 7, 99, 100, 333, 1050, 99_999_999])
PRICES = AMOUNTS | st.just(0)
LINES = st.lists(st.tuples(st.sampled_from([1, 2, 3, 1000]), PRICES), min_size=1, max_size=3)
RATES = st.sampled_from(["0", "8", "7.125", "33.3333", "50", "100"])
DAYS = st.sampled_from([-3, 0, 1, 5, 20])


class Books(RuleBasedStateMachine):
    template: Path
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.portal = Portal(copied(self.template, self.folder))
        self.portal.clock.ahead = START - self.portal.clock()
        self.api = Api(self.portal)
        self.books = Ledger()
        self.now = START
        self.months = [(START.month, 0)]
        self.cards: dict[tuple[int, bool], str] = {}
        for client, who in PEOPLE.items():
            for good in (True, False):
                body = CARD if good else CARD | {"cardNumber": DECLINES}
                made = self.portal.good("POST", "/billing/payment-methods", who, json=body)
                self.cards[client, good] = made["id"]

    def teardown(self) -> None:
        self.portal.close()

    # -- what happens ---------------------------------------------------------------------------

    @rule(client=CLIENTS, lines=LINES, rate=RATES, days=DAYS)
    def write(self, client: int, lines: list[tuple[int, int]], rate: str, days: int) -> None:
        day = self.now.date() + timedelta(days=days)
        body = {
            "client_id": client,
            "items": self._items(lines),
            "tax_rate": float(rate),
            "due_date": day.isoformat(),
        }
        made = self.api.good("POST", "/invoices", body)
        id = self.books.write(
            self.now.year, client, self._priced(lines), Decimal(rate), self._over(day)
        )
        assert made["id"] == id

    @precondition(lambda self: self.books.owed)
    @rule(data=st.data(), amount=AMOUNTS | st.none(), credit=st.booleans())
    def pay(self, data: st.DataObject, amount: int | None, credit: bool) -> None:
        id, owed = self._one(data)
        body: dict[str, Any] = {} if amount is None else {"amount": amount / 100}
        if credit:
            body["gateway"] = "credit"
        answer = self._send(id, body, data.draw(st.booleans()))
        value = owed.balance if amount is None else amount
        if owed.gone:
            assert answer.status_code in (404, 422)
        elif (
            owed.state != "pending"
            or owed.charging
            or (credit and value > self.books.credit(owed.client))
        ):
            assert answer.status_code == 409
        else:
            assert answer.status_code in (200, 201), answer.text
            self.books.receive(id, value, "credit" if credit else "manual")

    @precondition(lambda self: self.books.owed)
    @rule(data=st.data(), amount=AMOUNTS, transaction=st.sampled_from("ABC"))
    def transact(self, data: st.DataObject, amount: int, transaction: str) -> None:
        id, owed = self._one(data)
        body = {"amount": amount / 100, "gateway": "bank", "transaction_id": transaction}
        answer = self._send(id, body, data.draw(st.booleans()))
        known = self.books.transactions.get(transaction)
        if owed.gone:
            assert answer.status_code in (404, 422)
        elif known is not None:
            assert answer.status_code == (200 if known == (id, amount) else 409)
        elif owed.state != "pending" or owed.charging:
            assert answer.status_code == 409
        else:
            assert answer.status_code in (200, 201), answer.text
            self.books.transactions[transaction] = (id, amount)
            self.books.receive(id, amount, "bank")

    @precondition(lambda self: self.books.owed)
    @rule(data=st.data(), good=st.booleans())
    def pay_by_card(self, data: st.DataObject, good: bool) -> None:
        id, owed = self._one(data)
        path = f"/billing/invoices/inv_{id:03d}/pay"
        body = {"paymentMethodId": self.cards[owed.client, good]}
        answer = self.portal.call("POST", path, PEOPLE[owed.client], json=body)
        if owed.state != "pending" or owed.charging:
            assert answer.status_code == 409
        else:
            assert answer.status_code == 200
            owed.charging = owed.balance if good else -1

    @precondition(lambda self: self.books.owed)
    @rule(data=st.data(), lines=LINES)
    def change(self, data: st.DataObject, lines: list[tuple[int, int]]) -> None:
        id, owed = self._one(data)
        answer = self.api.call("PUT", f"/invoices/{id}", {"items": self._items(lines)})
        if owed.gone:
            assert answer.status_code == 404
        elif owed.state != "pending" or owed.charging or owed.entries:
            assert answer.status_code == 409
        else:
            assert answer.status_code == 200
            owed.lines = self._priced(lines)
            self.books.settle(id)

    @precondition(lambda self: self.books.owed)
    @rule(data=st.data(), days=DAYS)
    def defer(self, data: st.DataObject, days: int) -> None:
        id, owed = self._one(data)
        day = self.now.date() + timedelta(days=days)
        answer = self.api.call("PUT", f"/invoices/{id}", {"due_date": day.isoformat()})
        good = owed.state == "pending" and not owed.charging
        assert answer.status_code == (404 if owed.gone else 200 if good else 409)
        if good:
            owed.due = self._over(day)

    @precondition(lambda self: self.books.owed)
    @rule(data=st.data(), delete=st.booleans())
    def cancel(self, data: st.DataObject, delete: bool) -> None:
        id, owed = self._one(data)
        path = f"/invoices/{id}"
        if delete:
            answer = self.api.call("DELETE", path)
        else:
            answer = self.api.call("PUT", path, {"status": "cancelled"})
        may = owed.state == "pending" and not owed.charging
        may = may or (delete and owed.state == "cancelled")
        assert answer.status_code == (404 if owed.gone else 200 if may else 409)
        if may and not owed.gone:
            self.books.cancel(id)
            owed.gone = delete

    @rule()
    def work(self) -> None:
        self.portal.work()
        for id, owed in self.books.owed.items():
            amount, owed.charging = owed.charging, 0
            if amount > 0:
                self.books.receive(id, amount, "card")

    @rule(days=st.sampled_from([1, 2, 8, 30]))
    def wait(self, days: int) -> None:
        self.portal.later(days=days)
        before, self.now = self.now, self.now + timedelta(days=days)
        if (before.year, before.month) != (self.now.year, self.now.month):
            self.months.append((self.now.month, self.books.till))

    # -- what is true ---------------------------------------------------------------------------

    @invariant()
    def the_answers_agree(self) -> None:
        found = {one["id"]: one for one in self.api.good("GET", "/invoices?per_page=100")}
        assert [*found] == [id for id, owed in self.books.owed.items() if not owed.gone]
        for id, one in found.items():
            owed = self.books.owed[id]
            assert (one["invoice_number"], one["status"]) == (owed.number, owed.status(self.now))
            assert sum(cents(item["total"]) for item in one["items"]) == cents(one["subtotal"])
            told = [cents(one[k]) for k in ("subtotal", "tax", "total", "amount_paid", "balance")]
            assert told == [owed.subtotal, owed.tax, owed.total, owed.paid, owed.balance]
            assert one["balance"] >= 0
            assert (one["paid_at"] is not None) == (owed.state == "paid")
        for client in self.api.good("GET", "/clients"):
            credit = self.books.credit(client["id"])
            assert cents(client["credit"]) == credit >= 0

    @invariant()
    def the_money_is_there(self) -> None:
        """All that came is on paid invoices, on those that wait for more, or credit."""
        figures = self.portal.good("GET", "/billing/summary", "admin")
        assert cents(figures["totalRevenue"]) == self.books.till
        assert cents(figures["thisMonthRevenue"]) == self.books.till - self.months[-1][1]
        owed = self.books.owed.values()
        credit = sum(self.books.credit(client) for client in PEOPLE)
        assert sum(one.paid for one in owed) + credit == self.books.till
        pending = sum(one.balance for one in owed if one.state == "pending")
        billing = self.portal.good("GET", "/dashboard/stats", "admin")["billing"]
        assert cents(billing["totalPending"]) == pending

    @invariant()
    def the_database_agrees(self) -> None:
        with self.portal.database.reading() as session:
            money = select(func.sum(Payment.amount)).where(
                Payment.status == "succeeded", Payment.gateway != CREDIT
            )
            assert (session.scalar(money) or 0) * 100 == self.books.till
            rows = session.scalars(select(Invoice).order_by(Invoice.id)).all()
            assert [row.number for row in rows] == [o.number for o in self.books.owed.values()]
            assert all(row.total == row.amount + row.tax for row in rows)
            assert all(row.status != "paid" or row.balance == 0 for row in rows)
            last = {row.year: row.last for row in session.scalars(select(InvoiceCounter))}
        assert sum(last.values()) == len(rows)

    # -- what they are made of ------------------------------------------------------------------

    def _one(self, data: st.DataObject) -> Any:
        """Rather one of which something can become."""
        alive = [id for id, owed in self.books.owed.items() if owed.state == "pending"]
        every = st.sampled_from([*self.books.owed])
        id = data.draw(st.sampled_from(alive) | every if alive else every)
        return id, self.books.owed[id]

    def _send(self, id: int, body: dict[str, Any], elsewhere: bool) -> Any:
        if elsewhere:
            return self.api.call("POST", "/payments", body | {"invoice_id": id})
        return self.api.call("POST", f"/invoices/{id}/pay", body)

    def _items(self, lines: list[tuple[int, int]]) -> list[dict[str, Any]]:
        return [{"description": "Work", "quantity": n, "price": p / 100} for n, p in lines]

    def _priced(self, lines: list[tuple[int, int]]) -> list[tuple[int, Decimal]]:
        return [(quantity, Decimal(price) / 100) for quantity, price in lines]

    def _over(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), UTC)


@pytest.fixture
def machine(template: Path, tmp_path: Path) -> type[Books]:
    class Here(Books):
        pass

    Here.template, Here.folder = template, tmp_path
    return Here


def test_the_books_are_balanced(machine: type[Books]) -> None:
    keep_to_the_model(machine, steps=30, examples=max(1, EXAMPLES // 5))
