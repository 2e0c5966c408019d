"""What goes on without anybody asking: provisioning, payments, renewals, samples, deliveries.

What is to be done is what the tables say is under way, so nothing is lost when a process dies, and
several processes share it: each thing is done under its row's lock, in a transaction of its own.

What has to ask others takes long, and is queued: see `relay`.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hostingco_api import deliveries
from hostingco_api.core import billing, idempotency, lifecycle, servers, settings
from hostingco_api.core.models import (
    Attempt,
    Delivery,
    IdempotentCall,
    Login,
    Sample,
    Server,
    Service,
)
from hostingco_api.core.providers import ProviderFailed
from hostingco_api.relay import Queues
from hostingco_api.services import Services

SAMPLED_EVERY = timedelta(minutes=5)
PAUSE = 1.0
"""Seconds between two looks, while nobody rings."""
REST = timedelta(minutes=1)
"""From one try to the next."""
PATIENCE = 10.0
"""Seconds for what it is at when it is told to stop."""
_log = logging.getLogger("hostingco.worker")

Job = Callable[[Services, Session, Any, datetime], None]


def work(services: Services, over: Event | None = None) -> None:
    """Do all that is due, unless it is `over` meanwhile. What fails is tried again after REST, and
    keeps nothing else waiting."""
    over = over or Event()
    _each(services, over, servers.to_provision(), _provision)
    _each(services, over, billing.to_settle(), _settle)
    # Or each server that is due would be looked at each time, to do nothing.
    now = services.config.clock()
    if _bills(services):
        _each(services, over, billing.to_bill(now), _bill)
        _each(services, over, lifecycle.to_renew((now + billing.TIME_TO_PAY).date()), _renew)
    _each(services, over, billing.to_mark(now), _mark)
    _each(services, over, lifecycle.to_suspend(now), _suspend)
    _each(services, over, lifecycle.to_unsuspend(now), _unsuspend)
    _measure(services, over)
    _clear(services)


def _each(services: Services, over: Event, found: Select[Any], job: Job) -> None:
    """One after another, by id: the next one is looked for when the last one is done."""
    model = found.column_descriptions[0]["entity"]
    now = services.config.clock()
    # A clock that was set back lets nothing rest for longer.
    rest = {key: since for key, since in services.failed.items() if now - REST < since <= now}
    services.failed = rest
    if resting := [id for name, id in rest if name == job.__name__]:
        found = found.where(model.id.not_in(resting))
    last = 0
    while not over.is_set():
        with services.database.writing() as session:
            row = session.scalars(found.where(model.id > last).limit(1)).unique().first()
            if row is None:
                return
            last = row.id
            try:
                with session.begin_nested():
                    job(services, session, row, services.config.clock())
            except Exception as error:
                services.failed[job.__name__, last] = now
                ours = not isinstance(error, SQLAlchemyError | ProviderFailed)
                what = (job.__name__, model.__name__, last, error)
                _log.warning("%s of %s %s: %s", *what, exc_info=error if ours else None)


def _provision(services: Services, session: Session, server: Server, now: datetime) -> None:
    servers.provision(session, server, services.provider(session), now)


def _settle(services: Services, session: Session, payment: Any, now: datetime) -> None:
    billing.settle(session, payment, services.processor, now)


def _bills(services: Services) -> bool:
    with services.database.reading() as session:
        return settings.load(session).auto_billing


def _bill(services: Services, session: Session, server: Server, now: datetime) -> None:
    billing.bill(session, server, now)


def _renew(services: Services, session: Session, service: Service, now: datetime) -> None:
    if _still(session, lifecycle.to_renew((now + billing.TIME_TO_PAY).date()), service):
        billing.renew(session, service, now)


def _mark(services: Services, session: Session, invoice: Any, now: datetime) -> None:
    billing.mark(session, invoice, now)


def _suspend(services: Services, session: Session, service: Service, now: datetime) -> None:
    if _still(session, lifecycle.to_suspend(now), service):
        lifecycle.request(session, service, "suspend", now, lifecycle.OVERDUE)


def _unsuspend(services: Services, session: Session, service: Service, now: datetime) -> None:
    if _still(session, lifecycle.to_unsuspend(now), service):
        lifecycle.request(session, service, "unsuspend", now)


def _still(session: Session, found: Select[Service], service: Service) -> bool:
    """Of one that is locked by now: PostgreSQL looks at the row again once it has the lock, and not
    at the invoices, of which another may have written or paid one meanwhile."""
    return session.scalar(found.where(Service.id == service.id)) is not None


def _measure(services: Services, over: Event) -> None:
    """Once per interval; who was measured for that instant already is passed over."""
    now = services.config.clock()
    at = datetime.fromtimestamp(
        now.timestamp() // SAMPLED_EVERY.seconds * SAMPLED_EVERY.seconds, UTC
    )
    # That there is a sample of then would say nothing: a dashboard takes some, too.
    if services.measured == at:
        return

    def job(services: Services, session: Session, server: Server, now: datetime) -> None:
        servers.sample(session, server, services.provider(session), at)

    _each(services, over, servers.to_measure(), job)
    services.measured = at


def _clear(services: Services) -> None:
    """What is of no use any more."""
    now = services.config.clock()
    with services.database.reading() as session:
        old = session.scalar(select(Login.id).where(Login.ends_at <= now).limit(1))
        calls = session.scalar(idempotency.old(now).limit(1))
        sent = session.scalar(_told(now).limit(1))
        samples = session.scalar(
            select(Sample.server_id).where(Sample.taken_at <= now - servers.UPTIME_OF).limit(1)
        )
    if old or samples or calls or sent:
        with services.database.writing() as session:
            session.execute(
                delete(IdempotentCall).where(IdempotentCall.id.in_(idempotency.old(now)))
            )
            session.execute(delete(Attempt).where(Attempt.delivery_id.in_(_told(now))))
            session.execute(delete(Delivery).where(Delivery.id.in_(_told(now))))
            session.execute(delete(Login).where(Login.ends_at <= now))
            session.execute(delete(Sample).where(Sample.taken_at <= now - servers.UPTIME_OF))


def _told(now: datetime) -> Select[int]:
    """Deliveries that are over for long."""
    return select(Delivery.id).where(
        Delivery.created_at <= now - deliveries.KEPT, Delivery.status != "pending"
    )


class Worker(Thread):
    """Works until it is told to `stop`."""

    def __init__(self, services: Services) -> None:
        super().__init__(name="worker", daemon=True)
        self.services = services
        self.queues = Queues(services)
        self.over = Event()
        self._worked = Event()

    def run(self) -> None:
        self.queues.start()
        filling = Thread(target=self._fill, name="filling", daemon=True)
        filling.start()
        while not self.over.is_set():
            self.services.work.clear()
            self._try(partial(work, self.services, self.over))
            self._worked.set()
            self.services.work.wait(PAUSE)
        self._worked.set()
        filling.join()

    def _fill(self) -> None:
        """Beside the rest: to renew all that begins with a month, say, takes a while."""
        while not self.over.is_set():
            self._try(self.queues.fill)
            self._worked.wait(PAUSE)
            self._worked.clear()

    def _try(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception:
            _log.exception("the worker failed, and goes on")

    def stop(self) -> None:
        """When what it is at is done, or else undone with the process, for the next to do it."""
        self.over.set()
        self.services.work.set()
        self.queues.stop(PATIENCE)
        self.join(PATIENCE)
