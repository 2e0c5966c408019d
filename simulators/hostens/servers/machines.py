"""Servers: what runs for the services that deliver one.

A server has its service's id. Domain, label and status are the service's, limits the product's; a
machine is the rest. It begins and ends with what services tell (`create`, `remove`); a service that
is suspended keeps it.
"""

from typing import Any, NamedTuple

from simulators.common import addresses
from simulators.hostens import dates
from simulators.hostens.cart import catalog
from simulators.hostens.cart.catalog import Product
from simulators.hostens.errors import not_found
from simulators.hostens.servers import systems
from simulators.hostens.services import stored
from simulators.hostens.services.stored import Service
from simulators.kernel.store import Collection
from simulators.kernel.world import World

ACTIVE = "Active"
WHITE_LABEL = "serverhost.name"
"""Of servers without a name of their own, and of consoles that are not to name the hoster."""
_OS = "1701"
"""The form of a product by which an operating system is chosen."""

Machine = dict[str, Any]
"""`ip`, `additional` (a list of addresses), `os`, `dns` (a list of addresses, or null), `installed`
(an instant, ISO 8601), `task` (the id of the one that keeps it busy, or null), `events` (the
numbers of those that are to come of it)."""


class Server(NamedTuple):
    service: Service
    machine: Machine

    @property
    def id(self) -> str:
        id: str = self.service["id"]
        return id

    @property
    def product(self) -> Product:
        return stored.product_of(self.service)

    @property
    def type(self) -> str:
        type: str = self.product.server["type"]
        return type


# -- what services do ---------------------------------------------------------------------


def create(world: World, service: Service) -> str:
    """A service was activated whose product delivers a server: the name of who may do anything.

    The service itself is not written. The operating system is the chosen one, or the first that is
    offered.
    """
    type = stored.product_of(service).server["type"]
    system = systems.find(type, _chosen(service)) or systems.offered(type)[0]
    machine: Machine = {
        "ip": addresses.give(world).ipv4,
        "additional": [],
        "os": system.os,
        "dns": None,
        "installed": dates.iso(world.now),
        "task": None,
        "events": [],
    }
    put(world, service["id"], machine)
    return systems.user_of(system.os)


def add_address(world: World, id: str) -> str:
    """One more, as the addon has it."""
    machine, address = get(world, id).machine, addresses.give(world).ipv4
    put(world, id, machine | {"additional": [*machine["additional"], address]})
    return address


def remove_address(world: World, id: str, address: str) -> None:
    machine = get(world, id).machine
    kept = [one for one in machine["additional"] if one != address]
    put(world, id, machine | {"additional": kept})


def remove(world: World, id: str, why: str) -> None:
    """Its service has ended. A task that goes on comes to nothing."""
    for number in get(world, id).machine["events"]:
        world.cancel(number)
    _store(world).delete(id)
    tasks(world, id).clear()
    destroyed(world, id, why)


def destroyed(world: World, id: str, why: str) -> None:
    """Note that what was on its disk is gone."""
    world.effect("hostens", "machine-destroyed", machine=id, why=why)


# -- within -------------------------------------------------------------------------------


def get(world: World, id: str) -> Server:
    """Raises a Refusal where there is none."""
    machine: Machine | None = _store(world).get(id)
    if machine is None:
        raise not_found()
    return Server(stored.get(world, id), machine)


def put(world: World, id: str, machine: Machine) -> None:
    _store(world).put(id, machine)


def active(world: World) -> list[Server]:
    return [
        Server(service, _store(world).get(service["id"]))
        for service in stored.delivering(world, "server")
        if service["status"] == ACTIVE
    ]


def tasks(world: World, id: str) -> Collection:
    """Of a server, by id, in wire form."""
    return world.docs(f"hostens.server-tasks.{id}")


def _chosen(service: Service) -> str:
    item = str(service["custom"].get(_OS, ""))
    codes = {str(choice.id): choice.code for choice in catalog.forms()[_OS].items}
    return codes.get(item, "")


def _store(world: World) -> Collection:
    return world.docs("hostens.servers")
