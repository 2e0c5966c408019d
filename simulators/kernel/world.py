"""One world: everything that can change, under one lock.

A request begins (the world's time is taken once, due events are settled), works on the store, and
ends in commit or roll-back; `gate` conducts that. Ids, random numbers and correlation ids derive
from seed, world name and request number, so equal histories give equal bytes, whatever threads do.
"""

import heapq
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random
from threading import Lock
from typing import Any, Unpack
from uuid import UUID

from simulators.kernel import effects
from simulators.kernel.clock import FOREVER, Clock
from simulators.kernel.faults import Faults
from simulators.kernel.journal import Journal
from simulators.kernel.limits import Limiter
from simulators.kernel.nature import Nature
from simulators.kernel.store import Collection, Store

log = logging.getLogger("hostsim")

FORMAT = 1
"""Of what is kept outside a process: documents, events and state in databases and in files. Raised
when any of it changes shape; what has another format is refused, for it would be misunderstood."""

AUTO_BUDGET = timedelta(hours=1)
"""The most that one poll moves an `auto` clock; what is farther off, nobody polls for."""

EVENTS = "kernel.events"
"""The collection of what falls due, by number."""

Fired = dict[str, Any]
"""`{"at": instant, "event": "<vendor>.<kind>", "data": ...}`, and `account` where it is another."""


def iso(instant: datetime) -> str:
    """`2026-01-01T00:00:00Z`, whole seconds, as the vendors and the control API write instants."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


class World:
    """`quirks` has every quirk there is, and whether it is on.

    A world may hold more than one account of a vendor. `account` is the one that the request or
    event at hand belongs to; what `docs` finds is its own, what `shared` finds everybody's.
    """

    def __init__(self, name: str, seed: int, store: Store, nature: Nature) -> None:
        self.name = name
        self.seed = seed
        self.store = store
        self.clock = Clock(nature.mode)
        self.limiter = Limiter()
        self.limiter.mode = nature.limits
        self.quirks = dict(nature.quirks)
        self.faults = Faults()
        self.journal = Journal(room=nature.room, public=nature.public(name))
        self.lock = Lock()
        self.requests = 0
        self.changes = 0
        """How often something was changed from outside, but the clock."""
        self.account = ""
        self.template = False
        """Whether it is only there to be forked: then what is forked begins as nature has it."""
        self.mishap = ""
        """`stuck` or `fail`: what becomes of the work that the request at hand begins."""
        self.mishaps = 0
        """How much work came to that, ever."""
        self._nature = nature
        self._before: tuple[Store, datetime] | None = None
        self._present: Store | None = None
        self._cause: int | str = 0
        self._now = self.clock.now()
        self._random: Random | None = None
        self._queue: list[tuple[str, int]] = []  # of the store's events, and some that are gone
        self._calls: dict[tuple[str, str], datetime | None] = {}
        self._version = 0

    # -- what vendors use ---------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The instant of this request or event; it does not move while one is handled."""
        return self._now

    @property
    def random(self) -> Random:
        """This request's random numbers."""
        if self._random is None:
            self._random = Random(f"{self.seed}/{self.name}/{self.requests}")
        return self._random

    def docs(self, collection: str) -> Collection:
        """A collection of the account at hand."""
        return self.store.collection(f"{self.account}/{collection}" if self.account else collection)

    def shared(self, collection: str) -> Collection:
        """A collection that all accounts have in common."""
        return self.store.collection(collection)

    @contextmanager
    def acting_as(self, account: str) -> Iterator[None]:
        """Have another account at hand."""
        before, self.account = self.account, account
        try:
            yield
        finally:
            self.account = before

    def next_id(self, sequence: str, first: int) -> int:
        """The next integer of a sequence; rolled back with the request, never used twice."""
        sequences = self.shared("kernel.sequences")
        number: int = sequences.get(sequence) or first
        sequences.put(sequence, number + 1)
        return number

    def schedule(self, vendor: str, kind: str, after: timedelta, data: Any) -> int:
        """Have the vendor's handler called when the world's time has come.

        It acts for the account at hand. The answer is the event's number, for `cancel`.
        """
        number = self.next_id("kernel.events", 1)
        at = self._now + after
        if self.mishap and kind in self._nature.work[vendor]:
            at, kind = self._mishap(at, kind, self._nature.work[vendor][kind])
        due = at.isoformat()
        event = {"due": due, "vendor": vendor, "kind": kind, "data": data}
        if self.account:
            event["account"] = self.account
        self.shared(EVENTS).put(str(number), event)
        heapq.heappush(self._queue, (due, number))
        return number

    @contextmanager
    def in_trouble(self, mishap: str) -> Iterator[None]:
        """Have the work that begins now end as `mishap` has it."""
        self.mishap = mishap
        try:
            yield
        finally:
            self.mishap = ""

    def _mishap(self, at: datetime, kind: str, failure: str) -> tuple[datetime, str]:
        if self.mishap == "stuck":
            self.mishaps += 1
            return FOREVER + timedelta(days=1), kind
        if failure:
            self.mishaps += 1
            return at, failure
        return at, kind

    def cancel(self, number: int) -> None:
        """Have an event not happen; one that is gone is none the wiser."""
        self.shared(EVENTS).delete(str(number))

    def effect(self, vendor: str, effect: str, **about: Unpack[effects.About]) -> None:
        """Note what costs money or cannot be taken back; see `effects` for what there is."""
        entry: effects.Effect = {"at": iso(self._now), "vendor": vendor, "effect": effect}
        entry["cause"] = self._cause
        if self.account:
            entry["account"] = self.account
        ledger = self.shared(effects.COLLECTION)
        ledger.put(str(len(ledger) + 1), {**entry, **about})

    def uuid(self) -> str:
        """A random one (version 4)."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def correlation_id(self) -> str:
        """One per request: the same whenever the same history is played again."""
        text = f"{self.seed}/{self.name}/{self.requests}"
        digest = blake2b(text.encode(), digest_size=16, person=b"correlation").digest()
        return str(UUID(bytes=digest, version=4))

    # -- a request ----------------------------------------------------------------------

    @contextmanager
    def transaction(self, *, readonly: bool, account: str = "") -> Iterator[None]:
        """Rolls back on any exception; the caller may roll back earlier.

        Its instant is that up to which all has been settled, or else nobody could say whether what
        falls due in between has fired.
        """
        before, version = None, self.store.version
        if not readonly and self.faults.have("stale"):
            before = self.store.fork()
        self.store.begin(readonly=readonly)
        try:
            with self.acting_as(account):
                yield
            self.store.commit()
        finally:
            self.store.rollback()
        if before and self.store.version != version:
            self._before = before, self._now

    def is_stale(self, seconds: float) -> bool:
        """Whether there is a state to be seen that a write of the last seconds has ended."""
        return bool(self._before and self._now - self._before[1] < timedelta(seconds=seconds))

    @contextmanager
    def as_before(self) -> Iterator[None]:
        """Read the documents as they were before the newest write that this process has seen."""
        assert self._before, "is_stale said so"
        store = self._present = self.store
        self.store = self._before[0]
        try:
            yield
        finally:
            self.store, self._present = store, None

    @contextmanager
    def at_present(self) -> Iterator[None]:
        """Read them as they are all the same, in the midst of that: who may is never stale."""
        seen, self.store = self.store, self._present or self.store
        try:
            yield
        finally:
            self.store = seen

    def begin_request(self, method: str, path: str, *, polls: bool, again: bool = False) -> None:
        """Take the next number and settle what fell due.

        `polls`: it may be to see what is new. `again`: it is one delivered twice, to which no time
        has passed.
        """
        self.requests += 1
        self._random = None
        if not again:
            if self.clock.mode.name == "auto":
                self._move_auto_clock(method, path, polls)
            self.settle()
        self._cause = self.requests
        self._version = self.store.version

    def end_request(self, method: str, path: str, retry_at: datetime | None) -> None:
        """`retry_at`: when the limiter will admit the call that it refused."""
        if self.clock.mode.name != "auto":
            return
        if self.store.version != self._version or len(self._calls) >= 1_000:
            self._calls.clear()
        self._calls[method, path] = retry_at

    @contextmanager
    def happening(self, event: str, account: str) -> Iterator[None]:
        """A transaction that no client asked for. To look what came of it is not to poll."""
        self.settle()
        self._cause = event
        with self.transaction(readonly=False, account=account):
            yield
        self._calls.clear()

    def _move_auto_clock(self, method: str, path: str, polls: bool) -> None:
        """Go to what the client waits for.

        A call that reads, repeated since something was written, is a poll; a refused call
        repeated is an honoured Retry-After.
        """
        if (method, path) not in self._calls:
            return
        target = self._calls[method, path]
        if target is None and polls:
            target = self.next_due()
        now = self.clock.now()
        if target is not None and now < target <= now + AUTO_BUDGET:
            self.clock.set(target)

    # -- time ---------------------------------------------------------------------------

    def advance(self, to: datetime) -> list[Fired]:
        """Move the clock, never back, and settle: the answer lists what fired, in order."""
        self.clock.set(max(to, self.clock.now()))
        return self.settle()

    def look_at_clock(self) -> None:
        """Have `now` be what it is, and nothing else happen."""
        self._now = self.clock.now()

    def next_due(self) -> datetime | None:
        self._skip_gone()
        return datetime.fromisoformat(self._queue[0][0]) if self._queue else None

    def settle(self) -> list[Fired]:
        """Let everything fire that is due, each at its own instant and in its own transaction."""
        until = self.clock.now()
        fired: list[Fired] = []
        while (due := self.next_due()) is not None and due <= until:
            fired.append(self._fire(due))
        self._now = until
        fired += [
            {"at": at, "event": "kernel.rate-limit-window-closed", "data": bucket}
            for at, bucket in self.limiter.close(until)
        ]
        return sorted(fired, key=lambda item: item["at"])

    def _fire(self, due: datetime) -> Fired:
        _, number = heapq.heappop(self._queue)
        events = self.shared(EVENTS)
        event = events.get(str(number))
        self.store.begin(readonly=False)
        self._now = due
        # Random numbers of an event must not depend on the request that happened to settle it.
        self._random = Random(f"{self.seed}/{self.name}/event/{number}")
        self._cause = f"{event['vendor']}.{event['kind']}"
        try:
            with self.acting_as(event.get("account", "")):
                self._nature.handlers[event["vendor"]](self, event["kind"], event["data"])
        except Exception:
            self.store.rollback()
            log.exception("event %s of world %s failed", event["kind"], self.name)
            self.store.begin(readonly=False)
        events.delete(str(number))
        self.store.commit()
        self._random = None
        fired = {"at": due, "event": f"{event['vendor']}.{event['kind']}", "data": event["data"]}
        if "account" in event:
            fired["account"] = event["account"]
        return fired

    def _skip_gone(self) -> None:
        """Drop entries of events that are gone; a roll-back may have given their number again."""
        events = self.shared(EVENTS)
        while self._queue:
            due, number = self._queue[0]
            event = events.get(str(number))
            if event is not None and event["due"] == due:
                return
            heapq.heappop(self._queue)

    # -- copies -------------------------------------------------------------------------

    def fork(self, name: str) -> "World":
        """A world with the same documents and the same state, and an empty journal."""
        other = World(name, self.seed, self.store.fork(), self._nature)
        if not self.template:
            other.restore(self.state())
        other._queue = list(self._queue)
        return other

    def state(self) -> dict[str, Any]:
        """All that changes beside documents and journal, as JSON can have it."""
        return {
            "requests": self.requests,
            "changes": self.changes,
            "clock": self.clock.state(),
            "limits": self.limiter.state(),
            "faults": self.faults.state(),
            "quirks": dict(self.quirks),
            "calls": [
                [method, path, retry_at and retry_at.isoformat()]
                for (method, path), retry_at in self._calls.items()
            ],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Be in a state that a world was in; quirks that it did not know are as by default."""
        self.requests = state["requests"]
        self.changes = state["changes"]
        self.clock.restore(state["clock"])
        self._now = self.clock.now()
        self.limiter.restore(state["limits"])
        self.faults.restore(state["faults"])
        known = self._nature.quirks
        self.quirks = {**known, **{q: on for q, on in state["quirks"].items() if q in known}}
        self._calls = {
            (method, path): retry_at and datetime.fromisoformat(retry_at)
            for method, path, retry_at in state["calls"]
        }

    def index_events(self) -> None:
        """Look for what falls due among documents that came from elsewhere."""
        events = self.shared(EVENTS)
        self._queue = [(event["due"], int(number)) for number, event in events.items()]
        heapq.heapify(self._queue)

    def index_event(self, number: str) -> None:
        """Look when an event falls due that came from elsewhere alone."""
        if event := self.shared(EVENTS).get(number):
            heapq.heappush(self._queue, (event["due"], int(number)))
