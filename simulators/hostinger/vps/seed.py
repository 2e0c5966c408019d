"""The fake account's machines."""

from datetime import timedelta
from typing import Any

from simulators.hostinger.billing import subscriptions
from simulators.hostinger.billing.catalog import machine_price
from simulators.hostinger.vps import actions, machines, seed_extras, snapshots
from simulators.hostinger.vps.data import TEMPLATES
from simulators.kernel.world import World, iso

_KINDS = (  # plan, template, data center, state; the first two are what tests rely on
    ("kvm2", 1121, 19, "running"),
    ("kvm1", 1130, 29, "running"),
    ("kvm4", 1105, 20, "running"),
    ("kvm2", 1123, 19, "running"),
    ("kvm8", 1092, 22, "stopped"),
)


def seed(world: World, fake: Any, count: int) -> None:
    """For the account at hand; the first one has a snapshot and the malware scanner."""
    ids = [_machine(world, fake, n) for n in range(count)]
    for first in ids[:1]:
        snapshots.taken(world, {"machine": first})
        since = iso(world.now - timedelta(days=30, hours=3))
        machines.put_inner(world, first, machines.inner(world, first) | {"monarx": since})
    seed_extras.seed(world, fake)


def _machine(world: World, fake: Any, n: int) -> str:
    plan, template, data_center, state = _KINDS[n % len(_KINDS)]
    since = world.now - timedelta(days=33 + n % 300, hours=5 + n % 17)
    price = machine_price(plan)
    subscription_id = subscriptions.seeded(world, price, started_at=since)
    machine = machines.create(world, price.name, subscription_id, since)
    id = str(machine["id"])
    subscriptions.attach(world, subscription_id, id)
    ns1, ns2 = machines.RESOLVERS
    machine |= {
        "data_center_id": data_center,
        "state": state,
        "ns1": ns1,
        "ns2": ns2,
        "template": TEMPLATES[template].document,
    }
    machines.give_addresses(world, machine)
    machines.put(world, machine)
    up = {"backups": True, "backups_from": iso(since), "since": iso(since + timedelta(minutes=3))}
    machines.put_inner(world, id, machines.inner(world, id) | up)
    actions.seeded(world, id, "ct_create", since)
    return id
