"""Delivering webhooks, as Standard Webhooks has it: until it is answered by 2xx, ten times at most.

An attempt that a process dies in is made again by another, with the same id: receivers tell by it.
"""

import logging
import secrets
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from hostingco_api import outgoing, signing
from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import invalid_state
from hostingco_api.core.models import Attempt, Delivery, Webhook
from hostingco_api.core.vault import Unreadable
from hostingco_api.services import Services

SCHEDULE = [
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
]
"""From one attempt to the next, and a tenth more by chance; after the last one it has failed."""
LEASE = timedelta(seconds=30)
"""Longer than an attempt takes: whoever took it and is not done by then is dead."""
LONGEST_WAIT = timedelta(hours=24)
"""Whatever Retry-After says."""
WAITS = (429, 502, 503, 504)
GONE = 410
PATIENCE = timedelta(days=5)
"""Without one success, and a webhook is disabled."""
QUIET = timedelta(days=2)
"""Longer than from one attempt to the next: when nothing was sent, nothing failed."""
KEPT = timedelta(days=30)
_log = logging.getLogger("hostingco.deliveries")


def listed(
    webhook: Webhook, status: str | None = None, event: str | None = None
) -> Select[Delivery]:
    """The newest first."""
    found = select(Delivery).where(Delivery.webhook_id == webhook.id)
    found = found.order_by(Delivery.id.desc())
    if status:
        found = found.where(Delivery.status == status)
    return found.where(Delivery.event == event) if event else found


def resend(webhook: Webhook, delivery: Delivery, now: datetime) -> None:
    """Once more from the beginning of the schedule, with the same id."""
    if webhook.status != "active":
        raise invalid_state("The webhook is disabled")
    delivery.status, delivery.due_at, delivery.tries = "pending", now, 0


def disable(session: Session, webhook: Webhook, reason: str | None, now: datetime) -> None:
    """What was not delivered yet is not: it can be sent again once the webhook is active."""
    webhook.status, webhook.disabled_reason, webhook.updated_at = "disabled", reason, now
    drop(session, webhook)


def drop(session: Session, webhook: Webhook) -> None:
    left = update(Delivery).where(Delivery.webhook_id == webhook.id, Delivery.status == "pending")
    session.execute(left.values(status="failed", due_at=None))  # there may be very many


def to_send(now: datetime) -> Select[Delivery]:
    """Those that nobody has taken, or not been done with in time; who has one locked is left to
    it. First those of webhooks that do not fail: of the others there may be very many."""
    return (
        select(Delivery)
        .join(Delivery.webhook)
        .where(Delivery.status == "pending", Delivery.due_at <= now)
        .order_by(Webhook.failing_since.is_not(None), Delivery.due_at, Delivery.id)
        .with_for_update(**LOCK, skip_locked=True, of=Delivery)
    )


def attempt(services: Services, id: int, claim: datetime) -> None:
    """Send a delivery, if the claim on it is the last one."""
    clock = services.config.clock
    with services.database.writing() as session:
        delivery = session.get(Delivery, id, with_for_update=LOCK)
        if delivery is None or delivery.status != "pending" or delivery.due_at != claim:
            return
        webhook = session.get_one(Webhook, delivery.webhook_id)
        if webhook.status != "active" or webhook.deleted_at is not None:
            # The event was written while somebody disabled it.
            delivery.status, delivery.due_at = "failed", None
            return
        # It may have been queued for a while.
        claim = delivery.due_at = clock() + LEASE
    at, begun = clock(), monotonic()
    body = delivery.body.encode()
    made = Attempt(delivery_id=id, at=at, latency_ms=0)
    wait = None
    try:
        secret = services.vault.unlock(webhook.secret)
        headers = signing.headers(secret, delivery.message_id, at, body)
        headers |= {"Content-Type": "application/json", "User-Agent": "HostingCo-Webhooks/1"}
        private = services.config.private_webhooks
        answer = outgoing.post(webhook.url, body, headers, private=private)
    except Unreadable:
        made.error = "the secret of the webhook cannot be read: make the webhook anew"
    except outgoing.NotSent as error:
        made.error = str(error)
        made.latency_ms = round((monotonic() - begun) * 1000)
    except Exception:  # or it would be tried for ever, and never written down
        _log.exception("delivery %s", id)
        made.error = "something went wrong on our side"
    else:
        made.status_code, made.response = answer.status, answer.text
        made.latency_ms = answer.latency_ms
        if answer.status in WAITS and answer.retry_after is not None:
            wait = min(timedelta(seconds=answer.retry_after), LONGEST_WAIT)
    with services.database.writing() as session:
        _note(session, made, claim, wait, clock())


def _note(
    session: Session, made: Attempt, claim: datetime, wait: timedelta | None, now: datetime
) -> None:
    """What came of it, and what follows from that."""
    # The webhook first, as whoever disables one has it.
    delivery = session.get_one(Delivery, made.delivery_id)
    webhook = session.get_one(Webhook, delivery.webhook_id, with_for_update=LOCK)
    session.refresh(delivery, with_for_update=LOCK)
    last = session.scalar(_last(webhook))
    session.add(made)
    good = made.status_code is not None and 200 <= made.status_code < 300
    if good:
        delivery.status, delivery.due_at = "delivered", None
        webhook.failing_since = None
        return
    if webhook.failing_since is None or last is None or made.at - last > QUIET:
        webhook.failing_since = made.at
    if delivery.status != "pending" or delivery.due_at != claim:
        return  # somebody else has it now
    delivery.tries += 1
    if delivery.tries > len(SCHEDULE):
        delivery.status, delivery.due_at = "failed", None
    else:
        delivery.due_at = now + max(_pause(delivery.tries), wait or timedelta(0))
    if webhook.status != "active":
        return
    if made.status_code == GONE:
        disable(session, webhook, "It answered 410 Gone", now)
    elif now - webhook.failing_since >= PATIENCE:
        disable(session, webhook, f"Nothing was delivered for {PATIENCE.days} days", now)


def _last(webhook: Webhook) -> Select[datetime]:
    """Attempt of any delivery."""
    made = select(func.max(Attempt.at)).join(Delivery, Delivery.id == Attempt.delivery_id)
    return made.where(Delivery.webhook_id == webhook.id)


def _pause(tries: int) -> timedelta:
    usual = SCHEDULE[tries - 1]
    return usual + usual * secrets.randbelow(100) / 1000
