"""What two rules together could get wrong: terms that change, workers that meet, owners that go."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Select, select, text

from hostingco_api import worker
from hostingco_api.core import billing, lifecycle
from hostingco_api.core.models import Invoice, Purchase
from hostingco_api.gateway import purchases
from hostingco_api.gateway.provider import ProviderError, RateLimited
from tests import postgres
from tests.gateway.shop import Shelf
from tests.hostingco.money import put
from tests.hostingco.support import Portal, populate
from tests.public_v1.hooks import until
from tests.public_v1.rented import act, done, now, rent, shelf_of, verb
from tests.public_v1.support import Api

PRICING = [
    {"cycle": "monthly", "price": 10, "setup_fee": 5},
    {"cycle": "annually", "price": 100, "setup_fee": 50},
]


@pytest.fixture
def shelf(api: Api) -> Iterator[Shelf]:
    with pytest.MonkeyPatch.context() as patch:
        yield shelf_of(api, patch)


@pytest.fixture
def on_postgresql(postgresql: postgres.Databases) -> Iterator[Portal]:
    portal = Portal(postgresql())
    populate(portal.database)
    yield portal
    portal.close()


# -- terms that change --------------------------------------------------------------------------


def test_another_cycle_is_set_up_at_its_price_in_its_currency(api: Api) -> None:
    service = api.service(api.product(pricing=PRICING))
    put(api.portal, "billing", currency="EUR")
    changed = api.good("PUT", f"/services/{service['id']}", {"billing_cycle": "annually"})
    assert (changed["price"], changed["setup_fee"], changed["currency"]) == (100.0, 50.0, "EUR")
    made = api.invoice(items=[{"service_id": service["id"]}])
    assert (made["subtotal"], made["currency"]) == (150.0, "EUR")


# -- owners that go -----------------------------------------------------------------------------


def lost(api: Api, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A service for which a machine was bought by a process that died, and then could not be asked
    for."""
    service = rent(api)
    verb(api, service, "provision")
    with monkeypatch.context() as patch:
        patch.setattr("hostingco_api.provisioning._end", lambda *_, **__: None)
        act(api, service)
        patch.undo()
    assert len(shelf.vms) == 1
    assert [row.state for row in api.portal.rows(select(Purchase))] == ["bought"]
    shelf.wrong["vm"] = [ProviderError("no answer")]
    act(api, service)
    found = now(api, service)
    assert (found["status"], found["module_ref"]) == ("failed", None)
    return service


def test_what_was_bought_is_terminated_though_the_service_failed(
    api: Api, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = lost(api, shelf, monkeypatch)
    api.refused(409, "INVALID_STATE", "DELETE", f"/services/{service['id']}")
    shelf.wrong["terminate_vm"] = [ProviderError("not now")]
    assert verb(api, service, "terminate") == 202
    act(api, service)
    found = now(api, service)
    assert (found["status"], found["last_error"]) == ("failed", "not now")
    assert done(api, service, "terminate")["status"] == "terminated"
    api.good("DELETE", f"/services/{service['id']}")


def test_what_was_bought_and_is_gone_keeps_nobody(
    api: Api, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be provisioned any more, nor can the purchase be forgotten."""
    service = lost(api, shelf, monkeypatch)
    shelf.vms.clear()
    assert done(api, service, "provision")["status"] == "failed"
    assert done(api, service, "terminate")["status"] == "terminated"


# -- workers that meet --------------------------------------------------------------------------


def late(portal: Portal, found: Select[Any], job: worker.Job, meanwhile: Callable[[], Any]) -> None:
    """A worker looks, and another one, or a call, has it all done before it gets the lock."""
    slow = found.where(text("(SELECT pg_advisory_xact_lock(1)) IS NOT NULL"))
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with ThreadPoolExecutor(1) as pool, portal.database.engine.connect() as mine:
        with mine.begin():
            mine.execute(text("SELECT pg_advisory_xact_lock(1)"))
            going = pool.submit(worker._each, portal.services, Event(), slow, job)
            until(lambda: mine.scalar(waiting) == 1)
            meanwhile()
        going.result(20)


def rented(api: Api, **fields: Any) -> Any:
    service = api.service(**fields)
    api.good("POST", f"/services/{service['id']}/provision")
    return service


def test_a_renewal_is_written_once_by_workers_that_meet(on_postgresql: Portal) -> None:
    portal = on_postgresql
    api = Api(portal)
    service = rented(api)
    before = (portal.clock() + billing.TIME_TO_PAY).date()
    late(portal, lifecycle.to_renew(before), worker._renew, portal.work)
    assert len(portal.rows(select(Invoice))) == 1
    assert now(api, service)["status"] == "active"


def test_who_pays_while_a_worker_looks_is_not_suspended(on_postgresql: Portal) -> None:
    portal = on_postgresql
    api = Api(portal)
    service = rented(api, next_due_date="2040-01-01")
    made = api.invoice(items=[{"service_id": service["id"]}], due_date="2020-01-01")
    pay = lambda: api.good("POST", f"/invoices/{made['id']}/pay", {})  # noqa: E731
    late(portal, lifecycle.to_suspend(portal.clock()), worker._suspend, pay)
    assert now(api, service)["status"] == "active"


def test_who_owes_again_while_a_worker_looks_stays_suspended(on_postgresql: Portal) -> None:
    portal = on_postgresql
    api = Api(portal)
    service = rented(api, next_due_date="2040-01-01")
    overdue: dict[str, Any] = {"items": [{"service_id": service["id"]}], "due_date": "2020-01-01"}
    made = api.invoice(**overdue)
    portal.work()
    assert now(api, service)["suspend_reason"] == lifecycle.OVERDUE
    api.good("PUT", f"/invoices/{made['id']}", {"due_date": "2040-01-01"})
    again = lambda: api.invoice(**overdue)  # noqa: E731
    late(portal, lifecycle.to_unsuspend(portal.clock()), worker._unsuspend, again)
    assert now(api, service)["status"] == "suspended"


def test_a_purchase_that_was_begun_late_is_waited_for(
    api: Api, shelf: Shelf, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had waited for the provider when its process died: longer than the claim was, it is not
    abandoned yet."""
    nothing = lambda *_, **__: None  # noqa: E731
    service = rent(api)
    verb(api, service, "provision")
    with monkeypatch.context() as patch:
        patch.setattr(purchases.Purchases, "_lost", nothing)
        patch.setattr("hostingco_api.provisioning._end", nothing)
        patch.setattr(purchases, "sleep", lambda seconds: portal.clock.move(seconds=seconds))
        busy = [RateLimited("too many calls", retry_after=60)] * 2
        shelf.wrong["create_vm"] = [*busy, ProviderError("killed")]
        shelf.applied = False
        act(api, service)
    assert [row.state for row in portal.rows(select(Purchase))] == ["open"]
    portal.clock.move(minutes=14)
    act(api, service)
    found = now(api, service)
    assert (found["status"], found["pending_action"]) == ("provisioning", "provision")
    portal.clock.move(minutes=1, seconds=1)
    act(api, service)
    assert (now(api, service)["status"], len(shelf.vms)) == ("active", 1)
