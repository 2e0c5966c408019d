"""Rate limits as data, on the world's clock.

A vendor's `limits.toml` lists what is limited; a world counts. Windows are fixed: the first call
opens one, and it closes `window` seconds later. Modes: `real` takes the modelled quota, `tiny` the
file's small one (to meet a 429 after three calls), `off` counts nothing and never refuses.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any

MODES = ("real", "tiny", "off")


@dataclass(frozen=True)
class Limit:
    """`quota` calls per `window` seconds for the operations whose id matches a pattern."""

    group: str
    operations: tuple[str, ...]
    quota: int
    window: int
    evidence: str
    source: str


@dataclass(frozen=True)
class Limits:
    """A vendor's limits: the first whose pattern matches an operation applies."""

    real: tuple[Limit, ...]
    tiny: tuple[Limit, ...]

    def find(self, operation: str, mode: str) -> Limit | None:
        for limit in self.tiny if mode == "tiny" else self.real:
            if any(fnmatchcase(operation, pattern) for pattern in limit.operations):
                return limit
        return None


def load_limits(package: str) -> Limits:
    """Read `limits.toml` beside a vendor's code."""
    data = tomllib.loads(files(package).joinpath("limits.toml").read_text())
    tiny = data["tiny"]
    rows = [{**row, "operations": tuple(row["operations"])} for row in data["limit"]]
    return Limits(
        real=tuple(Limit(**row) for row in rows),
        tiny=tuple(Limit(**{**row, **tiny}) for row in rows),
    )


@dataclass(frozen=True)
class Grant:
    """What the limiter says to one call; `retry_after` in whole seconds, 0 where admitted."""

    limit: int
    remaining: int
    reset: datetime
    retry_after: int

    @property
    def admitted(self) -> bool:
        return self.retry_after == 0


class Limiter:
    """The counters of one world: bucket -> (when its window closes, calls so far)."""

    def __init__(self) -> None:
        self.mode = "real"
        self._windows: dict[str, tuple[datetime, int]] = {}

    def hit(self, bucket: str, limit: Limit, now: datetime) -> Grant:
        """Count one call; a refused call costs nothing."""
        if self.mode == "off":
            return Grant(limit.quota, limit.quota, now, 0)
        reset, used = self._windows.get(bucket, (now, 0))
        window = timedelta(seconds=limit.window)
        if now >= reset or reset - now > window:  # over, or the clock was set back
            reset, used = now + window, 0
        if used >= limit.quota:
            wait = -((now - reset) // timedelta(seconds=1))
            return Grant(limit.quota, 0, reset, wait)
        self._windows[bucket] = (reset, used + 1)
        return Grant(limit.quota, limit.quota - used - 1, reset, 0)

    def switch(self, mode: str) -> None:
        """Change the mode; all windows start afresh."""
        self.mode = mode
        self._windows.clear()

    def close(self, now: datetime) -> list[tuple[datetime, str]]:
        """Forget the windows that have closed, and say which, in the order they did."""
        closed = sorted((reset, key) for key, (reset, _) in self._windows.items() if reset <= now)
        for _, key in closed:
            del self._windows[key]
        return closed

    def windows(self) -> list[tuple[str, datetime, int]]:
        return [(key, reset, used) for key, (reset, used) in self._windows.items()]

    def state(self) -> dict[str, Any]:
        windows = {key: [reset.isoformat(), used] for key, (reset, used) in self._windows.items()}
        return {"mode": self.mode, "windows": windows}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.mode = state["mode"]
        self._windows = {
            key: (datetime.fromisoformat(reset), used)
            for key, (reset, used) in state["windows"].items()
        }
