"""Invoices: written for what servers cost, paid by card, overdue by the calendar.

A server is billed by the month, from the day it was ordered on. The invoice of a month is due when
the month begins, and not before two weeks after it was written (assumed; no document says when).
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, contains_eager

from hostingco_api.core import accounts, clients, events, lifecycle, payments, settings
from hostingco_api.core.clock import end_of, months_after
from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import conflict, invalid, invalid_state, not_found
from hostingco_api.core.models import (
    CREDIT,
    CYCLES,
    INVOICE_STATUSES,
    Invoice,
    InvoiceCounter,
    InvoiceItem,
    Payment,
    Server,
    Service,
    User,
)

TIME_TO_PAY = timedelta(days=14)
CENT = Decimal("0.01")
PAYMENT_STATUSES = ("processing", "succeeded", "failed")
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
    items: Iterable[InvoiceItem],
    now: datetime,
    *,
    due_at: datetime | None = None,
    server_id: int | None = None,
    recurring: bool = False,
    tax_rate: Decimal | None = None,
    currency: str | None = None,
) -> Invoice:
    """An invoice of these lines, with the next number. What costs nothing is paid. The services in
    it are locked (`lifecycle.hold`): whoever has a number waits for nobody."""
    terms = settings.load(session)
    rate = terms.tax_rate if tax_rate is None else tax_rate
    invoice = Invoice(
        user_id=user_id,
        server_id=server_id,
        number=_number(session, terms.invoice_prefix, now.year),
        description=description,
        currency=currency or terms.currency,
        recurring=recurring,
        due_at=due_at or now + TIME_TO_PAY,
        created_at=now,
        updated_at=now,
        payments=[],
    )
    charge(invoice, items, rate)
    session.add(invoice)
    events.of_invoice(session, "created", invoice, now)
    if not invoice.total:
        _paid(session, invoice, now)
    return invoice


def line(
    description: str, quantity: int, price: Decimal, service: Service | None = None
) -> InvoiceItem:
    """`price` is that of one; of a service, that is one period."""
    return InvoiceItem(
        description=description,
        quantity=quantity,
        unit_price=price,
        total=quantity * price,
        service_id=service and service.id,
        months=service and quantity * CYCLES[service.billing_cycle],
    )


def charge(invoice: Invoice, items: Iterable[InvoiceItem], tax_rate: Decimal) -> None:
    """For these lines, and for no others any more. The rate is per cent."""
    invoice.items = list(items)
    invoice.amount = sum((item.total for item in invoice.items), Decimal(0))
    invoice.tax_rate = str(tax_rate)
    invoice.tax = (invoice.amount * tax_rate / 100).quantize(CENT, ROUND_HALF_UP)
    invoice.total = invoice.amount + invoice.tax


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
            [line(f"{server.plan.name} - Monthly", 1, server.plan.price)],
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
    payment = Payment(method=method, amount=invoice.balance, created_at=now, status="processing")
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
    assert method  # what is paid otherwise is settled when it is written down
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
        if payment.invoice.balance <= 0:
            _paid(session, payment.invoice, now)
    payment.settled_at = payment.invoice.updated_at = now


def receive(
    session: Session,
    invoice: Invoice,
    amount: Decimal | None,
    gateway: str,
    transaction_id: str | None,
    now: datetime,
) -> tuple[Payment, bool]:
    """Write down what was paid, all of the balance unless said otherwise; what is too much becomes
    the customer's credit. The invoice is locked.

    Answers whether it was written down before: a transaction counts once.
    """
    if gateway.strip().lower() == CREDIT:  # or what is spelled otherwise would count as money
        gateway = CREDIT
    if transaction_id is not None:
        same = select(Payment).where(
            Payment.gateway == gateway, Payment.transaction_id == transaction_id
        )
        if known := session.scalar(same):
            if known.invoice_id == invoice.id and amount in (None, known.amount):
                return known, True
            raise conflict("The transaction is known, with another amount or invoice")
    _check_open(invoice)
    amount = invoice.balance if amount is None else amount
    if gateway == CREDIT:
        _check_credit(session, invoice, amount)
    payment = Payment(
        amount=amount,
        credited=max(Decimal(0), amount - invoice.balance),
        gateway=gateway,
        transaction_id=transaction_id,
        status="succeeded",
        created_at=now,
        settled_at=now,
    )
    invoice.payments.append(payment)
    invoice.updated_at = now
    session.flush()
    if invoice.balance <= 0:
        _paid(session, invoice, now)
    return payment, False


def _check_open(invoice: Invoice) -> None:
    if invoice.status != "pending":
        raise invalid_state(f"The invoice is {invoice.status}")
    if any(payment.status == "processing" for payment in invoice.payments):
        raise conflict("A payment of the invoice is being processed")


def _check_credit(session: Session, invoice: Invoice, amount: Decimal) -> None:
    # Locked, so that two invoices do not spend the same.
    session.refresh(invoice.user, with_for_update=LOCK)
    known = clients.credit(session, [invoice.user_id], invoice.currency)
    if amount > known.get(invoice.user_id, Decimal(0)):
        raise conflict("The client does not have so much credit")


def _paid(session: Session, invoice: Invoice, now: datetime) -> None:
    """All of it. What was waiting for that begins, once it is committed."""
    invoice.status, invoice.paid_at = "paid", now
    events.of_invoice(session, "paid", invoice, now)
    months: Counter[int] = Counter()
    for item in invoice.items:
        if item.service_id is not None:
            months[item.service_id] += item.months or 0
    for service in lifecycle.hold(session, months):
        lifecycle.paid(session, service, months[service.id], now)


# -- changing, and calling off ------------------------------------------------------------------


def change(
    session: Session,
    invoice: Invoice,
    now: datetime,
    *,
    due_at: datetime | None = None,
    items: Iterable[InvoiceItem] | None = None,
) -> None:
    """The rate of its tax stays."""
    _check_open(invoice)
    if items is not None:
        if any(payment.status == "succeeded" for payment in invoice.payments):
            raise invalid_state("A part of the invoice is paid: its items stay")
        known = invoice.tax_rate
        charge(invoice, items, Decimal(known) if known else settings.load(session).tax_rate)
    if due_at is not None:
        invoice.due_at, invoice.overdue_at = due_at, None
    invoice.updated_at = now
    session.flush()
    if not invoice.total:
        _paid(session, invoice, now)


def cancel(invoice: Invoice, now: datetime) -> None:
    """What was paid of it becomes the customer's credit."""
    _check_open(invoice)
    for payment in invoice.payments:
        if payment.status == "succeeded":
            payment.credited = payment.amount
    invoice.status, invoice.updated_at = "cancelled", now


# -- what time brings ---------------------------------------------------------------------------


def to_mark(now: datetime) -> Select[Invoice]:
    """Those that have become overdue since."""
    return (
        select(Invoice)
        .where(Invoice.status == "pending", Invoice.due_at <= now, Invoice.overdue_at.is_(None))
        .order_by(Invoice.id)
        .with_for_update(**LOCK, skip_locked=True, of=Invoice)
    )


def mark(session: Session, invoice: Invoice, now: datetime) -> None:
    invoice.overdue_at = now
    events.of_invoice(session, "overdue", invoice, now)


def renew(session: Session, service: Service, now: datetime) -> None:
    """Write the invoice of a service's next period, which is due on the day that begins it."""
    assert service.next_due_date
    items = lines_of(session, service)
    write(
        session,
        service.user_id,
        items[0].description,
        items,
        now,
        due_at=end_of(max(service.next_due_date, (now + TIME_TO_PAY).date())),
        recurring=True,
        currency=service.currency,
    )


def lines_of(
    session: Session, service: Service, quantity: int = 1, besides: Invoice | None = None
) -> list[InvoiceItem]:
    """For the next periods of a service; the first time with what it costs to set it up. `besides`
    is an invoice of which the lines are about to be replaced."""
    what = f" ({service.domain})" if service.domain else ""
    cycle = service.billing_cycle.replace("_", " ")
    text = f"{service.product.name} - {cycle}{what}"
    lines = [line(text[:200], quantity, service.price, service)]
    billed = (
        select(InvoiceItem.id)
        .join(Invoice, Invoice.id == InvoiceItem.invoice_id)
        .where(InvoiceItem.service_id == service.id, Invoice.status != "cancelled")
    )
    if besides is not None:
        billed = billed.where(Invoice.id != besides.id)
    if service.setup_fee and not session.scalar(billed.limit(1)):
        lines.append(line(f"{service.product.name} - setup{what}"[:200], 1, service.setup_fee))
    return lines
