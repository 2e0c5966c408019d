"""What a read costs does not depend on the size of the account."""

from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from simulators.kernel import store
from tests.contract.calls import OPERATIONS, ids
from tests.contract.calls.hostinger import GOOD
from tests.support import Api, application

READS = [id for id in ids("hostinger") if OPERATIONS[id].method == "GET"]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What documents the store was asked to parse."""
    seen: list[Any] = []

    def loads(raw: bytes) -> Any:
        seen.append(raw)
        return orjson.loads(raw)

    monkeypatch.setattr(store, "orjson", SimpleNamespace(loads=loads, dumps=orjson.dumps))
    return seen


@pytest.mark.parametrize("id", READS)
def test_a_read_parses_as_many_documents_of_a_large_account(parsed: list[Any], id: str) -> None:
    counts = []
    for size in (10, 200):
        api = Api(application(size=size))
        call = GOOD[id].prepared(api)
        api("GET", "/api/billing/v1/payment-methods")  # the world is made, its events are read
        parsed.clear()
        assert call.make(api, id).status_code == 200
        counts.append(len(parsed))
    assert counts[0] == counts[1]


def test_a_large_account_has_as_much_as_was_asked_for() -> None:
    api = Api(application(size=2_000))
    domains = api("GET", "/api/domains/v1/portfolio").json or []
    assert len({entry["domain"] for entry in domains if entry["domain"]}) >= 2_000
    machines = api("GET", "/api/vps/v1/virtual-machines").json or []
    assert len({machine["id"] for machine in machines}) == 200
    for domain in (domains[0]["domain"], domains[1_999]["domain"]):
        assert api("GET", f"/api/domains/v1/portfolio/{domain}").status_code == 200
        assert api("GET", f"/api/dns/v1/zones/{domain}").json


def test_a_write_costs_the_same_in_a_large_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the first one of a fork, no table is copied."""
    copied: list[int] = []
    true = store.Store._writable

    def writable(self: store.Store, name: str) -> Any:
        if name not in self._own:
            copied.append(len(self._tables.get(name, {})))
        return true(self, name)

    api = Api(application(size=200))
    path = "/api/domains/v1/portfolio/example.com/domain-lock"
    assert api("DELETE", path).status_code == 200
    monkeypatch.setattr(store.Store, "_writable", writable)
    assert api("PUT", path).status_code == 200
    assert copied == []
