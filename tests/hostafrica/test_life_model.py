"""Random histories of services beside an independent model: what each state allows, and when."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.contract.harness import watched
from tests.hostafrica.client import (
    ANOTHERS,
    ORDER,
    PENDING,
    RUNNING,
    SERVICE,
    STOPPED,
    SUSPENDED,
    Hostafrica,
)
from tests.models import keep_to_the_model

# Of each state, what becomes of it by which verb: a state at once, or one meanwhile, its seconds
# and the one then. A verb that is not there is refused; `=` changes nothing.
TABLE: dict[str, dict[str, tuple[Any, ...]]] = {
    "pending": {"create": ("creating", 180, "running")},
    "creating": {"create": ("=",)},
    "running": {
        "create": ("=",),
        "start": ("=",),
        "stop": ("stopping", 20, "stopped"),
        "restart": ("restarting", 40, "running"),
        "suspend": ("suspended",),
        "unsuspend": ("=",),
    },
    "stopping": {"stop": ("=",), "unsuspend": ("=",)},
    "stopped": {
        "start": ("starting", 20, "running"),
        "stop": ("=",),
        "suspend": ("suspended",),
        "unsuspend": ("=",),
    },
    "starting": {"start": ("=",), "unsuspend": ("=",)},
    "restarting": {"restart": ("=",), "unsuspend": ("=",)},
    "suspended": {"suspend": ("=",), "unsuspend": ("back",)},
}
VERBS = ("create", "start", "stop", "restart", "suspend", "unsuspend")
WAITS = st.sampled_from([0, 0, 1, 19, 20, 40, 180, 86_400])


class Model:
    """One service."""

    def __init__(self, state: str, before: str = "") -> None:
        self.state = state
        self.before = before
        """Its suspension."""
        self.due: tuple[int, str] | None = None
        self.addressed = state != "pending"

    def settle(self, now: int) -> None:
        if self.due and self.due[0] <= now:
            self.state, self.due, self.addressed = self.due[1], None, True

    def act(self, verb: str, now: int) -> bool:
        """Whether it is allowed."""
        match TABLE[self.state].get(verb):
            case None:
                return False
            case ("=",):
                pass
            case ("back",) if self.before == "running":
                self.state, self.due = "starting", (now + 20, "running")
            case ("back",):
                self.state = self.before
            case ("suspended",):
                self.before, self.state = self.state, "suspended"
            case (meanwhile, seconds, then):
                self.state, self.due = meanwhile, (now + seconds, then)
        return True


class Life(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        api = watched("hostafrica")
        assert isinstance(api, Hostafrica)
        self.api = api
        self.now = 0
        self.services = {
            RUNNING: Model("running"),
            STOPPED: Model("stopped"),
            SUSPENDED: Model("suspended", "running"),
            PENDING: Model("pending"),
        }
        self.gone = [ANOTHERS]
        self.numbers: Iterator[int] = count()

    def pick(self, n: int, state: str) -> str:
        """A service in that state, if there is one, so that every state gets its share."""
        ids = [id for id, one in self.services.items() if one.state == state] or [*self.services]
        return ids[n % len(ids)]

    @rule()
    def order(self) -> None:
        if len(self.services) < 6:
            order = ORDER | {"domain_name": f"s{next(self.numbers)}.example.com"}
            id = self.api.told(f"{SERVICE}/create-order", order)["service_id"]
            assert id not in self.services
            assert id not in self.gone
            self.services[id] = Model("pending")

    @rule(
        n=st.integers(0, 9),
        state=st.sampled_from([*TABLE]),
        steps=st.lists(st.tuples(st.sampled_from(VERBS), WAITS), min_size=3, max_size=9),
    )
    def live(self, n: int, state: str, steps: list[tuple[str, int]]) -> None:
        id = self.pick(n, state)
        for verb, seconds in steps:
            self.act(id, verb)
            if seconds:
                self.wait(seconds)
            assert self.api.state(id) == self.services[id].state

    def act(self, id: str, verb: str) -> None:
        model = self.services[id]
        was = model.state
        body = {"suspend_reason": "why not"} if verb == "suspend" else None
        answer = self.api("POST", f"{SERVICE}/{id}/{verb}", body)
        allowed = model.act(verb, self.now)
        assert answer.status_code == (200 if allowed else 400), (was, verb, answer.text)
        if not allowed:
            assert was in (answer.json or {})["message"]

    @rule(n=st.integers(0, 9), state=st.sampled_from([*TABLE]))
    def terminate(self, n: int, state: str) -> None:
        if len(self.services) > 2:
            id = self.pick(n, state)
            self.api.service(id, "terminate")
            del self.services[id]
            self.gone.append(id)

    @rule(n=st.integers(0, 9), verb=st.sampled_from([*VERBS, "terminate", "status", "details"]))
    def disturb(self, n: int, verb: str) -> None:
        """What is gone, or another client's."""
        body = {"suspend_reason": "why not"} if verb == "suspend" else None
        self.api.service(self.gone[n % len(self.gone)], verb, body, status=404)

    def wait(self, seconds: int) -> None:
        fired = self.api.advance(seconds)
        self.now += seconds
        due = [one for one in self.services.values() if one.due and one.due[0] <= self.now]
        assert len(fired) == len(due)
        for one in due:
            one.settle(self.now)

    @invariant()
    def is_as_the_model(self) -> None:
        if not hasattr(self, "api"):
            return
        addresses = []
        for id, model in self.services.items():
            assert self.api.state(id) == model.state
            ip = self.api.service(id, "details")["ip"]
            assert bool(ip) is model.addressed
            addresses += [ip] if ip else []
        assert len(set(addresses)) == len(addresses)


SEEDED = {"pending": PENDING, "running": RUNNING, "stopped": STOPPED, "suspended": SUSPENDED}
BROUGHT = {
    "creating": (PENDING, "create"),
    "starting": (STOPPED, "start"),
    "stopping": (RUNNING, "stop"),
    "restarting": (RUNNING, "restart"),
}
"""How a service gets into the states that none is in."""


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", TABLE)
def test_every_verb_in_every_state(state: str, verb: str) -> None:
    life = Life()
    life.begin()
    id, first = BROUGHT[state] if state in BROUGHT else (SEEDED[state], "")
    if first:
        life.act(id, first)
    assert life.services[id].state == state
    life.act(id, verb)
    life.is_as_the_model()
    for seconds in (19, 1, 20, 140):
        life.wait(seconds)
        life.is_as_the_model()


def test_the_documentation_has_the_same_table() -> None:
    page = Path(__file__).parents[2] / "docs" / "hostafrica.md"
    heading, _, *rows = re.findall(r"^\|(?: *| `\w+` |-+)\|.*\|$", table_of(page), re.MULTILINE)
    verbs = [cell.strip() for cell in heading.strip("|").split("|")][1:]
    assert verbs == list(VERBS)
    found = {}
    for row in rows:
        state, *cells = [cell.strip(" `") for cell in row.strip("|").split("|")]
        found[state] = {
            verb: {"no change": "=", "starting` or `stopped": "back"}.get(cell, cell)
            for verb, cell in zip(verbs, cells, strict=True)
            if cell != "refused"
        }
    assert found == {
        state: {verb: outcome[0] for verb, outcome in moves.items()}
        for state, moves in TABLE.items()
    }


def table_of(page: Path) -> str:
    return page.read_text().partition("What a state makes of a move")[2]


def test_services_live_as_the_model() -> None:
    keep_to_the_model(Life, steps=10)
