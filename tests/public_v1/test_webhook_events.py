"""What is told to whom: the message, when it is written, and who has asked for it."""

import hmac
from datetime import timedelta
from typing import Any

import pytest

from hostingco_api import deliveries
from hostingco_api.core import lifecycle
from hostingco_api.core.models import EVENTS
from hostingco_api.core.payments import Declined, LocalProcessor
from tests.hostingco.money import card, ordered, pay
from tests.hostingco.support import Portal, Portals
from tests.public_v1.hooks import ByHand, Hook, Receiver, hand, portal, receiver, there
from tests.public_v1.support import Api

__all__ = ["hand", "portal", "there"]


def test_a_message_has_what_both_documents_say(
    portal: Portal, api: Api, hand: ByHand, there: Receiver
) -> None:
    hook = Hook(api, there.url)
    invoice = api.invoice(12.5)
    hand.send()
    (message,) = there.got
    assert message.verified(hook.secret) == message.body
    plain = hmac.new(hook.secret.encode(), message.raw, "sha256").hexdigest()
    assert message.headers["x-webhook-signature"] == plain
    assert message.headers["content-type"] == "application/json"
    assert message.headers["user-agent"].startswith("HostingCo")
    assert list(message.body) == ["id", "type", "event", "data", "timestamp"]
    assert message.id == message.body["id"]
    assert message.id.startswith("msg_")
    assert message.body["type"] == message.event == "invoice.created"
    assert message.body["timestamp"] == invoice["created_at"]
    assert message.data == {
        "invoice_id": invoice["id"],
        "uuid": invoice["uuid"],
        "invoice_number": invoice["invoice_number"],
        "client_id": 3,
        "amount": 12.5,
        "currency": "USD",
    }
    (kept,) = hook.log()
    assert kept["payload"] == message.body
    assert kept["message_id"] == message.id


def test_each_event_is_told_when_it_happens(
    portal: Portal, api: Api, hand: ByHand, there: Receiver
) -> None:
    hook = Hook(api, there.url)

    def told() -> list[tuple[str, Any]]:
        hand.work()
        found = sorted((m.event, m.data.get("status")) for m in there.got)
        there.got.clear()
        return found

    service = api.service(domain="example.com")
    assert told() == [("service.created", "pending")]
    items = [{"service_id": service["id"]}]
    invoice = api.good("POST", "/invoices", {"client_id": 3, "items": items})
    assert told() == [("invoice.created", None)]
    api.good("POST", f"/invoices/{invoice['id']}/pay", {"amount": 1})
    assert told() == []
    api.good("POST", f"/invoices/{invoice['id']}/pay")
    assert told() == [("invoice.paid", None), ("service.provisioned", "active")]
    path = f"/services/{service['id']}"
    for verb, event, status in (
        ("suspend", "service.suspended", "suspended"),
        ("unsuspend", "service.unsuspended", "active"),
        ("terminate", "service.terminated", "terminated"),
    ):
        for _ in range(2):  # what is so already happens no more
            api.good("POST", f"{path}/{verb}", status=200)
        assert told() == [(event, status)]
    api.invoice(3)
    assert told() == [("invoice.created", None)]
    portal.clock.move(days=16)
    assert told() == [("invoice.overdue", None)]
    portal.clock.move(days=1)
    assert told() == []
    product = api.product(
        name="VPS",
        module="hostinger",
        module_options={"plan": "kvm-2", "template": "1077", "data_center_id": "19"},
    )
    there.got.clear()
    failing = api.service(product, domain="web.example.com")
    api.good("POST", f"/services/{failing['id']}/provision", status=202)
    assert told() == [("service.created", "pending"), ("service.failed", "failed")]
    assert {delivery["event"] for delivery in hook.log(per_page="100")} == set(EVENTS)
    assert set(hook.statuses()) == {"delivered"}


def test_what_came_to_nothing_is_told_to_nobody(
    api: Api, hand: ByHand, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = Hook(api, there.url)
    service = api.service()
    hand.send()
    there.got.clear()

    def fail(*_: Any) -> None:
        raise RuntimeError("not as it should be")

    with monkeypatch.context() as patch:
        patch.setattr(lifecycle, "_over", fail)
        items = [{"service_id": service["id"], "description": "Free", "price": 0}]
        answer = api.call("POST", "/invoices", {"client_id": 3, "items": items})
    assert answer.status_code == 500
    api.refused(404, "NOT_FOUND", "POST", "/invoices/1/pay")
    assert hand.send() == 0
    assert [delivery["event"] for delivery in hook.log()] == ["service.created"]


def test_what_the_portal_does_is_told_as_well(
    portal: Portal, api: Api, hand: ByHand, there: Receiver
) -> None:
    hook = Hook(api, there.url, "invoice.created", "invoice.paid")
    id = ordered(portal)
    assert hand.send() == 1
    with_card = card(portal)

    class Declining(LocalProcessor):
        def charge(self, *_: Any, **__: Any) -> None:
            raise Declined("no")

    portal.services.processor = Declining()
    pay(portal, id, with_card)
    assert hand.send() == 0
    portal.services.processor = LocalProcessor()
    paid = pay(portal, id, with_card)
    assert hand.send() == 1
    assert there.events == ["invoice.created", "invoice.paid"]
    assert there.got[-1].data["amount"] == paid["total"]
    assert there.got[-1].verified(hook.secret)


def test_each_gets_what_it_asked_for(portal: Portal, api: Api, hand: ByHand) -> None:
    with receiver() as one, receiver() as other:
        Hook(api, one.url, "invoice.created")
        Hook(api, other.url, "invoice.paid", "invoice.created")
        invoice = api.invoice()
        api.good("POST", f"/invoices/{invoice['id']}/pay")
        api.service()
        hand.send()
        assert one.events == ["invoice.created"]
        assert sorted(other.events) == ["invoice.created", "invoice.paid"]
        shared = {message.id for message in one.got + other.got if "created" in message.event}
        assert len(shared) == 1, "it is one message"
        assert len(set(other.ids)) == 2


def test_who_is_disabled_or_gone_gets_nothing(
    portal: Portal, api: Api, hand: ByHand, there: Receiver
) -> None:
    hook = Hook(api, there.url, "invoice.created")
    api.invoice()
    api.good("PUT", hook.path, {"status": "disabled"})
    assert hook.statuses() == ["failed"], "what was not delivered yet is not"
    api.invoice()
    assert hand.send() == 0
    api.good("PUT", hook.path, {"status": "active"})
    api.invoice()
    assert hand.send() == 1
    api.invoice()
    api.good("DELETE", hook.path)
    api.invoice()
    assert hand.send() == 0
    assert len(there.got) == 1


@pytest.mark.parametrize("change", ["disable", "delete"])
def test_what_was_written_while_it_was_disabled_is_not_sent(
    portal: Portal, api: Api, hand: ByHand, there: Receiver, change: str
) -> None:
    """An event of a transaction that saw it active, and ended after it was not."""
    hook = Hook(api, there.url, "invoice.created")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deliveries, "drop", lambda *_: None)
        api.invoice()
        if change == "disable":
            api.good("PUT", hook.path, {"status": "disabled"})
        else:
            api.good("DELETE", hook.path)
    hand.send()
    assert there.got == []
    portal.clock.move(days=1)
    assert hand.send() == 0
    if change == "disable":
        assert hook.statuses() == ["failed"]


def test_without_webhooks_nothing_is_written(portal: Portal, api: Api, hand: ByHand) -> None:
    api.invoice()
    assert hand.send() == 0


def test_a_changed_url_is_where_it_goes(
    portal: Portal, api: Api, hand: ByHand, there: Receiver
) -> None:
    with receiver() as old:
        hook = Hook(api, old.url, "invoice.created")
        old.say(500)
        api.invoice()
        hand.send()
        api.good("PUT", hook.path, {"url": there.url, "events": ["invoice.paid"]})
        portal.clock.move(seconds=6)
        hand.send()
        assert (len(old.got), len(there.got)) == (1, 1)
        assert old.ids == there.ids


def test_addresses_that_are_not_public_are_refused(portals: Portals, there: Receiver) -> None:
    """When it is registered, and when it is sent to: a name may have come to be another's."""
    lax = portals(private_webhooks=True)
    api = Api(lax)
    hook = Hook(api, there.url, "invoice.created")
    api.invoice()
    strict = portals()
    strict.clock = lax.clock
    hand = ByHand(strict)
    strict.clock.move(seconds=1)
    hand.send()
    assert there.got == []
    (kept,) = hook.log()
    assert "not public" in kept["attempts"][0]["error"]
    own = Api(strict)
    body = {"name": "tests", "events": ["invoice.paid"]}
    for url in (there.url, "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest"):
        said = own.refused(422, "VALIDATION_ERROR", "POST", "/webhooks", body | {"url": url})
        assert list(said["errors"]) == ["url"]
        assert said["errors"]["url"][0].startswith("Not accepted: its host is ")
    own.refused(422, "VALIDATION_ERROR", "PUT", hook.path, {"url": there.url})


def test_old_deliveries_are_forgotten_once_they_are_over(
    portal: Portal, api: Api, hand: ByHand, there: Receiver
) -> None:
    hook = Hook(api, there.url, "invoice.created")
    api.invoice()
    hand.send()
    there.say(500)
    api.invoice()
    hand.send()
    assert hook.statuses() == ["delivered", "pending"]
    portal.clock.move(days=30)
    portal.work()
    assert hook.statuses() == ["pending"]
    assert timedelta(days=30) == deliveries.KEPT
