"""What a driver is: a class with the methods that its provider can do something for.

A driver registers itself as an entry point of the group `hostingco.providers`:

    [project.entry-points."hostingco.providers"]
    acme = "acme_hosting:Acme"

The name of the entry point is the provider's name in the API. The class has a `display_name`, is
made with a `Configuration`, and has `test` and any of the methods of the capabilities below: for
one that it lacks the gateway answers 501. One instance serves many threads, for as long as the
configuration stays the same. Whatever goes wrong is raised as one of the errors here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal, Protocol

RECORD_TYPES = ("A", "AAAA", "CNAME", "MX", "TXT", "NS", "SRV", "CAA")
WITH_PRIORITY = ("MX", "SRV")


@dataclass(frozen=True)
class Configuration:
    """Stored credentials. `extra` has what a provider wants beside them, such as `base_url`."""

    provider: str
    api_key: str = field(repr=False)
    api_secret: str = field(default="", repr=False)
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)
    connected: bool = False


# -- what goes wrong ----------------------------------------------------------------------------


class ProviderError(Exception):
    """The message is shown to the caller. This one is of a provider that does not work (500): it
    did not answer, or not what it should. Whether a write was done is not known then."""

    status: ClassVar[int] = 500


class NotDone(ProviderError):
    """It does not work either, but nothing was done: it could not be reached, or a call that had to
    come before failed."""


class Invalid(ProviderError):
    """The provider takes no such thing."""

    status = 400


class InvalidCredentials(ProviderError):
    """The provider does not let us in, or not there."""

    status = 401


class NotFound(ProviderError):
    status = 404


class Conflict(ProviderError):
    """It is there already, or its state does not allow it."""

    status = 409


class RateLimited(ProviderError):
    """Nothing was done. `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = max(1, retry_after)


class NotSupported(ProviderError):
    status = 501


# -- what it is about ---------------------------------------------------------------------------
# None is what a provider does not tell.


@dataclass(frozen=True)
class Record:
    """Of a zone. `name` is relative to it, `@` is the zone itself; `content` has no priority."""

    type: str
    name: str
    content: str
    ttl: int
    priority: int = 0


@dataclass(frozen=True)
class Domain:
    name: str
    status: str
    auto_renew: bool
    locked: bool
    privacy_protection: bool
    nameservers: Sequence[str]
    registrar: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Availability:
    """`price` is that of the first year."""

    domain: str
    available: bool
    price: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True)
class DomainOrder:
    """`period` is in years. What is None is left as the provider does it by itself."""

    domain: str
    period: int = 1
    auto_renew: bool | None = None
    privacy_protection: bool | None = None
    payment_method_id: str | None = None


@dataclass(frozen=True)
class VM:
    """`status` is running, stopped, creating, error, suspended, or the provider's own word.
    `password` is one that the provider made; it is shown once, to who ordered. A name that is not
    known is empty."""

    id: str
    name: str
    status: str
    plan: str | None = None
    cpus: int | None = None
    memory_mb: int | None = None
    disk_gb: int | None = None
    bandwidth_gb: int | None = None
    created_at: datetime | None = None
    region: str | None = None
    ipv4: str | None = None
    ipv6: str | None = None
    os: str | None = None
    labels: Mapping[str, str] | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class VMOrder:
    plan: str
    template: str
    hostname: str
    data_center_id: str | None = None
    password: str | None = field(default=None, repr=False)
    ssh_key_id: str | None = None
    payment_method_id: str | None = None


@dataclass(frozen=True)
class DataCenter:
    """`country` is the ISO code of two letters."""

    id: str
    name: str
    location: str
    country: str


@dataclass(frozen=True)
class SSHKey:
    id: str
    name: str
    fingerprint: str
    public_key: str


@dataclass(frozen=True)
class Subscription:
    """`price` is that of a period."""

    id: str
    name: str
    status: str
    plan: str
    price: Decimal
    currency: str
    created_at: datetime | None = None
    renews_at: datetime | None = None


@dataclass(frozen=True)
class CatalogItem:
    """`id` may be ordered. `period` is monthly, yearly, once, or such as `2 years`, `3 months`."""

    id: str
    name: str
    category: str
    price_cents: int | None = None
    currency: str | None = None
    period: str | None = None
    description: str | None = None


# -- what a driver may do -----------------------------------------------------------------------


class Provider(Protocol):
    display_name: str

    def __init__(self, configuration: Configuration) -> None: ...

    def test(self) -> None:
        """Raises an error unless the credentials are good. It changes nothing."""


class DNS(Protocol):
    """A domain without a zone is NotFound."""

    def records(self, domain: str) -> Sequence[Record]:
        """Of the eight types; others a zone may have, too."""

    def create_record(self, domain: str, record: Record) -> None:
        """Beside whatever is there. Conflict where that very record is."""

    def update_records(self, domain: str, records: Sequence[Record], overwrite: bool) -> None:
        """All or none. With `overwrite` the zone has only these afterwards, but for what keeps it
        alive: SOA, and NS of the zone itself unless some are given. Without it, records of a name
        and type that are given come beside those that are there."""

    def delete_records(self, domain: str, name: str, type: str) -> None:
        """NotFound where there is none."""

    def reset_zone(self, domain: str) -> None:
        """To the provider's own records."""


class Domains(Protocol):
    def domains(self) -> Sequence[Domain]: ...

    def domain(self, name: str) -> Domain: ...

    def check_domains(self, names: Sequence[str]) -> Sequence[Availability]:
        """In the same order."""

    def purchase_domain(self, order: DomainOrder) -> Domain:
        """May be asked once per purchase: what could have bought is never repeated."""

    def set_nameservers(self, name: str, nameservers: Sequence[str]) -> None: ...

    def lock_domain(self, name: str, on: bool) -> None: ...

    def protect_domain(self, name: str, on: bool) -> None:
        """Keep the registrant's details out of WHOIS, or not."""


class VirtualMachines(Protocol):
    def vms(self) -> Sequence[VM]:
        """With those that were ordered and are not there yet."""

    def vm(self, id: str) -> VM: ...

    def create_vm(self, order: VMOrder) -> VM:
        """May be asked once per purchase: what could have bought is never repeated."""

    def data_centers(self) -> Sequence[DataCenter]: ...


class Lifecycle(Protocol):
    """Of machines. No capability: no operation of the gateway's API asks for it.

    It is done on return, or the provider has accepted it. Whoever does not know may repeat it: what
    is so already is no error. Conflict where the state does not allow it now, NotFound where there
    is no such machine.
    """

    def suspend_vm(self, id: str) -> None:
        """It runs no more, and has lost nothing."""

    def unsuspend_vm(self, id: str) -> None: ...

    def terminate_vm(self, id: str) -> None:
        """For good: it is not paid for any more. What is gone already is no error."""


class SSHKeys(Protocol):
    def ssh_keys(self) -> Sequence[SSHKey]: ...

    def add_ssh_key(self, name: str, public_key: str) -> SSHKey: ...

    def delete_ssh_key(self, id: str) -> None: ...


class Billing(Protocol):
    def subscriptions(self) -> Sequence[Subscription]: ...

    def catalog(self) -> Sequence[CatalogItem]: ...


Capability = Literal["dns", "domains", "vms", "ssh_keys", "billing"]
CAPABILITIES: dict[Capability, type] = {
    "dns": DNS,
    "domains": Domains,
    "vms": VirtualMachines,
    "ssh_keys": SSHKeys,
    "billing": Billing,
}
