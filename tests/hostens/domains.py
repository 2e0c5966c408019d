"""What tests of domains share."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from simulators.hostens.billing import invoices
from simulators.hostens.services import stored as services
from simulators.kernel.credentials import SECOND
from tests.hostens.client import Hostens

NAME = "new-shop.example"
NEW = {"name": NAME, "years": 1, "action": "register", "tld_id": "11"}
MINUTES = 60


def day(ahead: int) -> str:
    """Of the world, which begins on the first of January 2026."""
    return (date(2026, 1, 1) + timedelta(days=ahead)).isoformat()


def without_services(api: Hostens) -> None:
    """So that nothing but domains costs anything, however long it goes on."""
    with api.meddling() as world:
        invoices.drop(world, invoices.get(world, "308977"), lambda act: True)
    for account in ("", SECOND):
        with api.meddling(account) as world:
            for _, service in services.store(world).items():
                if service["event"]:
                    world.cancel(service["event"])
                    services.put(world, service | {"event": None})


def credit(api: Hostens) -> Decimal:
    return Decimal(api.credit())


def open_invoices(api: Hostens) -> list[str]:
    """Ids."""
    every = api.told("GET", "/invoice")["invoices"]
    return [one["id"] for one in every if one["status"] == "Unpaid"]


def subjects(api: Hostens) -> list[str]:
    """Of the customer's notifications about domains."""
    every = api.told("GET", "/notifications?rel_type=domain")["notifications"]
    return [one["subject"] for one in every]


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
