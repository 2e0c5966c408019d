"""The fake account's firewall, keys, scripts and Docker project.

Made after its machines: the first has Docker, and everything there is to have. An account without
machines gets the rest.
"""

from base64 import b64encode
from datetime import timedelta
from typing import Any

from simulators.hostinger.vps import docker, firewalls, keys, machines, scripts
from simulators.kernel.world import World, iso

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


def seed(world: World, fake: Any) -> None:
    """For the account at hand."""
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
