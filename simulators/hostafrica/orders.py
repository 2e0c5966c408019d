"""Products, and orders within their limits."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from simulators.common.laravel import SELECTED
from simulators.common.names import fold
from simulators.hostafrica import errors, services
from simulators.kernel.world import World

AMOUNTS = ("ram", "ip", "cpu", "hdd", "backup")
USERNAMES = {"linux": "root", "windows": "Administrator"}
_NO_FQDN = "The :attribute field must be a fully qualified domain name."

Product = dict[str, Any]


@cache
def products() -> tuple[Product, ...]:
    """In wire form."""
    text = files(__package__).joinpath("products.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["product"])


def create(world: World, order: dict[str, Any]) -> dict[str, str]:
    """Order a service: its id and login. Every field that is wrong is named in the refusal."""
    product = next((p for p in products() if p["id"] == order["product_id"]), None)
    name = order["domain_name"]
    faults = {} if fold(name) else {"domain_name": [_NO_FQDN]}
    if product is None:
        raise errors.invalid({"product_id": [SELECTED], **faults})
    if order["template_id"] not in [t["template_id"] for t in product["os_templates"]]:
        faults["template_id"] = [SELECTED]
    for amount in AMOUNTS:
        least, most = (int(product["config"][amount][bound]) for bound in ("min", "max"))
        if not least <= order[amount] <= most:
            faults[amount] = [f"The :attribute field must be between {least} and {most}."]
    if faults:
        raise errors.invalid(faults)
    return services.add(world, order, USERNAMES[product["template"]])
