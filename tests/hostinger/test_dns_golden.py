"""Every documented example, replayed: what the contract shows is what a world answers."""

from typing import Any

import pytest

import contracts
from contracts.diff import follow
from tests.contract.harness import HOSTINGER, watched
from tests.support import SNAPSHOTS, ZONE, Api

CONTRACT = HOSTINGER.document
DOCUMENTED_AT = "2025-02-27T11:54:22Z"
OPERATIONS = [op for op in contracts.operations("hostinger.yaml") if op.id.startswith("DNS_")]
PATHS = {
    "DNS_updateDNSRecordsV1": ("PUT", ZONE),
    "DNS_deleteDNSRecordsV1": ("DELETE", ZONE),
    "DNS_validateDNSRecordsV1": ("POST", f"{ZONE}/validate"),
    "DNS_resetDNSRecordsV1": ("POST", f"{ZONE}/reset"),
}


def answered(id: str, status: int, name: str) -> Any:
    """A documented answer."""
    response = follow(CONTRACT, HOSTINGER.operations[id]["responses"][str(status)])
    return follow(CONTRACT, response["content"]["application/json"]["examples"][name])["value"]


def requests() -> list[tuple[str, str, Any]]:
    return [
        (id, name, example["value"])
        for id, operation in HOSTINGER.operations.items()
        if id.startswith("DNS_")
        for media in operation.get("requestBody", {}).get("content", {}).values()
        for name, example in media.get("examples", {}).items()
    ]


@pytest.fixture
def api() -> Api:
    """A world at the documented instant, whose zone is the documented one."""
    api = watched()
    api.control("PUT", "/worlds/default/clock", {"now": DOCUMENTED_AT})
    records = [{"name": e["name"], "type": e["type"]} for e in api("GET", ZONE).json or []]
    assert api("DELETE", ZONE, {"filters": records}).status_code == 200
    zone = answered("DNS_getDNSRecordsV1", 200, "zone")
    assert api("PUT", ZONE, {"zone": zone}).status_code == 200
    return api


@pytest.mark.parametrize(("id", "name", "body"), requests())
def test_a_documented_request_gets_the_documented_answer(
    api: Api, id: str, name: str, body: Any
) -> None:
    method, path = PATHS[id]
    answer = api(method, path, body)
    assert (answer.status_code, answer.json) == (200, answered(id, 200, "accepted"))


def test_the_documented_zone(api: Api) -> None:
    assert api("GET", ZONE).json == answered("DNS_getDNSRecordsV1", 200, "zone")


def test_the_documented_snapshots() -> None:
    api = watched()
    api.control("PUT", "/worlds/default/clock", {"now": DOCUMENTED_AT})
    api("PUT", ZONE, {"zone": [{"name": "a", "type": "A", "records": [{"content": "192.0.2.1"}]}]})
    assert api("GET", SNAPSHOTS).json == answered("DNS_getDNSSnapshotListV1", 200, "one")


def test_the_documented_snapshot_and_its_restoration(api: Api) -> None:
    api("POST", f"{ZONE}/reset")
    documented = answered("DNS_getDNSSnapshotV1", 200, "one")
    newest = (api("GET", SNAPSHOTS).json or [])[0]["id"]
    answer = api("GET", f"{SNAPSHOTS}/{newest}")
    assert list(answer.json or {}) == list(documented), "the fields, in the documented order"
    assert (answer.json or {})["snapshot"] == documented["snapshot"]
    restored = api("POST", f"{SNAPSHOTS}/{newest}/restore")
    assert restored.json == answered("DNS_restoreDNSSnapshotV1", 200, "accepted")
    assert api("GET", ZONE).json == documented["snapshot"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_the_documented_refusals_of_the_kernel(api: Api, operation: contracts.Operation) -> None:
    path = operation.path.format(domain="example.com", snapshotId=53513053)
    refused = api(operation.method, path, headers={"Authorization": ""})
    assert message(refused) == answered(operation.id, 401, "unauthenticated")["message"]
    api.control("PUT", "/worlds/default/limits", {"mode": "tiny"})
    for _ in range(4):
        refused = api(operation.method, path)
    assert message(refused) == answered(operation.id, 429, "throttled")["message"]


def test_the_documented_refusals_of_fields_and_zones(api: Api) -> None:
    fields = answered("DNS_updateDNSRecordsV1", 422, "fields")
    answer = api("PUT", ZONE, {})
    assert {**(answer.json or {}), "correlation_id": fields["correlation_id"]} == fields
    short = [{"name": "a", "type": "A", "records": [{"content": "192.0.2.1"}], "ttl": 59}]
    zone = answered("DNS_updateDNSRecordsV1", 422, "zone")
    assert message(api("PUT", ZONE, {"zone": short})) == zone["message"]


def test_a_message_counts_the_errors_beyond_the_first(api: Api) -> None:
    """The official document's example: "The name field is required. (and 1 more error)"."""
    answer = api("DELETE", ZONE, {"filters": [{}]})
    assert message(answer) == "The filters.0.name field is required. (and 1 more error)"


def message(answer: Any) -> str:
    text: str = answer.json["message"]
    return text
