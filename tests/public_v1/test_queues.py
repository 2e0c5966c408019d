"""The worker with its threads: nobody keeps all others waiting, no one is cut off, none is asked
twice, on SQLite and on PostgreSQL."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Timer
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api import deliveries, provisioning, relay, worker
from hostingco_api.core.models import Delivery
from hostingco_api.relay import SHARE, Queues
from hostingco_api.worker import Worker
from tests import postgres
from tests.hostingco.support import Portal, copied, populate
from tests.hostingco.test_concurrency import at_once
from tests.public_v1.hooks import ByHand, Hook, portal, receiver, until
from tests.public_v1.support import Api

__all__ = ["portal"]


@contextmanager
def started(portal: Portal) -> Iterator[Queues]:
    queues = Queues(portal.services)
    queues.start()
    try:
        yield queues
    finally:
        queues.stop(10.0)


def left(portal: Portal) -> list[str]:
    return [row.status for row in portal.rows(select(Delivery).order_by(Delivery.id))]


def test_two_that_are_slow_keep_no_other_waiting(portal: Portal, api: Api) -> None:
    with receiver(slow=True) as slow, receiver(slow=True) as slower, receiver() as quick:
        for url in (slow.url, slower.url, quick.url):
            Hook(api, url, "invoice.created")
        for _ in range(12):
            api.invoice()
        with started(portal) as queues:
            queues.fill()
            quick.wait_for(12, 6)
            slow.wait_for(SHARE)
            slower.wait_for(SHARE)
            assert len(slow.got) == len(slower.got) == SHARE
            for one in (slow, slower):
                one.open.set()
            slow.wait_for(12)
            slower.wait_for(12)
        assert left(portal) == ["delivered"] * 36


def test_what_waits_for_one_that_fails_is_queued_last(
    portal: Portal, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much that is."""
    monkeypatch.setattr(relay, "AT_ONCE", 4)
    hand = ByHand(portal)
    with receiver() as there, receiver() as failing:
        failing.say(500)
        Hook(api, failing.url, "invoice.created")
        for _ in range(10):
            api.invoice()
        hand.send()
        portal.clock.move(seconds=6)
        Hook(api, there.url, "invoice.paid")
        invoice = api.invoice()
        api.good("POST", f"/invoices/{invoice['id']}/pay")
        hand.fill()
        assert len(hand.kept) == 4
        for line, id, claim in hand.kept:
            line._do(portal.services, id, claim)
        assert len(there.got) == 1


def test_whose_claim_is_over_is_not_kept_waiting(portal: Portal, api: Api) -> None:
    """It is queued again, and would be kept again and again."""
    with receiver(slow=True) as slow:
        Hook(api, slow.url, "invoice.created")
        for _ in range(10):
            api.invoice()
        with started(portal) as queues:
            for _ in range(4):
                queues.fill()
                slow.wait_for(SHARE)
                waiting = queues.webhooks._waiting["webhook-1"]
                until(lambda waiting=waiting: len(waiting) >= 10 - SHARE)  # type: ignore[misc]
                assert len(waiting) <= 10
                portal.clock.move(seconds=31)
            slow.open.set()
        assert len(slow.got) >= SHARE


def test_a_provider_that_is_slow_keeps_no_other_waiting(
    portal: Portal, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, done, lock = Event(), [], Lock()

    def ask(services: Any, service: Any, action: str) -> dict[str, Any]:
        if service.module == "hostinger":
            free.wait(20)
        with lock:
            done.append(service.module)
        return {"module_ref": "7"}

    monkeypatch.setattr(provisioning, "_asked", ask)
    for module, number in (("hostinger", 6), ("hostens", 2)):
        options = {"plan": "any", "template": "any"}
        product = api.product(name=module, module=module, module_options=options)
        for n in range(number):
            service = api.service(product, domain=f"{module}-{n}.example.com")
            api.good("POST", f"/services/{service['id']}/provision", status=202)
    with started(portal) as queues:
        queues.fill()
        until(lambda: len(done) == 2, patience=6)
        assert done == ["hostens"] * 2
        free.set()
        until(lambda: len(done) == 8)


def test_what_is_under_way_at_the_end_is_ended(portal: Portal, api: Api) -> None:
    with receiver(slow=True) as slow:
        Hook(api, slow.url, "invoice.created")
        for _ in range(SHARE + 2):
            api.invoice()
        working = Worker(portal.services)
        working.start()
        slow.wait_for(SHARE)
        Timer(0.3, slow.open.set).start()
        working.stop()
        assert not working.is_alive()
        assert left(portal).count("delivered") == len(slow.got) >= SHARE
        portal.clock.move(seconds=31)
        ByHand(portal).send()
        assert left(portal) == ["delivered"] * (SHARE + 2)
        assert len(slow.got) == SHARE + 2


def test_what_the_worker_fails_at_keeps_no_queue_waiting(
    portal: Portal, api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("not as it should be")

    monkeypatch.setattr(worker, "work", fail)
    with receiver() as there:
        Hook(api, there.url, "invoice.created")
        api.invoice()
        working = Worker(portal.services)
        working.start()
        there.wait_for(1)
        working.stop()
    assert "the worker failed, and goes on" in caplog.text


def test_what_the_worker_is_long_at_keeps_no_queue_waiting(
    portal: Portal, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as all that begins with a month."""
    free = Event()
    monkeypatch.setattr(worker, "work", lambda *_: free.wait(20))
    with receiver() as there:
        Hook(api, there.url, "invoice.created")
        working = Worker(portal.services)
        working.start()
        api.invoice()
        there.wait_for(1, 6)
        free.set()
        working.stop()
        assert not working.is_alive()


# -- on each database ---------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def whole(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Portal]:
    if request.param == "sqlite":
        portal = Portal(
            copied(request.getfixturevalue("template"), tmp_path), private_webhooks=True
        )
    else:
        databases: postgres.Databases = request.getfixturevalue("postgresql")
        portal = Portal(databases(), private_webhooks=True)
        populate(portal.database)
    yield portal
    portal.close()


def test_nobody_waits_for_ever(whole: Portal, caplog: pytest.LogCaptureFixture) -> None:
    """While events are written, webhooks are disabled, gone and back, deliveries sent again and
    refused: no call fails, and nobody locks what the other has, and waits for what they have."""
    caplog.set_level(logging.WARNING)
    api = Api(whole)
    with receiver() as there:
        there.says = [(status, {}) for status in (200, 500, 410, 200, 503) * 60]
        hook = Hook(api, there.url)
        working = Worker(whole.services)
        working.start()

        def write(n: int) -> list[int]:
            found = []
            for _ in range(6):
                service = api.call("POST", "/services", ordered)
                found.append(service.status_code)
                path = f"/services/{service.get_json()['data']['id']}"
                for verb in ("provision", "suspend", "terminate"):
                    found.append(api.call("POST", f"{path}/{verb}").status_code)
            return found

        def switch(n: int) -> list[int]:
            return [
                api.call("PUT", hook.path, {"status": status}).status_code
                for status in ("disabled", "active") * 8
            ]

        def resend(n: int) -> list[int]:
            found = []
            for id in range(1, 20):
                path = f"{hook.path}/deliveries/{id}/resend"
                found.append(api.call("POST", path).status_code)
            return found

        product = api.product()
        ordered = {"client_id": 3, "product_id": product["id"], "billing_cycle": "monthly"}
        calls: list[Callable[[int], list[int]]] = [write, write, switch, resend]
        for found in at_once(*[lambda c=c: c(0) for c in calls]):
            assert set(found) <= {200, 201, 202, 404, 409}, found
        working.stop()
        assert not working.is_alive()
    assert "Traceback" not in caplog.text
    assert [r.message for r in caplog.records if "failed" in r.message] == []


def test_workers_do_not_do_a_thing_twice(whole: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither those that queue, nor those that a queue has told twice."""
    api = Api(whole)
    asked: list[int] = []

    def ask(services: Any, service: Any, action: str) -> dict[str, Any]:
        asked.append(service.id)
        time.sleep(0.05)
        return {"module_ref": str(service.id)}

    monkeypatch.setattr(provisioning, "_asked", ask)
    options = {"plan": "any", "template": "any"}
    product = api.product(module="hostens", module_options=options)
    services = [api.service(product, domain=f"web-{n}.example.com")["id"] for n in range(4)]
    with receiver() as there:
        Hook(api, there.url, "service.provisioned", "invoice.created")
        for id in services:
            api.good("POST", f"/services/{id}/provision", status=202)
            api.invoice()
        hands = [ByHand(whole) for _ in range(3)]
        at_once(*[hand.fill for hand in hands])
        kept = [call for hand in hands for call in hand.kept]
        assert len(kept) == 8, "each was claimed by one"
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda call: call[0]._do(whole.services, *call[1:]), kept * 2))
        assert sorted(asked) == services
        assert len(there.got) == len(set(there.ids)) == 4
    found = [api.good("GET", f"/services/{id}") for id in services]
    assert {service["status"] for service in found} == {"active"}
    assert deliveries.LEASE.total_seconds() == 30
