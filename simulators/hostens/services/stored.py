"""Services as they are kept."""

from datetime import timedelta
from typing import Any

from simulators.hostens.cart import catalog
from simulators.hostens.cart.catalog import Product
from simulators.hostens.errors import not_found
from simulators.kernel.store import Collection
from simulators.kernel.world import World

FIRST = 1_001
"""Id of the first service that is ordered; certificates take theirs of the same sequence."""

STATUSES = ("Pending", "Active", "Suspended", "Terminated", "Cancelled")
ADDON_STATUSES = ("Pending", "Active", "Suspended", "Cancelled")

NOTICE_DAYS = 3
"""Before a cycle is due it is invoiced: of the documented service."""
GRACE = timedelta(days=14)
"""For what was not paid, until it ends."""

Service = dict[str, Any]
"""`id`, `product_id`, `order_num`, `domain`, `status`, `date_created`, `firstpayment`, `total` (of
a cycle), `cycle` (a letter of `catalog.CYCLES`), `next_due`, `next_invoice`, `label`, `username`,
`password`; `custom` (form's id -> item's id), `addons` (a list of `addons.Addon`); `cancels`
(empty, `immediate` or `end`), `event` (the number of the one that is awaited, or null), and once it
was active `day`, that of the month on which it is due."""


def get(world: World, id: str) -> Service:
    """Raises a Refusal where there is none."""
    service: Service | None = store(world).get(id)
    if service is None:
        raise not_found()
    return service


def put(world: World, service: Service) -> None:
    store(world).put(service["id"], service)


def new_id(world: World) -> str:
    return str(world.next_id("hostens.services", FIRST))


def product_of(service: Service) -> Product:
    return catalog.products()[service["product_id"]]


def delivering(world: World, what: str) -> list[Service]:
    """The services whose product delivers that: `server`, `dns`, `hosting`."""
    return [one for _, one in store(world).items() if product_of(one).delivers == what]


def store(world: World) -> Collection:
    return world.docs("hostens.services")
