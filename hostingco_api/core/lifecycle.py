"""The life of a service.

    pending -> provisioning -> active <-> suspended -> terminated
                     |  ^                                  ^
                     v  |                                  |
                    failed --------------------------------+      pending, failed -> cancelled

What a module has to do takes a while, and may fail: the service says what is to be done
(`pending_action`), somebody does it (`provisioning`), and `finish` or `fail` says what came of it.
The manual module is done at once: people do it.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from hostingco_api.core import events, products, settings
from hostingco_api.core.clock import months_after
from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import Refusal, conflict, invalid, invalid_state
from hostingco_api.core.models import (
    CYCLES,
    MANUAL,
    Invoice,
    InvoiceItem,
    Node,
    Product,
    Purchase,
    Service,
    User,
)

OVERDUE = "overdue"
"""The reason of a suspension that ends when the invoice is paid."""
GRACE = timedelta(days=2)
"""From the due date to the suspension (assumed)."""
AGAIN = timedelta(hours=1)
"""From one failed suspension, or its end, to the next try."""
LEASES = {"provision": timedelta(minutes=20)}
LEASE = timedelta(minutes=5)
"""Longer than the action takes: whoever took it and is not done by then is dead. A purchase that
was cut off may be taken up again after 15 minutes (`gateway.purchases`)."""
ACTIONS = ("provision", "suspend", "unsuspend", "terminate")
_TARGETS = {
    "provision": "active",
    "suspend": "suspended",
    "unsuspend": "active",
    "terminate": "terminated",
}
_FROM = {
    "provision": ("pending", "failed"),
    "suspend": ("active",),
    "unsuspend": ("suspended",),
    "terminate": ("active", "suspended", "failed"),
}
_DONE = {
    "provision": "provisioned",
    "suspend": "suspended",
    "unsuspend": "unsuspended",
    "terminate": "terminated",
}
_CHANGEABLE = ("pending", "failed")


def listed(search: str | None = None, **columns: Any) -> Select[Service]:
    """`columns` that are None do not matter."""
    found = select(Service).where(Service.deleted_at.is_(None)).order_by(Service.id)
    if search:
        found = found.where(
            or_(
                *(
                    column.icontains(search, autoescape=True)
                    for column in (Service.domain, Service.username)
                )
            )
        )
    return found.filter_by(**{name: value for name, value in columns.items() if value is not None})


def create(
    session: Session,
    now: datetime,
    *,
    client: User,
    product: Product,
    node: Node | None,
    next_due_date: date | None,
    **columns: Any,
) -> Service:
    """The client is locked, so that they are still there at the end."""
    if product.status != "active":
        raise conflict("The product is not sold at present")
    sold = products.price(product, columns["billing_cycle"])
    due = next_due_date or now.date()
    service = Service(
        user_id=client.id,
        product=product,
        node=node or product.node,
        price=sold.price,
        setup_fee=sold.setup_fee,
        currency=settings.load(session).currency,
        module=product.module,
        next_due_date=due,
        due_day=due.day,
        created_at=now,
        updated_at=now,
        **columns,
    )
    _check(service)
    session.add(service)
    events.of_service(session, "created", service, now)
    return service


def change(session: Session, service: Service, changes: dict[str, Any], now: datetime) -> None:
    """`changes` has the columns' names, and the node itself. Another cycle is at today's price, and
    what is billed already stays at that of then."""
    if changes.keys() & {"domain", "username", "password", "node"} and (
        service.status not in _CHANGEABLE or service.pending_action
    ):
        raise invalid_state("The service is set up: only its billing can change")
    if (cycle := changes.get("billing_cycle", service.billing_cycle)) != service.billing_cycle:
        sold = products.price(service.product, cycle)
        service.price, service.setup_fee = sold.price, sold.setup_fee
        service.currency = settings.load(session).currency
    for column, value in changes.items():
        setattr(service, column, value)
    if due := changes.get("next_due_date"):
        service.due_day = due.day
    _check(service)
    service.updated_at = now


def _check(service: Service) -> None:
    if service.node and service.node.module != service.module:
        raise invalid(server_id=f"The server's module is {service.node.module}.")
    if service.module != MANUAL and not service.domain:
        raise invalid(domain=f"Required by the module {service.module}.")


def delete(session: Session, service: Service, now: datetime) -> None:
    """Of one that is over, or never began."""
    if service.status in _CHANGEABLE and not (service.module_ref or _bought(session, service)):
        service.status = "cancelled"
    if service.status not in ("terminated", "cancelled"):
        raise invalid_state(f"The service is {service.status}: terminate it first")
    service.deleted_at = service.updated_at = now


# -- what is done to it -------------------------------------------------------------------------


def request(
    session: Session, service: Service, action: str, now: datetime, reason: str | None = None
) -> bool:
    """Have it done, unless it is so already. Answers whether that is over, or under way yet."""
    if service.pending_action == action:
        return False
    if service.pending_action:
        raise invalid_state(f"The service has a {service.pending_action} under way")
    if service.status == _TARGETS[action]:
        return True
    if service.status not in _FROM[action]:
        raise invalid_state(f"A service that is {service.status} cannot {action}")
    if action == "unsuspend" and session.scalar(
        select(_owes(now - GRACE)).where(Service.id == service.id)
    ):
        raise invalid_state(
            "An invoice of the service is overdue: it has to be paid, or given a later due date"
        )
    if action == "provision":
        _check_room(session, service)
        service.status = "provisioning"
    if action == "suspend":
        service.suspend_reason = reason
    service.updated_at = now
    if action == "terminate" and not service.module_ref:
        service.module_ref = _bought(session, service)
    if service.module == MANUAL or (action == "terminate" and not service.module_ref):
        finish(session, service, action, now)
        return True
    service.pending_action, service.due_at, service.last_error = action, now, None
    return False


def owner(service: Service) -> str:
    """For whom its module buys."""
    return f"service-{service.id}"


def _bought(session: Session, service: Service) -> str | None:
    """What the provider calls what was bought for it, also where that could not be written down at
    the service. Raises a refusal where a purchase may have been made: nobody would give back what
    came of it."""
    rows = list(session.scalars(select(Purchase).where(Purchase.owner == owner(service))))
    if any(row.state != "bought" for row in rows):
        raise invalid_state(
            "What was bought for the service is not known: provision it again, or settle it with"
            " `hostingco purchases`"
        )
    return next((row.ref for row in rows), None)


def _check_room(session: Session, service: Service) -> None:
    if service.node_id is None:
        return
    # Locked, so that two do not take the last place.
    node = session.get_one(Node, service.node_id, with_for_update=LOCK, populate_existing=True)
    if node.status != "active":
        raise conflict("The server is not active")
    used = products.used_places(session, [node.id]).get(node.id, 0)
    if node.max_services is not None and used >= node.max_services:
        raise conflict("The server is full")


def finish(session: Session, service: Service, action: str, now: datetime, **columns: Any) -> None:
    """It went well. `columns` are what the module tells of it."""
    service.status = _TARGETS[action]
    if action == "provision":
        service.activated_at = service.activated_at or now
    elif action == "suspend":
        service.suspended_at = now
    elif action == "unsuspend":
        service.suspended_at = service.suspend_reason = None
    else:
        service.terminated_at = now
        service.next_due_date = None
    for column, value in columns.items():
        setattr(service, column, value)
    _over(service, now, None)
    events.of_service(session, _DONE[action], service, now)


def fail(session: Session, service: Service, action: str, reason: str, now: datetime) -> None:
    """It did not. Of whom it is to be set up, that is a state; else all is as it was."""
    if action == "suspend":
        service.suspend_reason = None
    _over(service, now, reason)
    if action == "provision":
        service.status = "failed"
        events.of_service(session, "failed", service, now)


def _over(service: Service, now: datetime, error: str | None) -> None:
    service.pending_action = service.due_at = None
    service.last_error = error and error[:1000]
    service.updated_at = now


# -- what is paid for it, and what is not -------------------------------------------------------


def paid(session: Session, service: Service, months: int, now: datetime) -> None:
    """An invoice of so many months of it was paid. What cannot be done does not undo that."""
    if service.status in ("terminated", "cancelled"):
        return
    if months and service.next_due_date:
        service.next_due_date = _later(service.next_due_date, months, service.due_day)
    elif not CYCLES[service.billing_cycle]:
        service.next_due_date = None  # once, and for all
    service.updated_at = now
    if service.status in _CHANGEABLE and service.activated_at is None:
        try:
            request(session, service, "provision", now)
        except Refusal as refusal:
            fail(session, service, "provision", refusal.message, now)
    elif _ended_by_paying(service) and not session.scalar(
        select(_owes(now)).where(Service.id == service.id)
    ):
        request(session, service, "unsuspend", now)


def _ended_by_paying(service: Service) -> bool:
    """Is it suspended, and only for that? While the suspension is under way yet, what follows it is
    left to `to_unsuspend`."""
    suspended = service.status == "suspended" and service.pending_action is None
    return suspended and service.suspend_reason == OVERDUE


def hold(session: Session, ids: Collection[int]) -> list[Service]:
    """Locked and as they are now; by id, so that two who hold some of the same do not wait for each
    other. So are the nodes of those that wait for their money, which may be set up next."""
    if not ids:
        return []
    found = select(Service).where(Service.id.in_(ids)).order_by(Service.id)
    options: dict[str, Any] = {"execution_options": {"populate_existing": True}}
    held = list(session.scalars(found.with_for_update(**LOCK), **options))
    nodes = {one.node_id for one in held if one.status in _CHANGEABLE and one.node_id}
    if nodes:
        locked = select(Node.id).where(Node.id.in_(nodes)).order_by(Node.id)
        session.execute(locked.with_for_update(**LOCK))
    return held


def _later(due: date, months: int, day: int) -> date:
    """On the same day, as far as that month has one, and there are years."""
    if due.year + months // 12 >= date.max.year:
        return date.max
    first = months_after(datetime(due.year, due.month, 1), months)
    return date(first.year, first.month, min(day, monthrange(first.year, first.month)[1]))


def _owes(now: datetime) -> ColumnElement[bool]:
    """Of a service: is there an invoice of it that is overdue?"""
    return exists(_owing(now).where(InvoiceItem.service_id == Service.id).correlate(Service))


def _owing(since: datetime) -> Select[int | None]:
    """Services of which there is an invoice that has been overdue since then. It asks for invoices:
    to be asked of every service is dear, and once a second."""
    return (
        select(InvoiceItem.service_id)
        .join(Invoice, Invoice.id == InvoiceItem.invoice_id)
        .where(
            InvoiceItem.service_id.is_not(None),
            Invoice.status == "pending",
            Invoice.due_at <= since,
        )
    )


def to_suspend(now: datetime) -> Select[Service]:
    """Those that have not been paid for; who has one locked is left to it."""
    return _idle("active", now).where(Service.id.in_(_owing(now - GRACE)))


def to_unsuspend(now: datetime) -> Select[Service]:
    """Those that were, and have been paid for since, be it that the first try failed."""
    return _idle("suspended", now).where(Service.suspend_reason == OVERDUE, ~_owes(now))


def _idle(status: str, now: datetime) -> Select[Service]:
    return _skipping(
        select(Service).where(
            Service.status == status,
            Service.pending_action.is_(None),
            or_(Service.last_error.is_(None), Service.updated_at <= now - AGAIN),
        )
    )


def to_do(now: datetime) -> Select[Service]:
    """Those with something to be done that nobody has taken, or not been done with in time."""
    return _skipping(
        select(Service).where(Service.pending_action.is_not(None), Service.due_at <= now)
    )


def to_renew(before: date) -> Select[Service]:
    """Those of which a period begins by then, and that have no invoice that is to be paid."""
    return _skipping(
        select(Service).where(
            Service.status == "active",
            Service.pending_action.is_(None),
            Service.next_due_date <= before,
            ~_billed(),
        )
    )


def _billed() -> ColumnElement[bool]:
    """Of a service: is there an invoice that is to be paid?"""
    return exists(
        select(InvoiceItem.id)
        .join(Invoice, Invoice.id == InvoiceItem.invoice_id)
        .where(InvoiceItem.service_id == Service.id, Invoice.status == "pending")
        .correlate(Service)
    )


def _skipping(found: Select[Service]) -> Select[Service]:
    found = found.where(Service.deleted_at.is_(None)).order_by(Service.id)
    return found.with_for_update(**LOCK, skip_locked=True, of=Service)
