"""What servers use: functions of world, server and instant, so that nothing is recorded.

The figures are those of the last time that they were collected, which is every five minutes.
"""

from datetime import UTC, date, datetime, time
from hashlib import blake2b
from math import pi, sin

from simulators.hostens import dates
from simulators.hostens.servers import systems
from simulators.hostens.servers.machines import Server
from simulators.kernel.world import World

_EVERY = 300  # seconds
_DAY = 86_400
_MOST_MONTHS = 12
_INODES = 64
"""To a MB of disk."""


def collected(world: World) -> datetime:
    """When the figures were."""
    seconds = int(world.now.timestamp())
    return datetime.fromtimestamp(seconds - seconds % _EVERY, UTC)


def figures(world: World, server: Server) -> dict[str, int]:
    """MB of memory and disk, and MB of traffic since the month began."""
    at = collected(world)
    month = at.date().replace(day=1)
    ram = server.product.server["ram_limit"]
    return {
        "ram_used": int(ram * (0.1 + 0.4 * share(world, server.id, "memory", int(at.timestamp())))),
        "disk_usage": _disk(world, server, at),
        **_traffic(world, server, month, at),
    }


def history(world: World, server: Server) -> list[dict[str, int]]:
    """By month since the service began, twelve at most, the current one last."""
    at = collected(world)
    limit = server.product.server["disk_limit"]
    rows = []
    for month in _months(server, at.date()):
        until = min(at, _begin(dates.add_months(month.isoformat(), 1)))
        disk = _disk(world, server, until)
        row = {
            "year": month.year,
            "month": month.month,
            **_traffic(world, server, month, until),
            "quota_usage": disk,
            "quota_limit": limit,
            "inode_usage": disk * _INODES // 2,
            "inode_limit": limit * _INODES,
        }
        rows.append(row)
    return rows


def share(world: World, id: str, what: str, at: int) -> float:
    """How much of what there is, from 0 to 1: more by day than by night, and some chance."""
    day = 0.5 + 0.5 * sin(2 * pi * (at % _DAY) / _DAY - pi / 2)
    return 0.2 + 0.4 * day + 0.4 * _noise(world, id, what, at)


def _months(server: Server, today: date) -> list[date]:
    first = date.fromisoformat(server.service["date_created"]).replace(day=1)
    age = (today.year - first.year) * 12 + today.month - first.month
    this = today.replace(day=1).isoformat()
    most = min(age + 1, _MOST_MONTHS)
    return [date.fromisoformat(dates.add_months(this, n + 1 - most)) for n in range(most)]


def _traffic(world: World, server: Server, month: date, until: datetime) -> dict[str, int]:
    """Of that month, as far as it has gone by an instant."""
    begin, end = (_begin(dates.add_months(month.isoformat(), n)) for n in (0, 1))
    since = max(begin, _begin(server.service["date_created"]))
    gone = max(0.0, (until - since) / (end - begin))
    limit = server.product.server["bw_limit"]

    def of(what: str, least: float) -> int:
        return int(limit * gone * least * (1 + 2 * _noise(world, server.id, what, month)))

    return {"bw_in": of("in", 0.02), "bw_out": of("out", 0.1)}


def _disk(world: World, server: Server, at: datetime) -> int:
    """Grows from what the system takes, to nine tenths of the disk at most."""
    fresh = systems.named(server.machine["os"]).disk
    age = (at - datetime.fromisoformat(server.machine["installed"])).total_seconds()
    limit = server.product.server["disk_limit"]
    grown = max(0.0, age) / _DAY * limit * 0.001 * (0.5 + _noise(world, server.id, "disk"))
    return int(min(fresh + grown, max(fresh, limit * 0.9)))


def _begin(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)


def _noise(world: World, *about: object) -> float:
    """From 0 to below 1, the same at every look."""
    text = "/".join(map(str, (world.seed, *about)))
    digest = blake2b(text.encode(), digest_size=6, person=b"usage").digest()
    return int.from_bytes(digest) / 2**48
