"""Who waits for a provider keeps nobody else out; ids of records."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest

from hostingco_api.gateway.provider import Record
from hostingco_api.gateway.providers import AT_ONCE, OF_ONE, Providers
from hostingco_api.gateway.registry import Registry
from hostingco_api.gateway.schemas import numbered
from hostingco_api.serve import THREADS
from tests.gateway.shop import Shelf, Shop
from tests.gateway.support import Gateway


def test_more_calls_than_may_wait_are_told_to_come_again(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, go_on = Barrier(OF_ONE + 1), Event()

    def slowly(self: Any, id: str) -> Any:
        waiting.wait(20)
        assert go_on.wait(20)
        raise KeyError

    monkeypatch.setattr(Shop, "shelf", Shelf(), raising=False)
    registry = Registry({"shop": Shop})
    gateway.portal.services.providers = Providers(gateway.portal.config.credentials, registry)
    gateway.good("POST", "/shop/configure", json={"api_key": "a key"})
    with ThreadPoolExecutor(OF_ONE) as pool, monkeypatch.context() as slow:
        slow.setattr(Shop, "vm", slowly)
        calls = [pool.submit(gateway.call, "GET", "/shop/vms/1") for _ in range(OF_ONE)]
        waiting.wait(20)
        assert "too many calls" in gateway.refused(429, "GET", "/shop/vms/1")
        gateway.good("GET", "/shop")  # which asks nobody
        go_on.set()
        assert {call.result().status_code for call in calls} == {500}
    gateway.refused(404, "GET", "/shop/vms/1")


def test_there_are_threads_for_those_who_do_not_wait() -> None:
    assert AT_ONCE < THREADS


def test_ids_of_records_are_as_documented_and_one_record_s_only() -> None:
    records = [
        Record("A", "@", "192.0.2.1", 60),
        Record("MX", "@", "mail.example.com", 60, 10),
        Record("A", "@", "192.0.2.2", 60),
        Record("A", "@", "192.0.2.3", 60),
        Record("A", "www", "192.0.2.1", 60),
    ]
    ids = [record["id"] for record in numbered(records)]
    assert ids == ["@/A/0", "@/MX/10", "@/A/0/2", "@/A/0/3", "www/A/0"]
