"""The life of a certificate: ordered, paid, issued after some minutes, and some day expired.

Nothing renews it: for the time after, another one is ordered.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from simulators.hostens import dates
from simulators.hostens.certificates import stored
from simulators.hostens.services import stored as services
from simulators.kernel.world import World

ISSUE = timedelta(minutes=10)
"""The authority's time, for which it looks after the approver's mail."""
_INVOICE_DAYS = 60  # before the next one is due, as in the documented certificate
_SERIAL_BITS = 126  # positive, in 16 octets


def begin(world: World, about: Mapping[str, Any]) -> str:
    """There is one more, which waits to be paid: its id."""
    id = services.new_id(world)
    certificate = {
        **about,
        "id": id,
        **dated(world.now, about["years"]),
        "status": "Pending",
        "label": "",
        "cert_status": "",
        "serial": "",
        "issued": "",
    }
    stored.put(world, certificate)
    return id


def dated(begins: datetime, years: int) -> dict[str, str]:
    """Days of a certificate that begins then. One that waits has a time to expire, too."""
    today = dates.day(begins)
    due = dates.add_months(today, 12 * years)
    return {
        "date_created": today,
        "next_due": due,
        "next_invoice": dates.add_days(due, -_INVOICE_DAYS),
        "cert_expires": _expiry(begins, years),
    }


def order(world: World, id: str) -> bool:
    """It is paid, so the authority gets to work; unless the order was given up."""
    if stored.get(world, id)["status"] != "Pending":
        return False
    change(world, id, status="Pending", cert_status="processing")
    world.schedule("hostens", "certificate-issued", ISSUE, {"certificate_id": id})
    world.effect("hostens", "service-bought", service=id, why="certificate")
    return True


def cancel(world: World, id: str) -> None:
    change(world, id, status="Cancelled")


def issued(world: World, data: dict[str, str]) -> None:
    """Event: the authority is done."""
    id = data["certificate_id"]
    serial = world.random.getrandbits(_SERIAL_BITS) or 1
    ends = _expiry(world.now, stored.get(world, id)["years"])
    change(
        world,
        id,
        status="Active",
        cert_status="active",
        cert_expires=ends,
        serial=f"{serial:x}",
        issued=dates.stamp(world.now),
    )
    expire_in_time(world, id)


def expired(world: World, data: dict[str, str]) -> None:
    """Event: its time is over."""
    change(world, data["certificate_id"], status="Terminated", cert_status="expired")
    world.effect("hostens", "service-lost", service=data["certificate_id"], why="expired")


def expire_in_time(world: World, id: str) -> None:
    left = stored.instant(stored.get(world, id)["cert_expires"]) - world.now
    world.schedule("hostens", "certificate-expired", left, {"certificate_id": id})


def change(world: World, id: str, **fields: str) -> None:
    stored.put(world, stored.get(world, id) | fields)


def _expiry(begins: datetime, years: int) -> str:
    """At the same time of day."""
    _, time = dates.stamp(begins).split(" ")
    return f"{dates.add_months(dates.day(begins), 12 * years)} {time}"
