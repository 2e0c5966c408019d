"""What tests of domains share."""

from decimal import Decimal
from typing import Any

from simulators.hostens.billing import invoices
from simulators.hostens.clientarea import notifications, profile
from simulators.kernel.world import World
from tests.hostens.client import Hostens

NAME = "new-shop.example"
NEW = {"name": NAME, "years": 1, "action": "register", "tld_id": "11"}
MINUTES = 60


def world_of(api: Hostens) -> World:
    return api.app.worlds.get(api.world)


def credit(api: Hostens) -> Decimal:
    return profile.credit(world_of(api))


def set_credit(api: Hostens, amount: str) -> None:
    world = world_of(api)
    with world.transaction(readonly=False):
        profile.give_credit(world, Decimal(amount) - profile.credit(world))


def pay(api: Hostens, invoice_id: str) -> None:
    """As the customer does in the portal."""
    world = world_of(api)
    with world.transaction(readonly=False):
        invoices.pay(world, invoice_id)


def open_invoices(api: Hostens) -> list[str]:
    """Ids."""
    every = invoices.store(world_of(api)).items()
    return [id for id, invoice in every if invoice["status"] == "Unpaid"]


def subjects(api: Hostens) -> list[str]:
    """Of the customer's notifications about domains."""
    every = notifications.store(world_of(api)).items()
    return [one["subject"] for _, one in every if one["rel_type"] == "domain"]


def order(api: Hostens, **more: Any) -> str:
    """The id of a domain that is ordered."""
    id: str = api.told("POST", "/domain/order", NEW | more)["items"]["id"]
    return id


def registered(api: Hostens, **more: Any) -> str:
    id = order(api, **more)
    api.advance(3 * MINUTES)
    return id


def details(api: Hostens, id: str) -> Any:
    return api.told("GET", f"/domain/{id}")["details"]


def status(api: Hostens, id: str) -> str:
    found: str = details(api, id)["status"]
    return found


def available(api: Hostens, name: str) -> bool:
    found: bool = api.told("POST", "/domain/lookup", {"name": name})["available"]
    return found
