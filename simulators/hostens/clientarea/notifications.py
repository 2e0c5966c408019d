"""Notifications of the portal: what happened to an invoice, a service or a domain."""

from typing import Any

from simulators.hostens import dates
from simulators.hostens.errors import not_found
from simulators.hostens.users import User
from simulators.kernel.store import Collection
from simulators.kernel.world import World

_FIRST = 501

Notification = dict[str, Any]
"""In the wire form; `seen` is `"0"` or `"1"`."""

_PRIVILEGES = {
    "invoice": ("billing", "emails"),
    "service": ("services", "notify"),
    "domain": ("domains", "notify"),
}
"""What a contact needs, to be told of it. Of what is not here, only the customer is."""


def add(world: World, rel_type: str, rel_id: str, subject: str) -> str:
    """Tell the customer something about an invoice, a service or whatever else has an id."""
    id = str(world.next_id("hostens.notifications", _FIRST))
    notification: Notification = {
        "id": id,
        "rel_type": rel_type,
        "rel_id": rel_id,
        "subject": subject,
        "date": dates.stamp(world.now),
        "seen": "0",
    }
    _store(world).put(id, notification)
    return id


def listed(
    world: World, user: User, related: dict[str, str], *, new: bool = False
) -> list[Notification]:
    """The latest first; `related` may have a `rel_type` and a `rel_id`."""
    wanted = related | ({"seen": "0"} if new else {})
    found = [one for _, one in _store(world).items() if wanted.items() <= one.items()]
    return [one for one in reversed(found) if _is_for(user, one)]


def acknowledge(world: World, user: User, id: str) -> None:
    """Once more changes nothing. Raises a Refusal where there is none."""
    notification: Notification | None = _store(world).get(id)
    if notification is None or not _is_for(user, notification):
        raise not_found()
    mark_seen(world, id)


def mark_seen(world: World, id: str) -> None:
    _store(world).put(id, _store(world).get(id) | {"seen": "1"})


def _is_for(user: User, one: Notification) -> bool:
    needed = _PRIVILEGES.get(one["rel_type"])
    return user.may(*needed, one["rel_id"]) if needed else not user.contact


def _store(world: World) -> Collection:
    return world.docs("hostens.notifications")
