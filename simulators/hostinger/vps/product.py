"""What billing does to a machine; see `billing.products.Product`."""

from simulators.hostinger.billing.catalog import Price
from simulators.kernel.world import World


def ordered(world: World, subscription_id: str, price: Price) -> str:
    raise NotImplementedError


def renewed(world: World, key: str, expires_at: str) -> None:
    raise NotImplementedError


def lapsed(world: World, key: str) -> None:
    raise NotImplementedError


def ended(world: World, key: str) -> None:
    raise NotImplementedError
