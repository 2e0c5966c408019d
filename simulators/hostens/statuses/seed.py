"""One published status of each kind."""

from datetime import timedelta

from simulators.hostens import dates
from simulators.hostens.statuses import published
from simulators.kernel.world import World

_PUBLISHED = (
    # days ago, hours until the last news, title, description, status
    (30, 5, "Packet loss", "A router lost packets. It was replaced.", published.RESOLVED),
    (2, 1, "Maintenance", "Hypervisors are updated next week.", published.SCHEDULED),
    (1, 9, "Slow storage", "A disk array is rebuilt.", published.MONITORING),
    (0, 0, "Mail is late", "We look into the queues.", published.INVESTIGATING),
)


def seed(world: World, size: int) -> None:
    for number, (days, hours, title, description, status) in enumerate(_PUBLISHED, 1):
        created = world.now - timedelta(days=days)
        incident = {
            "id": str(number),
            "title": title,
            "description": description,
            "status": status,
            "date_created": dates.stamp(created),
            "date_updated": dates.stamp(created + timedelta(hours=hours)),
        }
        published.store(world).put(incident["id"], incident)
