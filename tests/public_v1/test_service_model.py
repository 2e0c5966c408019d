"""Random lives of services beside an independent model: verbs, failing drivers, money, time."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hostingco_api.gateway.provider import Invalid
from tests.hostingco.support import Portal, copied
from tests.models import keep_to_the_model
from tests.public_v1.rented import MODULE, OPTIONS, act, shelf_of
from tests.public_v1.support import Api
from tests.support import EXAMPLES

START = datetime(2027, 1, 30, 0, 10, tzinfo=UTC)
MONTHS = {"monthly": 1, "quarterly": 3, "one_time": 0}
MOVES = {
    "provision": ({"pending", "failed"}, "active"),
    "suspend": ({"active"}, "suspended"),
    "unsuspend": ({"suspended"}, "active"),
    "terminate": ({"active", "suspended", "failed"}, "terminated"),
}


@dataclass(eq=False)
class Invoiced:
    service: int
    periods: int
    due: datetime
    state: str = "pending"


@dataclass(eq=False)
class Served:
    by_hand: bool
    cycle: str
    next: date | None
    status: str = "pending"
    pending: str | None = None
    reason: str | None = None
    made: bool = False
    """At the provider."""
    erred: bool = False
    rests: bool = False
    """It failed just now, or was changed since."""

    def begin(self, action: str, reason: str | None = None) -> None:
        if action == "suspend":
            self.reason = reason
        if action == "provision":
            self.status = "provisioning"
        if self.by_hand or (action == "terminate" and not self.made):
            self.end(action)
        else:
            self.pending, self.erred = action, False

    def end(self, action: str) -> None:
        self.status, self.pending, self.erred = MOVES[action][1], None, False
        self.made = self.made or (action == "provision" and not self.by_hand)
        if action == "unsuspend":
            self.reason = None
        if action == "terminate":
            self.next = None

    def fail(self, action: str) -> None:
        self.pending, self.erred, self.rests = None, True, True
        if action == "provision":
            self.status = "failed"
        if action == "suspend":
            self.reason = None

    def advance(self, periods: int, day: int) -> None:
        if self.next is None or not MONTHS[self.cycle]:
            self.next = None
            return
        found = self.next.replace(day=1)
        for _ in range(periods * MONTHS[self.cycle]):
            found = (found + timedelta(days=31)).replace(day=1)
        self.next = found.replace(day=min(day, monthrange(found.year, found.month)[1]))


@dataclass
class Model:
    now: datetime = START
    served: dict[int, Served] = field(default_factory=dict)
    invoiced: dict[int, Invoiced] = field(default_factory=dict)

    def owes(self, id: int, grace: int = 0) -> bool:
        before = self.now - timedelta(days=grace)
        return any(
            one.service == id and one.state == "pending" and one.due <= before
            for one in self.invoiced.values()
        )

    def invoice(self, id: int, periods: int, day: date) -> int:
        number = len(self.invoiced) + 1
        over = datetime.combine(day + timedelta(days=1), time(), UTC)
        self.invoiced[number] = Invoiced(id, periods, over)
        return number

    def pay(self, number: int) -> None:
        one = self.invoiced[number]
        one.state = "paid"
        service = self.served[one.service]
        if service.status == "terminated":
            return
        service.advance(one.periods, START.day)
        service.rests = True
        found = (service.status, service.pending, service.reason)
        if service.status in ("pending", "failed"):
            service.begin("provision")
        elif found == ("suspended", None, "overdue") and not self.owes(one.service):
            service.begin("unsuspend")

    def work(self) -> None:
        ahead = (self.now + timedelta(days=14)).date()
        for id, one in self.served.items():
            open_one = any(i.service == id and i.state == "pending" for i in self.invoiced.values())
            due = one.next
            if one.status == "active" and not one.pending and due and due <= ahead and not open_one:
                self.invoice(id, 1, max(due, ahead))
        for status, action in (("active", "suspend"), ("suspended", "unsuspend")):
            for id, one in self.served.items():
                if one.status != status or one.pending or (one.erred and one.rests):
                    continue
                if action == "suspend" and self.owes(id, 2):
                    one.begin("suspend", "overdue")
                if action == "unsuspend" and one.reason == "overdue" and not self.owes(id):
                    one.begin("unsuspend")


class Services(RuleBasedStateMachine):
    template: Path
    folder: Path
    patch: pytest.MonkeyPatch

    def __init__(self) -> None:
        super().__init__()
        self.portal = Portal(copied(self.template, self.folder))
        self.portal.clock.ahead = START - self.portal.clock()
        self.api = Api(self.portal)
        self.shelf = shelf_of(self.api, self.patch)
        self.model = Model()
        pricing = [{"cycle": cycle, "price": 10} for cycle in MONTHS]
        self.products = {
            True: self.api.product(pricing=pricing)["id"],
            False: self.api.product(pricing=pricing, module=MODULE, module_options=OPTIONS)["id"],
        }

    def teardown(self) -> None:
        self.portal.close()

    @rule(by_hand=st.booleans(), cycle=st.sampled_from([*MONTHS]))
    def order(self, by_hand: bool, cycle: str) -> None:
        id = len(self.model.served) + 1
        begins = START.date()
        body = {
            "client_id": 3,
            "product_id": self.products[by_hand],
            "billing_cycle": cycle,
            "domain": f"web-{id}.example.com",
            "next_due_date": begins.isoformat(),
        }
        assert self.api.good("POST", "/services", body)["id"] == id
        self.model.served[id] = Served(by_hand, cycle, begins)

    @precondition(lambda self: self.model.served)
    @rule(data=st.data(), action=st.sampled_from([*MOVES]))
    def ask(self, data: st.DataObject, action: str) -> None:
        id = data.draw(st.sampled_from([*self.model.served]))
        one = self.model.served[id]
        answer = self.api.call("POST", f"/services/{id}/{action}").status_code
        sources, target = MOVES[action]
        if one.pending:
            assert answer == (202 if one.pending == action else 409)
        elif one.status == target:
            assert answer == 200
        elif one.status not in sources or (action == "unsuspend" and self.model.owes(id, 2)):
            assert answer == 409
        else:
            one.begin(action)
            assert answer == (202 if one.pending else 200)

    @precondition(lambda self: any(one.pending for one in self.model.served.values()))
    @rule(data=st.data(), good=st.booleans())
    def do(self, data: st.DataObject, good: bool) -> None:
        id = data.draw(st.sampled_from([i for i, o in self.model.served.items() if o.pending]))
        one = self.model.served[id]
        assert one.pending
        self.shelf.wrong.clear()
        if not good:
            name = "create_vm" if one.pending == "provision" else f"{one.pending}_vm"
            self.shelf.wrong[name] = [Invalid("not so")]
        act(self.api, {"id": id})
        (one.end if good else one.fail)(one.pending)

    @precondition(lambda self: self.model.served)
    @rule(data=st.data(), periods=st.sampled_from([1, 1, 2, 12]), late=st.booleans())
    def bill(self, data: st.DataObject, periods: int, late: bool) -> None:
        id = data.draw(st.sampled_from([*self.model.served]))
        day = self.model.now.date() + timedelta(days=-5 if late else 10)
        items = [{"service_id": id, "quantity": periods}]
        body = {"client_id": 3, "items": items, "due_date": day.isoformat()}
        if self.model.served[id].status == "terminated":
            self.api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", body)
            return
        made = self.api.good("POST", "/invoices", body)
        assert made["id"] == self.model.invoice(id, periods, day)

    @precondition(lambda self: any(o.state == "pending" for o in self.model.invoiced.values()))
    @rule(data=st.data(), pays=st.sampled_from([True, True, False]))
    def close(self, data: st.DataObject, pays: bool) -> None:
        """Or call it off."""
        numbers = [n for n, one in self.model.invoiced.items() if one.state == "pending"]
        number = data.draw(st.sampled_from(numbers))
        if pays:
            self.api.good("POST", f"/invoices/{number}/pay", {})
            self.model.pay(number)
        else:
            self.api.good("PUT", f"/invoices/{number}", {"status": "cancelled"})
            self.model.invoiced[number].state = "cancelled"

    @rule()
    def work(self) -> None:
        self.portal.work()
        self.model.work()

    @rule(days=st.sampled_from([1, 3, 15, 40]))
    def wait(self, days: int) -> None:
        self.portal.later(days=days)
        self.model.now += timedelta(days=days)
        for one in self.model.served.values():
            one.rests = False

    @invariant()
    def they_agree(self) -> None:
        found: list[Any] = self.api.good("GET", "/services?per_page=100")
        for one in found:
            told = self.model.served[one["id"]]
            assert (one["status"], one["pending_action"]) == (told.status, told.pending)
            assert one["suspend_reason"] == told.reason
            assert (one["last_error"] is not None) == told.erred
            assert one["next_due_date"] == (told.next and told.next.isoformat())
            assert (one["module_ref"] is not None) == told.made
        assert len(found) == len(self.model.served)
        states = [one["status"] for one in self.api.good("GET", "/invoices?per_page=100")]
        late = [
            "overdue" if o.state == "pending" and o.due <= self.model.now else o.state
            for o in self.model.invoiced.values()
        ]
        assert states == late[:100]
        made = sum(one.made for one in self.model.served.values())
        assert len(self.shelf.vms) == made, "one is bought for each, however often it was tried"


def test_services_keep_to_the_model(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Here(Services):
        pass

    Here.template, Here.folder, Here.patch = template, tmp_path, monkeypatch
    keep_to_the_model(Here, steps=40, examples=max(1, EXAMPLES // 4))
