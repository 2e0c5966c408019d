"""How the fake customers pay."""

from datetime import timedelta

from simulators.hostinger.billing import payments
from simulators.hostinger.billing.account import ADDRESS
from simulators.kernel.world import World

YEAR = timedelta(days=365)


def seed(world: World) -> None:
    """For the account at hand: a card, PayPal, an expired card, and the two magic ones."""
    methods = (
        ("card", "1234*****6464", 4),
        ("paypal", ADDRESS[world.account]["email"], 9),
        ("card", "4556*****1881", -1),
        *(("card", identifier, 5) for identifier in payments.OUTCOMES),
    )
    for kind, identifier, years in methods:
        payments.add(
            world,
            kind,
            identifier,
            created_at=world.now - 2 * YEAR,
            expires_at=world.now + years * YEAR,
        )
