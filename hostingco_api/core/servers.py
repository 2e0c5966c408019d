"""Servers: ordered, provisioned, switched, measured, given up."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from hostingco_api.core import accounts, billing, catalog, ids
from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import conflict, invalid, not_found, provider_failed
from hostingco_api.core.models import Plan, Sample, Server, User
from hostingco_api.core.providers import Order, Provider, ProviderFailed

UPTIME_OF = timedelta(days=30)
"""Uptime is the share of the samples of this time that found the server up."""
UP = case((Sample.up, 100.0), else_=0.0)
TARGETS = {"start": "active", "restart": "active", "stop": "inactive"}
OPTIONS = ("firewall", "backups", "monitoring", "ssl")

Providers = Callable[[Session], Provider]


def ref(server: Server) -> str:
    """What the provider knows it by."""
    return ids.render("server", server.id)


def listed(
    me: User, status: str | None = None, plan: str | None = None, search: str | None = None
) -> Select[Server]:
    live = Server.deleted_at.is_(None)
    found = select(Server).where(live, *accounts.own(Server.user_id, me)).order_by(Server.id)
    if status:
        found = found.where(Server.status == status)
    if plan:
        found = found.where(Server.plan_id == plan)
    if search:
        found = found.where(
            or_(
                *(
                    column.icontains(search, autoescape=True)
                    for column in (Server.name, Server.own_hostname, Server.ip)
                )
            )
        )
    return found


def get(session: Session, id: int | None, me: User, *, lock: bool = False) -> Server:
    """One's own, or for staff anybody's."""
    if id is None:
        raise not_found("Server")
    found = listed(me).where(Server.id == id)
    server = session.scalar(found.with_for_update(**LOCK, of=Server) if lock else found)
    if server is None:
        raise not_found("Server")
    return server


def order(
    session: Session, user: User, now: datetime, *, plan: str, location: str, **columns: Any
) -> Server:
    """A server that is to be provisioned, with its invoice."""
    sold = session.get(Plan, plan)
    if sold is None:
        raise invalid(plan="There is no such plan.")
    if location not in catalog.LOCATIONS:
        raise invalid(location=f"Must be one of: {', '.join(catalog.LOCATIONS)}.")
    # Who orders is locked, so that the name is still free at the end.
    accounts.hold(session, user)
    _check_name(session, user.id, columns["name"])
    server = Server(
        user_id=user.id,
        plan=sold,
        location=location,
        created_at=now,
        updated_at=now,
        next_billing_at=now,
        **columns,
    )
    session.add(server)
    session.flush()
    billing.bill(session, server, now)
    return server


def _check_name(session: Session, user_id: int, name: str) -> None:
    same = select(Server.id).where(
        Server.user_id == user_id, Server.name == name, Server.deleted_at.is_(None)
    )
    if session.scalar(same):
        raise conflict("There is a server of this name already")


def to_provision() -> Select[Server]:
    """Those that the provider is to make; who has one locked is left to it."""
    return _locking(select(Server).where(Server.status == "provisioning"))


def to_measure() -> Select[Server]:
    return _locking(select(Server).where(Server.status.in_(("active", "inactive"))))


def _locking(found: Select[Server]) -> Select[Server]:
    return (
        found.where(Server.deleted_at.is_(None))
        .order_by(Server.id)
        .with_for_update(**LOCK, skip_locked=True, of=Server)
    )


def change(session: Session, server: Server, changes: dict[str, Any], now: datetime) -> None:
    """`changes` has the columns' names."""
    if (name := changes.get("name", server.name)) != server.name:
        _check_name(session, server.user_id, name)
    for column, value in changes.items():
        setattr(server, column, value)
    server.updated_at = now


def provision(session: Session, server: Server, provider: Provider, now: datetime) -> None:
    """Have the provider make it; to be called again where that failed."""
    wanted = Order(server.hostname, server.plan_id, server.location)
    server.ip = provider.create(ref(server), wanted)
    server.status = "active"
    server.updated_at = now


def power(session: Session, server: Server, action: str, provider: Provider, now: datetime) -> None:
    """Start what runs, or stop what does not: nothing happens, and that is fine (documented)."""
    if server.status in ("provisioning", "maintenance"):
        raise conflict(f"The server is in {server.status}: wait until that is over")
    if action == "restart" and server.status != "active":
        raise conflict("The server is not running: start it")
    if action != "restart" and server.status == TARGETS[action]:
        return
    try:
        provider.power(ref(server), action)
    except ProviderFailed as error:
        raise provider_failed(str(error)) from error
    server.status = TARGETS[action]
    server.updated_at = now


def give_up(session: Session, server: Server, provider: Provider, now: datetime) -> None:
    """What was billed stays billed; nothing more will be."""
    try:
        provider.delete(ref(server))
    except ProviderFailed as error:
        raise provider_failed(str(error)) from error
    server.deleted_at = now
    server.updated_at = now


def sample(session: Session, server: Server, provider: Provider, at: datetime) -> bool:
    """Write down how it is. False where that was done for this instant already, or cannot be."""
    taken = session.get(Sample, (server.id, at))
    if server.status not in ("active", "inactive") or taken is not None:
        return False
    try:
        seen = provider.observe(ref(server))
    except ProviderFailed:
        return False
    session.add(Sample(server_id=server.id, taken_at=at, up=seen.up, **seen.usage))
    server.status = "active" if seen.up else "inactive"
    return True


def measure(session: Session, found: Sequence[Server], now: datetime) -> None:
    """Tell servers their uptime and their last sample; without samples these are all None."""
    ids = [server.id for server in found]
    shares = session.execute(
        select(Sample.server_id, func.avg(UP))
        .where(Sample.server_id.in_(ids), Sample.taken_at > now - UPTIME_OF)
        .group_by(Sample.server_id)
    )
    uptimes = {id: round(float(share), 2) for id, share in shares}
    last = (
        select(Sample.server_id, func.max(Sample.taken_at).label("taken_at"))
        .where(Sample.server_id.in_(ids))
        .group_by(Sample.server_id)
        .subquery()
    )
    samples = session.scalars(
        select(Sample).join(
            last, (Sample.server_id == last.c.server_id) & (Sample.taken_at == last.c.taken_at)
        )
    )
    latest = {sample.server_id: sample for sample in samples}
    for server in found:
        server.uptime = uptimes.get(server.id)
        server.statistics = latest.get(server.id, Sample())
