"""Services that are not paid for are suspended at their provider, until they are."""

from typing import Any

import pytest

from hostingco_api.core import lifecycle
from tests.public_v1.hooks import Hook, Receiver, hand, portal, there
from tests.public_v1.shop import Ordered, Shop, of, shop, waited

__all__ = ["hand", "portal", "shop", "there", "waited"]


def overdue(shop: Shop, service: Ordered, worked: bool = True) -> Any:
    """The invoice for which it is suspended, or is to be."""
    service.done("provision")
    shop.sim.advance(900)
    day = (shop.api.portal.clock() - 3 * lifecycle.GRACE / 2).date().isoformat()
    invoice = service.invoice(due_date=day)
    shop.api.portal.work()
    if worked:
        shop.hand.work()
    return invoice


@of("hostinger", "hostafrica")
def test_who_does_not_pay_is_suspended_until_they_do(shop: Shop, there: Receiver) -> None:
    Hook(shop.api, there.url, "invoice.overdue", "service.suspended", "service.unsuspended")
    service = shop.service()
    invoice = overdue(shop, service)
    found = service.now()
    assert (found["status"], found["suspend_reason"]) == ("suspended", "overdue")
    assert service.machine()["status"] in ("stopped", "suspended")
    service.pay(invoice)
    assert service.now()["pending_action"] == "unsuspend"
    shop.hand.work()
    found = service.now()
    assert (found["status"], found["suspend_reason"]) == ("active", None)
    assert service.machine()["status"] in ("running", "starting")
    assert there.events == ["invoice.overdue", "service.suspended", "service.unsuspended"]
    assert shop.hand.work() == 0


@of("hostafrica")
def test_what_could_not_be_unsuspended_is_tried_again_within_the_hour(shop: Shop) -> None:
    service = shop.service()
    invoice = overdue(shop, service)
    shop.sim.fault("status", status=500, operation="unsuspendService")
    service.pay(invoice)
    shop.hand.work()
    found = service.now()
    assert (found["status"], found["pending_action"]) == ("suspended", None)
    assert found["last_error"]
    shop.sim.mend()
    shop.api.portal.clock.move(minutes=59)
    assert shop.hand.work() == 0
    shop.api.portal.clock.move(minutes=1, seconds=1)
    shop.hand.work()
    assert service.now()["status"] == "active"


@of("hostafrica")
@pytest.mark.parametrize("under_way", ["suspend", "terminate"])
def test_a_payment_calls_nothing_off(shop: Shop, under_way: str) -> None:
    """That is under way: the provider may have done it, and it is not known yet."""
    service = shop.service()
    invoice = overdue(shop, service, worked=under_way == "terminate")
    if under_way == "terminate":
        service.ask("terminate")
    assert service.now()["pending_action"] == under_way
    service.pay(invoice)
    assert service.now()["pending_action"] == under_way
    shop.hand.work()
    found = service.now()
    assert found["status"] == ("active" if under_way == "suspend" else "terminated")
    assert found["last_error"] is None
