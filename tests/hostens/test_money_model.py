"""Random histories of orders, payments and time beside an independent model.

An order costs what its quote said; what is paid comes to life and is renewed; what is not paid is
given up or suspended; and not a cent is lost: whatever an account had is in its credit, or was
spent on something that it got.
"""

import heapq
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.hostens.client import Hostens
from tests.ledger import noted
from tests.models import keep_to_the_model
from tests.support import application

START = datetime(2026, 1, 1, tzinfo=UTC)
PRICES = {"333": "9.99", "350": "1.00", "13": "3.99", "15": "15.99"}
MINUTES = {"333": 2, "350": 1, "13": 5, "15": 5}
FEES = {1: ("0", "0"), 2: ("0.5", "2.9"), 4: ("0.1", "2.4"), 5: ("0.3", "2.9")}
SEEDED = {"301": "333", "10": "350", "20": "350", "113": "13", "114": "15"}
PENDING = "302"


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def taxed(amount: Decimal) -> Decimal:
    return amount + cents(amount * 21 / 100)


def midnight(instant: datetime) -> datetime:
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)


def months_later(day: datetime, months: int) -> datetime:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


@dataclass
class Service:
    product: str
    status: str = "Pending"
    begun: datetime = START
    months: int = 0
    cancels: bool = False
    awaits: int = 0

    @property
    def due(self) -> datetime:
        return months_later(self.begun, self.months)


@dataclass(eq=False)
class Act:
    """What a part of an invoice is for: an order, or a renewal."""

    service: str
    renews: bool
    gross: Decimal
    off: bool = False


@dataclass(eq=False)
class Invoice:
    gross: Decimal
    credit: Decimal
    acts: list[Act]
    last: datetime
    """The day until which it should be paid."""
    status: str = "Unpaid"

    @property
    def total(self) -> Decimal:
        return self.gross - self.credit


class Model:
    def __init__(self) -> None:
        self.now = START
        self.credit = Decimal(0)
        self.services: dict[str, Service] = {}
        self.invoices: list[Invoice] = []
        self.tickets = count(1)
        self.queue: list[tuple[datetime, int, Callable[[], None]]] = []
        for id, product in SEEDED.items():
            if id == "10":  # the unpaid order is seeded between them
                self.services[PENDING] = Service("333")
                self.bill({PENDING: Decimal(PRICES["333"])})
            self.services[id] = Service(product, "Active")
            self.extend(id)
        self.credit = Decimal("250.00")

    def at(self, when: datetime, act: Callable[[], None]) -> int:
        ticket = next(self.tickets)
        heapq.heappush(self.queue, (max(when, self.now), ticket, act))
        return ticket

    def advance(self, by: timedelta) -> None:
        until = self.now + by
        while self.queue and self.queue[0][0] <= until:
            self.now, _, act = heapq.heappop(self.queue)
            act()
        self.now = until

    def bill(
        self,
        costs: dict[str, Decimal],
        method: int = 1,
        due: datetime | None = None,
    ) -> Invoice:
        """Costs by service; with a `due` day it is a renewal."""
        fixed, percent = map(Decimal, FEES[method])
        cost = sum(costs.values(), Decimal(0))
        net = cost + cents(fixed + cost * percent / 100)
        gross = taxed(net)
        used = min(self.credit, gross)
        self.credit -= used
        acts, before = [], Decimal(0)
        for id, one in costs.items():
            acts.append(Act(id, due is not None, taxed(before + one) - taxed(before)))
            before += one
        last = due or midnight(self.now) + timedelta(days=7)
        invoice = Invoice(gross, used, acts, last)
        self.invoices.append(invoice)
        if invoice.total == 0:
            self.settle(invoice)
        else:
            self.at(last + timedelta(days=1), lambda: self.overdue(invoice))
        return invoice

    def settle(self, invoice: Invoice) -> None:
        invoice.status = "Paid"
        for act in invoice.acts:
            service = self.services[act.service]
            if act.off:
                self.credit += act.gross
            elif not act.renews:
                self.begin(act.service)
            elif service.status in ("Active", "Suspended") and not service.cancels:
                service.status = "Active"
                self.extend(act.service)
            else:
                self.credit += act.gross

    def merge(self, invoices: list[Invoice]) -> None:
        whole = Invoice(
            sum((one.gross for one in invoices), Decimal(0)),
            sum((one.credit for one in invoices), Decimal(0)),
            [act for one in invoices for act in one.acts],
            max(one.last for one in invoices),
        )
        for one in invoices:
            one.status = "Merged"
        self.invoices.append(whole)
        self.at(whole.last + timedelta(days=1), lambda: self.overdue(whole))

    def begin(self, id: str) -> None:
        service = self.services[id]

        def active() -> None:
            service.status, service.begun = "Active", midnight(self.now)
            self.extend(id)

        self.at(self.now + timedelta(minutes=MINUTES[service.product]), active)

    def extend(self, id: str) -> None:
        service = self.services[id]
        service.months += 1

        def invoiced() -> None:
            if service.awaits == ticket:
                service.awaits = 0
                self.bill({id: Decimal(PRICES[service.product])}, due=service.due)

        ticket = self.at(service.due - timedelta(days=3), invoiced)
        service.awaits = ticket

    def overdue(self, invoice: Invoice) -> None:
        if invoice.status != "Unpaid":
            return
        for act in invoice.acts:
            service = self.services[act.service]
            if not act.renews:
                act.off, service.status = True, "Cancelled"
            elif service.status == "Active" and not service.cancels:
                service.status = "Suspended"
                self.end(act.service, timedelta(days=14), "Terminated")
        self.close(invoice)

    def close(self, invoice: Invoice) -> None:
        """Where nothing is left that it could be paid for."""
        if invoice.status == "Unpaid" and all(act.off for act in invoice.acts):
            invoice.status = "Cancelled"
            self.credit += invoice.credit

    def end(self, id: str, after: timedelta, status: str) -> None:
        service = self.services[id]

        def over() -> None:
            if service.awaits == ticket:
                service.status = status
                self.drop(id)

        ticket = self.at(self.now + after, over)
        service.awaits = ticket

    def drop(self, id: str) -> None:
        for invoice in self.invoices:
            if invoice.status == "Unpaid":
                for act in invoice.acts:
                    act.off = act.off or act.service == id
                self.close(invoice)

    def cancel(self, id: str, immediate: bool) -> str:
        service = self.services[id]
        if service.cancels:
            return "cancelled_already"
        if service.status not in ("Active", "Suspended"):
            return f"service_not_active {service.status}"
        service.cancels = True
        hour = timedelta(hours=1)
        self.end(id, hour if immediate else max(service.due - self.now, hour), "Cancelled")
        self.drop(id)
        return "cancell_sent"

    def unpaid(self) -> list[Invoice]:
        return [one for one in self.invoices if one.status == "Unpaid"]


BASKETS = st.lists(st.sampled_from(sorted(PRICES)), min_size=1, max_size=4)
HOURS = st.sampled_from([0, 0, 1, 24, 24 * 3, 24 * 8, 24 * 15])


class Money(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.api, self.model = Hostens(application()), Model()
        self.given = self.model.credit
        self.ids = count(1001)

    @rule(products=BASKETS, method=st.sampled_from(sorted(FEES)), code=st.booleans(), hours=HOURS)
    def order(self, products: list[str], method: int, code: bool, hours: int) -> None:
        """With a promotion code, 10% off every product."""
        more = {"promocode": "SIM10"} if code else {}
        items = [{"type": "product", "product_id": product, **more} for product in products]
        basket = {"pay_method": method, "items": items}
        summary = self.api.told("POST", "/quote", basket)["summary"]
        placed = self.api.told("POST", "/order", basket)
        ids = [str(next(self.ids)) for _ in products]
        assert [item["id"] for item in placed["items"]] == ids
        costs = {}
        for id, product in zip(ids, products, strict=True):
            self.model.services[id] = Service(product)
            price = Decimal(PRICES[product])
            costs[id] = price - cents(price / 10) if code else price
        invoice = self.model.bill(costs, method)
        assert placed["invoice_id"] == self.listed()[-1]["id"]
        assert Decimal(placed["total"]) == invoice.gross
        assert cents(Decimal(str(summary["credit"]))) == invoice.credit
        assert cents(Decimal(str(summary["total"]))) == invoice.total
        self.wait(hours)

    @rule(picks=st.lists(st.integers(0, 50), max_size=3), hours=HOURS)
    def pay(self, picks: list[int], hours: int) -> None:
        for pick in picks:
            if unpaid := self.model.unpaid():
                invoice = unpaid[pick % len(unpaid)]
                self.api.pay(self.listed()[self.model.invoices.index(invoice)]["id"])
                self.given += invoice.total
                self.model.settle(invoice)
        self.wait(hours)

    @rule(picks=st.sets(st.integers(0, 5), min_size=2, max_size=4))
    def merge(self, picks: set[int]) -> None:
        unpaid = self.model.unpaid()
        chosen = [unpaid[pick] for pick in sorted(picks) if pick < len(unpaid)]
        if len(chosen) >= 2:
            listed = self.listed()
            ids = [listed[self.model.invoices.index(one)]["id"] for one in chosen]
            self.api.happen("invoices-merged", invoice_ids=ids)
            self.model.merge(chosen)

    @rule(credit=st.sampled_from(["0.00", "5.00", "31.17", "400.00"]))
    def change_credit(self, credit: str) -> None:
        self.api.credit(credit)
        self.given += Decimal(credit) - self.model.credit
        self.model.credit = Decimal(credit)

    @rule(picks=st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=3), hours=HOURS)
    def cancel(self, picks: list[tuple[int, bool]], hours: int) -> None:
        for pick, immediate in picks:
            id = list(self.model.services)[pick % len(self.model.services)]
            path = f"/api/service/{id}/cancel"
            answer: Any = self.api("POST", path, {"immediate": immediate}).json
            said = answer.get("info") or [" ".join(key) for key in answer["error"]]
            assert said == [self.model.cancel(id, immediate)]
        self.wait(hours)

    def wait(self, hours: int) -> None:
        self.api.advance(hours * 3600)
        self.model.advance(timedelta(hours=hours))

    @invariant()
    def the_ledger_has_what_is_not_there_any_more(self) -> None:
        """All that the customer ever had or paid is in the credit, or was spent on balance."""
        money = [one for one in noted(self.api) if one[0].startswith("money-")]
        signs = {"money-spent": 1, "money-returned": -1}
        spent = sum((signs[kind] * Decimal(amount) for kind, amount, _ in money), Decimal(0))
        assert spent == self.given - self.model.credit

    def listed(self) -> list[Any]:
        """In the order in which they were made, without the documented one."""
        invoices: list[Any] = self.api.told("GET", "/invoice")["invoices"]
        return invoices[-2::-1]

    @invariant()
    def agrees(self) -> None:
        details = self.api.told("GET", "/balance")["details"]
        assert Decimal(details["acc_credit"]) == self.model.credit
        totals = [invoice.total for invoice in self.model.unpaid()]
        assert Decimal(details["acc_balance"]) == sum(totals, Decimal(0))
        told = [(one["status"], Decimal(one["total"])) for one in self.listed()]
        assert told == [(one.status, one.total) for one in self.model.invoices]
        services = self.api.told("GET", "/service")["services"]
        assert {one["id"]: one["status"] for one in services} == {
            id: one.status for id, one in self.model.services.items()
        }
        for one in services:
            if one["status"] in ("Active", "Suspended"):
                assert one["next_due"] == self.model.services[one["id"]].due.date().isoformat()


def test_money_is_as_the_model_has_it() -> None:
    keep_to_the_model(Money, steps=14)
