"""The seeded customers: the documented one, and another."""

from decimal import Decimal

from simulators.hostens.clientarea import profile
from simulators.kernel.credentials import SECOND
from simulators.kernel.world import World

CREDIT = Decimal("250.00")
"""So that orders come to life without somebody who pays; the documented account has none."""


def seed(world: World, size: int) -> None:
    joe = {
        "id": "26",
        "email": "api@example.com",
        "lastlogin": "2016-12-30 12:24:28",
        "ip": "172.100.2.1",
        "host": "hostname",
        "firstname": "Joe",
        "lastname": "Doe",
        "companyname": "",
        "address1": "Pretty View Lane",
        "address2": "3294",
        "city": "Santa Rosa",
        "state": "California",
        "postcode": "95401",
        "country": "US",
        "phonenumber": "+1.24123123",
        "credit": "0.00",
    }
    profile.put(world, joe)
    with world.acting_as(SECOND):
        profile.put(world, joe | {"id": "27", "email": "jane@example.net", "firstname": "Jane"})


def fund(world: World) -> None:
    """Last of all, so that no seeded invoice is paid by it."""
    for account in ("", SECOND):
        with world.acting_as(account):
            profile.give_credit(world, CREDIT)
