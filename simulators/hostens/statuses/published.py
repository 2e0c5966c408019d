"""Published statuses: what is or was the matter with the service, for everybody to read."""

from simulators.hostens.errors import not_found, wrong
from simulators.kernel.store import Collection
from simulators.kernel.world import World

STATUSES = ("Scheduled", "Investigating", "Monitoring", "Resolved")
SCHEDULED, INVESTIGATING, MONITORING, RESOLVED = STATUSES

Incident = dict[str, str]
"""In the wire form."""


def listed(world: World) -> list[Incident]:
    """The latest first."""
    return [one for _, one in store(world).items()][::-1]


def being(world: World, status: str) -> list[Incident]:
    """Raises a Refusal where there is no such status."""
    if status not in STATUSES:
        raise wrong("status")
    return [one for one in listed(world) if one["status"] == status]


def get(world: World, id: str) -> Incident:
    """Raises a Refusal where there is none."""
    incident: Incident | None = store(world).get(id)
    if incident is None:
        raise not_found()
    return incident


def store(world: World) -> Collection:
    """They are the same for every account."""
    return world.shared("hostens.statuses")
