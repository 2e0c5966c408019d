"""The fake account's machines, and its firewall, keys, scripts and Docker project."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

from simulators.common import addresses
from simulators.hostinger.billing import subscriptions
from simulators.hostinger.billing.catalog import machine_price
from simulators.hostinger.vps import (
    actions,
    docker,
    firewalls,
    keys,
    machines,
    scripts,
    snapshots,
)
from simulators.hostinger.vps.data import TEMPLATES
from simulators.kernel.world import World, iso

_KINDS = (  # plan, template, data center, state; the first two are what tests rely on
    ("kvm2", 1121, 19, "running"),
    ("kvm1", 1130, 29, "running"),
    ("kvm4", 1105, 20, "running"),
    ("kvm2", 1123, 19, "running"),
    ("kvm8", 1092, 22, "stopped"),
)

PROJECT = "my-docker-project"
_RULES = (("SSH", "22"), ("HTTP", "80"), ("HTTPS", "443"), ("TCP", "8000:8100"))
_COMPOSE = """\
services:
  web:
    image: nginx:1.27
    ports:
      - "80:80"
      - "${PORT}:8000-8010"
    depends_on:
      - db
  db:
    image: postgres:17
    environment:
      POSTGRES_DB: shop
    healthcheck:
      test: pg_isready
    expose:
      - 5432
"""
_SCRIPT = "#!/bin/bash\n\napt-get update\napt-get install -y {}\n"


def seed(world: World, fake: Any, count: int) -> None:
    """For the account at hand; the first one has a snapshot and the malware scanner."""
    ids = [_machine(world, fake, n) for n in range(count)]
    for first in ids[:1]:
        snapshots.taken(world, {"machine": first})
        since = iso(world.now - timedelta(days=30, hours=3))
        machines.put_inner(world, first, machines.inner(world, first) | {"monarx": since})
    _account(world, fake)


def _machine(world: World, fake: Any, n: int) -> str:
    plan, template, data_center, state = _KINDS[n % len(_KINDS)]
    since = world.now - timedelta(days=33 + n % 300, hours=5 + n % 17)
    price = machine_price(plan)
    subscription_id = subscriptions.seeded(world, price, started_at=since)
    machine = machines.create(world, price.name, subscription_id, since)
    id = str(machine["id"])
    subscriptions.attach(world, subscription_id, id)
    ns1, ns2 = addresses.RESOLVERS
    machine |= {
        "data_center_id": data_center,
        "state": state,
        "ns1": ns1,
        "ns2": ns2,
        "template": TEMPLATES[template].document,
    }
    machines.give_addresses(world, machine)
    machines.put(world, machine)
    power = [[iso(since + timedelta(minutes=3)), True]]
    if state == "stopped":
        power.append([iso(since + timedelta(days=1)), False])
    up = {"backups": True, "backups_from": iso(since), "power": power}
    machines.put_inner(world, id, machines.inner(world, id) | up)
    actions.seeded(world, id, "ct_create", since)
    return id


def _account(world: World, fake: Any) -> None:
    """The first machine has everything there is to have; an account without one gets the rest."""
    key = _keys(world, fake)
    for package in ("nginx", "fail2ban"):
        content = _SCRIPT.format(package)
        scripts.create(world, {"name": f"Install {package}", "content": content})
    firewall_id = _firewall(world)
    for id in world.docs(machines.MACHINES).keys()[:1]:
        firewalls.activated(world, {"firewall": firewall_id, "machine": id})
        keys.keep(world, {"machine": id, "keys": [key]})
        docker.put(world, id, PROJECT, _COMPOSE, "PORT=8000-8010")
        running = {"state": "running", "started": iso(world.now - timedelta(hours=4))}
        docker.change(world, {"machine": id, "project": PROJECT}, running)


def _keys(world: World, fake: Any) -> dict[str, Any]:
    """Two, of which nobody has the private half; the first."""
    made = []
    for name in ("Laptop", "Deployment"):
        parts = (b"ssh-ed25519", fake.random.randbytes(32))
        blob = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        owner = fake.first_name().lower()
        text = f"ssh-ed25519 {b64encode(blob).decode()} {owner}@example.com"
        made.append(keys.create(world, {"name": name, "key": text}))
    return made[0]


def _firewall(world: World) -> str:
    id = str(firewalls.create(world, {"name": "Web server"})["id"])
    for protocol, port in _RULES:
        rule = {"protocol": protocol, "port": port, "source": "any", "source_detail": "any"}
        firewalls.add_rule(world, id, rule)
    return id
