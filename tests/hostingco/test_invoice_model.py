"""Random histories of what is owed, beside an independent model: money in whole cents, and no
tables.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.hostingco.money import CARD, DECLINES, GOOD, instant
from tests.hostingco.support import Portal, copied
from tests.models import keep_to_the_model
from tests.support import EXAMPLES

START = datetime(2026, 10, 28, tzinfo=UTC)
"""A year ends within the history."""
PRICES = {"basic": (999, 80), "pro": (2999, 240), "enterprise": (9999, 800)}
"""In cents, and 8 % of that."""
CARDS: dict[str, dict[str, Any]] = {
    "good": {"cardNumber": GOOD, "expiryYear": 2030},
    "expired": {"cardNumber": GOOD, "expiryYear": 2025},
    "declining": {"cardNumber": DECLINES, "expiryYear": 2030},
}
FORTNIGHT = timedelta(days=14)
A_WHILE = timedelta(minutes=5)
"""The application's clock goes on, that of the model does not."""
WAITS = st.sampled_from([1, 5, 13.6, 14.3, 16.7, 20, 31, 70])


@dataclass(eq=False)
class Owed:
    """An invoice."""

    user: str
    number: str
    cents: int
    due: datetime
    state: str = "pending"
    trying: str = ""
    """The card of the payment in progress."""
    failures: int = 0

    def status(self, now: datetime) -> str:
        return "overdue" if self.state == "pending" and self.due <= now else self.state


@dataclass(eq=False)
class Rented:
    """A server."""

    user: str
    plan: str
    begun: datetime
    months: int = 0
    live: bool = True

    @property
    def next(self) -> datetime:
        """When its next month begins: on the day it was ordered, or the last one there is."""
        day = self.begun.replace(day=1)
        for _ in range(self.months):
            day = (day + timedelta(days=31)).replace(day=1)
        last = (day + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return day.replace(day=min(self.begun.day, last.day))


@dataclass
class Model:
    now: datetime = START
    owed: dict[str, Owed] = field(default_factory=dict)
    """By id."""
    rented: dict[str, Rented] = field(default_factory=dict)
    written: dict[int, int] = field(default_factory=dict)
    """How many invoices of each year."""

    def bill(self, server: Rented) -> None:
        while server.live and server.next - FORTNIGHT <= self.now:
            year = self.now.year
            self.written[year] = self.written.get(year, 0) + 1
            number = f"INV-{year}-{self.written[year]:03d}"
            cents = sum(PRICES[server.plan])
            due = max(server.next, self.now + FORTNIGHT)
            self.owed[f"inv_{len(self.owed) + 1:03d}"] = Owed(server.user, number, cents, due)
            server.months += 1

    def work(self) -> None:
        for one in self.owed.values():
            if one.trying == "good":
                one.state = "paid"
            elif one.trying:
                one.failures += 1
            one.trying = ""
        for server in self.rented.values():
            self.bill(server)


class Billing(RuleBasedStateMachine):
    template: Path
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.portal = Portal(copied(self.template, self.folder))
        self.model = Model()
        self.portal.clock.ahead = START - self.portal.clock()
        self.methods = {
            (who, kind): self.portal.good(
                "POST", "/billing/payment-methods", who, json=CARD | {"cvv": "1234"} | fields
            )["id"]
            for who in ("customer", "other")
            for kind, fields in CARDS.items()
        }

    def teardown(self) -> None:
        self.portal.close()

    @rule(who=st.sampled_from(["customer", "other"]), plan=st.sampled_from([*PRICES]))
    def order(self, who: str, plan: str) -> None:
        body = {"name": f"web-{len(self.model.rented)}", "plan": plan, "location": "us-east-1"}
        id = self.portal.good("POST", "/hosting/servers", who, json=body)["id"]
        server = self.model.rented[id] = Rented(who, plan, self.model.now)
        self.model.bill(server)

    @rule(days=WAITS)
    def wait(self, days: float) -> None:
        self.portal.later(days=days)
        self.model.now += timedelta(days=days)

    @rule()
    def work(self) -> None:
        self.portal.work()
        self.model.work()

    @precondition(lambda self: self.model.owed)
    @rule(data=st.data(), kind=st.sampled_from([*CARDS, "another's"]), staff=st.booleans())
    def pay(self, data: st.DataObject, kind: str, staff: bool) -> None:
        id = data.draw(st.sampled_from([*self.model.owed]))
        owed = self.model.owed[id]
        if kind == "another's":
            method = self.methods["customer" if owed.user == "other" else "other", "good"]
        else:
            method = self.methods[owed.user, kind]
        who = "support" if staff else owed.user
        body = {"paymentMethodId": method}
        answer = self.portal.call("POST", f"/billing/invoices/{id}/pay", who, json=body)
        if owed.state == "paid" or owed.trying:
            assert answer.status_code == 409
        elif kind == "another's":
            assert answer.status_code == 400
        else:
            assert answer.status_code == 200
            owed.trying = kind

    @precondition(lambda self: any(server.live for server in self.model.rented.values()))
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        live = [id for id, server in self.model.rented.items() if server.live]
        id = data.draw(st.sampled_from(live))
        server = self.model.rented[id]
        self.portal.good("DELETE", f"/hosting/servers/{id}", server.user)
        server.live = False

    @rule(who=st.sampled_from(["customer", "other"]))
    def look(self, who: str) -> None:
        """Each account is as a company of its own."""
        self.compare(who)
        for id, owed in self.model.owed.items():
            if owed.user != who:
                continue
            found = self.portal.good("GET", f"/billing/invoices/{id}", who)
            tries = ["failed"] * owed.failures
            tries += ["processing"] * bool(owed.trying) + ["succeeded"] * (owed.state == "paid")
            assert [one["status"] for one in found["payments"]] == tries
            assert (found["paymentMethod"] is not None) == (owed.state == "paid")

    @invariant()
    def the_company_is_owed_what_the_model_says(self) -> None:
        self.compare("admin")

    def compare(self, who: str) -> None:
        now = self.model.now
        expected = {id: owed for id, owed in self.model.owed.items() if who in (owed.user, "admin")}
        found = self.portal.good("GET", "/billing/invoices?limit=100", who)
        assert [one["id"] for one in found] == [*expected][:100]
        for one in found:
            owed = expected[one["id"]]
            assert (one["number"], one["status"]) == (owed.number, owed.status(now))
            assert round(one["total"] * 100) == owed.cents
            assert round((one["amount"] + one["tax"]) * 100) == owed.cents
            assert abs(instant(one["dueDate"]) - owed.due) < A_WHILE
            assert (one["paidDate"] is not None) == (owed.state == "paid")
        figures = self.portal.good("GET", "/billing/summary", who)
        states = [one.status(now) for one in expected.values()]
        assert figures["totalInvoices"] == len(states)
        for status in ("pending", "overdue", "paid"):
            assert figures[f"{status}Invoices"] == states.count(status)
        paid = [one.cents for one in expected.values() if one.state == "paid"]
        assert round(figures["totalRevenue"] * 100) == sum(paid)
        live = [
            one.next
            for one in self.model.rented.values()
            if one.live and who in (one.user, "admin")
        ]
        next_one = figures["nextBillingDate"]
        assert (next_one is None) == (not live)
        assert not live or abs(instant(next_one) - min(live)) < A_WHILE


@pytest.fixture
def machine(template: Path, tmp_path: Path) -> type[Billing]:
    class Here(Billing):
        pass

    Here.template, Here.folder = template, tmp_path
    return Here


def test_invoices_keep_to_the_model(machine: type[Billing]) -> None:
    keep_to_the_model(machine, steps=20, examples=max(1, EXAMPLES // 3))
