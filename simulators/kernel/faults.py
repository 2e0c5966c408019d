"""What goes wrong in a world on purpose: rules, and which calls they meet.

A rule counts the calls that it matches, of each operation on its own. Whether it meets one of them
follows from seed, world, rule, operation and the call's number, so threads cannot change it, and
one fault can be had again by itself: as a rule of that operation and that `nth` call.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from hashlib import blake2b
from typing import Any

INSTEAD = ("status", "throttle", "html", "reset", "hang", "expire")
"""Effects that answer something else, or nothing; what was asked for is done if `applied`."""

WORK = ("stuck", "fail")
"""Effects on what a call sets going, and on nothing else."""

EFFECTS = {
    "status": "an error of that status in the vendor's own body",
    "throttle": "the vendor's refusal of too many calls, with how long to wait",
    "html": "an HTML page of that status, as the edge in front of an API has it",
    "reset": "the connection is reset",
    "hang": "no answer until the client gives up, or the seconds are over",
    "expire": "the token is too old from now on; of credentials that do not age, this once",
    "latency": "the answer comes late",
    "truncate": "the connection ends in the middle of the body",
    "malformed": "the body is no JSON",
    "content-type": "the answer says it is something else",
    "stale": "a read sees the documents as they were before the newest write, for some seconds",
    "duplicate": "the call is delivered twice, and the second answer is given",
    "stuck": "what the call sets going never comes to an end",
    "fail": "what the call sets going fails",
}

TAKES = {
    "status": {"status", "applied"},
    "throttle": {"retry_after", "applied"},
    "html": {"status", "applied"},
    "reset": {"applied"},
    "hang": {"seconds", "applied"},
    "latency": {"seconds", "jitter"},
    "content-type": {"media_type"},
    "stale": {"seconds"},
}
"""What an effect can be told; the others can be told nothing."""

HANG, LATENCY, STALE = 300.0, 1.0, 10.0
"""Seconds, where a rule does not say."""
MOST_SECONDS = 600.0
MOST_RULES = 100
MOST_EXPIRED = 1_000  # tokens; the oldest are forgotten


@dataclass(frozen=True)
class Rule:
    """What it matches, how often it meets that, and what then happens.

    `operation` and `path` may have `*`. Without `nth` and `probability` it meets every call,
    `times` altogether at most, and of one operation no more than `in_a_row`.
    """

    id: str
    effect: str
    vendor: str | None = None
    operation: str | None = None
    method: str | None = None
    path: str | None = None
    nth: tuple[int, ...] | None = None
    probability: float | None = None
    in_a_row: int | None = None
    times: int | None = None
    applied: bool = False
    status: int | None = None
    seconds: float | None = None
    jitter: float = 0.0
    """Of `latency`: up to so many seconds more."""
    retry_after: int = 1
    media_type: str = "text/html; charset=utf-8"

    def matches(self, vendor: str, operation: str, method: str, path: str) -> bool:
        return (
            self.vendor in (None, vendor)
            and self.method in (None, method)
            and (self.operation is None or fnmatchcase(operation, self.operation))
            and (self.path is None or fnmatchcase(path, self.path))
        )


@dataclass(frozen=True)
class Fault:
    """One that happens: the rule, the number of the call, and a number below 1 to vary it by."""

    rule: Rule
    call: int
    chance: float

    @property
    def effect(self) -> str:
        return self.rule.effect

    @property
    def applied(self) -> bool:
        """Whether what was asked for is done."""
        return self.rule.applied or self.effect not in INSTEAD

    @property
    def seconds(self) -> float:
        """How long a client waits."""
        if self.effect == "hang":
            return HANG if self.rule.seconds is None else self.rule.seconds
        if self.effect == "latency":
            least = LATENCY if self.rule.seconds is None else self.rule.seconds
            return least + self.rule.jitter * self.chance
        return 0.0

    def __str__(self) -> str:
        return f"{self.rule.id}; {self.effect}; call={self.call}"


@dataclass
class _Count:
    """Of a rule and an operation: the calls so far, and the faults since the last good one."""

    calls: int = 0
    row: int = 0


@dataclass
class _Counted:
    rule: Rule
    met: int = 0
    counts: dict[str, _Count] = field(default_factory=dict)


class Faults:
    """The rules of a world, in the order in which they were added: the first that meets a call."""

    def __init__(self) -> None:
        self._rules: dict[str, _Counted] = {}
        self._expired: dict[str, None] = {}

    def add(self, rule: Rule) -> None:
        """An id that is taken is given to the new one, which begins to count anew."""
        self._rules[rule.id] = _Counted(rule)

    def free_id(self) -> str:
        return next(id for n in range(1, MOST_RULES + 2) if (id := f"f{n}") not in self._rules)

    def remove(self, id: str) -> bool:
        return self._rules.pop(id, None) is not None

    def clear(self) -> None:
        self._rules.clear()
        self._expired.clear()

    def __iter__(self) -> Iterator[tuple[Rule, int, int]]:
        """Each rule, how many calls it matched, and how many of them it met."""
        for counted in self._rules.values():
            calls = sum(count.calls for count in counted.counts.values())
            yield counted.rule, calls, counted.met

    def __len__(self) -> int:
        return len(self._rules)

    @property
    def idle(self) -> bool:
        """Whether nothing can go wrong."""
        return not self._rules and not self._expired

    def have(self, effect: str) -> bool:
        return any(counted.rule.effect == effect for counted in self._rules.values())

    def meet(
        self,
        at: tuple[int, str],
        call: tuple[str, str, str, str],
        able: Callable[[Rule], bool],
    ) -> Fault | None:
        """Count a call: its vendor, operation, method and path.

        `at` is the world's seed and name; a rule that is not `able` to do anything to the call
        does not match it.
        """
        met = None
        _, operation, _, _ = call
        for counted in self._rules.values():
            rule = counted.rule
            if not rule.matches(*call) or not able(rule):
                continue
            count = counted.counts.setdefault(operation, _Count())
            count.calls += 1
            luck, chance = _luck(*at, rule.id, operation, count.calls)
            if met or not _meets(counted, count, luck):
                count.row = 0
                continue
            count.row += 1
            counted.met += 1
            met = Fault(rule, count.calls, chance)
        return met

    def expire(self, token: str) -> None:
        self._expired[_digest(token)] = None
        while len(self._expired) > MOST_EXPIRED:
            del self._expired[next(iter(self._expired))]

    def is_expired(self, token: str) -> bool:
        return bool(self._expired) and _digest(token) in self._expired

    def state(self) -> dict[str, Any]:
        rules = [
            {
                "rule": shown(counted.rule),
                "met": counted.met,
                "counts": {op: [c.calls, c.row] for op, c in counted.counts.items()},
            }
            for counted in self._rules.values()
        ]
        return {"rules": rules, "expired": list(self._expired)}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._expired = dict.fromkeys(state["expired"])
        self._rules = {}
        for entry in state["rules"]:
            rule = made(entry["rule"])
            counts = {op: _Count(*numbers) for op, numbers in entry["counts"].items()}
            self._rules[rule.id] = _Counted(rule, entry["met"], counts)


def shown(rule: Rule) -> dict[str, Any]:
    """A rule as it is written down: without what it leaves to the defaults."""
    given = ((item.name, getattr(rule, item.name), item.default) for item in fields(rule))
    named = {name: value for name, value, default in given if value != default}
    return named | ({"nth": list(rule.nth)} if rule.nth is not None else {})


def made(written: Mapping[str, Any]) -> Rule:
    nth = written.get("nth")
    return Rule(**{**written, "nth": None if nth is None else tuple(nth)})


def _meets(counted: _Counted, count: _Count, luck: float) -> bool:
    rule = counted.rule
    if rule.times is not None and counted.met >= rule.times:
        return False
    if rule.in_a_row is not None and count.row >= rule.in_a_row:
        return False
    if rule.nth is not None and count.calls not in rule.nth:
        return False
    return rule.probability is None or luck < rule.probability


def _luck(*parts: object) -> tuple[float, float]:
    """Two numbers from 0 to below 1."""
    digest = blake2b("/".join(map(str, parts)).encode(), digest_size=12, person=b"fault").digest()
    return int.from_bytes(digest[:6], "big") / 2**48, int.from_bytes(digest[6:], "big") / 2**48


def _digest(token: str) -> str:
    return blake2b(token.encode(), digest_size=16, person=b"expired").hexdigest()
