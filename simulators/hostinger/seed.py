"""The fake accounts, and two domains of somebody else.

Names end in RFC 2606's reserved domains and addresses come from documentation ranges, so that
nothing in a fresh world points at a real machine. `example.com` is in every main account.
"""

from typing import Any

from faker.generator import Generator
from faker.providers.company.en_US import Provider as Company
from faker.providers.person.en_US import Provider as Person

from simulators.hostinger.billing import seed as billing
from simulators.hostinger.domains import registry
from simulators.hostinger.domains import seed as domains
from simulators.hostinger.vps import seed as vps
from simulators.kernel.credentials import SECOND
from simulators.kernel.world import World

MACHINES = 2  # at least


def seed(world: World, size: int) -> None:
    """An account of `size` domains, and a machine for ten of them."""
    fake = _faker(world.seed)
    for account, count in (("", size), (SECOND, 1)):
        with world.acting_as(account):
            billing.seed(world)
            domains.seed(world, fake, count)
            vps.seed(world, fake, max(MACHINES, count // 10) if not account else 0)
    for domain in ("example.org", f"{domains.slug(fake.company())}.test"):
        registry.put(world, domain, None)


def _faker(seed: int) -> Any:
    # Person and company alone: the whole of Faker takes longer to import than the server to start.
    fake = Generator()
    fake.add_provider(Person(fake))
    fake.add_provider(Company(fake))
    fake.seed_instance(seed)
    return fake
