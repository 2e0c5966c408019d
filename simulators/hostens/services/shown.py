"""Services as answers show them."""

from typing import Any

from simulators.hostens.cart import orders
from simulators.hostens.cart.catalog import CYCLES
from simulators.hostens.errors import not_found
from simulators.hostens.services import stored
from simulators.hostens.services.stored import Service
from simulators.hostens.users import User
from simulators.kernel.world import World

_ALWAYS = (
    ("Upgrade Request", "POST", "upgrade"),
    ("Upgrade Options", "GET", "upgrade"),
    ("Change service label", "POST", "label"),
    ("Service label", "GET", "label"),
    ("Cancel Service", "POST", "cancel"),
)
"""The documented ones, in their order."""
_SERVER = (
    ("Server Details", "GET", ""),
    ("Reboot", "POST", "/reboot"),
    ("Reinstall", "POST", "/reinstall"),
    ("Reset Password", "POST", "/resetpassword"),
    ("Launch Web Console", "POST", "/webconsole"),
)


def listed(world: World, user: User) -> list[dict[str, str]]:
    services = dict(stored.store(world).items())
    return [_listed(services[id]) for id in user.sees("services", services)]


def detailed(world: World, id: str, user: User) -> dict[str, str]:
    """The login is shown to who may know it."""
    service = stored.get(world, id)
    shown = user.may("services", "logindetails", id)
    return {
        "id": service["id"],
        "date_created": service["date_created"],
        "domain": service["domain"],
        "firstpayment": service["firstpayment"],
        "total": service["total"],
        "billingcycle": CYCLES[service["cycle"]][0],
        "next_due": service["next_due"],
        "next_invoice": service["next_invoice"],
        "status": service["status"],
        "label": service["label"],
        "username": service["username"] if shown else "",
        "password": service["password"] if shown else "",
        "name": stored.product_of(service).name,
    }


def methods(world: World, id: str) -> list[dict[str, str]]:
    """What else can be called, with the placeholders of the document."""
    found = [(name, method, f"/service/@id/{path}") for name, method, path in _ALWAYS]
    match stored.product_of(stored.get(world, id)).delivers:
        case "server":
            found += [(name, method, f"/server/@server_id{path}") for name, method, path in _SERVER]
        case "dns":
            found.append(("Add DNS Zone", "POST", "/service/@service_id/dns"))
    return [{"name": name, "method": method, "route": route} for name, method, route in found]


def ordered(world: World, order_num: str, user: User) -> int:
    """The id of the first service that was ordered by that number. Raises a Refusal."""
    order: dict[str, Any] = orders.store(world).get(order_num) or {"items": ()}
    ids = [item["id"] for item in order["items"] if item["type"] == "Hosting"]
    seen = user.sees("services", ids)
    if not seen:
        raise not_found()
    return int(seen[0])


def _listed(service: Service) -> dict[str, str]:
    product = stored.product_of(service)
    return {
        "id": service["id"],
        "domain": service["domain"],
        "total": service["total"],
        "status": service["status"],
        "billingcycle": CYCLES[service["cycle"]][0],
        "next_due": service["next_due"],
        "category": product.group.name,
        "category_url": product.group.slug,
        "name": product.name,
    }
