"""The tables. Names here are ours; what is called how on the wire is for the schemas to say."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, MetaData, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from hostingco_api.core.database import Instant, Money

ROLES = ("admin", "support", "user")
PERMISSIONS = {
    "admin": ["read", "write", "delete"],
    "support": ["read", "write"],
    "user": ["read", "write"],
}
STAFF = ("admin", "support")
SERVER_STATUSES = ("active", "inactive", "maintenance", "provisioning")
INVOICE_STATUSES = ("pending", "paid", "cancelled")
"""As stored. What is pending and past its date is overdue, which nobody has to write down."""
TICKET_STATUSES = ("open", "in_progress", "pending_customer", "resolved", "closed", "reopened")
PRIORITIES = ("low", "medium", "high", "urgent")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        Decimal: Money,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class Fact(Base):
    """Of the database itself: `demo`, if it was made for one."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class User(Base):
    """Customers, and those who serve them. Without a password nobody can log in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))  # in lower case
    password: Mapped[str | None] = mapped_column(String(200))  # an Argon2 hash
    name: Mapped[str] = mapped_column(String(100))
    company: Mapped[str | None] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(10), default="user")
    is_active: Mapped[bool] = mapped_column(default=True)
    theme: Mapped[str] = mapped_column(String(10), default="light")
    notifications: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    @property
    def permissions(self) -> list[str]:
        return PERMISSIONS[self.role]

    @property
    def settings(self) -> "User":
        """An object of the API, of columns here."""
        return self


# An address may be used again once its user was deleted.
_LIVE = User.deleted_at.is_(None)
Index("uq_users_live_email", User.email, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)


class Login(Base):
    """One login. Only the token with this `jti` is good, so it can be exchanged and revoked."""

    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    jti: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class Plan(Base):
    __tablename__ = "plans"

    id: Mapped[str] = mapped_column(String(50), primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    type: Mapped[str] = mapped_column(String(20))
    price: Mapped[Decimal]  # a month
    cpu: Mapped[int]
    ram: Mapped[str] = mapped_column(String(20))
    storage: Mapped[str] = mapped_column(String(20))
    bandwidth: Mapped[str] = mapped_column(String(20))
    features: Mapped[list[str]]

    @property
    def specs(self) -> "Plan":
        """An object of the API, of columns here."""
        return self


class Server(Base):
    """A customer's. What it is made of, the provider knows."""

    __tablename__ = "servers"
    __allow_unmapped__ = True

    # Of its samples, and no columns: `servers.measure` sets them.
    uptime: float | None = None
    statistics: "Sample | None" = None

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"))
    name: Mapped[str] = mapped_column(String(50))
    own_hostname: Mapped[str | None] = mapped_column(String(253))  # else it is the name
    location: Mapped[str] = mapped_column(String(50))
    status: Mapped[str] = mapped_column(String(20), default="provisioning", index=True)
    ip: Mapped[str | None] = mapped_column(String(45))
    firewall: Mapped[bool] = mapped_column(default=True)
    backups: Mapped[bool] = mapped_column(default=True)
    monitoring: Mapped[bool] = mapped_column(default=True)
    ssl: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_backup_at: Mapped[datetime | None]
    billed_months: Mapped[int] = mapped_column(default=0)
    next_billing_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    plan: Mapped[Plan] = relationship(lazy="joined")

    @property
    def hostname(self) -> str:
        return self.own_hostname or self.name

    @property
    def settings(self) -> "Server":
        """An object of the API, of columns here."""
        return self


_KEPT = Server.deleted_at.is_(None)
Index(
    "uq_servers_live_name",
    Server.user_id,
    Server.name,
    unique=True,
    sqlite_where=_KEPT,
    postgresql_where=_KEPT,
)


class Machine(Base):
    """Of the local provider: what stands for a server while there is no other provider."""

    __tablename__ = "machines"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(50), unique=True)
    running: Mapped[bool] = mapped_column(default=True)


class Sample(Base):
    """What a provider told of a server at an instant; null is what it did not tell."""

    __tablename__ = "samples"
    # One server's lie beside each other, as they are read.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (the base's)
    __allow_unmapped__ = True

    uptime: float | None = None  # of the server until then, and no column

    server_id: Mapped[int] = mapped_column(ForeignKey("servers.id"), primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    up: Mapped[bool]
    cpu_usage: Mapped[float | None]  # per cent
    memory_usage: Mapped[float | None]
    disk_usage: Mapped[float | None]
    network_in: Mapped[float | None]  # KiB a second
    network_out: Mapped[float | None]
    processes: Mapped[int | None]
    connections: Mapped[int | None]
    load: Mapped[list[float] | None] = mapped_column(JSON)  # of 1, 5 and 15 minutes


class InvoiceCounter(Base):
    """The last number of a year. Whoever takes the next one holds the row until the commit."""

    __tablename__ = "invoice_counters"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Invoice(Base):
    __tablename__ = "invoices"
    __allow_unmapped__ = True

    state: str | None = None  # as it is called at an instant, and no column: `billing.status`

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    server_id: Mapped[int | None] = mapped_column(ForeignKey("servers.id"), index=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Decimal]
    tax: Mapped[Decimal]
    total: Mapped[Decimal]  # amount + tax
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[str] = mapped_column(String(10), default="pending", index=True)
    recurring: Mapped[bool] = mapped_column(default=False)  # a renewal, not an order
    due_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    user: Mapped[User] = relationship()
    items: Mapped[list["InvoiceItem"]] = relationship(order_by="InvoiceItem.id", lazy="selectin")
    payments: Mapped[list["Payment"]] = relationship(
        order_by="Payment.id", back_populates="invoice"
    )

    @property
    def method(self) -> "PaymentMethod | None":
        """What it was paid with."""
        paid = (payment for payment in self.payments if payment.status == "succeeded")
        return next((payment.method for payment in paid), None)


class InvoiceItem(Base):
    __tablename__ = "invoice_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    description: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int]
    unit_price: Mapped[Decimal]
    total: Mapped[Decimal]


class PaymentMethod(Base):
    """A card, as much of it as may be kept. `token` is what the payment processor calls it."""

    __tablename__ = "payment_methods"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    type: Mapped[str] = mapped_column(String(20))
    brand: Mapped[str] = mapped_column(String(20))
    last4: Mapped[str] = mapped_column(String(4))
    expiry_month: Mapped[int]
    expiry_year: Mapped[int]
    token: Mapped[str] = mapped_column(String(100))
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
    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    method_id: Mapped[int] = mapped_column(ForeignKey("payment_methods.id"), index=True)
    amount: Mapped[Decimal]
    status: Mapped[str] = mapped_column(String(10), default="processing", index=True)
    reason: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    invoice: Mapped[Invoice] = relationship(back_populates="payments")
    method: Mapped[PaymentMethod] = relationship()


# An invoice is being paid, or was paid, once.
_COUNTS = Payment.status != "failed"
Index(
    "uq_payments_one_that_counts",
    Payment.invoice_id,
    unique=True,
    sqlite_where=_COUNTS,
    postgresql_where=_COUNTS,
)


class Ticket(Base):
    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    subject: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(20))
    priority: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(20), default="open", index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]  # by staff, for the first time
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(500))  # it was closed for

    user: Mapped[User] = relationship(foreign_keys=user_id)
    assigned_to: Mapped[User | None] = relationship(foreign_keys=assigned_to_id)
    messages: Mapped[list["Message"]] = relationship(order_by="Message.id", lazy="selectin")

    @property
    def message_count(self) -> int:
        return len(self.messages)


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    sender: Mapped[str] = mapped_column(String(10))  # user or support
    content: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]


class Setting(Base):
    """One row, of what was set; all else is as in `settings.DEFAULTS`."""

    __tablename__ = "settings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    values: Mapped[dict[str, Any]]


class Purchase(Base):
    """Of a domain or a machine at a provider. While it is `open` or `unknown`, nothing of that name
    is bought there: it is to be looked for first."""

    __tablename__ = "purchases"

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(50))
    kind: Mapped[str] = mapped_column(String(10))  # domain, vm
    name: Mapped[str] = mapped_column(String(253))  # or host name, in lower case
    state: Mapped[str] = mapped_column(String(10))  # open, unknown, bought
    since: Mapped[datetime]  # it is in that state
    tried_at: Mapped[datetime | None]  # the provider was asked for it, the last time
    before: Mapped[list[str] | None]  # what was there then
    ref: Mapped[str | None] = mapped_column(String(255))  # the provider's id of what was bought
    owner: Mapped[str | None] = mapped_column(String(50))  # who it is bought for, once


_UNSETTLED = Purchase.state != "bought"
Index(
    "uq_purchases_one_at_a_time",
    Purchase.provider,
    Purchase.kind,
    Purchase.name,
    unique=True,
    sqlite_where=_UNSETTLED,
    postgresql_where=_UNSETTLED,
)
