"""Addons of services: each with its own cycle, and so with its own invoices."""

from datetime import timedelta
from typing import Any

from simulators.hostens import dates, money
from simulators.hostens.billing import invoices, payments
from simulators.hostens.cart import catalog, orders
from simulators.hostens.cart.catalog import CYCLES
from simulators.hostens.errors import wrong
from simulators.hostens.products import Line
from simulators.hostens.servers import machines
from simulators.hostens.services import settings, stored
from simulators.hostens.services.errors import check_changeable
from simulators.hostens.services.stored import GRACE, NOTICE_DAYS
from simulators.kernel.world import World

ADDITIONAL_IP = "32"  # of the catalog's addons
_FIRST = 98  # the documented answer

Addon = dict[str, Any]
"""`id`, `addon_id`, `status` (Pending, Active, Suspended, Cancelled), `cycle`, `next_due`, `event`
(the number of the one that is awaited, or null); once it has begun `day`, that of the month on
which it is due; of an additional IP its `address`."""


def new(world: World, addon_id: str, cycle: str) -> Addon:
    """One that waits to be paid."""
    return {
        "id": world.next_id("hostens.addons", _FIRST),
        "addon_id": addon_id,
        "status": "Pending",
        "cycle": cycle,
        "next_due": "",
        "event": None,
    }


def order(world: World, service_id: str, addon_id: str, wanted: str | None) -> int:
    """One more for a service: its id. Raises a Refusal."""
    service = stored.get(world, service_id)
    check_changeable(service)
    if addon_id not in stored.product_of(service).addons:
        raise wrong("addon_id")
    kind = catalog.addons()[addon_id]
    addon = new(world, addon_id, settings.cycle(kind.prices, wanted))
    stored.put(world, service | {"addons": [*service["addons"], addon]})
    number: int = addon["id"]
    line = _line(service_id, addon, "addon")
    item = orders.Item(str(number), "Addon", kind.title, addon_id)
    orders.more(world, item, [line], payments.DEFAULT)
    return number


def listed(world: World, service_id: str) -> list[dict[str, Any]]:
    return [
        {
            "id": addon["id"],
            "name": catalog.addons()[addon["addon_id"]].title,
            "status": addon["status"],
        }
        for addon in stored.get(world, service_id)["addons"]
    ]


def begin(world: World, service_id: str, id: int) -> bool:
    """It is paid."""
    service = stored.get(world, service_id)
    addon = _find(service, id)
    if service["status"] not in ("Active", "Suspended") or addon["status"] != "Pending":
        return False
    if addon["addon_id"] == ADDITIONAL_IP:
        addon["address"] = machines.add_address(world, service_id)
    today = dates.day(world.now)
    _extend(world, service_id, addon | {"day": dates.day_of_month(today)}, today)
    world.effect("hostens", "service-bought", service=service_id, why="addon")
    return True


def begin_pending(world: World, service_id: str) -> None:
    """The service has come to life, and they were on its invoice."""
    for addon in stored.get(world, service_id)["addons"]:
        begin(world, service_id, addon["id"])


def invoiced(world: World, data: dict[str, Any]) -> None:
    """Event: its next cycle is to be paid."""
    addon = _find(stored.get(world, data["service_id"]), data["addon"])
    _put(world, data["service_id"], addon | {"event": None})
    line = _line(data["service_id"], addon, "renew-addon")
    invoices.bill(world, [line], payments.DEFAULT, due=addon["next_due"])


def renew(world: World, service_id: str, id: int) -> bool:
    """The next cycle is paid."""
    addon = _find(stored.get(world, service_id), id)
    if addon["status"] not in ("Active", "Suspended"):
        return False
    _extend(world, service_id, addon, addon["next_due"])
    return True


def suspend(world: World, service_id: str, id: int) -> None:
    """The next cycle was not paid."""
    addon = _find(stored.get(world, service_id), id)
    if addon["status"] == "Active":
        _await(world, service_id, addon | {"status": "Suspended"}, "addon-terminated", GRACE)


def terminated(world: World, data: dict[str, Any]) -> None:
    """Event: nobody paid."""
    id, number = data["service_id"], data["addon"]
    give_up(world, id, number)
    invoices.drop_all(world, lambda act: act["id"] == id and act.get("addon") == number)


def give_up(world: World, service_id: str, id: int) -> None:
    """It is over, with what it brought."""
    addon = _find(stored.get(world, service_id), id)
    if addon["status"] in ("Active", "Suspended"):
        world.effect("hostens", "service-lost", service=service_id, why="addon")
    if address := addon.pop("address", None):
        machines.remove_address(world, service_id, address)
    if addon["event"]:
        world.cancel(addon["event"])
    _put(world, service_id, addon | {"status": "Cancelled", "event": None})


def stop(world: World, service_id: str) -> None:
    """Its service will end: nothing more is to be paid for it."""
    for addon in stored.get(world, service_id)["addons"]:
        if addon["event"]:
            world.cancel(addon["event"])
            _put(world, service_id, addon | {"event": None})


def end(world: World, service_id: str) -> None:
    """Its service is over."""
    for addon in stored.get(world, service_id)["addons"]:
        give_up(world, service_id, addon["id"])


def _extend(world: World, service_id: str, addon: Addon, start: str) -> None:
    due = dates.add_months(start, CYCLES[addon["cycle"]][1], addon["day"])
    after = dates.until(world.now, dates.add_days(due, -NOTICE_DAYS))
    addon = addon | {"status": "Active", "next_due": due}
    _await(world, service_id, addon, "addon-invoiced", after)


def _await(world: World, service_id: str, addon: Addon, kind: str, after: timedelta) -> None:
    """Keep it, with the event that is to come next and no other one."""
    if addon["event"]:
        world.cancel(addon["event"])
    about = {"service_id": service_id, "addon": addon["id"]}
    event = world.schedule("hostens", kind, after, about)
    _put(world, service_id, addon | {"event": event})


def _line(service_id: str, addon: Addon, act: str) -> Line:
    kind, letter = catalog.addons()[addon["addon_id"]], addon["cycle"]
    about = {"kind": "service", "id": service_id, "act": act, "addon": addon["id"]}
    price = money.cents(kind.prices[letter])
    return Line(f"{kind.title} ({CYCLES[letter][0]})", price, about)


def _find(service: stored.Service, id: int) -> Addon:
    found: Addon = next(addon for addon in service["addons"] if addon["id"] == id)
    return found


def _put(world: World, service_id: str, addon: Addon) -> None:
    service = stored.get(world, service_id)
    kept = [addon if one["id"] == addon["id"] else one for one in service["addons"]]
    stored.put(world, service | {"addons": kept})
