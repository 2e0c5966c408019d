"""Random histories of domains beside an independent model: status, last day, and credit."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.contract.harness import watched
from tests.hostens.client import Hostens
from tests.hostens.domains import available, credit, open_invoices, without_services
from tests.models import keep_to_the_model

NAMES = ("a.example", "b.example", "testname.com")
PRICES = {"example": {1: ("1.21", "2.42"), 2: ("2.42", "4.84")}}
PRICES["com"] = {1: ("12.10", "18.15"), 2: ("24.20", "36.30")}
"""With tax, of a registration and of a renewal."""
VERBS = (
    *("credit 10000", "credit 0", "credit 0", "renew 1", "renew 2", "renew 3"),
    *("autorenew on", "autorenew off", "pay", "wait", "wait", "wait"),
)
AROUND = st.sampled_from([-31, -30, -1, 0, 1, 39, 40, 41])
"""Days from the last one."""

Moment = tuple[datetime, int]


class Model:
    """One domain of the account, beginning with its order."""

    def __init__(self, name: str, years: int, now: datetime) -> None:
        self.name = name
        self.years = years
        self.status = "Pending"
        self.expires: date | None = None
        self.autorenew = True
        self.due: date | None = now.date() + timedelta(days=7)
        """Of an order that is not paid: its own, or of a renewal."""
        self.owed = 0
        """For how many years it is to be renewed once an invoice is paid."""
        self.registered_at: datetime | None = None

    def price(self, years: int, *, renewal: bool) -> Decimal:
        return Decimal(PRICES[self.name.rpartition(".")[2]][years][renewal])

    def paid(self, now: datetime) -> None:
        if self.status == "Pending":
            self.status, self.registered_at = "Pending Registration", now + timedelta(minutes=3)
        else:
            self.renew(self.owed)
        self.due, self.owed = None, 0

    def renew(self, years: int) -> None:
        assert self.expires
        self.expires, self.status = later(self.expires, years), "Active"

    def unpaid(self) -> bool:
        return bool(self.owed) or self.status == "Pending"

    def moments(self, now: datetime) -> Iterator[Moment]:
        """When something happens to it, and which of those at the same instant comes first."""
        if self.due:
            yield midnight(self.due, 1), 0
        if self.registered_at:
            yield self.registered_at, 0
        if self.expires and self.status == "Active":
            if self.autorenew and not self.owed:
                yield max(now, midnight(self.expires, -30)), 1
            yield midnight(self.expires, 1), 2
        if self.expires and self.status == "Expired":
            yield midnight(self.expires, 41), 2

    def happen(self, what: int, now: datetime, credit: Decimal) -> Decimal:
        """What is left of the credit."""
        match what, self.status:
            case 0, "Pending":
                self.status, self.due = "Cancelled", None
            case 0, "Pending Registration":
                self.status, self.registered_at = "Active", None
                self.expires = later(now.date(), self.years)
            case 0, _:
                self.due, self.owed = None, 0
            case 1, _:
                price = self.price(self.years, renewal=True)
                if price > credit:
                    self.owed = self.years
                    return credit
                self.renew(self.years)
                return credit - price
            case 2, "Active":
                self.status = "Expired"
            case 2, _:
                self.status, self.owed, self.due = "Cancelled", 0, None
        return credit


@cache
def client() -> Hostens:
    """One server for all histories: to make one takes longer than most of them."""
    api = watched("hostens", size=2)
    assert isinstance(api, Hostens)
    return api


def later(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29) and years % 4
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def midnight(day: date, days: int) -> datetime:
    return datetime.combine(day + timedelta(days=days), time())


class Domains(RuleBasedStateMachine):
    """Credit is plenty or none, so that the order of what happens at one instant does not count."""

    @initialize()
    def begin(self) -> None:
        self.api = client()
        self.api.control("POST", "/worlds/default/reset")
        without_services(self.api)
        self.now = datetime(2026, 1, 1)
        seeded = Model("testname.com", 1, self.now)
        seeded.status, seeded.due, seeded.expires = "Active", None, date(2027, 1, 1)
        self.domains = {"47": seeded}
        self.give("10000.00")

    def holder(self, name: str) -> str:
        """The id of the domain that has the name, or nothing."""
        found = [
            id for id, one in self.domains.items() if one.name == name and one.status != "Cancelled"
        ]
        return "".join(found)

    @rule(name=st.sampled_from(NAMES), years=st.sampled_from([1, 2]))
    def order(self, name: str, years: int) -> None:
        answer = self.api("POST", "/api/domain/order", {"name": name, "years": years})
        if self.holder(name):
            assert answer.status_code == 400
            return
        assert answer.json
        one = Model(name, years, self.now)
        self.domains[answer.json["items"]["id"]] = one
        price = one.price(years, renewal=False)
        assert Decimal(answer.json["total"]) == price
        if price <= self.credit:
            self.credit -= price
            one.paid(self.now)

    @rule(
        n=st.integers(0, 9),
        steps=st.lists(st.tuples(st.sampled_from(VERBS), AROUND), min_size=4, max_size=9),
    )
    def live(self, n: int, steps: list[tuple[str, int]]) -> None:
        """A part of one domain's life."""
        id = list(self.domains)[n % len(self.domains)]
        for verb, days in steps:
            self.act(verb, id)
            self.reach(id, days)
            self.is_as_the_model()

    def act(self, verb: str, id: str) -> None:
        match verb.split():
            case ["credit", amount]:
                self.give(amount)
            case ["renew", years]:
                self.renew(id, int(years))
            case ["autorenew", on]:
                self.switch(id, on=on == "on")
            case ["pay"]:
                self.pay_everything()

    def give(self, amount: str) -> None:
        self.credit = Decimal(amount)
        self.api.credit(amount)

    def renew(self, id: str, years: int) -> None:
        one = self.domains[id]
        answer = self.api("POST", f"/api/domain/{id}/renew", {"years": years})
        allowed = one.status in ("Active", "Expired") and not one.owed and years < 3
        if allowed:
            assert one.expires
            allowed = later(one.expires, years) <= later(self.now.date(), 10)
        assert answer.status_code == (200 if allowed else 400), answer.text
        if allowed:
            price = one.price(years, renewal=True)
            if price <= self.credit:
                self.credit -= price
                one.renew(years)
            else:
                one.owed, one.due = years, self.now.date() + timedelta(days=7)

    def switch(self, id: str, *, on: bool) -> None:
        one = self.domains[id]
        answer = self.api("PUT", f"/api/domain/{id}/autorenew", {"autorenew": on})
        assert answer.status_code == (200 if one.status == "Active" else 400)
        if one.status == "Active":
            one.autorenew = on

    def pay_everything(self) -> None:
        """As the customer does, not from credit."""
        for invoice in open_invoices(self.api):
            self.api.pay(invoice)
        for one in self.domains.values():
            if one.unpaid():
                one.paid(self.now)

    def reach(self, id: str, days: int) -> None:
        """A day that means something to the domain, if it is to come; else a few of them pass."""
        one = self.domains[id]
        ahead = (one.expires - self.now.date()).days + days if one.expires else 0
        self.wait(timedelta(days=ahead if ahead > 0 else abs(days) % 9, minutes=abs(days) % 4))

    def wait(self, span: timedelta) -> None:
        self.api.advance(span.total_seconds())
        end = self.now + span
        while True:
            due = [
                (moment, one)
                for one in self.domains.values()
                for moment in one.moments(self.now)
                if moment[0] <= end
            ]
            if not due:
                break
            (self.now, what), one = min(due, key=lambda found: found[0])
            self.credit = one.happen(what, self.now, self.credit)
        self.now = end

    @invariant()
    def is_as_the_model(self) -> None:
        if not hasattr(self, "api"):
            return
        rows = {row["id"]: row for row in self.api.told("GET", "/domain")["domains"]}
        assert rows.keys() - {"48"} == self.domains.keys()
        for id, one in self.domains.items():
            row = rows[id]
            expires = one.expires.isoformat() if one.expires else "0000-00-00"
            days = (one.expires - self.now.date()).days if one.expires else 0
            assert (row["status"], row["expires"]) == (one.status, expires)
            assert (row["autorenew"], row["daytoexpire"]) == (str(int(one.autorenew)), str(days))
        assert credit(self.api) == self.credit
        assert len(open_invoices(self.api)) == sum(one.unpaid() for one in self.domains.values())

    def teardown(self) -> None:
        for name in NAMES:
            assert available(self.api, name) == (not self.holder(name))


def test_domains_live_as_the_model() -> None:
    keep_to_the_model(Domains, steps=10)
