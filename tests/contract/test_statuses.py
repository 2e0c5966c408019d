"""Every refusal of every operation, in the vendor's body, leaving no trace."""

from typing import Any

import pytest

import contracts
from simulators.hostinger.dns import rules
from tests.contract.harness import watched
from tests.support import ZONE, Api

SNAPSHOT = 53513053
BODIES: dict[str, Any] = {
    "DNS_updateDNSRecordsV1": {
        "zone": [{"name": "a", "type": "A", "records": [{"content": "192.0.2.1"}]}]
    },
    "DNS_deleteDNSRecordsV1": {"filters": [{"name": "ftp", "type": "A"}]},
    "DNS_resetDNSRecordsV1": {},
}
BODIES["DNS_validateDNSRecordsV1"] = BODIES["DNS_updateDNSRecordsV1"]

OPERATIONS = {operation.id: operation for operation in contracts.operations("hostinger.yaml")}
every = pytest.mark.parametrize("id", OPERATIONS)
with_body = pytest.mark.parametrize("id", BODIES)


@pytest.fixture
def api() -> Api:
    """A world with one snapshot, under the id that the calls below use."""
    api = watched()
    rrset = {"name": "seeded", "type": "A", "records": [{"content": "192.0.2.1"}]}
    assert api("PUT", ZONE, {"zone": [rrset]}).status_code == 200
    return api


def call(api: Api, id: str, *, domain: str = "example.com", **kwargs: Any) -> Any:
    operation = OPERATIONS[id]
    path = operation.path.format(domain=domain, snapshotId=kwargs.pop("snapshot", SNAPSHOT))
    if "data" not in kwargs:
        kwargs.setdefault("body", BODIES.get(id))
    return api(operation.method, path, **kwargs)


def refused(api: Api, id: str, status: int, **kwargs: Any) -> dict[str, Any]:
    before = api.digest()
    answer = call(api, id, **kwargs)
    assert answer.status_code == status, answer.text
    assert api.digest() == before, "a refusal left a trace"
    assert answer.headers["X-Sim-Rule"].split("; ")[1] in ("documented", "observed", "assumed")
    body: dict[str, Any] = answer.json
    return body


@every
def test_a_good_call_succeeds(api: Api, id: str) -> None:
    assert call(api, id).status_code == 200


@every
@pytest.mark.parametrize(
    "credentials",
    [
        "",
        "Bearer",
        "Bearer wrong",
        "Bearer sim_",
        "Basic sim_default",
        "Bearer sim_a b",
        "sim_default",
        "Bearer sim_\u00e9",
        f"Bearer sim_{'x' * 64}",
    ],
)
def test_a_call_without_a_good_token_is_401(api: Api, id: str, credentials: str) -> None:
    sent = credentials.encode().decode("latin-1")  # as the bytes of a header arrive in WSGI
    body = refused(api, id, 401, headers={"Authorization": sent})
    assert body["message"] == "Unauthenticated"


@every
def test_another_customers_domain_is_403(api: Api, id: str) -> None:
    body = refused(api, id, 403, domain="example.org")
    assert body["message"] == "[DNS:4002] Customer does not own example.org"


@every
def test_a_domain_outside_the_account_is_404(api: Api, id: str) -> None:
    # GET of a zone answers an empty list, as the live service does; the quirk can be switched off.
    api.control(
        "PATCH",
        "/worlds/default/quirks",
        {"quirks": {"hostinger.dns-unknown-zone-is-empty": False}},
    )
    body = refused(api, id, 404, domain="missing.example")
    assert body["message"] == "[DNS:4009] Domain not found"


@pytest.mark.parametrize("id", ["DNS_getDNSSnapshotV1", "DNS_restoreDNSSnapshotV1"])
@pytest.mark.parametrize("snapshot", ["1", "-1", "word", "053513053", "9" * 40])
def test_an_unknown_snapshot_is_404(api: Api, id: str, snapshot: str) -> None:
    body = refused(api, id, 404, snapshot=snapshot)
    assert body["message"] == "[DNS:4009] Snapshot not found"


@every
@pytest.mark.parametrize(
    "domain",
    [
        "com",
        "a_b.example",
        "-a.example",
        "x" * 254,
        "192.0.2.1",
        "%00.com",
        "a b.com",
        "example.com%1f",
    ],
)
def test_a_name_that_is_no_domain_is_422(api: Api, id: str, domain: str) -> None:
    body = refused(api, id, 422, domain=domain)
    assert body["message"] == "[DNS:4005] Domain name is not valid!"
    assert "errors" not in body


@with_body
@pytest.mark.parametrize(
    "data",
    ["{", "[]", "null", '"text"', '{"zone": NaN}', '{"a": "\\ud800"}', b"\xff", "[" * 100_000],
)
def test_a_body_that_is_no_json_object_is_400(api: Api, id: str, data: Any) -> None:
    body = refused(api, id, 400, data=data)
    assert body["message"].startswith("The request body is not a JSON object: ")


@with_body
@pytest.mark.parametrize(
    "type", ["text/plain", "application/x-www-form-urlencoded", "", "application/vnd.x+json"]
)
def test_a_body_of_another_type_is_415(api: Api, id: str, type: str) -> None:
    refused(api, id, 415, data="{}", headers={"Content-Type": type})


@every
def test_reading_changes_nothing(api: Api, id: str) -> None:
    if OPERATIONS[id].method == "GET":
        before = api.digest()
        for _ in range(2):
            assert call(api, id).status_code == 200
        assert api.digest() == before


@pytest.mark.parametrize("method", ["get", "Get", "put"])
def test_a_method_in_the_wrong_case_is_no_way_around_the_token(method: str) -> None:
    answer = watched()(method, ZONE, headers={"Authorization": ""})
    assert answer.status_code == 405


@with_body
def test_a_body_over_a_mebibyte_is_413(api: Api, id: str) -> None:
    refused(api, id, 413, data=b"[" + b" " * 1024 * 1024)


@every
def test_calls_beyond_the_limit_are_429(api: Api, id: str) -> None:
    api.control("PUT", "/worlds/default/limits", {"mode": "tiny"})
    remaining = [call(api, id).headers["X-RateLimit-Remaining"] for _ in range(3)]
    assert remaining == ["2", "1", "0"]
    answer = call(api, id)
    assert answer.status_code == 429
    assert answer.json["message"] == "Too Many Attempts."
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers["X-RateLimit-Reset"] == "1767225602"  # two seconds into 2026
    api.control("POST", "/worlds/default/clock/advance", {"seconds": 2})
    assert call(api, id).status_code == 200


@every
def test_a_failure_of_ours_is_500_and_leaves_no_trace(
    api: Api, id: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a defect")

    for name in ("read_zone", "_change", "_updated", "list_snapshots", "read_snapshot"):
        monkeypatch.setattr(rules, name, broken)
    body = refused(api, id, 500)
    assert body["message"] == "Server Error"
    assert "a defect" in caplog.text


FIELDS: list[tuple[str, Any, dict[str, list[str]]]] = [
    ("DNS_updateDNSRecordsV1", {}, {"zone": ["The zone field is required."]}),
    ("DNS_updateDNSRecordsV1", {"zone": []}, {"zone": ["The zone field is required."]}),
    ("DNS_updateDNSRecordsV1", {"zone": "x"}, {"zone": ["The zone field must be an array."]}),
    ("DNS_updateDNSRecordsV1", {"zone": [1]}, {"zone.0": ["The zone.0 field must be an array."]}),
    (
        "DNS_updateDNSRecordsV1",
        {"zone": [{"name": "", "type": "PTR", "records": [{"content": 5}], "ttl": "60"}]},
        {
            "zone.0.name": ["The zone.0.name field is required."],
            "zone.0.records.0.content": ["The zone.0.records.0.content field must be a string."],
            "zone.0.ttl": ["The zone.0.ttl field must be an integer."],
            "zone.0.type": ["The selected zone.0.type is invalid."],
        },
    ),
    (
        "DNS_updateDNSRecordsV1",
        {"zone": [{"name": "a", "type": "A", "records": []}], "overwrite": 1},
        {
            "overwrite": ["The overwrite field must be true or false."],
            "zone.0.records": ["The zone.0.records field is required."],
        },
    ),
    ("DNS_deleteDNSRecordsV1", {}, {"filters": ["The filters field is required."]}),
    (
        "DNS_deleteDNSRecordsV1",
        {"filters": [{}]},
        {
            "filters.0.name": ["The filters.0.name field is required."],
            "filters.0.type": ["The filters.0.type field is required."],
        },
    ),
    ("DNS_resetDNSRecordsV1", {"sync": "yes"}, {"sync": ["The sync field must be true or false."]}),
    (
        "DNS_resetDNSRecordsV1",
        {"whitelisted_record_types": [1]},
        {"whitelisted_record_types.0": ["The whitelisted_record_types.0 field must be a string."]},
    ),
]


@pytest.mark.parametrize(("id", "sent", "errors"), FIELDS)
def test_wrong_fields_are_422_and_named(
    api: Api, id: str, sent: Any, errors: dict[str, list[str]]
) -> None:
    body = refused(api, id, 422, body=sent)
    assert body["errors"] == errors
    first, more = next(iter(errors.values()))[0], len(errors) - 1
    assert body["message"] == first + (
        f" (and {more} more error{'s' * (more > 1)})" if more else ""
    )


@pytest.mark.parametrize("ttl", [60.0, 3600])
def test_a_whole_number_is_an_integer_however_written(api: Api, ttl: float) -> None:
    rrset = {"name": "a", "type": "A", "records": [{"content": "192.0.2.1"}], "ttl": ttl}
    assert api("PUT", ZONE, {"zone": [rrset]}).status_code == 200


@pytest.mark.parametrize("ttl", ["60", 60.5, True, None, [], 1e400])
def test_what_is_no_integer_is_refused(api: Api, ttl: Any) -> None:
    rrset = {"name": "a", "type": "A", "records": [{"content": "192.0.2.1"}], "ttl": ttl}
    answer = api("PUT", ZONE, {"zone": [rrset]})
    assert answer.status_code == (400 if ttl == 1e400 else 422)


@every
def test_a_method_the_path_has_not_is_405(id: str) -> None:
    api = watched()
    operation = OPERATIONS[id]
    path = operation.path.format(domain="example.com", snapshotId=SNAPSHOT)
    answer = api("PATCH", path)
    assert answer.status_code == 405
    assert operation.method in answer.headers["Allow"].split(", ")
    assert (answer.json or {})["message"].startswith(
        f"The PATCH method is not supported for route {path[1:]}. Supported methods: "
    )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/api/dns/v1/nothing", "[DNS:2002] Route is not found."),
        ("/api/vps/v1/nothing", "[VPS:2002] Route is not found."),
        ("/api/dns/v1/zones//example.com", "[DNS:2002] Route is not found."),
        ("/nothing", "Route is not found."),
    ],
)
def test_a_path_outside_the_contract_is_the_vendors_404(path: str, message: str) -> None:
    answer = watched()("GET", path)
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["message"] == message
    assert answer.json.keys() == {"message", "correlation_id"}
