"""An independent ledger: what is owed, paid and kept for clients, in whole cents and no tables."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


@dataclass(eq=False)
class Owed:
    """An invoice. `entries` are what it received: amount, what of it is credit, and by what."""

    client: int
    number: str
    lines: list[tuple[int, Decimal]]
    rate: Decimal
    due: datetime
    state: str = "pending"
    charging: int = 0
    """By a card that is being charged."""
    gone: bool = False
    entries: list[list[Any]] = field(default_factory=list)

    @property
    def subtotal(self) -> int:
        return sum(int(quantity * price * 100) for quantity, price in self.lines)

    @property
    def tax(self) -> int:
        exact = Decimal(self.subtotal) * self.rate / 100
        return int(exact.to_integral_value(ROUND_HALF_UP))

    @property
    def total(self) -> int:
        return self.subtotal + self.tax

    @property
    def paid(self) -> int:
        return sum(amount - credited for amount, credited, _ in self.entries)

    @property
    def balance(self) -> int:
        return 0 if self.state == "cancelled" else self.total - self.paid

    def status(self, now: datetime) -> str:
        return "overdue" if self.state == "pending" and self.due <= now else self.state


@dataclass
class Ledger:
    owed: dict[int, Owed] = field(default_factory=dict)
    transactions: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of which invoice, and what amount."""
    till: int = 0
    """All the money that came."""

    def write(self, year: int, client: int, lines: Any, rate: Decimal, due: datetime) -> int:
        id = len(self.owed) + 1
        this_year = sum(f"-{year}-" in one.number for one in self.owed.values())
        number = f"INV-{year}-{this_year + 1:03d}"
        self.owed[id] = Owed(client, number, lines, rate, due)
        self.settle(id)
        return id

    def settle(self, id: int) -> None:
        if self.owed[id].balance <= 0:
            self.owed[id].state = "paid"

    def credit(self, client: int) -> int:
        mine = [e for one in self.owed.values() if one.client == client for e in one.entries]
        return sum(credited - (amount if by == "credit" else 0) for amount, credited, by in mine)

    def receive(self, id: int, amount: int, by: str) -> None:
        owed = self.owed[id]
        owed.entries.append([amount, max(0, amount - owed.balance), by])
        if by != "credit":
            self.till += amount
        self.settle(id)

    def cancel(self, id: int) -> None:
        owed = self.owed[id]
        for entry in owed.entries:
            entry[1] = entry[0]
        owed.state = "cancelled"


def cents(amount: float) -> int:
    """Of the API's number, which has two decimals at most."""
    exact = Decimal(str(amount)) * 100
    assert exact == int(exact), amount
    return int(exact)
