"""What is sold: how the cart and billing deal with services, domains and certificates alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from simulators.kernel.refusal import Refusal
from simulators.kernel.world import World

if TYPE_CHECKING:
    import marshmallow as ma

Act = dict[str, Any]
"""What a line of an invoice is for, `{"kind", "id", "act", ...}`: the kind of a thing, its id, and
what is to be done with it once the line is paid."""


class Line(NamedTuple):
    """Of an invoice. Without an `act` nothing happens when it is paid."""

    description: str
    amount: Decimal
    act: Act | None = None


@dataclass(frozen=True)
class Sale:
    """An item of an order that can be had: what it is called, and what it costs."""

    kind: str
    type: str
    """In the order's answer: `Hosting`, `Domain Register`."""
    name: str
    product_id: str
    charges: tuple[tuple[str, Decimal], ...]
    """What the invoice says, and the amount: first the thing itself."""
    about: Mapping[str, Any]
    """For `deliver`."""
    twice: Callable[[], Refusal] | None = None
    """What a second one of the same name is refused with, if there can be only one."""
    recurring: Mapping[str, Decimal] = field(default_factory=dict)
    """What comes again, by the letter of its cycle."""
    quoted: Mapping[str, Any] = field(default_factory=dict)
    """What a quote says of it: `product`, or `domains`."""


class Kind(Protocol):
    """A kind of thing: a module `product` in its section."""

    def sell(self, world: World, given: Mapping[str, Any]) -> Sale:
        """Price what an order's item asks for. Changes nothing. Raises a Refusal.

        `given` has what the kind's own schema has loaded.
        """

    def deliver(self, world: World, sale: Sale, order_num: int) -> str:
        """There is one more thing, which waits to be paid: its id."""

    def paid(self, world: World, act: Act) -> bool:
        """An invoice's line is paid. Whether that is still of use: if not, it becomes credit."""

    def overdue(self, world: World, act: Act) -> bool:
        """An invoice's line was not paid in time. Whether that was its end, and the thing's."""


_KINDS = {
    "service": "services",
    "domain": "domains",
    "certificate": "certificates",
}


def kind(name: str) -> Kind:
    """By its name: `service`, `domain`, `certificate`."""
    # Imported here, as the sections import billing.
    module: Any = import_module(f"simulators.hostens.{_KINDS[name]}.product")
    found: Kind = module
    return found


def order_schema(name: str) -> "type[ma.Schema]":
    """What loads an order's item for the kind's `sell`."""
    schema: type[ma.Schema] = import_module(f"simulators.hostens.{_KINDS[name]}.schemas").Order
    return schema
