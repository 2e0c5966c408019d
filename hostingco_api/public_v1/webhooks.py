"""Webhooks, and what was delivered to them."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import fields, validate
from sqlalchemy import Select, select

from hostingco_api import deliveries, outgoing, signing
from hostingco_api.core import api_keys, audit
from hostingco_api.core.models import EVENTS, Delivery, Webhook
from hostingco_api.public_v1.envelope import Page, Said
from hostingco_api.public_v1.fields import Id, Known, Once, Paging, Thing, one_of, plain
from hostingco_api.public_v1.messages import MessageId, Payload
from hostingco_api.public_v1.web import Call, endpoint, get, page, path, section
from hostingco_api.services import services
from hostingco_api.web.fields import Answer, Change, Several, Strict, Text, Time

STATUSES = ("active", "disabled")
DELIVERY_STATUSES = ("pending", "delivered", "failed")
URL = r'^https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?([/?][!-"$-~]*)?$'
blp = section("webhooks")


class Url(Text):
    """That may be sent to, as far as it can be told without asking who the host is."""

    def __init__(self, **kwargs: Any) -> None:
        wanted = "Not a URL such as https://shop.example.com/hook, in ASCII."
        super().__init__(None, 2000, pattern=URL, wanted=wanted, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            outgoing.check_url(text, services().config.private_webhooks)
        except ValueError as error:
            raise ma.ValidationError(f"Not accepted: {error}.") from None
        return text


class WebhookAnswer(Known):
    name = fields.String(required=True)
    url = fields.String(required=True)
    events = fields.List(Text(one_of=EVENTS), required=True)
    status = one_of(*STATUSES)
    disabled_reason = fields.String(required=True, allow_none=True)
    failing_since = Time(required=True, allow_none=True)


class NewlyMade(WebhookAnswer):
    secret = Once(required=True, metadata={"pattern": "^whsec_[A-Za-z0-9+/]{32,}={0,2}$"})


class AttemptAnswer(Answer):
    at = Time(required=True)
    status_code = fields.Integer(required=True, allow_none=True)
    latency_ms = fields.Integer(required=True, metadata={"minimum": 0})
    response = fields.String(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)


class DeliveryAnswer(Thing):
    webhook_id = Id()
    message_id = MessageId(required=True)
    event = one_of(*EVENTS)
    payload = Payload(attribute="body", required=True)
    status = one_of(*DELIVERY_STATUSES)
    attempts = fields.List(fields.Nested(AttemptAnswer), required=True)
    next_attempt_at = Time(attribute="due_at", required=True, allow_none=True)
    created_at = Time(required=True)


_events: dict[str, Any] = {"validate": validate.Length(1, len(EVENTS))}


class NewWebhook(Strict):
    name = plain(100, required=True)
    url = Url(required=True)
    events = Several(Text(one_of=EVENTS), required=True, **_events)


class WebhookChange(Change):
    name = plain(100)
    url = Url()
    events = Several(Text(one_of=EVENTS), **_events)
    status = Text(one_of=STATUSES)


class Query(Paging):
    search = Text(1, 100)
    status = Text(one_of=STATUSES)


class DeliveryQuery(Paging):
    status = Text(one_of=DELIVERY_STATUSES)
    event = Text(one_of=EVENTS)


def _check(call: Call, events: list[str]) -> None:
    """Who is told of things may read them."""
    wanted = {f"{event.partition('.')[0]}s.read" for event in events}
    api_keys.check_scopes(call.me.scopes, sorted(wanted))


def _listed() -> Select[Webhook]:
    return select(Webhook).where(Webhook.deleted_at.is_(None)).order_by(Webhook.id)


@blp.route("/webhooks")
class Webhooks(MethodView):
    @endpoint(blp, "listWebhooks", "webhooks.read", WebhookAnswer, many=True, query=Query)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        found = _listed()
        if search := query.get("search"):
            like = {"autoescape": True}
            found = found.where(
                Webhook.name.icontains(search, **like) | Webhook.url.icontains(search, **like)
            )
        if status := query.get("status"):
            found = found.where(Webhook.status == status)
        return page(call, found, query)

    @endpoint(
        blp,
        "createWebhook",
        "webhooks.create",
        NewlyMade,
        message="Webhook created",
        status=201,
        body=NewWebhook,
    )
    def post(self, call: Call, body: dict[str, Any]) -> Said:
        _check(call, body["events"])
        secret = signing.new_secret()
        body["events"] = sorted(set(body["events"]), key=EVENTS.index)
        webhook = Webhook(
            secret=services().vault.lock(secret),
            created_at=call.now,
            updated_at=call.now,
            **body,
        )
        call.session.add(webhook)
        return Said(webhook, more={"secret": secret})


@blp.route("/webhooks/<id>", parameters=[path()])
class WebhookById(MethodView):
    @endpoint(blp, "getWebhook", "webhooks.read", WebhookAnswer, 404)
    def get(self, call: Call, id: str) -> Webhook:
        return _found(call, id)

    @endpoint(
        blp,
        "updateWebhook",
        "webhooks.update",
        WebhookAnswer,
        404,
        message="Webhook updated",
        body=WebhookChange,
    )
    def put(self, call: Call, body: dict[str, Any], id: str) -> Webhook:
        webhook = _found(call, id, lock=True)
        if "events" in body:
            body["events"] = sorted(set(body["events"]), key=EVENTS.index)
        if body.keys() & {"events", "url"}:
            _check(call, body.get("events", webhook.events))
        status = body.pop("status", webhook.status)
        for column, value in body.items():
            setattr(webhook, column, value)
        webhook.updated_at = call.now
        if status != webhook.status:
            if status == "disabled":
                deliveries.disable(call.session, webhook, None, call.now)
            else:
                webhook.status = status
                webhook.disabled_reason = webhook.failing_since = None
        return webhook

    @endpoint(blp, "deleteWebhook", "webhooks.delete", None, 404, message="Webhook deleted")
    def delete(self, call: Call, id: str) -> None:
        webhook = _found(call, id, lock=True)
        deliveries.drop(call.session, webhook)
        webhook.deleted_at = webhook.updated_at = call.now


@blp.route("/webhooks/<id>/deliveries", parameters=[path()])
class Deliveries(MethodView):
    @endpoint(
        blp,
        "listDeliveries",
        "webhooks.read",
        DeliveryAnswer,
        404,
        many=True,
        query=DeliveryQuery,
    )
    def get(self, call: Call, query: dict[str, Any], id: str) -> Page:
        found = deliveries.listed(_found(call, id), query.get("status"), query.get("event"))
        return page(call, found, query)


@blp.route(
    "/webhooks/<id>/deliveries/<delivery_id>/resend", parameters=[path(), path("delivery_id")]
)
class Resend(MethodView):
    @endpoint(
        blp,
        "resendDelivery",
        "webhooks.resend",
        DeliveryAnswer,
        404,
        message="Delivery queued",
        status=202,
    )
    def post(self, call: Call, id: str, delivery_id: str) -> Delivery:
        webhook = _found(call, id, lock=True)
        delivery: Delivery = get(
            call, deliveries.listed(webhook), delivery_id, "Delivery", lock=True
        )
        before = delivery.status
        deliveries.resend(webhook, delivery, call.now)
        audit.note(
            call.session, "delivery.resent", "delivery", delivery.id, status=[before, "pending"]
        )
        return delivery


def _found(call: Call, id: str, *, lock: bool = False) -> Webhook:
    webhook: Webhook = get(call, _listed(), id, "Webhook", lock=lock)
    return webhook
