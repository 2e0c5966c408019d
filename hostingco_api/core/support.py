"""Tickets: asked by customers, answered by staff, closed by either.

Which status follows on which is documented; on what a reply moves it, is assumed.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hostingco_api.core import accounts, catalog
from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import conflict, forbidden, invalid, not_found
from hostingco_api.core.models import PRIORITIES, STAFF, Message, Ticket, User

SENDERS = ("user", "support")
MOVES = {
    "open": ("in_progress", "resolved", "closed"),
    "in_progress": ("resolved", "closed", "pending_customer"),
    "pending_customer": ("in_progress", "resolved", "closed"),
    "resolved": ("closed", "reopened"),
    "closed": ("reopened",),
    "reopened": ("in_progress", "closed"),
}
UNITS = (("second", 1, 60), ("minute", 60, 60), ("hour", 3600, 24))
"""Their seconds, and how many of them make the next one."""


def listed(
    me: User, status: str | None = None, priority: str | None = None, user: int | None = None
) -> Select[Ticket]:
    found = select(Ticket).where(*accounts.own(Ticket.user_id, me)).order_by(Ticket.id)
    if status:
        found = found.where(Ticket.status == status)
    if priority:
        found = found.where(Ticket.priority == priority)
    if user is not None:
        found = found.where(Ticket.user_id == user)
    return found


def get(session: Session, id: int | None, me: User, *, lock: bool = False) -> Ticket:
    """One's own, or for staff anybody's."""
    found = listed(me).where(Ticket.id == id)
    ticket = session.scalar(found.with_for_update(**LOCK) if lock else found) if id else None
    if ticket is None:
        raise not_found("Ticket")
    return ticket


def create(
    session: Session,
    me: User,
    now: datetime,
    *,
    subject: str,
    description: str,
    category: str,
    priority: str,
) -> Ticket:
    """Opened by whose it is, with what it is about as the first message."""
    asked = Message(author_id=me.id, sender="user", content=description, sent_at=now)
    ticket = Ticket(
        user_id=me.id,
        subject=subject,
        description=description,
        category=_category(category),
        priority=priority,
        created_at=now,
        updated_at=now,
        messages=[asked],
    )
    session.add(ticket)
    session.flush()
    return ticket


def _category(text: str) -> str:
    """The name of the one that is called so in whatever case."""
    for category in catalog.CATEGORIES:
        if text.lower() in (category["id"].lower(), category["name"].lower()):
            return category["name"]
    raise invalid(category=f"Must be one of: {', '.join(catalog.CATEGORY_NAMES)}.")


# -- answering ----------------------------------------------------------------------------------


def reply(
    session: Session,
    ticket: Ticket,
    me: User,
    now: datetime,
    content: str,
    *,
    sender: str | None = None,
    status: str | None = None,
) -> Message:
    """A message, and what it makes of the ticket. Staff speaks as the customer on its own only."""
    sender = sender or ("support" if me.role in STAFF else "user")
    if sender == "support" and me.role not in STAFF:
        raise forbidden("Only staff answers as support")
    if sender == "user" and ticket.user_id != me.id:
        raise forbidden("Only whose ticket it is writes as its user")
    if sender == "user" and status:
        raise forbidden("Only support says what the status is")
    if sender == "support":
        _answer(ticket, me, now, status)
    elif (after := _after_customer(ticket)) != ticket.status:
        _move(ticket, after, now)
    message = Message(author_id=me.id, sender=sender, content=content, sent_at=now)
    ticket.messages.append(message)
    ticket.updated_at = now
    session.flush()
    return message


def _answer(ticket: Ticket, me: User, now: datetime, status: str | None) -> None:
    """By staff, who thereby takes care of it if nobody did. The status it has is no move."""
    if ticket.status == "closed" and status != "reopened":
        raise conflict("The ticket is closed: reopen it to answer")
    status = status or ("in_progress" if ticket.status in ("open", "reopened") else ticket.status)
    if status != ticket.status:
        _move(ticket, status, now)
    ticket.answered_at = ticket.answered_at or now
    ticket.assigned_to_id = ticket.assigned_to_id or me.id


def _after_customer(ticket: Ticket) -> str:
    if ticket.status in ("resolved", "closed"):
        return "reopened"
    if ticket.status == "pending_customer" or (ticket.status == "open" and ticket.answered_at):
        return "in_progress"
    return ticket.status


def close(ticket: Ticket, reason: str | None, now: datetime) -> None:
    if ticket.status == "closed":
        raise conflict("The ticket is closed already")
    _move(ticket, "closed", now)
    ticket.reason = reason
    ticket.updated_at = now


def _move(ticket: Ticket, status: str, now: datetime) -> None:
    if status not in MOVES[ticket.status]:
        raise conflict(f"A ticket that is {ticket.status} does not become {status}")
    ticket.status = status
    if status == "resolved":
        ticket.resolved_at = now
    elif status == "closed":
        ticket.closed_at = now
    elif status == "reopened":
        ticket.resolved_at = ticket.closed_at = ticket.reason = None


# -- figures ------------------------------------------------------------------------------------


def statistics(session: Session, me: User) -> dict[str, Any]:
    """Of one's own tickets, or for staff of all."""
    seen = listed(me).order_by(None).subquery()
    groups = (seen.c.status, seen.c.category, seen.c.priority)
    rows = session.execute(select(*groups, func.count()).group_by(*groups)).all()
    statuses: Counter[str] = Counter()
    categories = Counter(dict.fromkeys(catalog.CATEGORY_NAMES, 0))
    priorities = Counter(dict.fromkeys(PRIORITIES, 0))
    for status, category, priority, n in rows:
        statuses[status] += n
        categories[category] += n
        priorities[priority] += n
    return {
        "total": statuses.total(),
        "open": statuses["open"] + statuses["reopened"],
        "in_progress": statuses["in_progress"] + statuses["pending_customer"],
        "resolved": statuses["resolved"] + statuses["closed"],
        "response": _response(session, me),
        "categories": categories,
        "priorities": priorities,
    }


def _response(session: Session, me: User) -> str | None:
    """How long the first answer took, on average. Databases subtract times each in their own way,
    and not all of them exactly, so that is not left to them."""
    answered = listed(me).where(Ticket.answered_at.is_not(None)).order_by(None)
    times = session.execute(answered.with_only_columns(Ticket.created_at, Ticket.answered_at))
    total, n = timedelta(0), 0
    for asked, at in times.yield_per(1000):
        assert at
        total, n = total + (at - asked), n + 1
    return spoken(total / n) if n else None


def spoken(lasting: timedelta) -> str:
    """`45 minutes`, `1 hour`, `3 days`: to the nearest whole one of the unit that fits."""
    for name, seconds, most in UNITS:
        if (n := _nearest(lasting, seconds)) < most:
            return _plural(n, name)
    return _plural(_nearest(lasting, 86_400), "day")


def _nearest(lasting: timedelta, seconds: int) -> int:
    """How often it has that many in it; halves count."""
    return (2 * lasting + timedelta(seconds=seconds)) // timedelta(seconds=2 * seconds)


def _plural(n: int, name: str) -> str:
    return f"{n} {name}" if n == 1 else f"{n} {name}s"
