"""The fake account's domains.

`example.com` and companies' domains in the main account; in the second one `example.net`, which is
on its way to the main one.
"""

import re
from datetime import timedelta
from typing import Any

from simulators.hostinger.billing import catalog, subscriptions
from simulators.hostinger.billing.account import ADDRESS
from simulators.hostinger.dns.defaults import default_zone, web_address
from simulators.hostinger.dns.records import DEFAULT_TTL, RRset
from simulators.hostinger.dns.rules import ZONES
from simulators.hostinger.domains import forwarding, moves, portfolio, registrants, transfers, whois
from simulators.hostinger.domains.stored import ENTRIES, entry_of
from simulators.kernel.world import World, iso

FIRST = "example.com"
MOVING = "example.net"
FREE = ("free_domain", "free_domain", "free_domain_transfer", "free_domain_transfer")
DAY = timedelta(days=1)


def seed(world: World, fake: Any, count: int) -> None:
    """For the account at hand."""
    if world.account:
        _second(world)
        return
    profiles = [
        _profile(world, "com", "John", "Doe", ADDRESS[""]["email"]),
        _profile(world, "com", "Jane", "Doe", "jane@example.com"),
        _profile(world, "example", "John", "Doe", ADDRESS[""]["email"]),
        _profile(world, "example", "Max", "Muster", "max@example.net"),
        _profile(world, "net", "John", "Doe", ADDRESS[""]["email"]),
    ]
    for number in (0, 2, 4):
        whois.set_default(world, str(profiles[number]["id"]))
    zones = world.docs(ZONES)
    names = [FIRST]
    add(world, FIRST, 1, is_locked=False)
    while len(names) < count:
        name = f"{slug(fake.company())}.example"
        if name not in zones:
            zones.put(name, default_zone(name) + _own_records(name, fake))
            add(world, name, len(names) + 1)
            names.append(name)
    for type in FREE:
        portfolio.add(world, type, {"type": type, "subscription": None, "tld": None})
    if count > 3:
        _histories(world, names, profiles)


def add(world: World, name: str, number: int, **details: Any) -> None:
    """A domain that the account has had for a while."""
    tld = name.partition(".")[2]
    # No price is asked for .example; a domain of it costs as much as a .com here.
    price = catalog.domain_price(tld if tld in catalog.TLDS else "com")
    since = world.now - (90 + 37 * number % 640) * DAY
    subscription = subscriptions.seeded(world, price, started_at=since)
    id = portfolio.add(world, "domain")
    world.docs(ENTRIES).put(id, {**entry_of(world, id), "created_at": iso(since)})
    subscriptions.attach(world, subscription, id)
    portfolio.hold(world, id, name, subscription, whois.contacts(world, tld, {}))
    details |= {
        "updated_at": iso(since),
        "registered_at": iso(since),
        "60_days_lock_expires_at": None,
    }
    portfolio.activate(world, name, **details)


def slug(company: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", company.lower()).strip("-")


def _histories(world: World, names: list[str], profiles: list[dict[str, Any]]) -> None:
    """A domain that forwards, one that came by transfer, and one that waits for its registrant."""
    forwards, came, waits = names[1:4]
    body = {"domain": forwards, "redirect_type": "301", "redirect_url": f"https://{FIRST}/"}
    forwarding.create(world, body)
    came_at = world.now - 30 * DAY
    transfers.put(world, came, "Completed", iso(came_at - transfers.DONE_AFTER), iso(came_at))
    # Neither side answers, so that for days nothing happens by itself in a fresh world.
    change = {"domain": waits, "roles": ["owner"], "profile": profiles[3]["id"]}
    registrants.ask(world, change, profiles[2], profiles[3])


def _second(world: World) -> None:
    for tld in ("com", "net"):
        profile = _profile(world, tld, "Jane", "Roe", ADDRESS[world.account]["email"])
        whois.set_default(world, str(profile["id"]))
    add(world, MOVING, 2)
    moves.start(world, MOVING, ADDRESS[""]["email"])


def _profile(world: World, tld: str, first: str, last: str, email: str) -> dict[str, Any]:
    details = {
        "first_name": first,
        "last_name": last,
        "email": email,
        "phone": "+31.201234567",
        "address": "Dam 1",
        "city": "Amsterdam",
        "zip": "1012JS",
    }
    body = {
        "tld": tld,
        "country": "NL",
        "entity_type": "individual",
        "whois_details": details,
    }
    return whois.create(world, body)


def _own_records(domain: str, fake: Any) -> list[RRset]:
    """What the owner of a site adds to the default zone."""
    host = fake.random_element(("app", "shop", "api", "blog", "status"))
    token = "".join(fake.random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=43))
    verification = f'"google-site-verification={token}"'
    return [
        _rrset(host, "A", web_address(f"{host}.{domain}")),
        _rrset(host, "AAAA", f"2001:db8::{fake.random.randrange(1, 0xFFFF):x}"),
        _rrset(fake.last_name().lower(), "TXT", verification),
    ]


def _rrset(name: str, type: str, content: str) -> RRset:
    records = [{"content": content, "is_disabled": False}]
    return {"name": name, "records": records, "ttl": DEFAULT_TTL, "type": type}
