"""Random histories of orders, payments and time beside an independent model.

An order costs what its quote said; what is paid comes to life and is renewed; what is not paid is
given up or suspended; and not a cent is lost: whatever an account had is in its credit, or was
spent on something that it got.
"""

import heapq
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.hostens.client import Hostens
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


def midnight(instant: datetime) -> datetime:
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)


def month_later(day: datetime) -> datetime:
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


@dataclass
class Service:
    product: str
    status: str = "Pending"
    due: datetime = START
    cancels: bool = False
    awaits: int = 0


@dataclass(eq=False)
class Invoice:
    gross: Decimal
    credit: Decimal
    orders: list[str] = field(default_factory=list)
    renews: str = ""
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
                self.bill(Decimal(PRICES["333"]), orders=[PENDING])
            self.services[id] = Service(product, "Active")
            self.extend(id, START)
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
        cost: Decimal,
        method: int = 1,
        orders: list[str] | None = None,
        renews: str = "",
        due: datetime | None = None,
    ) -> Invoice:
        fixed, percent = map(Decimal, FEES[method])
        net = cost + cents(fixed + cost * percent / 100)
        gross = net + cents(net * 21 / 100)
        used = min(self.credit, gross)
        self.credit -= used
        invoice = Invoice(gross, used, orders or [], renews)
        self.invoices.append(invoice)
        if invoice.total == 0:
            self.settle(invoice)
        else:
            last = due or midnight(self.now) + timedelta(days=7)
            self.at(last + timedelta(days=1), lambda: self.overdue(invoice))
        return invoice

    def settle(self, invoice: Invoice) -> None:
        invoice.status = "Paid"
        for id in invoice.orders:
            self.begin(id)
        if invoice.renews:
            service = self.services[invoice.renews]
            service.status, service.awaits = "Active", 0
            self.extend(invoice.renews, service.due)

    def begin(self, id: str) -> None:
        service = self.services[id]

        def active() -> None:
            service.status = "Active"
            self.extend(id, midnight(self.now))

        self.at(self.now + timedelta(minutes=MINUTES[service.product]), active)

    def extend(self, id: str, start: datetime) -> None:
        service = self.services[id]
        service.due = month_later(start)

        def invoiced() -> None:
            if service.awaits == ticket:
                price = Decimal(PRICES[service.product])
                service.awaits = 0
                self.bill(price, renews=id, due=service.due)

        ticket = self.at(service.due - timedelta(days=3), invoiced)
        service.awaits = ticket

    def overdue(self, invoice: Invoice) -> None:
        if invoice.status != "Unpaid":
            return
        for id in invoice.orders:
            self.services[id].status = "Cancelled"
        if invoice.orders:
            self.drop(invoice)
        elif self.services[invoice.renews].status == "Active":
            self.services[invoice.renews].status = "Suspended"
            self.end(invoice.renews, timedelta(days=14), "Terminated")

    def drop(self, invoice: Invoice) -> None:
        invoice.status = "Cancelled"
        self.credit += invoice.credit

    def end(self, id: str, after: timedelta, status: str) -> None:
        service = self.services[id]

        def over() -> None:
            if service.awaits == ticket:
                service.status = status
                self.drop_renewals(id)

        ticket = self.at(self.now + after, over)
        service.awaits = ticket

    def drop_renewals(self, id: str) -> None:
        for invoice in self.invoices:
            if invoice.status == "Unpaid" and invoice.renews == id:
                self.drop(invoice)

    def cancel(self, id: str, immediate: bool) -> str:
        service = self.services[id]
        if service.cancels:
            return "cancelled_already"
        if service.status not in ("Active", "Suspended"):
            return f"service_not_active {service.status}"
        service.cancels = True
        hour = timedelta(hours=1)
        self.end(id, hour if immediate else max(service.due - self.now, hour), "Cancelled")
        self.drop_renewals(id)
        return "cancell_sent"

    def unpaid(self) -> list[Invoice]:
        return [one for one in self.invoices if one.status == "Unpaid"]


BASKETS = st.lists(st.sampled_from(sorted(PRICES)), min_size=1, max_size=4)
HOURS = st.sampled_from([0, 0, 1, 24, 24 * 3, 24 * 8, 24 * 15])


class Money(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.api, self.model = Hostens(application()), Model()
        self.ids = count(1001)

    @rule(products=BASKETS, method=st.sampled_from(sorted(FEES)), hours=HOURS)
    def order(self, products: list[str], method: int, hours: int) -> None:
        items = [{"type": "product", "product_id": product} for product in products]
        basket = {"pay_method": method, "items": items}
        summary = self.api.told("POST", "/quote", basket)["summary"]
        placed = self.api.told("POST", "/order", basket)
        ids = [str(next(self.ids)) for _ in products]
        assert [item["id"] for item in placed["items"]] == ids
        for id, product in zip(ids, products, strict=True):
            self.model.services[id] = Service(product)
        cost = sum((Decimal(PRICES[product]) for product in products), Decimal(0))
        invoice = self.model.bill(cost, method, orders=ids)
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
                self.model.settle(invoice)
        self.wait(hours)

    @rule(credit=st.sampled_from(["0.00", "5.00", "31.17", "400.00"]))
    def change_credit(self, credit: str) -> None:
        self.api.credit(credit)
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
