"""Random histories of tickets beside an independent model: who may what, and what comes of it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import delete, select

from hostingco_api.core.models import Message, Ticket
from tests.hostingco.support import IDS, Portal
from tests.hostingco.test_tickets import MOVES
from tests.hostingco.tickets import NEW, STATUSES, TICKETS
from tests.models import keep_to_the_model

STAFF = ("admin", "support")
SAY = {True: "support", False: "user"}
TAKEN_UP = {"open": "in_progress", "reopened": "in_progress"}
BROUGHT_BACK = {"pending_customer": "in_progress", "resolved": "reopened", "closed": "reopened"}
GROUPS = {
    "openTickets": {"open", "reopened"},
    "inProgressTickets": {"in_progress", "pending_customer"},
    "resolvedTickets": {"resolved", "closed"},
}
WHO = st.sampled_from(sorted(IDS))
ACTS = st.tuples(
    st.sampled_from(["customer", "customer", "other", "support", "support", "admin"]),
    st.sampled_from(["reply"] * 5 + ["close"]),
    st.sampled_from([None, None, None, "user", "support"]),
    st.sampled_from([None, *STATUSES]),
    st.booleans(),
)


@dataclass
class Case:
    """A ticket as it has to be."""

    owner: str
    messages: list[tuple[str, str]]
    status: str = "open"
    agent: str | None = None
    """Who answered first."""
    resolved: bool = False
    reason: str | None = None

    def enter(self, status: str, reason: str | None = None) -> None:
        if status == self.status:
            return
        self.status, self.reason = status, reason if status == "closed" else None
        self.resolved = status == "resolved" or (self.resolved and status == "closed")

    def reply(self, who: str, sender: str | None, status: str | None, content: str) -> int:
        """What it answers."""
        staff = who in STAFF
        if who != self.owner and not staff:
            return 404
        sender = sender or SAY[staff]
        if sender == "support":
            if not staff:
                return 403
            if self.status == "closed" and status != "reopened":
                return 409
            after = status or TAKEN_UP.get(self.status, self.status)
            if after not in MOVES[self.status] | {self.status}:
                return 409
            self.agent = self.agent or who
        else:
            if who != self.owner or status:
                return 403
            after = BROUGHT_BACK.get(self.status, self.status)
            if after == "open" and self.agent:
                after = "in_progress"
        self.enter(after)
        self.messages.append((sender, content))
        return 201

    def close(self, who: str, reason: str | None) -> int:
        if who != self.owner and who not in STAFF:
            return 404
        if self.status == "closed":
            return 409
        self.enter("closed", reason)
        return 200


class Support(RuleBasedStateMachine):
    portal: ClassVar[Portal]

    @initialize(owners=st.lists(WHO, min_size=1, max_size=3))
    def begin(self, owners: list[str]) -> None:
        with self.portal.database.writing() as session:
            session.execute(delete(Message))
            session.execute(delete(Ticket))
        self.cases: dict[str, Case] = {}
        self.said = 0
        for owner in owners:
            self.open(owner)

    @rule(owner=WHO)
    def open(self, owner: str) -> None:
        made = self.portal.good("POST", TICKETS, owner, json=NEW)
        assert made["id"] == f"ticket_{len(self.cases) + 1:03d}"
        self.cases[made["id"]] = Case(owner, [("user", NEW["description"])])
        self.touched = made["id"]

    @rule(n=st.integers(0, 9), acts=st.lists(ACTS, min_size=2, max_size=6))
    def work(self, n: int, acts: list[tuple[str, str, str | None, str | None, bool]]) -> None:
        self.touched = sorted(self.cases)[n % len(self.cases)]
        case = self.cases[self.touched]
        for who, what, sender, status, plain in acts:
            self.said += 1
            text = f"It is {self.said}"
            if what == "close":
                reason = None if plain else text
                body = {} if plain else {"json": {"reason": text}}
                self.expect(case.close(who, reason), "PUT", "close", who, body)
                continue
            status = None if plain else status
            given = {"message": text, "sender": sender, "status": status}
            body = {"json": {name: value for name, value in given.items() if value}}
            self.expect(case.reply(who, sender, status, text), "POST", "reply", who, body)

    def expect(self, status: int, method: str, what: str, who: str, body: dict[str, Any]) -> None:
        path = f"{TICKETS}/{self.touched}/{what}"
        answer = self.portal.call(method, path, who, **body)
        assert answer.status_code == status, (who, body, answer.text)
        if status < 300:
            assert answer.get_json()["data"]["status"] == self.cases[self.touched].status

    @invariant()
    def ticket_is_as_the_model(self) -> None:
        if not hasattr(self, "cases"):
            return
        case = self.cases[self.touched]
        found = self.portal.good("GET", f"{TICKETS}/{self.touched}", case.owner)
        agent = found["assignedTo"] and found["assignedTo"]["id"]
        assert agent == (case.agent and IDS[case.agent])
        assert (found["userId"], found["status"]) == (IDS[case.owner], case.status)
        assert [(one["sender"], one["content"]) for one in found["messages"]] == case.messages
        assert (found["messageCount"], found["reason"]) == (len(case.messages), case.reason)
        assert bool(found["closedAt"]) is (case.status == "closed")

    def teardown(self) -> None:
        """What everybody sees in the end, and what is kept for the figures."""
        for who in IDS:
            seen = {
                name: case for name, case in self.cases.items() if who in STAFF or case.owner == who
            }
            listed = self.portal.good("GET", f"{TICKETS}?limit=100", who)
            assert {ticket["id"]: ticket["status"] for ticket in listed} == {
                name: case.status for name, case in seen.items()
            }
            stats = self.portal.good("GET", "/support/stats", who)
            assert stats["totalTickets"] == len(seen)
            for group, statuses in GROUPS.items():
                assert stats[group] == sum(case.status in statuses for case in seen.values())
        for row in self.portal.rows(select(Ticket)):
            case = self.cases[f"ticket_{row.id:03d}"]
            assert bool(row.resolved_at) is case.resolved
            assert bool(row.answered_at) is bool(case.agent)


def test_tickets_go_as_the_model(portal: Portal) -> None:
    Support.portal = portal
    keep_to_the_model(Support, steps=20)
