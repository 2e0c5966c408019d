"""Clients: the customers of the portal, as the public API knows them."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hostingco_api.core import accounts
from hostingco_api.core.errors import conflict, invalid
from hostingco_api.core.models import (
    CREDIT,
    Invoice,
    Payment,
    Server,
    User,
)

STATUSES = ("active", "inactive")


def listed(search: str | None = None, status: str | None = None) -> Select[User]:
    found = accounts.listed(search, "user")
    return found.where(User.is_active.is_(status == "active")) if status else found


def create(
    session: Session, now: datetime, *, first_name: str, last_name: str, **columns: Any
) -> User:
    """The password is a hash already."""
    name = f"{first_name} {last_name}"
    return accounts.create(session, now, name=name, first_name=first_name, **columns)


def change(session: Session, client: User, changes: dict[str, Any], now: datetime) -> None:
    """`changes` has the columns' names, and first and last name by themselves."""
    if (email := changes.get("email", client.email)) != client.email:
        accounts.check_email(session, email)
    first, last = client.names
    first, last = changes.pop("first_name", first), changes.pop("last_name", last)
    if (first, last) != client.names:
        name = f"{first} {last}" if last else first
        if len(first) > 50 or len(name) > 100:  # the portal's names have other limits
            raise invalid(first_name="First and last name together are too long: give both.")
        client.name, client.first_name = name, first
    was_active = client.is_active
    for column, value in changes.items():
        setattr(client, column, value)
    if client.is_active != was_active:
        accounts.log_out_everywhere(session, client)
    client.updated_at = now


def delete(session: Session, client: User, now: datetime) -> None:
    """What they were billed stays."""
    accounts.check_no_services(session, client, "client")
    servers = select(Server.id).where(Server.user_id == client.id, Server.deleted_at.is_(None))
    if session.scalar(servers.limit(1)):
        raise conflict("The client has servers in the portal: delete them first")
    client.deleted_at = client.updated_at = now
    client.is_active = False
    accounts.log_out_everywhere(session, client)


def credit(session: Session, ids: Iterable[int], currency: str) -> dict[int, Decimal]:
    """What clients have paid too much and not spent yet, by id. Who has none is not in it."""
    none = Decimal(0)
    spent = func.sum(Payment.amount).filter(Payment.gateway == CREDIT)
    rows = session.execute(
        select(Invoice.user_id, func.sum(Payment.credited), spent)
        .join(Payment.invoice)
        .where(
            Invoice.user_id.in_(list(ids)),
            Invoice.currency == currency,
            Payment.status == "succeeded",
        )
        .group_by(Invoice.user_id)
    )
    return {id: got - (gone or none) for id, got, gone in rows if got != (gone or none)}
