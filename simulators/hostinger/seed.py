"""The fake account: a few domains with zones, and two domains of somebody else.

Names end in RFC 2606's reserved domains and addresses come from documentation ranges, so that
nothing in a fresh world points at a real machine. `example.com` is in every account.
"""

import re
from typing import Any

from faker.generator import Generator
from faker.providers.company.en_US import Provider as Company
from faker.providers.person.en_US import Provider as Person

from simulators.hostinger.auth import SECOND
from simulators.hostinger.billing import seed as billing
from simulators.hostinger.dns.defaults import default_zone, web_address
from simulators.hostinger.dns.records import DEFAULT_TTL, RRset
from simulators.hostinger.dns.rules import OTHERS, ZONES
from simulators.hostinger.domains import seed as domains
from simulators.hostinger.vps import seed as vps
from simulators.kernel.world import World

FIRST = "example.com"
MACHINES = 2  # at least


def seed(world: World, size: int) -> None:
    """An account of `size` domains, and a machine for ten of them."""
    fake = _faker(world.seed)
    zones = world.docs(ZONES)
    zones.put(FIRST, default_zone(FIRST))
    while len(zones) < size:
        domain = f"{_slug(fake.company())}.example"
        zones.put(domain, default_zone(domain) + _own_records(domain, fake))
    for account, count in (("", size), (SECOND, 1)):
        with world.acting_as(account):
            billing.seed(world)
            domains.seed(world, fake, count)
            vps.seed(world, fake, max(MACHINES, count // 10) if not account else 0)
    for domain in ("example.org", f"{_slug(fake.company())}.test"):
        world.docs(OTHERS).put(domain, {})


def _faker(seed: int) -> Any:
    # Person and company alone: the whole of Faker takes longer to import than the server to start.
    fake = Generator()
    fake.add_provider(Person(fake))
    fake.add_provider(Company(fake))
    fake.seed_instance(seed)
    return fake


def _slug(company: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", company.lower()).strip("-")


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
