"""The life of a domain, from its order to its end.

    Pending -> (paid) Pending Registration -> (3 minutes) Active
               Pending Transfer            -> (5 days)    Active, and gone where it was
            -> (not paid in time) Cancelled
    Active  -> (the last day over) Expired -> (renewed) Active
                                           -> (40 days) Cancelled, and free for everybody

What is to come next is one planned event: the invoice of a renewal, the end of the last day, or the
end of it all. It is planned anew whenever something changes that it depends on.
"""

from collections.abc import Mapping
from datetime import timedelta
from string import ascii_letters, digits
from typing import Any

from simulators.hostens import dates
from simulators.hostens.billing import invoices, payments
from simulators.hostens.billing.invoices import Invoice
from simulators.hostens.clientarea import notifications
from simulators.hostens.domains import registry, stored
from simulators.hostens.domains.stored import (
    ACTIVE,
    CANCELLED,
    EXPIRED,
    PENDING,
    REGISTERING,
    TRANSFERRING,
    Domain,
    Record,
)
from simulators.hostens.products import Act, Line
from simulators.kernel.world import World

REGISTERED_AFTER, TRANSFERRED_AFTER = timedelta(minutes=3), timedelta(days=5)
RENEWABLE_FOR = 40
"""Days after the last one."""
NEW, RENEWAL, AUTOMATIC = "new", "renew", "autorenew"
"""What a line of an invoice is for; the last one is a renewal that nobody has ordered."""
_ENDS = {
    "unpaid": "was not paid in time",
    "transferred": "has been transferred away",
    "deleted": "has been deleted",
}


def begin(world: World, about: Mapping[str, Any]) -> str:
    """A domain is ordered, `about` as `product.sell` says: its id."""
    id = stored.new_id(world)
    domain = {
        "id": id,
        "name": about["name"],
        "date_created": dates.day(world.now),
        "firstpayment": about["firstpayment"],
        "recurring_amount": about["recurring_amount"],
        "period": str(about["years"]),
        "expires": stored.NO_DAY,
        "status": PENDING,
        "next_due": stored.NO_DAY,
        "next_invoice": stored.NO_DAY,
        "idprotection": "0",
        "nameservers": about["nameservers"],
        "autorenew": "1",
    }
    stored.add(world, domain, new_record(about))
    registry.reserve(world, about["name"], id)
    return id


def new_record(about: Mapping[str, Any]) -> Record:
    return {
        "tld": about["tld"],
        "action": about["action"],
        "epp": "",
        "locked": True,
        "contacts": about["contacts"],
        "children": [],
        "invoice": "",
        "event": None,
    }


# -- what invoices bring ------------------------------------------------------------------


def ordered(world: World, id: str) -> bool:
    """Its order is paid; unless it was given up."""
    domain, record = stored.get(world, id), stored.record(world, id)
    if domain["status"] != PENDING:
        return False
    if record["action"] == "register":
        status, kind, after = REGISTERING, "domain-registered", REGISTERED_AFTER
    else:
        status, kind, after = TRANSFERRING, "domain-transferred", TRANSFERRED_AFTER
    stored.put(world, domain | {"status": status})
    world.schedule("hostens", kind, after, {"domain_id": id})
    world.effect("hostens", "domain-bought", domain=domain["name"], why=record["action"])
    return True


def renewed(world: World, id: str, years: int) -> bool:
    """A renewal is paid; unless the domain is gone by now."""
    domain = stored.get(world, id)
    if domain["status"] not in (ACTIVE, EXPIRED):
        return False
    expires = dates.add_months(domain["expires"], 12 * years)
    domain = stored.lasting_until(domain, expires) | {"status": ACTIVE}
    stored.put(world, domain)
    plan(world, domain, stored.record(world, id) | {"invoice": ""})
    _tell(world, domain, f"has been renewed until {expires}")
    return True


def billed(world: World, id: str, invoice: Invoice) -> None:
    """There is an invoice of a renewal. Where it is not paid, no other one is made meanwhile."""
    if invoice["status"] == "Unpaid":
        record = stored.record(world, id) | {"invoice": invoice["id"]}
        plan(world, stored.get(world, id), record)


def given_up(world: World, id: str) -> None:
    """An ordered renewal was not paid in time."""
    plan(world, stored.get(world, id), stored.record(world, id) | {"invoice": ""})


def end(world: World, id: str, why: str) -> None:
    """The account has it no more. `why` is a key of _ENDS."""
    domain, record = stored.get(world, id), stored.record(world, id)
    if domain["status"] != PENDING:
        world.effect("hostens", "domain-lost", domain=domain["name"], why=why)
    domain["status"] = CANCELLED
    stored.put(world, domain)
    if record["invoice"]:
        invoices.drop(
            world,
            invoices.current(world, record["invoice"]),
            lambda act: (act["kind"], act["id"]) == ("domain", id),
        )
    plan(world, domain, record | {"invoice": ""})
    registry.leave(world, domain["name"], id)
    _tell(world, domain, _ENDS[why])


# -- what falls due -----------------------------------------------------------------------


def registered(world: World, data: dict[str, str]) -> None:
    """The registry has answered."""
    _activate(world, data["domain_id"], "has been registered")


def transferred(world: World, data: dict[str, str]) -> None:
    """The transfer is done; another account of the world that had the domain has it no more."""
    id = data["domain_id"]
    name = stored.get(world, id)["name"]
    holder = registry.holder(world, name)
    if holder and not registry.holds(world, id, name):
        with world.acting_as(holder.account):
            end(world, holder.id, "transferred")
    _activate(world, id, "has been transferred")


def invoice_renewal(world: World, data: dict[str, str]) -> None:
    """It is time to ask for the next period's price."""
    domain = stored.get(world, data["domain_id"])
    line = renewal(domain, stored.record(world, domain["id"]), int(domain["period"]), AUTOMATIC)
    invoice = invoices.bill(world, [line], payments.DEFAULT, due=domain["expires"])
    billed(world, domain["id"], invoice)
    if invoice["status"] == "Unpaid":
        _tell(world, domain, f"is to be renewed: invoice {invoice['number']} is not paid")


def expire(world: World, data: dict[str, str]) -> None:
    """Its last day is over."""
    domain = stored.get(world, data["domain_id"]) | {"status": EXPIRED}
    stored.put(world, domain)
    plan(world, domain, stored.record(world, domain["id"]))
    _tell(world, domain, "has expired")


def cancel(world: World, data: dict[str, str]) -> None:
    """Nobody has renewed it."""
    end(world, data["domain_id"], "deleted")


def renewal(domain: Domain, record: Record, years: int, act: str) -> Line:
    """Of an invoice. Raises a Refusal where the TLD has no such period."""
    price = stored.tld_of(record).price("renew", years)
    about: Act = {"kind": "domain", "id": domain["id"], "act": act, "years": years}
    return Line(f"Domain Renewal - {domain['name']} - {years} Year/s", price, about)


def plan(world: World, domain: Domain, record: Record) -> None:
    """Keep the record, with the event that is to come next and no other one."""
    if record["event"]:
        world.cancel(record["event"])
    number = None
    if planned := _next(domain, record):
        kind, day = planned
        after = dates.until(world.now, day)
        number = world.schedule("hostens", kind, after, {"domain_id": domain["id"]})
    stored.put_record(world, domain["id"], record | {"event": number})


def _next(domain: Domain, record: Record) -> tuple[str, str] | None:
    """The kind of what is to come, and the day at whose beginning."""
    if domain["status"] == ACTIVE:
        if domain["autorenew"] == "1" and not record["invoice"]:
            return "domain-renewal-invoiced", domain["next_invoice"]
        return "domain-expired", dates.add_days(domain["expires"], 1)
    if domain["status"] == EXPIRED:
        return "domain-cancelled", dates.add_days(domain["expires"], RENEWABLE_FOR + 1)
    return None


def _activate(world: World, id: str, what: str) -> None:
    domain = stored.get(world, id)
    expires = dates.add_months(dates.day(world.now), 12 * int(domain["period"]))
    domain = stored.lasting_until(domain, expires) | {"status": ACTIVE}
    stored.put(world, domain)
    plan(world, domain, stored.record(world, id) | {"epp": new_code(world)})
    _tell(world, domain, what)


def new_code(world: World) -> str:
    """To transfer it by."""
    return "".join(world.random.choices(ascii_letters + digits, k=16))


def _tell(world: World, domain: Domain, what: str) -> None:
    notifications.add(world, "domain", domain["id"], f"Domain {domain['name']} {what}")
