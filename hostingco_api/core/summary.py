"""The figures of billing: for staff the company's, for customers their own account's."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hostingco_api.core.accounts import own
from hostingco_api.core.clock import month_of, months_after
from hostingco_api.core.models import CREDIT, Invoice, Payment, PaymentMethod, Server, User


def of(session: Session, me: User, now: datetime) -> dict[str, Any]:
    """Revenue is what was paid, in the month in which the payment succeeded (UTC); credit that is
    spent was paid before. Amounts are added up as they are, whatever their currency."""
    pending, late = Invoice.status == "pending", Invoice.due_at <= now
    invoices = session.execute(
        select(
            func.count().label("total_invoices"),
            func.count().filter(Invoice.status == "paid").label("paid_invoices"),
            func.count().filter(pending, ~late).label("pending_invoices"),
            func.count().filter(pending, late).label("overdue_invoices"),
        ).where(*own(Invoice.user_id, me))
    ).one()
    paid = func.sum(Payment.amount)
    month = month_of(now)
    this_month = (Payment.settled_at >= month, Payment.settled_at < months_after(month, 1))
    revenue = session.execute(
        select(
            paid.label("total_revenue"),
            paid.filter(*this_month).label("this_month_revenue"),
        )
        .join(Payment.invoice)
        .where(Payment.status == "succeeded", Payment.gateway != CREDIT, *own(Invoice.user_id, me))
    ).one()
    methods = (
        select(func.count(PaymentMethod.id))
        .join(User, User.id == PaymentMethod.user_id)
        .where(
            PaymentMethod.deleted_at.is_(None),
            User.deleted_at.is_(None),
            *own(PaymentMethod.user_id, me),
        )
    )
    next_one = select(func.min(Server.next_billing_at)).where(
        Server.deleted_at.is_(None), *own(Server.user_id, me)
    )
    return {
        **invoices._mapping,
        **{name: amount or Decimal(0) for name, amount in revenue._mapping.items()},
        "total_payment_methods": session.scalar(methods),
        "next_billing_at": session.scalar(next_one),
    }
