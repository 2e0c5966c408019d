"""The customer: registration details, and the credit that the account has."""

from decimal import Decimal
from typing import Any

from simulators.hostens.billing import money
from simulators.kernel.store import Collection
from simulators.kernel.world import World

Client = dict[str, Any]
"""The registration details, those that no answer shows too, and `credit`."""

KEY = "client"


def client(world: World) -> Client:
    found: Client = _store(world).get(KEY)
    return found


SHOWN = (
    *("id", "email", "lastlogin", "ip", "host", "firstname", "lastname", "companyname"),
    *("address1", "address2", "city", "state", "postcode", "country", "phonenumber"),
)


def shown(world: World) -> dict[str, str]:
    """What the documented answer has."""
    found = client(world)
    return {name: found[name] for name in SHOWN}


def put(world: World, client: Client) -> None:
    _store(world).put(KEY, client)


def credit(world: World) -> Decimal:
    return Decimal(client(world)["credit"])


def spend_credit(world: World, amount: Decimal) -> None:
    give_credit(world, -amount)


def give_credit(world: World, amount: Decimal) -> None:
    if amount:
        put(world, client(world) | {"credit": str(money.cents(credit(world) + amount))})


def _store(world: World) -> Collection:
    return world.docs("hostens.client")
