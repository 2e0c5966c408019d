"""The company's settings, what it tells others, and what it remembers of what was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hostingco_api.core.ids import new_uuid
from hostingco_api.core.models.base import SECRET, UNTOLD, Base

EVENTS = (
    "invoice.created",
    "invoice.paid",
    "invoice.overdue",
    "service.created",
    "service.provisioned",
    "service.failed",
    "service.suspended",
    "service.unsuspended",
    "service.terminated",
)


class Fact(Base):
    """Of the database itself: `demo`, if it was made for one."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Setting(Base):
    """One row, of what was set; all else is as in `settings.DEFAULTS`."""

    __tablename__ = "settings"
    __audit__ = "settings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    values: Mapped[dict[str, Any]]


class Webhook(Base):
    """Where somebody wants to be told of events."""

    __tablename__ = "webhooks"
    __audit__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, index=True, default=new_uuid)
    name: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(String(2000))
    events: Mapped[list[str]]
    secret: Mapped[str] = mapped_column(Text, info=SECRET)  # encrypted
    status: Mapped[str] = mapped_column(String(10), default="active", index=True)
    disabled_reason: Mapped[str | None] = mapped_column(String(200))
    failing_since: Mapped[datetime | None] = mapped_column(info=UNTOLD)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Delivery(Base):
    """Of an event to a webhook: written with what happened, in its transaction, and sent after it.

    While it is pending it is to be sent at or after `due_at` by whoever takes it, who moves
    `due_at` so far that they will be done by then. Nothing is lost with a process; what was sent
    when it died is sent again, with the same `message_id`.
    """

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True, index=True, default=new_uuid)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(50))
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10), default="pending")
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)  # of the schedule, which a resend begins anew
    created_at: Mapped[datetime] = mapped_column(index=True)

    webhook: Mapped[Webhook] = relationship()
    attempts: Mapped[list["Attempt"]] = relationship(order_by="Attempt.id", lazy="selectin")


class Attempt(Base):
    """To deliver: what was answered, or what went wrong."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), index=True)
    at: Mapped[datetime]
    status_code: Mapped[int | None]
    latency_ms: Mapped[int]
    response: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)


class IdempotentCall(Base):
    """A call with an Idempotency-Key: under way while it has no status, then what was answered."""

    __tablename__ = "idempotent_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"))
    key: Mapped[str] = mapped_column(String(255))
    fingerprint: Mapped[str] = mapped_column(String(64))
    status_code: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Text)  # encrypted: there may be a new key in it
    created_at: Mapped[datetime] = mapped_column(index=True)


Index("uq_idempotent_calls_key", IdempotentCall.api_key_id, IdempotentCall.key, unique=True)


class AuditEntry(Base):
    """Who changed what, in the transaction that did. The database keeps it as it is."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(index=True)
    actor_type: Mapped[str] = mapped_column(String(10))  # api_key, user, system
    actor_id: Mapped[int | None]
    actor_label: Mapped[str] = mapped_column(String(254))
    action: Mapped[str] = mapped_column(String(60), index=True)
    entity_type: Mapped[str] = mapped_column(String(30))
    entity_id: Mapped[int]
    changes: Mapped[dict[str, Any]]  # of a column, what it was and what it became
    ip: Mapped[str | None] = mapped_column(String(45))
    user_agent: Mapped[str | None] = mapped_column(String(300))
    request_id: Mapped[str | None] = mapped_column(String(36))
    method: Mapped[str | None] = mapped_column(String(10))
    path: Mapped[str | None] = mapped_column(String(300))


Index("ix_audit_log_entity", AuditEntry.entity_type, AuditEntry.entity_id)
