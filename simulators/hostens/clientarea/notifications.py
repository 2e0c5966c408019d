"""Notifications of the portal."""

from typing import Any

from simulators.hostens import dates
from simulators.kernel.store import Collection
from simulators.kernel.world import World

_FIRST = 501


def add(world: World, rel_type: str, rel_id: str, subject: str) -> None:
    """Tell the customer something about an invoice, a service or whatever else has an id."""
    id = str(world.next_id("hostens.notifications", _FIRST))
    notification: dict[str, Any] = {
        "id": id,
        "rel_type": rel_type,
        "rel_id": rel_id,
        "subject": subject,
        "date": dates.stamp(world.now),
        "seen": "0",
    }
    store(world).put(id, notification)


def store(world: World) -> Collection:
    return world.docs("hostens.notifications")
