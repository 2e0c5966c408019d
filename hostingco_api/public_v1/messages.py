"""What webhooks are sent; `core.events` writes it."""

from typing import Any

import orjson
from marshmallow import fields

from hostingco_api.core.models import EVENTS, SERVICE_STATUSES
from hostingco_api.public_v1.fields import UUID, Currency, Id, one_of
from hostingco_api.web.fields import Amount, Answer, Time


class MessageId(fields.String):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"pattern": "^msg_[0-9A-Za-z]+$"}, **kwargs)


class Data(Answer):
    uuid = fields.String(required=True, metadata={"format": "uuid", "pattern": f"^{UUID}$"})
    client_id = Id()


class OfInvoice(Data):
    invoice_id = Id()
    invoice_number = fields.String(required=True)
    amount = Amount(required=True)
    currency = Currency()


class OfService(Data):
    service_id = Id()
    status = one_of(*SERVICE_STATUSES)


def _message(name: str, data: type[Answer]) -> Any:
    events = [event for event in EVENTS if event.startswith(f"{name.lower()}.")]
    members: dict[str, Any] = {
        "id": MessageId(required=True),
        "type": one_of(*events),
        "event": one_of(*events),
        "data": fields.Nested(data, required=True),
        "timestamp": Time(required=True),
    }
    return Answer.from_dict(members, name=f"{name}Message")


class Payload(fields.Field[Any]):
    """As it was sent."""

    one_of = (_message("Invoice", OfInvoice), _message("Service", OfService))

    def _serialize(self, value: Any, attr: Any, obj: Any, **_: Any) -> Any:
        return orjson.loads(value)
