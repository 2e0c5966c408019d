"""The ledger of a world: what calls and time did that costs money or cannot be taken back.

An effect is a document, so it is rolled back with the call that had it, and saved, forked and reset
with its world. What an account was seeded with is nobody's doing and not in it.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, TypedDict

COUNTED = {
    "domain-bought": "domains_bought",
    "domain-lost": "domains_lost",
    "machine-bought": "machines_bought",
    "machine-destroyed": "machines_destroyed",
    "service-bought": "services_bought",
    "service-lost": "services_lost",
    "zone-overwritten": "zones_overwritten",
}
"""By effect, the name of its total. `machine-destroyed` is the loss of what is on a disk, for which
a machine need not go; services are whatever else is sold."""

MONEY = {"money-spent": "money_spent", "money-returned": "money_returned"}
"""Of these the total is a sum per currency."""

EFFECTS = (*COUNTED, *MONEY)

COLLECTION = "kernel.effects"

Effect = dict[str, Any]
"""`{"at", "vendor", "effect", ...}`, its `cause`, the number of a request or the name of an event,
`account` where it is not the main one, and what it is `About`."""


class About(TypedDict, total=False):
    """What an effect is about; names and ids as the vendor's own answers have them, as text."""

    amount: str
    """Of money, decimal, in the currency's main unit: `12.99`."""
    currency: str
    bill: str
    """What the money was for, where the vendor has it: an order, an invoice."""
    domain: str
    """A domain's name, or a zone's."""
    machine: str
    service: str
    why: str
    """In a word or two."""


def totals(effects: Iterable[Effect]) -> dict[str, Any]:
    """How often each happened, and how much money went, whether or not anything did."""
    counts: Counter[str] = Counter()
    sums: dict[str, dict[str, Decimal]] = {name: {} for name in MONEY.values()}
    for effect in effects:
        if name := MONEY.get(effect["effect"]):
            of = sums[name]
            currency = effect["currency"]
            of[currency] = of.get(currency, Decimal(0)) + Decimal(effect["amount"])
        else:
            counts[COUNTED[effect["effect"]]] += 1
    money = {name: {c: str(amount) for c, amount in of.items()} for name, of in sums.items()}
    return {name: counts[name] for name in COUNTED.values()} | money


def is_amount(text: str) -> bool:
    """Whether it is an amount of money, which can be summed."""
    try:
        return len(text) < 50 and abs(Decimal(text)) < 10**20
    except InvalidOperation:
        return False
