"""Tickets."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hostingco_api.core.models.base import Base
from hostingco_api.core.models.people import User

TICKET_STATUSES = ("open", "in_progress", "pending_customer", "resolved", "closed", "reopened")
PRIORITIES = ("low", "medium", "high", "urgent")


class Ticket(Base):
    __tablename__ = "tickets"
    __audit__ = "ticket"

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
    __audit__ = "ticket_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    sender: Mapped[str] = mapped_column(String(10))  # user or support
    content: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
