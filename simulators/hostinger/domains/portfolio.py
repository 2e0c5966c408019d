"""The domains of an account: from an order to the end, and what is set on them.

    bought   pending_setup -> (20 s) active, or failed
    claimed  a free domain of the account (no name, pending_setup) -> active
    active   -> expired -> active (renewed), or deleted and free for others

The list has an entry per domain, by id; the details exist from registration on, by name. Beside
them, by name, `HELD`: the entry's id, the subscription, and the contacts.
"""

from datetime import datetime, timedelta
from string import ascii_uppercase, digits
from typing import Any

from simulators.hostinger.billing import catalog, orders, subscriptions
from simulators.hostinger.dns.defaults import default_zone
from simulators.hostinger.dns.rules import ZONES
from simulators.hostinger.domains import errors, registry, tlds, whois
from simulators.hostinger.domains.stored import (
    CHANGES,
    DETAILS,
    ENTRIES,
    FORWARDINGS,
    HELD,
    UNCLAIMED,
    VERIFICATIONS,
    Doc,
    details_of,
    entry_of,
    set_status,
)
from simulators.kernel.world import World, iso

FIRST_ID = 13632  # the documented example's
REGISTERED_AFTER = timedelta(seconds=20)  # assumed; minutes at most
LOCKED_FOR = timedelta(days=60)  # ICANN's transfer policy, after a registration or a change
PARKED = {"ns1": "ns1.dns-parking.com", "ns2": "ns2.dns-parking.com"}


# -- what the operations do ---------------------------------------------------------------


def listing(world: World) -> bytes:
    return world.docs(ENTRIES).listing()


def read(world: World, domain: str) -> bytes:
    raw = world.docs(DETAILS).raw(registry.spelled(domain))
    if raw is None:
        raise errors.not_registered()
    return raw


def purchase(world: World, body: Doc) -> Doc:
    """Order and, after a while, register; the answer is the order."""
    name, tld = registry.parse(body["domain"])
    contacts = check(world, name, tld, body)
    if orders.price_of(world, body["item_id"], "DOMAIN").tld != tld:
        raise errors.data_invalid()
    sale = orders.buy(
        world,
        body["item_id"],
        category="DOMAIN",
        payment_method_id=body.get("payment_method_id"),
    )
    id = add(world, "domain")
    subscriptions.attach(world, sale.subscription_id, id)
    hold(world, id, name, sale.subscription_id, contacts)
    if not registry.magic(world, name, "stuck"):
        data = {"domain": name, "id": id}
        world.schedule("hostinger", "domains.registration", REGISTERED_AFTER, data)
    return sale.order


def claim(world: World, body: Doc) -> Doc:
    """Register a free domain of the account, or one that was ordered without a name."""
    name, tld = registry.parse(body["domain"])
    contacts = check(world, name, tld, body)
    if registry.magic(world, name, "fails"):
        raise errors.registry_refused()
    id, subscription = take_unclaimed(world, "free_domain", tld)
    hold(world, id, name, subscription or begin_free(world, tld, id), contacts)
    activate(world, name)
    entry = entry_of(world, id)
    return {key: entry[key] for key in ("domain", "status", "created_at")}


def lock(world: World, domain: str, *, on: bool) -> None:
    name, doc = active(world, domain)
    if not doc["is_lockable"]:
        raise errors.not_possible("The TLD has no domain lock.")
    _set(world, name, doc, is_locked=on)


def protect(world: World, domain: str, *, on: bool) -> None:
    name, doc = active(world, domain)
    if not doc["is_privacy_protection_allowed"]:
        raise errors.not_possible("The TLD does not allow privacy protection.")
    _set(world, name, doc, is_privacy_protected=on)


def set_nameservers(world: World, domain: str, body: Doc) -> None:
    name, doc = active(world, domain)
    hosts = [registry.host(body[key]) for key in ("ns1", "ns2", "ns3", "ns4") if body.get(key)]
    if len(set(hosts)) < len(hosts):
        raise errors.data_invalid()
    _set(world, name, doc, name_servers={f"ns{n}": host for n, host in enumerate(hosts, 1)})


def auth_code(world: World, domain: str) -> Doc:
    """A new code with every call.

    It follows from the request's number, as a GET does not write; nothing in the world asks for it.
    """
    _, doc = active(world, domain)
    if doc["is_locked"]:
        raise errors.not_possible("The domain is locked.")
    if under_60_day_lock(world, doc):
        raise errors.not_possible("The domain is under the 60-day lock.")
    return {"auth_code": "".join(world.random.choices(ascii_uppercase + digits, k=12))}


def renewal(world: World, domain: str) -> Doc:
    """Its date and status are written in a way of their own (documented)."""
    _, doc = details_of(world, domain)
    expires_at = datetime.fromisoformat(doc["expires_at"]).strftime("%Y-%m-%d %H:%M:%S")
    return {
        "domain": doc["domain"],
        "status": doc["status"].capitalize(),
        "expires_at": expires_at,
    }


# -- what falls due -----------------------------------------------------------------------


def registration(world: World, data: Doc) -> None:
    """The registry has answered an order."""
    if registry.magic(world, data["domain"], "fails"):
        registration_failed(world, data)
    elif entry_of(world, data["id"])["status"] == "pending_setup":
        activate(world, data["domain"])


def registration_failed(world: World, data: Doc) -> None:
    if entry_of(world, data["id"])["status"] == "pending_setup":
        drop(world, data["id"], "failed")


# -- what transfers, moves and billing do with it ------------------------------------------


def check(world: World, name: str, tld: str, body: Doc, *, transfer: bool = False) -> Doc:
    """Raise what stands against a registration or transfer; the answer is its contacts.

    Any name can be transferred that no customer of Hostinger has: the simulator knows nothing of
    what is registered elsewhere.
    """
    if tld not in catalog.TLDS:
        raise errors.tld_not_offered()
    if registry.held(world, name) if transfer else registry.taken(world, name):
        raise errors.already_registered()
    if registry.magic(world, name, "refused"):
        raise errors.registry_refused()
    return whois.contacts(world, tld, body.get("domain_contacts", {}))


def active(world: World, domain: str) -> tuple[str, Doc]:
    """The name and details of a domain that can be managed."""
    name, doc = details_of(world, domain)
    if doc["status"] != "active":
        raise errors.not_possible(f"The domain is {doc['status']}.")
    return name, doc


def under_60_day_lock(world: World, doc: Doc) -> bool:
    until: str | None = doc["60_days_lock_expires_at"]
    return until is not None and iso(world.now) < until


def add(world: World, type: str, unclaimed: Doc | None = None) -> str:
    """A new entry of the list, without a name yet; answers its id.

    `unclaimed` is what is known of one that waits to be claimed: type, subscription and TLD.
    """
    id = world.next_id("hostinger.portfolio", FIRST_ID)
    entry = {
        "id": id,
        "domain": None,
        "type": type,
        "status": "pending_setup",
        "created_at": iso(world.now),
        "expires_at": None,
    }
    world.docs(ENTRIES).put(str(id), entry)
    if unclaimed is not None:
        world.docs(UNCLAIMED).put(str(id), unclaimed)
    return str(id)


def take_unclaimed(world: World, type: str, tld: str) -> tuple[str, str | None]:
    """The id and subscription of one that was paid for, if there is one, else of a free one."""
    for wanted in (tld, None):
        for id, found in world.docs(UNCLAIMED).items():
            subscription = found["subscription"]
            paid = subscription is None or subscriptions.is_paid(world, subscription)
            if found["type"] == type and found["tld"] == wanted and paid:
                world.docs(UNCLAIMED).delete(id)
                return id, subscription
    raise errors.none_free(type.replace("_", " "))


def begin_free(world: World, tld: str, id: str) -> str:
    """A free domain's first year; it is not renewed unless that is switched on (assumed)."""
    price = catalog.domain_price(tld)
    subscription = subscriptions.seeded(world, price, started_at=world.now, auto_renewed=False)
    subscriptions.attach(world, subscription, id)
    return subscription


def hold(world: World, id: str, name: str, subscription: str | None, contacts: Doc) -> None:
    """Give an entry its name: from here on nobody else can have it."""
    world.docs(ENTRIES).put(id, {**entry_of(world, id), "domain": name})
    world.docs(DETAILS).delete(name)  # of an earlier life
    held = {"id": id, "subscription": subscription, "contacts": contacts}
    world.docs(HELD).put(name, held)
    registry.put(world, name, world.account)
    whois.use(world, name, contacts)
    world.effect("hostinger", "domain-bought", domain=name)


def activate(world: World, name: str, *, name_servers: Doc | None = None, **more: Any) -> None:
    """It is registered: details appear, and a zone."""
    held = world.docs(HELD).get(name)
    until = subscriptions.paid_until(world, held["subscription"])
    entry = {**entry_of(world, held["id"]), "status": "active", "expires_at": until}
    world.docs(ENTRIES).put(held["id"], entry)
    rules = tlds.rules(name.partition(".")[2])
    details = {
        "domain": name,
        "status": "active",
        "message": None,
        "is_privacy_protection_allowed": rules.private,
        "is_privacy_protected": rules.private,
        "is_lockable": rules.lockable,
        "is_locked": rules.lockable,
        "name_servers": name_servers or PARKED,
        "child_name_servers": [],
        "domain_contacts": held["contacts"],
        "created_at": entry["created_at"],
        "updated_at": iso(world.now),
        "60_days_lock_expires_at": iso(world.now + LOCKED_FOR),
        "registered_at": iso(world.now),
        "expires_at": until,
    }
    world.docs(DETAILS).put(name, details | more)
    if name not in world.docs(ZONES):
        world.docs(ZONES).put(name, default_zone(name))


def drop(world: World, id: str, status: str) -> None:
    """The entry stays, as failed or deleted; the domain is anybody's."""
    name = entry_of(world, id)["domain"]
    set_status(world, id, status)
    world.docs(UNCLAIMED).delete(id)
    held = world.docs(HELD).get(name) if name else None
    if held is None or held["id"] != id:
        return
    if held["subscription"]:
        subscriptions.end(world, held["subscription"])
    forget(world, name)
    registry.release(world, name)
    world.effect("hostinger", "domain-lost", domain=name, why=status)


def forget(world: World, name: str) -> None:
    """What the account has for a domain, except list and details, goes."""
    whois.unuse(world, name, world.docs(HELD).get(name)["contacts"])
    for collection in (HELD, ZONES, FORWARDINGS, VERIFICATIONS, CHANGES):
        world.docs(collection).delete(name)
    world.docs(f"hostinger.snapshots/{name}").clear()


def _set(world: World, name: str, doc: Doc, **changes: Any) -> None:
    world.docs(DETAILS).put(name, {**doc, **changes, "updated_at": iso(world.now)})
