"""Invoices, and what pays them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hostingco_api.core.ids import new_uuid
from hostingco_api.core.models.base import SECRET, UNTOLD, Base
from hostingco_api.core.models.people import User

INVOICE_STATUSES = ("pending", "paid", "cancelled")
"""As stored. What is pending and past its date is overdue, which nobody has to write down."""
CREDIT = "credit"
"""The gateway of payments that spend what a customer has paid too much before."""


class InvoiceCounter(Base):
    """The last number of a year. Whoever takes the next one holds the row until the commit."""

    __tablename__ = "invoice_counters"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Invoice(Base):
    __tablename__ = "invoices"
    __audit__ = "invoice"
    __allow_unmapped__ = True

    # No columns: as it is called at an instant (`billing.status`), and what the public API shows.
    state: str | None = None
    due_date: date | None = None
    payment: "Payment | None" = None

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, index=True, default=new_uuid)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    server_id: Mapped[int | None] = mapped_column(ForeignKey("servers.id"), index=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Decimal]
    tax: Mapped[Decimal]
    tax_rate: Mapped[str | None] = mapped_column(String(30))  # per cent, of those that know it
    total: Mapped[Decimal]  # amount + tax
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[str] = mapped_column(String(10), default="pending", index=True)
    recurring: Mapped[bool] = mapped_column(default=False)  # a renewal, not an order
    due_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None] = mapped_column(info=UNTOLD)  # what follows was begun
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]  # for the public API; in the portal it stays, cancelled

    user: Mapped[User] = relationship()
    items: Mapped[list["InvoiceItem"]] = relationship(
        order_by="InvoiceItem.id", lazy="selectin", cascade="all, delete-orphan"
    )
    payments: Mapped[list["Payment"]] = relationship(
        order_by="Payment.id", back_populates="invoice"
    )

    @property
    def amount_paid(self) -> Decimal:
        """What payments have brought, without what was too much."""
        done = (payment for payment in self.payments if payment.status == "succeeded")
        return sum((payment.amount - payment.credited for payment in done), Decimal(0))

    @property
    def balance(self) -> Decimal:
        """What is still to be paid."""
        return Decimal(0) if self.status == "cancelled" else self.total - self.amount_paid

    @property
    def method(self) -> "PaymentMethod | None":
        """What it was paid with."""
        paid = (payment for payment in self.payments if payment.status == "succeeded")
        return next((payment.method for payment in paid if payment.method), None)


class InvoiceItem(Base):
    __tablename__ = "invoice_items"
    __audit__ = "invoice_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"), index=True)
    months: Mapped[int | None]  # of the service, as its cycle was when it was billed
    description: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int]
    unit_price: Mapped[Decimal]
    total: Mapped[Decimal]


class PaymentMethod(Base):
    """A card, as much of it as may be kept. `token` is what the payment processor calls it."""

    __tablename__ = "payment_methods"
    __audit__ = "payment_method"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    type: Mapped[str] = mapped_column(String(20))
    brand: Mapped[str] = mapped_column(String(20))
    last4: Mapped[str] = mapped_column(String(4))
    expiry_month: Mapped[int]
    expiry_year: Mapped[int]
    token: Mapped[str] = mapped_column(String(100), info=SECRET)
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


_DEFAULT = text("is_default")  # the one spelling that both databases know
Index(
    "uq_payment_methods_default",
    PaymentMethod.user_id,
    unique=True,
    sqlite_where=_DEFAULT,
    postgresql_where=_DEFAULT,
)


class Payment(Base):
    """Of an invoice, or of a part of it. What was more than that is `credited` to the customer, who
    spends it by a payment whose gateway is CREDIT: so these rows are the book of credit, too."""

    __tablename__ = "payments"
    __audit__ = "payment"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, index=True, default=new_uuid)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    method_id: Mapped[int | None] = mapped_column(ForeignKey("payment_methods.id"), index=True)
    gateway: Mapped[str] = mapped_column(String(50), default="card")
    transaction_id: Mapped[str | None] = mapped_column(String(100))
    amount: Mapped[Decimal]
    credited: Mapped[Decimal] = mapped_column(default=Decimal(0))
    status: Mapped[str] = mapped_column(String(10), default="processing", index=True)
    reason: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    invoice: Mapped[Invoice] = relationship(back_populates="payments")
    method: Mapped[PaymentMethod | None] = relationship()


# A card is charged for an invoice once at a time, and a transaction counts once.
_UNDER_WAY = Payment.status == "processing"
Index(
    "uq_payments_one_under_way",
    Payment.invoice_id,
    unique=True,
    sqlite_where=_UNDER_WAY,
    postgresql_where=_UNDER_WAY,
)
Index("uq_payments_transaction", Payment.gateway, Payment.transaction_id, unique=True)
