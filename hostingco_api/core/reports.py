"""Figures: how things stand (`dashboard`), and how business went (`analytics`).

Revenue is what payments brought that succeeded, at the time they were settled; credit that is spent
was counted when it was paid. Amounts are added up as they are: a company that changes its currency
has to tell them apart itself. Whoever was deleted counts where something is told of the past, and
not where it is told of now.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hostingco_api.core import billing
from hostingco_api.core.accounts import own
from hostingco_api.core.clock import month_of, months_after
from hostingco_api.core.models import (
    CREDIT,
    ROLES,
    SERVER_STATUSES,
    Invoice,
    Payment,
    Plan,
    Sample,
    Server,
    Ticket,
    User,
)
from hostingco_api.core.servers import UP, UPTIME_OF

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing of the company is older."""
TENTH = Decimal("0.1")


def dashboard(session: Session, me: User, now: datetime) -> dict[str, Any]:
    """Of the company for staff, of their own account for customers.

    - Users are those that are not deleted, of any role; a customer is the only one of its account.
      Active are those that may log in; new are those that were created in the present month (UTC).
    - Servers are those that were not given up, counted for every status and every plan that is
      sold. Their uptime is the mean over all their samples of the last 30 days, in per cent with
      two decimals; None where there are none.
    - Revenue is of all time, and of the present month (UTC).
    - Pending invoices are not overdue yet; what is pending in total is what both kinds have yet
      to bring.
    """
    month = month_of(now)
    month_ends = months_after(month, 1)
    users = [User.deleted_at.is_(None), *own(User.id, me)]
    live = [Server.deleted_at.is_(None), *own(Server.user_id, me)]
    roles = _by(session, User.role, users)
    statuses = _by(session, Server.status, live)
    plans = _by(session, Server.plan_id, live)
    sold = session.scalars(select(Plan.id).order_by(Plan.position))
    uptime = session.scalar(
        select(func.avg(UP))
        .join(Server, Server.id == Sample.server_id)
        .where(*live, Sample.taken_at > now - UPTIME_OF)
    )
    mine = own(Invoice.user_id, me)
    revenue = _revenue(session, *mine)
    return {
        "overview": {
            "total_users": roles.total(),
            "active_users": _count(session, select(User).where(*users, User.is_active)),
            "total_servers": statuses.total(),
            "active_servers": statuses["active"],
            "total_revenue": revenue,
            "monthly_revenue": _revenue(
                session, _within(Payment.settled_at, month, month_ends), *mine
            ),
        },
        "servers": {
            "by_status": {status: statuses[status] for status in SERVER_STATUSES},
            "by_plan": {plan: plans[plan] for plan in sold},
            "average_uptime": _rounded(uptime),
        },
        "users": {
            "by_role": {role: roles[role] for role in ROLES},
            "new_this_month": _count(
                session, select(User).where(*users, _within(User.created_at, month, month_ends))
            ),
        },
        "billing": {
            "pending_invoices": _count(
                session, billing.in_status(billing.listed(me), "pending", now)
            ),
            "overdue_invoices": _count(
                session, billing.in_status(billing.listed(me), "overdue", now)
            ),
            "total_pending": _pending(session, *mine),
            "total_revenue": revenue,
        },
    }


def analytics(session: Session, start: datetime, end: datetime) -> dict[str, Any]:
    """Of the company in [start, end). `start` is not before EPOCH.

    - Users: new are the customers that were created, active are those of all roles whose last
      login it was, churned are those that were deleted. Growth is that of new customers.
    - Revenue of renewals is recurring, all else one-time. Growth is that of the total.
    - Servers: in total those that there were at the end; active are those of them that are so at
      present, since what a server was doing then is not kept; new are those that were ordered.
      Utilization is the mean CPU usage of all samples, in per cent with two decimals.
    - Tickets: opened, and resolved or, where nobody said so, closed; how long it took those from
      when they were opened, in hours.

    Growth is over the time of the same length before, in per cent with one decimal, and None where
    there was nothing then. A mean of nothing is None.
    """
    before = start - min(end - start, start - EPOCH)
    new, new_before = (
        _count(session, select(User).where(User.role == "user", _within(User.created_at, *window)))
        for window in ((start, end), (before, start))
    )
    settled = _within(Payment.settled_at, start, end)
    recurring = _revenue(session, settled, Invoice.recurring.is_(True))
    one_time = _revenue(session, settled, Invoice.recurring.is_(False))
    earned_before = _revenue(session, _within(Payment.settled_at, before, start))
    existing = select(Server).where(
        Server.created_at < end, or_(Server.deleted_at.is_(None), Server.deleted_at >= end)
    )
    utilization = session.scalar(
        select(func.avg(Sample.cpu_usage)).where(_within(Sample.taken_at, start, end))
    )
    ended = func.coalesce(Ticket.resolved_at, Ticket.closed_at)
    # Databases do not agree on how to subtract instants.
    took = [
        over - since
        for since, over in session.execute(
            select(Ticket.created_at, ended).where(_within(ended, start, end))
        )
    ]
    return {
        "users": {
            "new": new,
            "active": _count(session, select(User).where(_within(User.last_login_at, start, end))),
            "churned": _count(session, select(User).where(_within(User.deleted_at, start, end))),
            "growth": _growth(new, new_before),
        },
        "revenue": {
            "total": recurring + one_time,
            "recurring": recurring,
            "one_time": one_time,
            "growth": _growth(recurring + one_time, earned_before),
        },
        "servers": {
            "total": _count(session, existing),
            "active": _count(
                session, existing.where(Server.deleted_at.is_(None), Server.status == "active")
            ),
            "new": _count(session, select(Server).where(_within(Server.created_at, start, end))),
            "utilization": _rounded(utilization),
        },
        "support": {
            "tickets": {
                "opened": _count(
                    session, select(Ticket).where(_within(Ticket.created_at, start, end))
                ),
                "resolved": len(took),
                "average_resolution_time": _hours(took),
            },
            "satisfaction": None,  # nobody is asked
        },
    }


def _within(instant: Any, start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(instant >= start, instant < end)


def _count(session: Session, found: Select[Any]) -> int:
    counted = select(func.count()).select_from(found.order_by(None).subquery())
    return session.scalar(counted) or 0


def _by(
    session: Session, kind: InstrumentedAttribute[str], conditions: list[ColumnElement[bool]]
) -> Counter[str]:
    """How many there are of each kind."""
    counted = session.execute(select(kind, func.count()).where(*conditions).group_by(kind))
    return Counter(dict(counted.all()))


def _revenue(session: Session, *conditions: ColumnElement[bool]) -> Decimal:
    succeeded = (
        select(func.sum(Payment.amount))
        .join(Payment.invoice)
        .where(Payment.status == "succeeded", Payment.gateway != CREDIT, *conditions)
    )
    return session.scalar(succeeded) or Decimal(0)


def _pending(session: Session, *conditions: ColumnElement[bool]) -> Decimal:
    """What is still to be paid."""
    owed = select(func.sum(Invoice.total)).where(Invoice.status == "pending", *conditions)
    paid = (
        select(func.sum(Payment.amount), func.sum(Payment.credited))
        .join(Payment.invoice)
        .where(Payment.status == "succeeded", Invoice.status == "pending", *conditions)
    )
    amount, credited = session.execute(paid).one()
    none = Decimal(0)
    return (session.scalar(owed) or none) - (amount or none) + (credited or none)


def _rounded(mean: Any) -> float | None:
    return None if mean is None else round(float(mean), 2)


def _growth(now: Decimal | int, before: Decimal | int) -> float | None:
    if not before:
        return None
    growth = Decimal(now - before) * 100 / before
    return float(growth.quantize(TENTH, ROUND_HALF_UP))


def _hours(took: list[timedelta]) -> str | None:
    if not took:
        return None
    mean = sum(took, timedelta(0)) / len(took)
    return f"{mean / timedelta(hours=1):.1f} hours"
