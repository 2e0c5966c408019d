"""Every refusal of every operation, in the vendor's body, leaving no trace."""

from typing import Any

import pytest

from simulators.kernel import web
from tests.contract.calls import (
    OPERATIONS,
    Call,
    Good,
    Refused,
    billing,
    dns,
    domains,
    vps,
    vps_account,
)
from tests.contract.harness import watched
from tests.support import ZONE, Api

GOOD: Good = dns.GOOD | domains.GOOD | billing.GOOD | vps.GOOD | vps_account.GOOD
REFUSED: Refused = (
    dns.REFUSED | domains.REFUSED | billing.REFUSED | vps.REFUSED | vps_account.REFUSED
)

every = pytest.mark.parametrize("id", OPERATIONS)
with_body = pytest.mark.parametrize("id", [id for id in GOOD if GOOD[id].body is not None])


@pytest.fixture
def api() -> Api:
    return watched()


def prepared(api: Api, id: str) -> Call:
    """The operation's good call, with all it needs brought about."""
    return GOOD[id].prepared(api)


def refused(api: Api, call: Call, id: str, status: int, **kwargs: Any) -> dict[str, Any]:
    before = api.digest()
    answer = call.make(api, id, **kwargs)
    assert answer.status_code == status, answer.text
    assert api.digest() == before, "a refusal left a trace"
    assert answer.headers["X-Sim-Rule"].split("; ")[1] in ("documented", "observed", "assumed")
    body: dict[str, Any] = answer.json
    return body


@every
def test_a_good_call_succeeds(api: Api, id: str) -> None:
    answer = prepared(api, id).make(api, id)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("id", "status", "call"),
    [
        pytest.param(id, status, call, id=f"{id}-{status}-{n}")
        for (id, status), calls in REFUSED.items()
        for n, call in enumerate(calls)
    ],
)
def test_a_refusal_is_the_documented_one(api: Api, id: str, status: int, call: Call) -> None:
    assert call.message in refused(api, call.prepared(api), id, status)["message"]


@every
def test_a_call_without_a_token_is_401(api: Api, id: str) -> None:
    body = refused(api, prepared(api, id), id, 401, headers={"Authorization": ""})
    assert body["message"] == "Unauthenticated"


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
        "Bearer sim_default.",
        "Bearer sim_default.third",
        f"Bearer sim_{'x' * 64}",
    ],
)
def test_what_is_no_token_is_401(api: Api, credentials: str) -> None:
    sent = credentials.encode().decode("latin-1")  # as the bytes of a header arrive in WSGI
    id = "DNS_getDNSRecordsV1"
    body = refused(api, prepared(api, id), id, 401, headers={"Authorization": sent})
    assert body["message"] == "Unauthenticated"


@with_body
@pytest.mark.parametrize("data", ["{", "[]", "null", b"\xff"])
def test_a_body_that_is_no_json_object_is_400(api: Api, id: str, data: Any) -> None:
    body = refused(api, prepared(api, id), id, 400, data=data)
    assert body["message"].startswith("The request body is not a JSON object: ")


@pytest.mark.parametrize(
    "data", ['"text"', '{"zone": NaN}', '{"a": "\\ud800"}', b"\xff", "[" * 100_000]
)
def test_what_is_no_json_object_is_400(api: Api, data: Any) -> None:
    id = "DNS_updateDNSRecordsV1"
    body = refused(api, prepared(api, id), id, 400, data=data)
    assert body["message"].startswith("The request body is not a JSON object: ")


@with_body
@pytest.mark.parametrize("type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type_is_415(api: Api, id: str, type: str) -> None:
    refused(api, prepared(api, id), id, 415, data="{}", headers={"Content-Type": type})


@with_body
def test_a_body_over_a_mebibyte_is_413(api: Api, id: str) -> None:
    refused(api, prepared(api, id), id, 413, data=b"[" + b" " * 1024 * 1024)


@every
def test_reading_changes_nothing(api: Api, id: str) -> None:
    if OPERATIONS[id].method == "GET":
        call = prepared(api, id)
        before = api.digest()
        for _ in range(2):
            assert call.make(api, id).status_code == 200
        assert api.digest() == before


@every
def test_calls_beyond_the_limit_are_429(api: Api, id: str) -> None:
    call = prepared(api, id)
    api.control("PUT", f"/worlds/{api.world}/limits", {"mode": "tiny"})
    remaining = [call.make(api, id).headers["X-RateLimit-Remaining"] for _ in range(3)]
    assert remaining == ["2", "1", "0"]
    body = refused(api, call, id, 429)
    assert body["message"] == "Too Many Attempts."
    answer = call.make(api, id)
    assert answer.headers["Retry-After"] == "2"
    reset = api.app.worlds.get(api.world).now.timestamp() + 2
    assert answer.headers["X-RateLimit-Reset"] == str(int(reset))
    api.control("POST", f"/worlds/{api.world}/clock/advance", {"seconds": 2})
    assert call.make(api, id).status_code != 429


@every
def test_a_failure_of_ours_is_500_and_leaves_no_trace(
    api: Api, id: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    call = prepared(api, id)

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(web, "Response", broken)  # once all the work is done
    body = refused(api, call, id, 500)
    assert body["message"] == "Server Error"
    assert "a defect" in caplog.text


@every
def test_a_method_the_path_has_not_is_405(api: Api, id: str) -> None:
    operation = OPERATIONS[id]
    path = operation.path.format(**prepared(api, id).path)
    answer = api("TRACE", path)
    assert answer.status_code == 405
    assert operation.method in answer.headers["Allow"].split(", ")
    assert (answer.json or {})["message"].startswith(
        f"The TRACE method is not supported for route {path[1:]}. Supported methods: "
    )


@pytest.mark.parametrize("method", ["get", "Get", "put"])
def test_a_method_in_the_wrong_case_is_no_way_around_the_token(method: str) -> None:
    answer = watched()(method, ZONE, headers={"Authorization": ""})
    assert answer.status_code == 405


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
        {"whitelisted_record_types.0": ["The whitelisted record types.0 field must be a string."]},
    ),
]


@pytest.mark.parametrize(("id", "sent", "errors"), FIELDS)
def test_wrong_fields_are_422_and_named(
    api: Api, id: str, sent: Any, errors: dict[str, list[str]]
) -> None:
    body = refused(api, prepared(api, id), id, 422, body=sent)
    assert body["errors"] == errors
    first, more = next(iter(errors.values()))[0], len(errors) - 1
    assert body["message"] == first + (
        f" (and {more} more error{'s' * (more > 1)})" if more else ""
    )


@with_body
def test_a_required_field_is_required(api: Api, id: str) -> None:
    """Of every body that has any."""
    call = prepared(api, id)
    for name in call.body:
        body = {key: value for key, value in call.body.items() if key != name}
        answer = call.make(api, id, body=body)
        if name in required(id):
            assert answer.status_code == 422
            shown = name.replace("_", " ")
            assert answer.json["errors"][name] == [f"The {shown} field is required."]


def required(id: str) -> list[str]:
    from contracts.diff import follow
    from tests.contract.harness import HOSTINGER

    body = HOSTINGER.operations[id]["requestBody"]
    schema = follow(HOSTINGER.document, body["content"]["application/json"]["schema"])
    names: list[str] = schema.get("required", [])
    return names


@pytest.mark.parametrize("ttl", [60.0, 3600])
def test_a_whole_number_is_an_integer_however_written(api: Api, ttl: float) -> None:
    rrset = {"name": "a", "type": "A", "records": [{"content": "192.0.2.1"}], "ttl": ttl}
    assert api("PUT", ZONE, {"zone": [rrset]}).status_code == 200


@pytest.mark.parametrize("ttl", ["60", 60.5, True, None, [], 1e400])
def test_what_is_no_integer_is_refused(api: Api, ttl: Any) -> None:
    rrset = {"name": "a", "type": "A", "records": [{"content": "192.0.2.1"}], "ttl": ttl}
    answer = api("PUT", ZONE, {"zone": [rrset]})
    assert answer.status_code == (400 if ttl == 1e400 else 422)
