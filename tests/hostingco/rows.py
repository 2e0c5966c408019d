"""A company with a past, as rows: of every kind, on both sides of every instant that counts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from hostingco_api.core.models import (
    Base,
    Invoice,
    Payment,
    PaymentMethod,
    Sample,
    Server,
    Ticket,
    User,
)
from tests.hostingco.support import Portal

NOW = datetime(2026, 5, 15, 12, tzinfo=UTC)
MS = timedelta(milliseconds=1)
DAY = timedelta(days=1)
EDGES = [
    datetime(2026, 5, 1, tzinfo=UTC),  # May, and the end of April
    datetime(2026, 4, 1, tzinfo=UTC),
    datetime(2026, 3, 2, tzinfo=UTC),  # as long before April as April is
]
PLANS = ("basic", "pro")  # and none of them is enterprise


def fill(portal: Portal, seed: int = 5) -> None:
    """Puts the clock at NOW, and fills the database with what happened until then."""
    portal.clock.set(2026, 5, 15, 12)
    random = Random(seed)

    def past() -> datetime:
        """Mostly of the last weeks; often of an instant that counts, or the one before it."""
        if random.random() < 0.3:
            return random.choice(EDGES) - random.choice((0, 1)) * MS
        days = random.choice((0.9, 6, 29, 40, 70, 300, 800))
        # Not in the minutes that the clock goes on while a test runs.
        return NOW - timedelta(milliseconds=random.randrange(600_000, int(days * 86_400_000)))

    def maybe(chance: float, instant: datetime) -> datetime | None:
        return instant if random.random() < chance else None

    def after(instant: datetime) -> datetime:
        return min(instant + timedelta(minutes=random.randrange(1, 9000)), NOW - 10 * MS)

    with portal.database.writing() as session:
        for n in range(60):
            gone = maybe(0.3, past())
            created = past()
            session.add(
                User(
                    email=f"u{n}@example.com",
                    name=f"User {n}",
                    role=random.choice(("admin", "support", "user", "user", "user")),
                    is_active=gone is None and random.random() < 0.8,
                    created_at=created,
                    updated_at=created,
                    last_login_at=maybe(0.7, past()),
                    deleted_at=gone,
                )
            )
        session.flush()
        # Half of everything is of the customer that looks, so that there is enough of it.
        owners = [*[3] * 6, 4, *(5 + random.randrange(60) for _ in range(5))]
        for n in range(80):
            created = past()
            server = Server(
                user_id=random.choice(owners),
                plan_id=random.choice(PLANS),
                name=f"s{n}",
                location="us-east-1",
                status=random.choice(
                    ("active", "active", "inactive", "maintenance", "provisioning")
                ),
                created_at=created,
                updated_at=created,
                next_billing_at=NOW + 30 * DAY,
                deleted_at=maybe(0.3, past()),
            )
            session.add(server)
            session.flush()
            for taken_at in {past() for _ in range(random.randrange(9))}:
                cpu = random.choice((None, random.uniform(0, 100)))
                up = random.random() < 0.8
                session.add(Sample(server_id=server.id, taken_at=taken_at, up=up, cpu_usage=cpu))
        for n in range(160):
            _invoice(session, n, random, random.choice(owners), past, after)
        for n in range(80):
            opened = past()
            resolved = maybe(0.4, after(opened))
            session.add(
                Ticket(
                    user_id=random.choice(owners),
                    subject=f"Ticket {n}",
                    description="It does not work",
                    category="Technical",
                    priority="low",
                    created_at=opened,
                    updated_at=opened,
                    resolved_at=resolved,
                    closed_at=maybe(0.5, after(resolved or opened)),
                )
            )


def _invoice(session: Any, n: int, random: Random, owner: int, past: Any, after: Any) -> None:
    written = past()
    status = random.choice(("paid", "paid", "paid", "pending", "pending", "cancelled"))
    due = random.choice((written + 14 * DAY, NOW + DAY, NOW - DAY))
    amount = Decimal(random.randrange(100, 99999)) / 100
    invoice = Invoice(
        user_id=owner,
        number=f"INV-2026-{n:03d}",
        description="Something",
        amount=amount,
        tax=Decimal(0),
        total=amount,
        currency="USD",
        status=status,
        recurring=random.random() < 0.6,
        due_at=due,
        created_at=written,
        updated_at=written,
    )
    card = PaymentMethod(
        user_id=owner,
        type="credit_card",
        brand="visa",
        last4="4242",
        expiry_month=12,
        expiry_year=2030,
        token="card_x",
        created_at=written,
    )
    session.add_all([invoice, card])
    last = ["succeeded"] if status == "paid" else random.choice(([], ["processing"]))
    for ended in ["failed"] * random.randrange(2) + last:
        at = past()
        settled = None if ended == "processing" else after(at) if random.random() < 0.5 else at
        invoice.payments.append(
            Payment(method=card, amount=amount, status=ended, created_at=at, settled_at=settled)
        )
    session.flush()


class Rows:
    """All rows as they are at present, to count them in another way than a database does."""

    def __init__(self, portal: Portal) -> None:
        with portal.database.reading() as session:

            def of(kind: type[Base]) -> Sequence[Any]:
                return session.scalars(select(kind)).unique().all()

            self.users, self.servers, self.samples = of(User), of(Server), of(Sample)
            self.invoices, self.payments, self.tickets = of(Invoice), of(Payment), of(Ticket)

    def owner(self, payment: Payment) -> int:
        return self._invoice(payment).user_id

    def recurs(self, payment: Payment) -> bool:
        return self._invoice(payment).recurring

    def _invoice(self, payment: Payment) -> Invoice:
        found: Invoice = next(i for i in self.invoices if i.id == payment.invoice_id)
        return found


def half_up(value: Any, places: str) -> float:
    return float(Decimal(value).quantize(Decimal(places), ROUND_HALF_UP))
