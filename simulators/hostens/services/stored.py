"""Services as they are kept."""

from typing import Any

from simulators.hostens import errors
from simulators.hostens.cart import catalog
from simulators.hostens.cart.catalog import Product
from simulators.kernel.store import Collection
from simulators.kernel.world import World

FIRST = 1_001
"""Id of the first service that is ordered; certificates take theirs of the same sequence."""

Service = dict[str, Any]
"""`id`, `product_id`, `order_num`, `domain`, `status` (Pending, Active, Suspended, Terminated,
Cancelled), `date_created`, `firstpayment`, `total` (of a cycle), `cycle` (a letter of
`catalog.CYCLES`), `next_due`, `next_invoice`, `label`, `username`, `password`; `custom` (form's id
-> item's id), `addons` (a list of `addons.Addon`); `cancels` (empty, `immediate` or `end`), `event`
(the number of the one that is awaited, or null), and once it was active `day`, that of the month
on which it is due."""


def get(world: World, id: str) -> Service:
    """Raises a Refusal where there is none."""
    service: Service | None = store(world).get(id)
    if service is None:
        raise errors.not_found()
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
