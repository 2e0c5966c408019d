"""What billing has to do with what it sells."""

from typing import TYPE_CHECKING, Protocol

from simulators.kernel.world import World

if TYPE_CHECKING:
    from simulators.hostinger.billing.catalog import Price


class Product(Protocol):
    """A kind of thing that a subscription pays for: the modules `domains.product`, `vps.product`.

    `key` is the thing's own id, as text: of the portfolio entry, of the machine.
    """

    def ordered(self, world: World, subscription_id: str, price: "Price") -> str:
        """It was ordered through the billing API, and waits for its set-up. Answers its key."""

    def renewed(self, world: World, key: str, expires_at: str) -> None:
        """It is paid for until then; what had lapsed comes back."""

    def lapsed(self, world: World, key: str) -> None:
        """The paid time is over."""

    def ended(self, world: World, key: str) -> None:
        """And so is the grace."""


def product_of(category: str) -> Product | None:
    """By the catalog's category; an e-mail plan is nothing that this API shows."""
    # Imported here, as the sections import billing.
    from simulators.hostinger.domains import product as domain
    from simulators.hostinger.vps import product as machine

    return {"DOMAIN": domain, "VPS": machine}.get(category)
