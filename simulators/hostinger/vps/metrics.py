"""A machine's metrics: a function of world, machine and instant, so that nothing is recorded."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime
from math import pi, sin
from typing import Any

from simulators.hostinger.vps import errors, machines
from simulators.hostinger.vps.noise import noise
from simulators.kernel.world import World

MOST_POINTS = 300
_DAY = 86_400
_STEPS = (300, 900, 3_600, 4 * 3_600, _DAY, 7 * _DAY)  # seconds
_FIELDS = {
    "cpu_usage": "%",
    "ram_usage": "bytes",
    "disk_space": "bytes",
    "outgoing_traffic": "bytes",
    "incoming_traffic": "bytes",
    "uptime": "milliseconds",
}
_MB = 1024 * 1024


def read(world: World, id: str, start: datetime, end: datetime) -> dict[str, Any]:
    """Of that time, since the machine first came up; all null where it never did."""
    machine = machines.get(world, id)
    if start >= end:
        raise errors.period()
    moves = [(datetime.fromisoformat(at), up) for at, up in machines.inner(world, id)["power"]]
    if not moves:
        return dict.fromkeys(_FIELDS)
    instants = _instants(max(start, moves[0][0]), min(end, world.now))
    measures = _measures(world, machine, [(int(at.timestamp()), up) for at, up in moves])
    return {
        name: {"unit": unit, "usage": {str(at): measures[name](at) for at in instants}}
        for name, unit in _FIELDS.items()
    }


def _instants(start: datetime, end: datetime) -> range:
    """Whole multiples of a step, one that makes at most MOST_POINTS of them."""
    first, last = start.timestamp(), end.timestamp()
    step = next((step for step in _STEPS if (last - first) / step < MOST_POINTS), None)
    if step is None:
        step = int((last - first) / MOST_POINTS // _DAY + 1) * _DAY
    return range(int(-(-first // step)) * step, int(last) + 1, step)


def _measures(
    world: World, machine: machines.Machine, moves: list[tuple[int, bool]]
) -> dict[str, Callable[[int], float]]:
    """`moves`: when it went up and down, in Unix seconds."""
    id, first = machine["id"], moves[0][0]

    def last_move(at: int) -> tuple[int, bool]:
        return moves[bisect_right(moves, at, key=lambda move: move[0]) - 1]

    def of(what: str, at: int) -> float:
        return noise(world, "metrics", id, what, at)

    def runs(measure: Callable[[int], float]) -> Callable[[int], float]:
        return lambda at: measure(at) if last_move(at)[1] else 0

    def load(at: int) -> float:
        """More by day than by night, and some chance."""
        day = 0.5 + 0.5 * sin(2 * pi * (at % _DAY) / _DAY - pi / 2)
        return 0.2 + 0.4 * day + 0.4 * of("load", at)

    def disk(at: int) -> float:
        grown = min(0.5, (at - first) / _DAY * 0.0005)
        return int(machine["disk"] * _MB * (0.05 + grown))

    return {
        "cpu_usage": runs(lambda at: round(100 * load(at) * (0.05 + 0.2 * of("cpu", at)), 2)),
        "ram_usage": runs(lambda at: int(machine["memory"] * _MB * (0.1 + 0.4 * load(at)))),
        "disk_space": disk,
        "outgoing_traffic": runs(lambda at: int(20 * _MB * load(at) * of("out", at))),
        "incoming_traffic": runs(lambda at: int(30 * _MB * load(at) * of("in", at))),
        "uptime": runs(lambda at: 1000 * (at - last_move(at)[0])),
    }
