"""What the tests of Hostinger's driver share."""

from collections.abc import Callable
from typing import Any

from hostingco_api.gateway.drivers.hostinger import Hostinger
from hostingco_api.gateway.provider import DomainOrder, Record, VMOrder
from tests.gateway.simulated import World

DECLINED, CHARGED = "9693616", "9693617"
"""Cards that are refused, of which the second pays all the same."""
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me@host"
FINGERPRINT = "SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA"  # as `ssh-keygen -l` says
RECORD = Record("A", "api", "192.0.2.1", 3600)
VM = VMOrder("kvm-2", "ubuntu-22.04", "web-1.example.com", data_center_id="19")
DOMAIN = DomainOrder("cool-project.com")

EVERY: dict[str, Callable[[Hostinger], Any]] = {
    "test": lambda it: it.test(),
    "records": lambda it: it.records("example.com"),
    "create_record": lambda it: it.create_record("example.com", RECORD),
    "update_records": lambda it: it.update_records("example.com", [RECORD], overwrite=False),
    "overwrite_records": lambda it: it.update_records("example.com", [RECORD], overwrite=True),
    "delete_records": lambda it: it.delete_records("example.com", "www", "CNAME"),
    "reset_zone": lambda it: it.reset_zone("example.com"),
    "domains": lambda it: it.domains(),
    "domain": lambda it: it.domain("example.com"),
    "check_domains": lambda it: it.check_domains(["cool-project.com", "cool-project.io"]),
    "purchase_domain": lambda it: it.purchase_domain(DOMAIN),
    "set_nameservers": lambda it: it.set_nameservers("example.com", ["ns1.a.com", "ns2.a.com"]),
    "lock_domain": lambda it: it.lock_domain("example.com", on=True),
    "unlock_domain": lambda it: it.lock_domain("example.com", on=False),
    "protect_domain": lambda it: it.protect_domain("example.com", on=True),
    "expose_domain": lambda it: it.protect_domain("example.com", on=False),
    "vms": lambda it: it.vms(),
    "vm": lambda it: it.vm("1268054"),
    "create_vm": lambda it: it.create_vm(VM),
    "data_centers": lambda it: it.data_centers(),
    "ssh_keys": lambda it: it.ssh_keys(),
    "add_ssh_key": lambda it: it.add_ssh_key("mine", KEY),
    "delete_ssh_key": lambda it: it.delete_ssh_key("6672861"),
    "subscriptions": lambda it: it.subscriptions(),
    "catalog": lambda it: it.catalog(),
}
"""A good call of each thing that the driver does."""


def driver(sim: World) -> Hostinger:
    return Hostinger(sim.configuration("hostinger"))


def calls(sim: World) -> list[str]:
    """Those that reached Hostinger, `GET /api/...`, in their order."""
    return [
        f"{entry['method']} {entry['path'].removeprefix('/hostinger')}"
        for entry in sim.journal()
        if entry["vendor"] == "hostinger"
    ]


def quirk(sim: World, name: str, on: bool = True) -> None:
    sim.control("PATCH", "/quirks", {"quirks": {f"hostinger.{name}": on}})
