"""Amounts: Decimal within, texts or numbers on the wire."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

CURRENCY = "USD"
TAX_RATE = 21
"""Percent; the documented invoice's. The documented quote has 23."""

_CENT = Decimal("0.01")
ZERO = Decimal("0.00")


class Totals(NamedTuple):
    """`total` is what is left to pay: subtotal and tax, less what the account's credit covers."""

    fee: Decimal
    subtotal: Decimal
    tax: Decimal
    credit: Decimal
    total: Decimal


def cents(amount: Decimal | float | str) -> Decimal:
    """Rounded to whole cents."""
    return Decimal(str(amount)).quantize(_CENT, ROUND_HALF_UP)


def gross(amount: Decimal) -> Decimal:
    """With tax."""
    return amount + cents(amount * TAX_RATE / 100)


def number(amount: Decimal) -> float | int:
    """As PHP writes a number: 5 and not 5.0."""
    rounded = float(cents(amount))
    return int(rounded) if rounded.is_integer() else rounded


def totals(
    amounts: Iterable[Decimal], fixed_fee: Decimal, percent_fee: Decimal, credit: Decimal
) -> Totals:
    """Of a quote and of the invoice that comes of it; the fee is taxed like everything."""
    cost = sum(amounts, ZERO)
    fee = cents(fixed_fee + cost * percent_fee / 100) if cost > 0 else ZERO
    subtotal = cost + fee
    tax = cents(subtotal * TAX_RATE / 100)
    used = min(credit, subtotal + tax)
    return Totals(fee, subtotal, tax, used, subtotal + tax - used)
