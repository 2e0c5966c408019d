"""Servers of the portal, services of the public API, and what both are sold and bought as."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hostingco_api.core.ids import new_uuid
from hostingco_api.core.models.base import SECRET, UNTOLD, Base
from hostingco_api.core.models.people import User

SERVER_STATUSES = ("active", "inactive", "maintenance", "provisioning")
CYCLES = {"monthly": 1, "quarterly": 3, "semi_annually": 6, "annually": 12, "one_time": 0}
"""In months."""
SERVICE_STATUSES = (
    "pending",
    "provisioning",
    "active",
    "suspended",
    "failed",
    "terminated",
    "cancelled",
)
OVER = ("terminated", "cancelled")
MANUAL = "manual"
"""The module of what people set up."""


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
    __audit__ = "hosting_server"
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
    owner: Mapped[str | None] = mapped_column(String(50), index=True)  # whom it is bought for, once


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


class Node(Base):
    """A place where services are set up, which the public API calls a server. `module` says who
    sets them up: a provider by name, or people."""

    __tablename__ = "nodes"
    __audit__ = "server"
    __allow_unmapped__ = True

    services_count: int = 0  # of services, and no column

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, index=True, default=new_uuid)
    name: Mapped[str] = mapped_column(String(100))
    hostname: Mapped[str | None] = mapped_column(String(253))
    ip_address: Mapped[str | None] = mapped_column(String(45))
    module: Mapped[str] = mapped_column(String(50))
    module_options: Mapped[dict[str, Any]]
    max_services: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Product(Base):
    """What a service is one of. `module_options` say what a provider is to make of it."""

    __tablename__ = "products"
    __audit__ = "product"
    __allow_unmapped__ = True

    currency: str = ""  # of the settings, and no column

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, index=True, default=new_uuid)
    node_id: Mapped[int | None] = mapped_column(ForeignKey("nodes.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    module: Mapped[str] = mapped_column(String(50))
    module_options: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    node: Mapped[Node | None] = relationship()
    pricing: Mapped[list["ProductPrice"]] = relationship(
        order_by="ProductPrice.id", lazy="selectin", cascade="all, delete-orphan"
    )


_SOLD = Product.deleted_at.is_(None)
Index(
    "uq_products_live_slug", Product.slug, unique=True, sqlite_where=_SOLD, postgresql_where=_SOLD
)


class ProductPrice(Base):
    __tablename__ = "product_prices"
    __audit__ = "product_price"

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    cycle: Mapped[str] = mapped_column(String(20))
    price: Mapped[Decimal]
    setup_fee: Mapped[Decimal]


class Service(Base):
    """What a customer has of a product, at the price of the day it was ordered.

    While `pending_action` is set, that is to be done at or after `due_at` by whoever takes it, who
    moves `due_at` so far that they will be done by then: nothing is lost with a process.
    """

    __tablename__ = "services"
    __audit__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, index=True, default=new_uuid)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    node_id: Mapped[int | None] = mapped_column(ForeignKey("nodes.id"), index=True)
    status: Mapped[str] = mapped_column(String(20), default="pending", index=True)
    pending_action: Mapped[str | None] = mapped_column(String(20))
    due_at: Mapped[datetime | None] = mapped_column(index=True, info=UNTOLD)
    suspend_reason: Mapped[str | None] = mapped_column(String(200))
    last_error: Mapped[str | None] = mapped_column(String(1000))
    domain: Mapped[str | None] = mapped_column(String(253))
    username: Mapped[str | None] = mapped_column(String(100))
    # Encrypted: what the provider is to set, then what it made.
    password: Mapped[str | None] = mapped_column(Text, info=SECRET)
    billing_cycle: Mapped[str] = mapped_column(String(20))
    price: Mapped[Decimal]
    setup_fee: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(String(3))
    module: Mapped[str] = mapped_column(String(50))
    module_ref: Mapped[str | None] = mapped_column(String(255))
    ip: Mapped[str | None] = mapped_column(String(45))
    next_due_date: Mapped[date | None] = mapped_column(index=True)
    due_day: Mapped[int]  # of the month; next_due_date is earlier in a month without that day
    activated_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    terminated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    product: Mapped[Product] = relationship()
    node: Mapped[Node | None] = relationship()
