"""A provider that is as the document's examples say, and notes what it is asked."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from hostingco_api.gateway.provider import (
    VM,
    Availability,
    CatalogItem,
    Configuration,
    DataCenter,
    Domain,
    DomainOrder,
    NotFound,
    Record,
    SSHKey,
    Subscription,
    VMOrder,
)

RECORDS = (
    Record("A", "@", "93.184.216.34", 14400),
    Record("CNAME", "www", "example.com", 14400),
    Record("MX", "@", "mail.example.com", 14400, 10),
)
DOMAIN = Domain(
    "example.com",
    "active",
    auto_renew=True,
    locked=True,
    privacy_protection=True,
    nameservers=("ns1.dns-parking.com", "ns2.dns-parking.com"),
    registrar="Hostinger",
    expires_at=datetime(2027, 3, 15, tzinfo=UTC),
)
BOUGHT = Domain(
    "cool-project.com",
    "active",
    auto_renew=True,
    locked=False,
    privacy_protection=True,
    nameservers=("ns1.dns-parking.com", "ns2.dns-parking.com"),
    registrar="Hostinger",
    expires_at=datetime(2027, 3, 11, tzinfo=UTC),
)
AVAILABLE = (
    Availability("cool-project.com", True, Decimal("9.99"), "USD"),
    Availability("cool-project.io", False),
    Availability("cool-project.dev", True, Decimal("14.99"), "USD"),
)
MACHINE = VM(
    "vm-abc123",
    "production-1",
    "running",
    "kvm-2",
    cpus=2,
    memory_mb=4096,
    disk_gb=80,
    bandwidth_gb=4000,
    created_at=datetime(2025, 1, 15, 10, 30, tzinfo=UTC),
    region="us-east-1",
    ipv4="93.184.216.34",
    ipv6="2606:2800:220:1:248:1893:25c8:1946",
    os="Ubuntu 22.04",
    labels={"env": "production"},
)
ORDERED = VM(
    "vm-def456",
    "web-server-2",
    "creating",
    "kvm-2",
    cpus=2,
    memory_mb=4096,
    disk_gb=80,
    bandwidth_gb=4000,
    created_at=datetime(2026, 3, 11, 14, tzinfo=UTC),
    region="us-east-1",
    os="Ubuntu 22.04",
)
DATA_CENTERS = (
    DataCenter("us-east-1", "US East", "New York", "US"),
    DataCenter("eu-west-1", "EU West", "Amsterdam", "NL"),
)
KEY = SSHKey("key-abc123", "deploy-key", "SHA256:abcd1234...", "ssh-ed25519 AAAAC3Nz...")
ADDED = SSHKey(
    "key-def456", "new-deploy-key", "SHA256:efgh5678...", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI..."
)
SUBSCRIPTION = Subscription(
    "sub-abc123",
    "Premium Web Hosting",
    "active",
    "premium-hosting-48m",
    Decimal("2.99"),
    "USD",
    created_at=datetime(2023, 3, 15, tzinfo=UTC),
    renews_at=datetime(2027, 3, 15, tzinfo=UTC),
)
CATALOG = (
    CatalogItem("kvm-2", "KVM 2", "vps", 1199, "USD", "monthly", "2 vCPU, 4 GB RAM, 80 GB SSD"),
    CatalogItem(
        "premium-hosting-12m",
        "Premium Web Hosting",
        "hosting",
        299,
        "USD",
        "monthly",
        "100 websites, 100 GB SSD, free SSL",
    ),
)


class Documented:
    display_name = "Hostinger"
    asked: ClassVar[list[tuple[Any, ...]]] = []
    """By whom and what, but for what only looks."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration

    def _asked(self, *what: Any) -> None:
        self.asked.append(what)

    def test(self) -> None:
        self._asked("test", self.configuration.api_key)

    def records(self, domain: str) -> Sequence[Record]:
        self._asked("records", domain)
        return RECORDS

    def create_record(self, domain: str, record: Record) -> None:
        self._asked("create_record", domain, record)

    def update_records(self, domain: str, records: Sequence[Record], overwrite: bool) -> None:
        self._asked("update_records", domain, records, overwrite)

    def delete_records(self, domain: str, name: str, type: str) -> None:
        self._asked("delete_records", domain, name, type)

    def reset_zone(self, domain: str) -> None:
        self._asked("reset_zone", domain)

    def domains(self) -> Sequence[Domain]:
        return [DOMAIN]

    def domain(self, name: str) -> Domain:
        if name != DOMAIN.name:
            raise NotFound("Hostinger: Domain not found")
        return DOMAIN

    def check_domains(self, names: Sequence[str]) -> Sequence[Availability]:
        self._asked("check_domains", names)
        return AVAILABLE

    def purchase_domain(self, order: DomainOrder) -> Domain:
        self._asked("purchase_domain", order)
        return BOUGHT

    def set_nameservers(self, name: str, nameservers: Sequence[str]) -> None:
        self._asked("set_nameservers", name, nameservers)

    def lock_domain(self, name: str, on: bool) -> None:
        self._asked("lock_domain", name, on)

    def protect_domain(self, name: str, on: bool) -> None:
        self._asked("protect_domain", name, on)

    def vms(self) -> Sequence[VM]:
        return [MACHINE]

    def vm(self, id: str) -> VM:
        self._asked("vm", id)
        return MACHINE

    def create_vm(self, order: VMOrder) -> VM:
        self._asked("create_vm", order)
        return ORDERED

    def data_centers(self) -> Sequence[DataCenter]:
        return DATA_CENTERS

    def ssh_keys(self) -> Sequence[SSHKey]:
        return [KEY]

    def add_ssh_key(self, name: str, public_key: str) -> SSHKey:
        self._asked("add_ssh_key", name, public_key)
        return ADDED

    def delete_ssh_key(self, id: str) -> None:
        self._asked("delete_ssh_key", id)

    def subscriptions(self) -> Sequence[Subscription]:
        return [SUBSCRIPTION]

    def catalog(self) -> Sequence[CatalogItem]:
        return CATALOG
