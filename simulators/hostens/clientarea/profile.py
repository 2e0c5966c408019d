"""The customer: registration details, and the credit that the account has."""

from decimal import Decimal
from typing import Any

from simulators.hostens import dates, money
from simulators.hostens.clientarea import addresses, persons
from simulators.hostens.clientarea.persons import Person
from simulators.kernel.store import Collection
from simulators.kernel.world import World

Client = Person
"""A person with `id`, `lastlogin`, `ip`, `host`, and `credit`."""

KEY = "client"


def client(world: World) -> Client:
    found: Client = _store(world).get(KEY)
    return found


SHOWN = (
    *("id", "email", "lastlogin", "ip", "host", "firstname", "lastname", "companyname"),
    *persons.ADDRESS,
)


def shown(world: World) -> dict[str, str]:
    """What the documented answer has."""
    found = client(world)
    return {name: found[name] for name in SHOWN}


def add(world: World, client: Client) -> None:
    """The customer of an account that has none yet."""
    addresses.take(world, client["email"])
    _put(world, client)


def update(world: World, given: dict[str, Any]) -> None:
    """Raises a Refusal."""
    before = client(world)
    after = persons.changed(before, given)
    addresses.move(world, before["email"], after["email"])
    _put(world, after)


def logged_in(world: World) -> None:
    _put(world, client(world) | {"lastlogin": dates.stamp(world.now)})


def credit(world: World) -> Decimal:
    return Decimal(client(world)["credit"])


def give_credit(world: World, amount: Decimal) -> None:
    """Less of it where the amount is negative."""
    if amount:
        _put(world, client(world) | {"credit": str(money.cents(credit(world) + amount))})


def _put(world: World, client: Client) -> None:
    _store(world).put(KEY, client)


def _store(world: World) -> Collection:
    return world.docs("hostens.client")
