"""The seeded customers: the documented one with the documented contact, and another."""

from decimal import Decimal

from simulators.hostens import dates
from simulators.hostens.clientarea import contacts, notifications, persons, profile
from simulators.kernel.credentials import SECOND
from simulators.kernel.world import World

CREDIT = Decimal("250.00")
"""So that orders come to life without somebody who pays; the documented account has none."""


def seed(world: World, size: int) -> None:
    home = {
        "city": "Santa Rosa",
        "state": "California",
        "postcode": "95401",
        "country": "US",
        "phonenumber": "+1.24123123",
    }
    joe = {
        **persons.NOBODY,
        **home,
        "id": "26",
        "email": "api@example.com",
        "lastlogin": "2016-12-30 12:24:28",
        "ip": "172.100.2.1",
        "host": "hostname",
        "firstname": "Joe",
        "lastname": "Doe",
        "address1": "Pretty View Lane",
        "address2": "3294",
        "credit": "0.00",
    }
    mary = {
        **persons.NOBODY,
        **home,
        "id": "49",
        "email": "mary@example.com",
        "lastlogin": dates.NEVER,
        "firstname": "Mary",
        "lastname": "Sue",
        "address1": "Pretty View Lane",
        "address2": "3194",
        "privileges": {"support": ["tickets", "newticket"]},
    }
    profile.add(world, joe)
    contacts.put(world, mary)
    told = notifications.add(world, "invoice", "308976", "Invoice 2016/12/1 is paid")
    notifications.mark_seen(world, told)
    notifications.add(world, "service", "113", "server.domain.name is ready")
    notifications.add(world, "service", "302", "newname.com waits to be paid")
    with world.acting_as(SECOND):
        profile.add(world, joe | {"id": "27", "email": "jane@example.net", "firstname": "Jane"})
        notifications.add(world, "service", "900", "another.example.net is ready")


def fund(world: World) -> None:
    """Last of all, so that no seeded invoice is paid by it."""
    for account in ("", SECOND):
        with world.acting_as(account):
            profile.give_credit(world, CREDIT)
