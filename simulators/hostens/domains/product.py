"""Domains as something that is sold: registrations, transfers, renewals."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from simulators.hostens import dates, money
from simulators.hostens.billing import invoices, payments
from simulators.hostens.cart import forms, orders
from simulators.hostens.cart.orders import Item, Placed
from simulators.hostens.domains import (
    contacts,
    errors,
    life,
    nameservers,
    registry,
    settings,
    stored,
    tlds,
)
from simulators.hostens.domains.tlds import Tld
from simulators.hostens.errors import unpaid_invoice, wrong
from simulators.hostens.products import Act, Sale
from simulators.kernel.world import World

_LONGEST = 10
"""Years, from today on."""


def sell(world: World, given: Mapping[str, Any]) -> Sale:
    """`given` is what `schemas.Order` has loaded. Raises a Refusal."""
    name = registry.spelled(given["name"])
    tld = _tld(name, given)
    years = given.get("years", 1)
    transfer = given.get("action") == "transfer"
    price = tld.price("transfer" if transfer else "register", years)
    if transfer:
        _check_transfer(world, name, given.get("epp", ""))
    elif not registry.available(world, name):
        raise errors.already_exists()
    what = "Transfer" if transfer else "Registration"
    charges = ((f"Domain {what} - {name} - {years} Year/s", price), *_extras(tld, given))
    return Sale(
        kind="domain",
        type="Domain Transfer" if transfer else "Domain Register",
        name=name,
        twice=errors.already_exists,
        product_id=tld.id,
        charges=charges,
        about={
            "name": name,
            "tld": tld.id,
            "action": "transfer" if transfer else "register",
            "years": years,
            "firstpayment": str(sum((amount for _, amount in charges), money.ZERO)),
            "recurring_amount": str(tld.price("renew", years)),
            "nameservers": nameservers.checked(given.get("nameservers", ())),
            "contacts": contacts.chosen(world, given),
        },
        quoted={"domains": {name: _quoted(name, tld, years, str(price))}},
    )


def deliver(world: World, sale: Sale, order_num: int) -> str:
    """Raises a Refusal where another item of the order has the same name."""
    return life.begin(world, sale.about)


def paid(world: World, act: Act) -> bool:
    if act["act"] == life.NEW:
        return life.ordered(world, act["id"])
    return life.renewed(world, act["id"], act["years"])


def overdue(world: World, act: Act) -> bool:
    """An invoice that nobody has ordered can be paid until the domain is gone."""
    if act["act"] == life.NEW:
        life.end(world, act["id"], "unpaid")
    elif act["act"] == life.RENEWAL:
        life.given_up(world, act["id"])
    return bool(act["act"] != life.AUTOMATIC)


def renew(world: World, id: str, given: Mapping[str, int]) -> Placed:
    """Order a renewal. Raises a Refusal."""
    domain, record = settings.registered(world, id)
    if record["invoice"]:
        raise unpaid_invoice()
    years = given.get("years", int(domain["period"]))
    line = life.renewal(domain, record, years, life.RENEWAL)
    latest = dates.add_months(dates.day(world.now), 12 * _LONGEST)
    if dates.add_months(domain["expires"], 12 * years) > latest:
        raise errors.too_long(_LONGEST)
    item = Item(id, "Domain Renew", domain["name"], record["tld"])
    placed = orders.more(world, item, [line], payments.named(given))
    life.billed(world, id, invoices.get(world, placed.invoice_id))
    return placed


def _tld(name: str, given: Mapping[str, Any]) -> Tld:
    tld = tlds.of_name(name)
    if "tld_id" in given and (not tld or tld.id != str(given["tld_id"])):
        raise wrong("tld_id")
    if not tld:
        raise errors.not_offered()
    return tld


def _extras(tld: Tld, given: Mapping[str, Any]) -> list[tuple[str, Decimal]]:
    """What is chosen of the TLD's forms and costs something."""
    chosen = forms.chosen(tld.forms, given.get("data", {}), "data")
    found = [(form.title, chosen[form.id]) for form in tld.forms if form.id in chosen]
    return [(title, price) for title, item in found if (price := money.cents(item.price))]


def _check_transfer(world: World, name: str, code: str) -> None:
    """Of a domain that another account of the world has the code is known; else any will do."""
    holder = registry.holder(world, name)
    if not holder:
        if not registry.outside(world, name):
            raise errors.not_registered()
        good = bool(code)
    elif holder.account == world.account:
        raise errors.already_exists()
    else:
        with world.acting_as(holder.account):
            record = stored.record(world, holder.id)
        if not record["epp"]:
            raise errors.not_registered()
        if record["locked"]:
            raise errors.locked()
        good = code == record["epp"]
    if not good:
        raise errors.bad_code()


def _quoted(name: str, tld: Tld, years: int, price: str) -> dict[str, Any]:
    return {
        "id": int(tld.id),
        "index": 0,
        **tlds.CATEGORY,
        "name": name,
        "tld": tld.tld,
        "period": years,
        "price": price,
    }
