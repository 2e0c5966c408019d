"""The seeded zones: the documented two with the documented records, and the second customer's."""

from simulators.hostens.dns import zones
from simulators.kernel.credentials import SECOND
from simulators.kernel.world import World

_ZONES = (
    # account, id, name, service, records: id, name, ttl, content, type
    (
        "",
        "60",
        "booble.com",
        "10",
        (
            ("10", "qwerty", 1800, "127.0.0.1", "A"),
            ("11", "qwerty", 1800, "ns1.qwerty.com", "NS"),
        ),
    ),
    ("", "61", "bgg12ooble.com", "20", (("55", "test", 3600, "192.168.1.2", "A"),)),
    (SECOND, "40", "another.example.net", "901", (("9", "@", 3600, "192.0.2.9", "A"),)),
)


def seed(world: World, size: int) -> None:
    for account, id, name, service_id, records in _ZONES:
        zone = {
            "id": id,
            "name": name,
            "service_id": service_id,
            "records": [
                {
                    "id": record_id,
                    "name": record,
                    "ttl": ttl,
                    "priority": 0,
                    "content": content,
                    "type": type,
                }
                for record_id, record, ttl, content, type in records
            ],
        }
        with world.acting_as(account):
            zones.put(world, zone)
