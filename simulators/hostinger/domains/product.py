"""What billing does to a domain; see `billing.products.Product`."""

from simulators.hostinger.billing.catalog import Price
from simulators.hostinger.domains import moves, portfolio
from simulators.hostinger.domains.stored import entry_of, set_status
from simulators.kernel.world import World


def ordered(world: World, subscription_id: str, price: Price) -> str:
    """A domain without a name: to be claimed, under that TLD."""
    unclaimed = {"type": "free_domain", "subscription": subscription_id, "tld": price.tld}
    return portfolio.add(world, "domain", unclaimed)


def renewed(world: World, key: str, expires_at: str) -> None:
    if entry_of(world, key)["status"] in ("active", "expired"):
        set_status(world, key, "active", expires_at=expires_at)


def lapsed(world: World, key: str) -> None:
    if entry_of(world, key)["status"] == "active":
        set_status(world, key, "expired")


def ended(world: World, key: str) -> None:
    entry = entry_of(world, key)
    if entry["status"] in ("active", "expired"):
        moves.abandon(world, entry["domain"])
    portfolio.drop(world, key, "deleted")
