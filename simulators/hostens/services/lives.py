"""The life of a service: ordered, paid, active, renewed again and again, suspended, over.

Three days before its paid time is over an invoice is made for the next cycle. If nobody pays it by
then, the service is suspended, and terminated two weeks later; whoever pays meanwhile has it back.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from string import ascii_lowercase, digits
from typing import Any

from simulators.hostens import dates
from simulators.hostens.billing import invoices, payments
from simulators.hostens.cart.catalog import CYCLES
from simulators.hostens.clientarea import notifications
from simulators.hostens.dns import zones
from simulators.hostens.products import Act, Line
from simulators.hostens.servers import machines
from simulators.hostens.services import addons, errors, stored, upgrades
from simulators.hostens.services.stored import GRACE, NOTICE_DAYS, Service
from simulators.kernel.world import World

TAKES = {
    "hosting": timedelta(minutes=2),
    "dns": timedelta(minutes=1),
    "server": timedelta(minutes=5),
}
"""From the payment until it is there."""

CANCELLATION = timedelta(hours=1)


def begin(world: World, id: str) -> bool:
    """It is paid, and being made; unless the order was given up."""
    service = stored.get(world, id)
    if service["status"] != "Pending":
        return False
    delivers = stored.product_of(service).delivers
    _await(world, id, "service-activated", TAKES[delivers])
    if delivers == "server":
        world.effect("hostens", "machine-bought", machine=id)
    else:
        world.effect("hostens", "service-bought", service=id)
    return True


def activated(world: World, data: dict[str, str]) -> None:
    """Event: it is there."""
    service = stored.get(world, data["service_id"])
    letters = "".join(letter for letter in service["domain"] if letter in ascii_lowercase)
    service |= {
        "status": "Active",
        "username": (letters or "user")[:8],
        "password": "".join(world.random.choices(ascii_lowercase + digits, k=10)),
        "event": None,
    }
    if stored.product_of(service).delivers == "server":
        service |= {"username": machines.create(world, service), "password": ""}
    today = dates.day(world.now)
    _extend(world, service | {"day": dates.day_of_month(today)}, today)
    addons.begin_pending(world, service["id"])
    notifications.add(world, "service", service["id"], f"{_name(service)} is active")


def invoiced(world: World, data: dict[str, str]) -> None:
    """Event: the next cycle is to be paid."""
    service = stored.get(world, data["service_id"])
    text = f"{_name(service)} ({CYCLES[service['cycle']][0]})"
    act: Act = {"kind": "service", "id": service["id"], "act": "renew"}
    line = Line(text, Decimal(service["total"]), act)
    stored.put(world, service | {"event": None})
    # An upgrade that nobody paid was priced for the cycle that is about to end.
    invoices.drop_all(world, upgrades.is_of(service["id"]))
    invoices.bill(world, [line], payments.DEFAULT, due=service["next_due"])


def renew(world: World, id: str) -> bool:
    """The next cycle is paid."""
    service = stored.get(world, id)
    if service["status"] not in ("Active", "Suspended"):
        return False
    _extend(world, service | {"status": "Active"}, service["next_due"])
    return True


def suspend(world: World, id: str) -> None:
    """The next cycle was not paid."""
    service = stored.get(world, id)
    if service["status"] == "Active":
        stored.put(world, service | {"status": "Suspended"})
        _await(world, id, "service-terminated", GRACE)
        notifications.add(world, "service", id, f"{_name(service)} is suspended")


def give_up(world: World, id: str) -> None:
    """The order was not paid."""
    stored.put(world, stored.get(world, id) | {"status": "Cancelled"})
    addons.end(world, id)


def cancel(world: World, id: str, *, immediate: bool) -> str:
    """Answers the key that says what came of it. Raises a Refusal."""
    service = stored.get(world, id)
    if service["cancels"]:
        return "cancelled_already"
    if service["status"] not in ("Active", "Suspended"):
        raise errors.not_active(service["status"])
    stored.put(world, service | {"cancels": "immediate" if immediate else "end"})
    after = CANCELLATION if immediate else dates.until(world.now, service["next_due"])
    _await(world, id, "service-cancelled", max(after, CANCELLATION))
    addons.stop(world, id)
    invoices.drop_all(world, _is_for(id))
    return "cancell_sent"


def cancelled(world: World, data: dict[str, str]) -> None:
    """Event: as the customer wished."""
    _end(world, data["service_id"], "Cancelled")


def terminated(world: World, data: dict[str, str]) -> None:
    """Event: nobody paid."""
    _end(world, data["service_id"], "Terminated")


def seeded(world: World, service: Service) -> None:
    """One that is active from the beginning."""
    created = service["date_created"]
    _extend(world, service | {"day": dates.day_of_month(created)}, created)


def _end(world: World, id: str, status: str) -> None:
    service = stored.get(world, id)
    stored.put(world, service | {"status": status, "event": None})
    addons.end(world, id)
    invoices.drop_all(world, _is_for(id))
    if stored.product_of(service).delivers == "server":
        machines.remove(world, id, status.lower())
    else:
        zones.remove_of(world, id)  # there are none where it delivers no DNS
        world.effect("hostens", "service-lost", service=id, why=status.lower())
    notifications.add(world, "service", id, f"{_name(service)} is {status.lower()}")


def _extend(world: World, service: Service, start: str) -> None:
    """By a cycle, from a day on."""
    due = dates.add_months(start, CYCLES[service["cycle"]][1], service["day"])
    invoice = dates.add_days(due, -NOTICE_DAYS)
    stored.put(world, service | {"next_due": due, "next_invoice": invoice})
    _await(world, service["id"], "service-invoiced", dates.until(world.now, invoice))


def _await(world: World, id: str, kind: str, after: timedelta) -> None:
    """That is what comes next, and nothing else."""
    service = stored.get(world, id)
    if service["event"]:
        world.cancel(service["event"])
    event = world.schedule("hostens", kind, after, {"service_id": id})
    stored.put(world, service | {"event": event})


def _is_for(id: str) -> Callable[[Act], bool]:
    return lambda act: (act["kind"], act["id"]) == ("service", id)


def _name(service: dict[str, Any]) -> str:
    name = stored.product_of(service).name
    return f"{name} - {service['domain']}" if service["domain"] else name
