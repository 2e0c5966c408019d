"""Certificates as something that is sold."""

from collections.abc import Mapping
from typing import Any

from simulators.common.names import fold
from simulators.hostens import money
from simulators.hostens.cart import catalog
from simulators.hostens.cart.catalog import Product
from simulators.hostens.certificates import errors, life, people, signing, software
from simulators.hostens.errors import wrong
from simulators.hostens.products import Act, Sale
from simulators.kernel.world import World

_APPROVERS = ("admin", "administrator", "hostmaster", "postmaster", "webmaster")


def offered() -> list[dict[str, Any]]:
    """Every certificate, and what it costs by years."""
    return [
        _offer(one) for one in catalog.products().values() if one.delivers == catalog.CERTIFICATE
    ]


def sell(world: World, given: Mapping[str, Any]) -> Sale:
    """`given` is what `schemas.Order` has loaded. Raises a Refusal."""
    bought = catalog.certificate(str(given["product_id"]))
    if not bought:
        raise wrong("product_id")
    years = given["years"]
    if str(years) not in bought.prices:
        raise wrong("years")
    server = given.get("software", software.DEFAULT)
    if server >= len(software.NAMES):
        raise wrong("software")
    domain, *_ = signing.names(given["csr"])
    cycle, price = catalog.YEARS[years], bought.price(str(years))
    return Sale(
        kind="certificate",
        type="Hosting",
        name=domain,
        product_id=bought.id,
        charges=((f"{bought.name} - {domain} - {years} Year/s", price),),
        about={
            "domain": domain,
            "firstpayment": str(price),
            "total": str(price),
            "billingcycle": catalog.CYCLES[cycle][0],
            "category": bought.group.name,
            "category_url": bought.group.slug,
            "name": bought.name,
            "years": years,
            "csr": given["csr"],
            "contacts": people.contacts(world, given),
            "organization": people.organization(given.get("organization", {})),
            "cert_email": _approver(given["approver_email"], domain),
            "software": str(server),
        },
        recurring={cycle: price},
        quoted={
            "product": {
                "id": int(bought.id),
                "category_name": bought.group.name,
                "category_id": int(bought.category),
                "name": bought.name,
                "domain": domain,
            }
        },
    )


def deliver(world: World, sale: Sale, order_num: int) -> str:
    return life.begin(world, sale.about)


def paid(world: World, act: Act) -> bool:
    return life.order(world, act["id"])


def overdue(world: World, act: Act) -> bool:
    life.cancel(world, act["id"])
    return True


def _offer(one: Product) -> dict[str, Any]:
    prices = {int(years): money.number(one.price(years)) for years in one.prices}
    return {
        "id": one.id,
        "name": one.name,
        "description": one.description,
        "periods": [
            {"years": years, "price": price, "renew": price} for years, price in prices.items()
        ],
        "category": one.group.name,
        "category_url": one.group.slug,
    }


def _approver(email: str, domain: str) -> str:
    """One of five addresses at the domain or at one above it."""
    who, _, host = email.lower().partition("@")
    if who in _APPROVERS and fold(host) and f".{domain}".endswith(f".{host}"):
        return email
    raise errors.approver_invalid(email)
