"""Services that providers set up, on simulators of them: once, whatever goes wrong on the way."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import TimeoutError as Busy

from hostingco_api import provisioning
from hostingco_api.core import lifecycle
from hostingco_api.core.models import AuditEntry, Delivery, Purchase, Service
from hostingco_api.gateway import purchases
from hostingco_api.gateway.drivers.hostafrica import Hostafrica
from tests.hostingco.support import Portal
from tests.public_v1.hooks import ByHand, Hook, Receiver, hand, portal, there
from tests.public_v1.shop import BUYS, OPTIONS, Ordered, Shop, of, shop, waited
from tests.public_v1.support import Api

__all__ = ["hand", "portal", "shop", "there", "waited"]


class Killed(KeyboardInterrupt):
    """The process: no driver is blamed for that."""


# -- what goes well -----------------------------------------------------------------------------


@of(*OPTIONS)
def test_a_machine_is_bought_for_a_service_that_is_paid(shop: Shop, there: Receiver) -> None:
    service = shop.service()
    Hook(shop.api, there.url, "service.provisioned", "invoice.paid")
    service.pay(service.invoice())
    found = service.now()
    assert (found["status"], found["pending_action"]) == ("provisioning", "provision")
    assert service.ask("provision")["status"] == "provisioning", "the same is under way"
    shop.hand.work()
    found = service.now()
    assert (found["status"], found["pending_action"], found["last_error"]) == ("active", None, None)
    assert found["activated_at"] is not None
    # HOSTAFRICA tells no name of what it has not created yet.
    name = "" if shop.provider == "hostafrica" else "web-1.example.com"
    assert service.machine()["name"] == name
    assert shop.new == 1
    assert there.events == ["invoice.paid", "service.provisioned"]
    assert service.ask("provision", 200)["status"] == "active"
    assert shop.hand.work() == 0
    assert shop.new == 1


@of("hostinger", "hostafrica")
def test_a_machine_is_suspended_comes_back_and_ends(shop: Shop) -> None:
    service = shop.service()
    service.done("provision")
    shop.sim.advance(900)
    service.ask("suspend", body={"reason": "abuse"})
    shop.hand.work()
    found = service.now()
    assert (found["status"], found["suspend_reason"]) == ("suspended", "abuse")
    assert service.machine()["status"] in ("stopped", "suspended")
    found = service.done("unsuspend")
    assert (found["status"], found["suspend_reason"]) == ("active", None)
    assert service.machine()["status"] in ("running", "starting")
    found = service.done("terminate")
    assert (found["status"], found["pending_action"]) == ("terminated", None)
    assert shop.new == 1
    if shop.provider == "hostinger":
        assert service.machine()["status"] == "stopped"
    else:
        shop.gateway.refused(404, "GET", f"/hostafrica/vms/{found['module_ref']}")


@of("hostens")
def test_what_a_provider_cannot_do_is_said(shop: Shop, there: Receiver) -> None:
    service = shop.service()
    service.done("provision")
    Hook(shop.api, there.url)
    found = service.done("suspend")
    assert (found["status"], found["suspend_reason"]) == ("active", None)
    assert "no call to suspend" in found["last_error"]
    assert there.events == []
    shop.sim.advance(400)
    assert service.done("terminate")["status"] == "terminated"
    assert service.now()["last_error"] is None
    shop.sim.advance(3700)
    assert shop.sim.totals()["machines_destroyed"] == 1


@of("hostafrica")
def test_a_driver_without_a_life_cycle_is_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    service = shop.service()
    service.done("provision")
    monkeypatch.delattr(Hostafrica, "suspend_vm")
    found = service.done("suspend")
    assert (found["status"], found["last_error"]) == (
        "active",
        "HOSTAFRICA cannot suspend a machine",
    )


@of("hostinger", "hostens")
def test_a_domain_is_bought_once_and_stays(shop: Shop) -> None:
    product = shop.product(
        type="domain", module_options={}, pricing=[{"cycle": "annually", "price": 12}]
    )
    before = shop.sim.totals()["domains_bought"]
    service = Ordered(shop, shop.api.service(product, domain="bought.com")["id"])
    found = service.done("provision")
    assert (found["status"], found["module_ref"]) == ("active", "bought.com"), found
    assert shop.sim.totals()["domains_bought"] == before + 1
    asked = shop.sim.requests()
    for verb, status in (("suspend", "suspended"), ("unsuspend", "active")):
        assert service.done(verb)["status"] == status
    assert service.done("terminate")["status"] == "terminated"
    assert shop.sim.requests() == asked, "no provider takes a domain back"


@of("hostafrica")
def test_a_password_of_the_provider_is_told_and_kept_encrypted(shop: Shop, portal: Portal) -> None:
    service = shop.service()
    assert service.now()["password"] is None
    password = service.done("provision")["password"]
    assert len(password) >= 8
    kept = portal.row(select(Service.password).where(Service.id == service.id))
    assert password not in kept
    assert portal.services.vault.unlock(kept) == password
    listed = shop.api.call("GET", "/services").text
    assert '"password"' not in listed
    assert password not in shop.api.call("GET", "/audit-log?per_page=100").text
    assert not [row for row in portal.rows(select(Delivery)) if password in row.body]


@of("hostinger")
def test_a_password_of_the_client_goes_to_the_provider_and_no_further(shop: Shop) -> None:
    service = shop.service(password="SecurePassword123!")
    assert service.done("provision")["password"] is None
    calls = [call for call in shop.sim.journal() if call["operation"] == BUYS["hostinger"]]
    assert '"password":"***"' in calls[0]["request"]["body"]
    assert "SecurePassword123!" not in shop.api.call("GET", "/audit-log?per_page=100").text


# -- what goes wrong ----------------------------------------------------------------------------


@of(*OPTIONS)
def test_a_refusal_is_a_failure_that_may_be_repeated(shop: Shop, there: Receiver) -> None:
    shop.sim.fault("status", status=422, operation=BUYS[shop.provider])
    service = shop.service()
    hook = Hook(shop.api, there.url, "service.failed", "service.provisioned")
    invoice = service.invoice()
    service.pay(invoice)
    shop.hand.work()
    found = service.now()
    assert (found["status"], found["pending_action"]) == ("failed", None)
    assert found["last_error"]
    assert shop.api.good("GET", f"/invoices/{invoice['id']}")["status"] == "paid"
    assert (there.events, shop.new) == (["service.failed"], 0)
    assert shop.hand.work() == 0, "nobody repeats it by themselves"
    shop.sim.mend()
    shop.api.portal.clock.move(minutes=3)
    found = service.done("provision")
    assert (found["status"], found["last_error"]) == ("active", None)
    assert (there.events[1:], shop.new) == (["service.provisioned"], 1)
    assert set(hook.statuses()) == {"delivered"}


@pytest.mark.parametrize("hidden", [False, True])
@of(*OPTIONS)
def test_a_lost_answer_buys_one(shop: Shop, hidden: bool) -> None:
    """Also where the provider does not show it at first."""
    shop.lose(times=1)
    if hidden:
        shop.sim.fault("stale", vendor=shop.provider, seconds=600)
    service = shop.service()
    service.done("provision")
    shop.sim.mend()
    for _ in range(3):
        if service.now()["status"] == "active":
            break
        assert service.now()["last_error"]
        shop.api.portal.clock.move(minutes=3)
        service.done("provision")
    found = service.now()
    assert shop.new == 1
    if shop.provider == "hostafrica":  # which does not list what it has sold
        assert found["status"] in ("active", "failed")
    else:
        assert found["status"] == "active", found


def die(patch: pytest.MonkeyPatch, died: str) -> None:
    """Before the purchase was written down, or only before the service knew."""

    def kill(*_: Any, **__: Any) -> Any:
        raise Killed

    where: Any = purchases.Purchases if died == "bought" else provisioning
    patch.setattr(where, "_bought" if died == "bought" else "_end", kill)
    patch.setattr(purchases.Purchases, "_lost", kill)


@pytest.mark.parametrize("died", ["bought", "noted"])
@of("hostinger", "hostens")
def test_one_that_was_killed_has_bought_one(shop: Shop, portal: Portal, died: str) -> None:
    service = shop.service()
    service.ask("provision")
    with pytest.MonkeyPatch.context() as patch:
        die(patch, died)
        with pytest.raises(Killed):
            shop.hand.work()
    shop.hand.kept.clear()
    assert shop.new == 1
    (row,) = portal.rows(select(Purchase))
    assert row.state == ("open" if died == "bought" else "bought")
    portal.clock.move(minutes=19, seconds=50)
    assert shop.hand.work() == 0
    assert service.now()["status"] == "provisioning"
    portal.clock.move(seconds=11)
    shop.hand.work()
    found = service.now()
    assert (found["status"], found["last_error"], shop.new) == ("active", None, 1)
    (row,) = portal.rows(select(Purchase))
    assert (row.state, row.ref) == ("bought", found["module_ref"])


@of("hostafrica")
def test_what_is_bought_is_written_down_however_busy_it_is(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the password that no other call tells."""
    finish, busy = lifecycle.finish, ["once", "twice"]

    def wait(*args: Any, **kwargs: Any) -> None:
        if busy and busy.pop():
            raise Busy
        finish(*args, **kwargs)

    monkeypatch.setattr(lifecycle, "finish", wait)
    found = shop.service().done("provision")
    assert (found["status"], shop.new) == ("active", 1)
    assert found["password"]


@of("hostafrica")
@pytest.mark.parametrize("died", ["bought", "noted"])
def test_where_nobody_can_see_none_is_bought_again(shop: Shop, portal: Portal, died: str) -> None:
    """After a death, without a person who looks."""
    service = shop.service()
    service.ask("provision")
    with pytest.MonkeyPatch.context() as patch:
        die(patch, died)
        with pytest.raises(Killed):
            shop.hand.work()
    shop.hand.kept.clear()
    portal.clock.move(minutes=21)
    shop.hand.work()
    found = service.now()
    assert shop.new == 1
    if died == "noted":
        assert (found["status"], found["password"]) == ("active", None)
    else:
        assert found["status"] == "failed"
        assert "hostingco purchases --forget" in found["last_error"]
        # Nor is it forgotten that there may be one.
        path = f"/services/{found['id']}"
        for method, verb in (("POST", f"{path}/terminate"), ("DELETE", path)):
            shop.api.refused(409, "INVALID_STATE", method, verb)
        (row,) = portal.rows(select(Purchase))
        portal.services.purchases.forget(row.id)
        assert shop.api.good("POST", f"{path}/terminate", status=200)["status"] == "terminated"


@pytest.mark.parametrize("provider", OPTIONS)
def test_without_credentials_it_is_said(
    api: Api, hand: ByHand, there: Receiver, provider: str
) -> None:
    Hook(api, there.url, "service.failed")
    product = api.product(module=provider, module_options=OPTIONS[provider])
    service = api.service(product, domain="web-1.example.com")
    api.good("POST", f"/services/{service['id']}/provision", status=202)
    hand.work()
    found = api.good("GET", f"/services/{service['id']}")
    assert found["status"] == "failed"
    assert found["last_error"] == f"{provider} is not configured: save its credentials first"
    assert there.events == ["service.failed"]
    ended = api.good("POST", f"/services/{service['id']}/terminate", status=200)
    assert ended["status"] == "terminated", "there is nothing to end"


@of("hostafrica")
def test_a_provider_with_too_many_calls_is_waited_for(shop: Shop, portal: Portal) -> None:
    service = shop.service()
    service.done("provision")
    shop.sim.advance(900)
    shop.sim.fault("throttle", retry_after=7, operation="suspendService")
    found = service.done("suspend")
    assert (found["status"], found["pending_action"]) == ("active", "suspend")
    assert shop.hand.work() == 0
    portal.clock.move(seconds=11)
    shop.sim.mend()
    shop.hand.work()
    assert service.now()["status"] == "suspended"
    shop.sim.fault("throttle", retry_after=7, operation="unsuspendService")
    service.done("unsuspend")
    portal.clock.move(hours=1)
    shop.hand.work()
    found = service.now()
    assert (found["status"], found["pending_action"]) == ("suspended", None)
    assert "too many" in found["last_error"].lower()


@of("hostafrica")
def test_what_is_gone_is_terminated(shop: Shop) -> None:
    service = shop.service()
    ref = service.done("provision")["module_ref"]
    with shop.api.portal.services.providers.driver("hostafrica") as driver:
        driver.terminate_vm(ref)
    assert service.done("terminate")["status"] == "terminated"


@of("hostafrica")
def test_all_of_it_is_in_the_audit_log(shop: Shop, portal: Portal) -> None:
    service = shop.service()
    service.done("provision")
    entries = portal.rows(select(AuditEntry).where(AuditEntry.entity_type == "service"))
    told = [(entry.actor_type, entry.changes.get("status")) for entry in entries]
    assert told[1:] == [
        ("api_key", ["pending", "provisioning"]),
        ("system", ["provisioning", "active"]),
    ]
