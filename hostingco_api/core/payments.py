"""Cards, and the processor that charges them.

Number and CVV go to the processor and nowhere else; what stays is its token, brand and last digits.
"""

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hostingco_api.core import accounts
from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import conflict, not_found
from hostingco_api.core.models import Payment, PaymentMethod, User


class Declined(Exception):
    """The message is the reason, for the customer to read."""


class Processor(Protocol):
    def keep(self, number: str, cvv: str) -> str:
        """The token that stands for the card from now on."""

    def charge(
        self, reference: str, token: str, amount: Decimal, currency: str, *, expired: bool
    ) -> None:
        """Raises Declined, or ProviderFailed where it is to be asked again later: with the same
        reference it charges nothing more."""


class LocalProcessor:
    """Charges nothing. It declines cards that have expired, and the one that is known for it."""

    DECLINES = "4000000000000341"
    """As with Stripe: a card that can be added, and cannot be charged."""

    def keep(self, number: str, cvv: str) -> str:
        kind = "declines" if number == self.DECLINES else "card"
        return f"{kind}_{secrets.token_hex(12)}"

    def charge(
        self, reference: str, token: str, amount: Decimal, currency: str, *, expired: bool
    ) -> None:
        if expired:
            raise Declined("The card has expired")
        if token.startswith("declines_"):
            raise Declined("The card was declined")


_BRANDS = (
    ("visa", ("4",)),
    ("mastercard", (*map(str, range(51, 56)), *map(str, range(2221, 2721)))),
    ("amex", ("34", "37")),
    ("discover", ("6011", "65", *map(str, range(644, 650)))),
)
BRANDS = (*(name for name, _ in _BRANDS), "unknown")


def brand(number: str) -> str:
    """By the first digits (ISO/IEC 7812)."""
    return next((name for name, starts in _BRANDS if number.startswith(starts)), "unknown")


def is_number(digits: str) -> bool:
    """By its check digit (Luhn)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def expired(method: PaymentMethod, now: datetime) -> bool:
    """A card is good until its month is over."""
    return (method.expiry_year, method.expiry_month) < (now.year, now.month)


def listed(user_id: int) -> Select[PaymentMethod]:
    return (
        select(PaymentMethod)
        .where(PaymentMethod.user_id == user_id, PaymentMethod.deleted_at.is_(None))
        .order_by(PaymentMethod.id)
    )


def find(
    session: Session, id: int | None, user_id: int, *, lock: bool = False
) -> PaymentMethod | None:
    found = listed(user_id).where(PaymentMethod.id == id)
    return session.scalar(found.with_for_update(**LOCK) if lock else found) if id else None


def add(
    session: Session, me: User, processor: Processor, now: datetime, card: dict[str, Any]
) -> PaymentMethod:
    """The first one is the default."""
    _alone(session, me)
    number = card["number"]
    method = PaymentMethod(
        user_id=me.id,
        type=card["type"],
        brand=brand(number),
        last4=number[-4:],
        expiry_month=card["expiry_month"],
        expiry_year=card["expiry_year"],
        token=processor.keep(number, card["cvv"]),
        is_default=not session.scalars(listed(me.id)).first(),
        created_at=now,
    )
    session.add(method)
    session.flush()
    return method


def make_default(session: Session, id: int | None, me: User) -> PaymentMethod:
    _alone(session, me)
    chosen = _own(session, id, me)
    for method in session.scalars(listed(me.id)):
        method.is_default = False
    session.flush()  # before, or there would be two for a moment
    chosen.is_default = True
    return chosen


def remove(session: Session, id: int | None, me: User, now: datetime) -> None:
    """Of those that stay, the oldest becomes the default, if it was that."""
    _alone(session, me)
    method = _own(session, id, me)
    under_way = select(Payment.id).where(
        Payment.method_id == method.id, Payment.status == "processing"
    )
    if session.scalar(under_way):
        raise conflict("A payment with it is being processed")
    was_default, method.is_default, method.deleted_at = method.is_default, False, now
    session.flush()
    if was_default and (oldest := session.scalars(listed(me.id)).first()):
        oldest.is_default = True


def _own(session: Session, id: int | None, me: User) -> PaymentMethod:
    # Who pays with it has it locked, too, so that it is not removed meanwhile.
    method = find(session, id, me.id, lock=True)
    if method is None:
        raise not_found("Payment method")
    return method


def _alone(session: Session, me: User) -> None:
    """One at a time per customer, so that there is one default always."""
    accounts.hold(session, me)
