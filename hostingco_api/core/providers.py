"""Where servers come from: the interface of a provider, and the local one, which has machines in
the database only. It is what there is until there is a gateway to real providers.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from hostingco_api.core.database import LOCK
from hostingco_api.core.models import Machine

ACTIONS = ("start", "stop", "restart")


class ProviderFailed(Exception):
    """The message may be shown to a customer."""


@dataclass(frozen=True)
class Order:
    """What a machine is to be."""

    hostname: str
    plan: str
    location: str


@dataclass(frozen=True)
class Observation:
    """Of a machine, now. `usage` has the columns of a sample that the provider knows of."""

    up: bool
    usage: dict[str, Any] = field(default_factory=dict)


class Provider(Protocol):
    """Machines go by a reference that the caller chose. Every method may raise ProviderFailed."""

    def create(self, ref: str, order: Order) -> str:
        """The machine's address. To ask again with the same reference makes no second machine."""

    def power(self, ref: str, action: str) -> None:
        """One of ACTIONS, and it is done on return."""

    def observe(self, ref: str) -> Observation: ...

    def delete(self, ref: str) -> None:
        """It is gone on return, also where there was none."""


class LocalProvider:
    """Machines are rows of the transaction at hand, so they come and go with it."""

    NETWORK = IPv4Address("192.168.0.0")
    FIRST = 356  # 192.168.1.101 is the first machine's address, as documented

    def __init__(self, session: Session) -> None:
        self.session = session

    def create(self, ref: str, order: Order) -> str:
        machine = self._find(ref)
        if machine is None:
            machine = Machine(ref=ref)
            self.session.add(machine)
            self.session.flush()
        offset = self.FIRST + machine.id
        if offset >= 2**16 - 1:
            raise ProviderFailed("There is no address left")
        return str(self.NETWORK + offset)

    def power(self, ref: str, action: str) -> None:
        self._existing(ref).running = action != "stop"

    def observe(self, ref: str) -> Observation:
        return Observation(up=self._existing(ref).running)

    def delete(self, ref: str) -> None:
        if machine := self._find(ref):
            self.session.delete(machine)
            self.session.flush()

    def _find(self, ref: str) -> Machine | None:
        return self.session.scalar(
            select(Machine).where(Machine.ref == ref).with_for_update(**LOCK)
        )

    def _existing(self, ref: str) -> Machine:
        machine = self._find(ref)
        if machine is None:
            raise ProviderFailed("The provider has no such machine")
        return machine
