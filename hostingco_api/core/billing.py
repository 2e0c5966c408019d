"""Invoices: written for what servers cost, paid by card, overdue by the calendar.

A server is billed by the month, from the day it was ordered on. The invoice of a month is due when
the month begins, and not before two weeks after it was written (assumed; no document says when).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, contains_eager

from hostingco_api.core import accounts, payments, settings
from hostingco_api.core.clock import months_after
from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import conflict, invalid, not_found
from hostingco_api.core.models import (
    INVOICE_STATUSES,
    Invoice,
    InvoiceCounter,
    InvoiceItem,
    Payment,
    Server,
    User,
)

TIME_TO_PAY = timedelta(days=14)
CENT = Decimal("0.01")
STATUSES = (*INVOICE_STATUSES, "overdue")
"""As the API says them."""


def status(invoice: Invoice, now: datetime) -> str:
    """As the API says it: what is pending and past its date is overdue."""
    late = invoice.status == "pending" and invoice.due_at <= now
    return "overdue" if late else invoice.status


def in_status(found: Select[Invoice], wanted: str, now: datetime) -> Select[Invoice]:
    """Only those of which `status` says so."""
    if wanted == "overdue":
        return found.where(Invoice.status == "pending", Invoice.due_at <= now)
    found = found.where(Invoice.status == wanted)
    return found.where(Invoice.due_at > now) if wanted == "pending" else found


def listed(me: User, user: int | None = None) -> Select[Invoice]:
    found = select(Invoice).where(*accounts.own(Invoice.user_id, me)).order_by(Invoice.id)
    if user is not None:
        found = found.where(Invoice.user_id == user)
    return found


def get(session: Session, id: int | None, me: User, *, lock: bool = False) -> Invoice:
    """One's own, or for staff anybody's."""
    found = listed(me).where(Invoice.id == id)
    invoice = session.scalar(found.with_for_update(**LOCK) if lock else found) if id else None
    if invoice is None:
        raise not_found("Invoice")
    return invoice


# -- writing ------------------------------------------------------------------------------------


def write(
    session: Session,
    user_id: int,
    description: str,
    items: Iterable[tuple[str, int, Decimal]],
    now: datetime,
    *,
    due_at: datetime | None = None,
    server_id: int | None = None,
    recurring: bool = False,
) -> Invoice:
    """An invoice of (description, quantity, price of one) each, with the next number."""
    terms = settings.load(session)
    lines = [
        InvoiceItem(description=text, quantity=n, unit_price=price, total=n * price)
        for text, n, price in items
    ]
    amount = sum((line.total for line in lines), Decimal(0))
    tax = (amount * terms.tax_rate / 100).quantize(CENT, ROUND_HALF_UP)
    invoice = Invoice(
        user_id=user_id,
        server_id=server_id,
        number=_number(session, terms.invoice_prefix, now.year),
        description=description,
        amount=amount,
        tax=tax,
        total=amount + tax,
        currency=terms.currency,
        recurring=recurring,
        due_at=due_at or now + TIME_TO_PAY,
        created_at=now,
        updated_at=now,
        items=lines,
    )
    session.add(invoice)
    session.flush()
    return invoice


def _number(session: Session, prefix: str, year: int) -> str:
    """The year's next, with no gap and none twice: the row stays locked until the commit."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    counted = insert(InvoiceCounter).values(year=year, last=1)
    counted = counted.on_conflict_do_update(
        index_elements=["year"], set_={"last": InvoiceCounter.last + 1}
    )
    return f"{prefix}{year}-{session.scalar(counted.returning(InvoiceCounter.last)):03d}"


def bill(session: Session, server: Server, now: datetime) -> None:
    """Write every invoice of a server that it is time for, if that is done automatically."""
    if not settings.load(session).auto_billing:
        return
    while server.next_billing_at - TIME_TO_PAY <= now:
        begins = server.next_billing_at
        write(
            session,
            server.user_id,
            f"{server.plan.name} - {begins:%B %Y}",
            [(f"{server.plan.name} - Monthly", 1, server.plan.price)],
            now,
            due_at=max(begins, now + TIME_TO_PAY),
            server_id=server.id,
            recurring=server.billed_months > 0,
        )
        server.billed_months += 1
        server.next_billing_at = months_after(server.created_at, server.billed_months)


def to_bill(now: datetime) -> Select[Server]:
    """Servers of which it is time to bill another month; who has one locked is left to it."""
    return (
        select(Server)
        .where(Server.deleted_at.is_(None), Server.next_billing_at <= now + TIME_TO_PAY)
        .order_by(Server.id)
        .with_for_update(**LOCK, skip_locked=True, of=Server)
    )


# -- paying -------------------------------------------------------------------------------------


def pay(session: Session, invoice: Invoice, method_id: int | None, now: datetime) -> Payment:
    """Begin to pay all of it with a card of the customer whose it is; `settle` ends it."""
    if invoice.status != "pending":
        raise conflict(f"The invoice is {invoice.status}")
    if any(payment.status == "processing" for payment in invoice.payments):
        raise conflict("A payment of the invoice is being processed")
    method = payments.find(session, method_id, invoice.user_id, lock=True)
    if method is None:
        raise invalid(paymentMethodId="There is no such payment method.")
    payment = Payment(method=method, amount=invoice.total, created_at=now, status="processing")
    invoice.payments.append(payment)
    invoice.updated_at = now
    session.flush()
    return payment


def to_settle() -> Select[Payment]:
    """Payments in progress, locked with their invoices; who has one locked is left to it."""
    return (
        select(Payment)
        .join(Payment.invoice)
        .options(contains_eager(Payment.invoice))
        .where(Payment.status == "processing")
        .order_by(Payment.id)
        .with_for_update(**LOCK, skip_locked=True)
    )


def settle(
    session: Session, payment: Payment, processor: payments.Processor, now: datetime
) -> None:
    """Have the card charged. The reference is the payment's, so that it is charged once."""
    method = payment.method
    try:
        processor.charge(
            f"payment-{payment.id}",
            method.token,
            payment.amount,
            payment.invoice.currency,
            expired=payments.expired(method, now),
        )
    except payments.Declined as declined:
        payment.status, payment.reason = "failed", str(declined)
    else:
        payment.status = "succeeded"
        payment.invoice.status = "paid"
        payment.invoice.paid_at = now
    payment.settled_at = payment.invoice.updated_at = now
