"""Servers as they are answered."""

from typing import Any

from simulators.hostens import dates
from simulators.hostens.cart import catalog
from simulators.hostens.servers import machines, tasks, usage
from simulators.hostens.servers.machines import Server
from simulators.hostens.users import User
from simulators.kernel.world import World

_BACKUPS = "1702"
"""The form of a product whose choices are components of a server."""


def brief(world: World, server: Server) -> dict[str, Any]:
    """In the list."""
    service = server.service
    return {
        "server_id": int(server.id),
        "domain": service["domain"],
        "ip": server.machine["ip"],
        "date_created": service["date_created"],
        "synch_date": dates.stamp(usage.collected(world)),
        "label": service["label"],
        "type": server.type,
    }


def details(world: World, id: str, user: User) -> dict[str, Any]:
    """Raises a Refusal where there is no such server."""
    server = machines.get(world, id)
    service, machine = server.service, server.machine
    has, used = server.product.server, usage.figures(world, server)
    return {
        "synch_date": dates.iso(usage.collected(world)),
        "package_id": int(server.product.id),
        "domain": service["domain"],
        "label": service["label"],
        "status": service["status"],
        "cpu_frequency": has["cpu_frequency"],
        "cpu_cores": has["cpu_cores"],
        "ram_limit": has["ram_limit"],
        "ram_used": used["ram_used"],
        "disk_limit": has["disk_limit"],
        "disk_usage": used["disk_usage"],
        "bw_limit": has["bw_limit"],
        "bw_in": used["bw_in"],
        "bw_out": used["bw_out"],
        "os": machine["os"],
        "ip": machine["ip"],
        "additional_ip": machine["additional"],
        "dns_servers": machine["dns"],
        "components": _components(server),
        "active_task": tasks.active(world, server),
        "last_tasks": tasks.last(world, id, user) or None,
    }


def ips(world: World, id: str) -> Any:
    """The additional ones. A client reads an object where the document has a list with it."""
    found = {"ips": machines.get(world, id).machine["additional"]}
    return found if world.quirks["hostens.ips-object"] else [found]


def _components(server: Server) -> list[dict[str, Any]]:
    if _BACKUPS not in server.product.forms:
        return []
    chosen = str(server.service["custom"].get(_BACKUPS, ""))
    return [
        {"id": item.id, "name": item.title, "selected": chosen == str(item.id)}
        for item in catalog.forms()[_BACKUPS].items
    ]
