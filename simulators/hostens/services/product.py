"""What the cart and billing do with services; see `products.Kind`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from simulators.common.names import fold
from simulators.hostens import dates, money
from simulators.hostens.cart import catalog
from simulators.hostens.cart.catalog import CYCLES, Product
from simulators.hostens.cart.errors import coupon_not_exist
from simulators.hostens.errors import domain_format, invalid_hostname
from simulators.hostens.products import Act, Sale
from simulators.hostens.servers import machines
from simulators.hostens.services import addons, lives, settings, stored, upgrades
from simulators.kernel.world import World


def sell(world: World, given: Mapping[str, Any]) -> Sale:
    """`given` as `schemas.Order` loads it."""
    product = settings.product(given["product_id"])
    letter = settings.cycle(product.prices, given.get("cycle"))
    custom = settings.custom(product, given.get("custom") or {})
    ticked = settings.addons(product, given.get("addon") or {}, given.get("addon_cycles") or {})
    domain = _domain(product, given.get("domain"))
    price = settings.price(product, letter, custom)
    charges = [(_text(product.name, domain, letter), price)]
    charges += _discount(given.get("promocode"), price)
    recurring = {letter: price}
    for addon, its in ticked:
        cost = money.cents(addon.prices[its])
        charges.append((_text(addon.title, domain, its), cost))
        recurring[its] = recurring.get(its, money.ZERO) + cost
    return Sale(
        kind="service",
        type="Hosting",
        name=domain,
        product_id=product.id,
        charges=tuple(charges),
        recurring=recurring,
        about={
            "product_id": product.id,
            "domain": domain,
            "firstpayment": str(charges[0][1] + sum((cost for _, cost in charges[1:]), money.ZERO)),
            "total": str(price),
            "cycle": letter,
            "custom": custom,
            "addons": [(addon.id, its) for addon, its in ticked],
        },
        quoted={
            "product": {
                "id": int(product.id),
                "category_name": product.group.name,
                "category_id": int(product.category),
                "name": product.name,
                "domain": domain,
            }
        },
    )


def deliver(world: World, sale: Sale, order_num: int) -> str:
    about = {**sale.about}
    ticked = about.pop("addons")
    today = dates.day(world.now)
    service = {
        "id": stored.new_id(world),
        "order_num": order_num,
        "status": "Pending",
        "date_created": today,
        "next_due": today,
        "next_invoice": today,
        "label": "",
        "username": "",
        "password": "",
        "addons": [],
        "cancels": "",
        "event": None,
        **about,
    }
    service["addons"] = [addons.new(world, id, letter) for id, letter in ticked]
    stored.put(world, service)
    return str(service["id"])


def paid(world: World, act: Act) -> bool:
    match act["act"]:
        case "new":
            return lives.begin(world, act["id"])
        case "renew":
            return lives.renew(world, act["id"])
        case "addon":
            return addons.begin(world, act["id"], act["addon"])
        case "renew-addon":
            return addons.renew(world, act["id"], act["addon"])
        case _:
            return upgrades.apply(world, act)


def overdue(world: World, act: Act) -> bool:
    match act["act"]:
        case "new":
            lives.give_up(world, act["id"])
        case "renew":
            lives.suspend(world, act["id"])
            return False
        case "addon":
            addons.give_up(world, act["id"], act["addon"])
        case "renew-addon":
            addons.suspend(world, act["id"], act["addon"])
            return False
        case _:
            pass  # nothing has changed yet
    return True


def _domain(product: Product, given: str | None) -> str:
    if not given:
        return machines.WHITE_LABEL if product.delivers == "server" else ""
    if name := fold(given):
        return name
    raise invalid_hostname() if product.delivers == "server" else domain_format()


def _text(what: str, domain: str, cycle: str) -> str:
    name = f"{what} - {domain}" if domain else what
    return f"{name} ({CYCLES[cycle][0]})"


def _discount(code: str | None, price: Decimal) -> list[tuple[str, Decimal]]:
    """On the first payment, of the product itself."""
    if not code:
        return []
    percent = catalog.discounts().get(code)
    if percent is None:
        raise coupon_not_exist()
    return [(f"Promotion code {code} ({percent}%)", -money.cents(price * percent / 100))]
