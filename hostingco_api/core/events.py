"""Events for webhooks, by a transactional outbox: a delivery is a row, written with what happened.

Two pages of the documents differ in what the data of an invoice has: ours has the fields of both.
"""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hostingco_api.core.clock import iso
from hostingco_api.core.ids import new_uuid
from hostingco_api.core.models import EVENTS, Delivery, Invoice, Service, Webhook


def of_invoice(session: Session, what: str, invoice: Invoice, now: datetime) -> None:
    """`amount` is the invoice's total."""
    session.flush()  # its id
    data = {
        "invoice_id": invoice.id,
        "uuid": invoice.uuid,
        "invoice_number": invoice.number,
        "client_id": invoice.user_id,
        "amount": float(invoice.total),
        "currency": invoice.currency,
    }
    _emit(session, f"invoice.{what}", data, now)


def of_service(session: Session, what: str, service: Service, now: datetime) -> None:
    session.flush()
    data = {
        "service_id": service.id,
        "uuid": service.uuid,
        "client_id": service.user_id,
        "status": service.status,
    }
    _emit(session, f"service.{what}", data, now)


def _emit(session: Session, event: str, data: dict[str, Any], now: datetime) -> None:
    assert event in EVENTS
    wanted = [hook for hook in session.scalars(_listening()) if event in hook.events]
    if not wanted:
        return
    message_id = f"msg_{new_uuid().replace('-', '')}"
    # The documented members, and those of Standard Webhooks.
    body = {"id": message_id, "type": event, "event": event, "data": data, "timestamp": iso(now)}
    session.add_all(
        Delivery(
            webhook_id=hook.id,
            message_id=message_id,
            event=event,
            body=orjson.dumps(body).decode(),
            due_at=now,
            created_at=now,
        )
        for hook in wanted
    )


def _listening() -> Select[Webhook]:
    return (
        select(Webhook)
        .where(Webhook.status == "active", Webhook.deleted_at.is_(None))
        .order_by(Webhook.id)
    )
