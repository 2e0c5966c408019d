"""The journal over the control API: query, count (for `assert called twice`), clear."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.control.conftest import Control
from tests.kernel.toy import DO, Toy
from tests.support import SNAPSHOTS, ZONE, Api, application

JOURNAL = "/worlds/default/journal"


def recorded() -> Api:
    """A server of two vendors, after a few requests to both."""
    from simulators.server.vendors import VENDORS

    api = Api(application(vendors=[*VENDORS, Toy()]))
    for method, path in (("GET", ZONE), ("GET", SNAPSHOTS), ("PUT", ZONE), ("GET", "/nowhere")):
        api(method, path)
    api("GET", ZONE, headers={"Authorization": "Bearer stranger"})
    toy = Api(api.app, base="/toy")
    toy("GET", DO)
    toy("POST", DO)
    return api


@pytest.fixture
def api() -> Api:
    return recorded()


@pytest.fixture(scope="module")
def untouched() -> Control:
    """One that tests only look at."""
    return Control(recorded().app)


def numbers(control: Control, **query: Any) -> list[int]:
    """Which of the requests match, by their numbers."""
    reply = control("GET", f"{JOURNAL}?{urlencode(query)}").json
    return [entry["n"] for entry in reply["entries"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7]),
        ({"vendor": "hostinger"}, [1, 2, 3, 4, 5]),
        ({"vendor": "toy"}, [6, 7]),
        ({"vendor": "nobody"}, []),
        ({"operation": "DNS_getDNSRecordsV1"}, [1, 5]),
        ({"method": "GET"}, [1, 2, 4, 5, 6]),
        ({"method": "put"}, [3]),
        ({"path": ZONE}, [1, 3, 5]),
        ({"path": f"{ZONE}/"}, []),
        ({"status": 200}, [1, 2, 6, 7]),
        ({"status": 401}, [5]),
        ({"status": 404}, [4]),
        ({"path": ZONE, "method": "GET", "status": 200}, [1]),
        ({"vendor": "toy", "method": "PUT"}, []),
    ],
)
def test_requests_are_found_by_vendor_operation_method_path_and_status(
    untouched: Control, query: dict[str, Any], expected: list[int]
) -> None:
    assert numbers(untouched, **query) == expected
    count = untouched("GET", f"{JOURNAL}/count?{urlencode(query)}").json
    assert count == {"count": len(expected), "dropped": 0}


def test_the_newest_are_told_oldest_first(untouched: Control) -> None:
    assert numbers(untouched, limit=3) == [5, 6, 7]
    assert numbers(untouched, limit=1000) == [1, 2, 3, 4, 5, 6, 7]
    assert numbers(untouched, limit=2, vendor="hostinger") == [4, 5]


def test_a_hundred_are_told_unless_more_are_asked_for(control: Control, api: Api) -> None:
    for _ in range(120):
        api("GET", "/nowhere")
    assert len(numbers(control)) == 100
    assert len(numbers(control, limit=1000)) == 127


def test_an_entry_has_everything_but_the_secrets(control: Control, api: Api) -> None:
    api("PUT", f"{ZONE}?a=1&token=hunter2", {"password": "hunter2"})
    reply = control("GET", f"{JOURNAL}?limit=1").json
    (entry,) = reply["entries"]
    request, response = entry.pop("request"), entry.pop("response")
    assert entry == {
        "n": 8,
        "at": "2026-01-01T00:00:00Z",
        "vendor": "hostinger",
        "operation": "DNS_updateDNSRecordsV1",
        "method": "PUT",
        "path": ZONE,
        "query": "a=1&token=***",
        "status": 422,
        "fault": None,
    }
    assert request["body"] == '{"password":"***"}'
    assert ["authorization", "Bearer sim_default"] in request["headers"]
    assert ["X-Sim-World", "default"] in response["headers"]
    assert (request["truncated"], response["truncated"]) == (False, False)


def test_clearing_forgets_and_the_numbers_go_on(control: Control, api: Api) -> None:
    reply = control("DELETE", JOURNAL)
    assert (reply.status, reply.text) == (204, "")
    assert control("GET", JOURNAL).json == {"entries": [], "dropped": 0}
    api("GET", ZONE)
    assert numbers(control) == [8]


def test_what_was_dropped_is_counted(control: Control, api: Api) -> None:
    for _ in range(1000):
        api("GET", "/nowhere")
    reply = control("GET", f"{JOURNAL}?limit=1").json
    assert reply["dropped"] == 7


def test_the_control_api_is_not_in_the_journal(control: Control) -> None:
    before = control("GET", f"{JOURNAL}/count").json
    control("GET", "/worlds/default")
    assert control("GET", f"{JOURNAL}/count").json == before


@pytest.mark.parametrize("query", ["status=ok", "status=", "limit=0", "limit=1001", "limit=x"])
def test_what_is_no_query_is_refused(untouched: Control, query: str) -> None:
    reply = untouched("GET", f"{JOURNAL}?{query}")
    assert reply.status == 422
    assert query.partition("=")[0] in reply.text
