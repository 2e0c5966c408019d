"""Ways to pay, and what they cost.

The document's two lists of them do not agree, neither in ids nor in names. Here they do: those of
`GET /payment/fees` are the methods there are.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from simulators.hostens.errors import wrong


class Method(NamedTuple):
    id: str
    name: str
    fixed_fee: str
    percent_fee: str


METHODS = (
    Method("1", "Bank Transfer", "0.0", "0.0"),
    Method("2", "Stripe", "0.5", "2.9"),
    Method("4", "Credit Card", "0.1", "2.4"),
    Method("5", "PayPal", "0.3", "2.9"),
)
DEFAULT = METHODS[0].id
"""Of orders that name none, and of renewals."""


def named(body: Mapping[str, Any]) -> str:
    """The id of the one that an order names; whether there is such a one, `method` says."""
    return str(body.get("pay_method", DEFAULT))


def method(id: str) -> Method:
    """Raises a Refusal where there is none."""
    for one in METHODS:
        if one.id == id:
            return one
    raise wrong("pay_method")


def fees(id: str) -> tuple[Decimal, Decimal]:
    """Fixed, and in percent."""
    one = method(id)
    return Decimal(one.fixed_fee), Decimal(one.percent_fee)
