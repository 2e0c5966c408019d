"""A world's time.

Every mode is one line, `base + rate * (wall - mark)`: real runs at rate 1 from the wall clock,
scaled=N at rate N, frozen and auto at rate 0. `auto` stands still like frozen, but the world moves
it when a client polls or honours a Retry-After (see `World.settle`). This is the only module that
reads the machine's clock.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from simulators.kernel.nearest import nearest

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Where frozen and auto clocks start, so that two runs give the same bytes."""

FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
"""No clock goes further: later instants have no four-digit year left for expiry dates."""

MODES = ("real", "frozen", "auto", "scaled=N")


class BadClock(ValueError):
    """The text names no clock mode; the message says which there are."""


@dataclass(frozen=True)
class Mode:
    """`real`, `frozen`, `auto`, or `scaled` with its rate (world seconds per real second)."""

    name: str
    rate: float

    def __str__(self) -> str:
        rate = f"{self.rate:.6f}".rstrip("0").rstrip(".")
        return f"scaled={rate}" if self.name == "scaled" else self.name


def parse_mode(text: str) -> Mode:
    """`real|frozen|auto|scaled=N` with 0 < N <= 1,000,000; raises BadClock."""
    if text == "real":
        return Mode("real", 1.0)
    if text in ("frozen", "auto"):
        return Mode(text, 0.0)
    match = re.fullmatch(r"scaled=([0-9]{1,7}(?:\.[0-9]{1,6})?)", text)
    if match and 0 < float(match[1]) <= 1_000_000:
        return Mode("scaled", float(match[1]))
    near = nearest(text, ("real", "frozen", "auto", "scaled"))
    raise BadClock(
        f"{text!r} is no clock mode: use one of {', '.join(MODES)} (0 < N <= 1000000)."
        + (f" Did you mean {near!r}?" if near else "")
    )


class Clock:
    """Instants are aware UTC datetimes; it never goes back except by `set`."""

    def __init__(self, mode: Mode) -> None:
        self.mode = mode
        self._base = self._latest = EPOCH
        self.set(EPOCH if mode.rate == 0 else datetime.fromtimestamp(time.time(), UTC))

    def now(self) -> datetime:
        passed = (time.time() - self._mark) * self.mode.rate
        left = (FOREVER - self._base).total_seconds()
        now = FOREVER if passed >= left else self._base + timedelta(seconds=passed)
        self._latest = max(self._latest, now)  # the machine's clock may be set back
        return self._latest

    def set(self, instant: datetime) -> None:
        self._mark = time.time()
        self._base = self._latest = min(FOREVER, instant.astimezone(UTC))

    def switch(self, mode: Mode) -> None:
        """Change the rate and keep the instant, so that no event is skipped or repeated."""
        self.set(self.now())
        self.mode = mode

    def state(self) -> dict[str, Any]:
        """The line itself: where it was, `since` what time of this machine's clock."""
        return {"mode": str(self.mode), "at": self._base.isoformat(), "since": self._mark}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on as another one was; without `since` its time has stood still in between."""
        self.mode = parse_mode(state["mode"])
        self.set(datetime.fromisoformat(state["at"]))
        self._mark = state.get("since", self._mark)
