"""Hostinger's refusals in detail: tokens, paths, fields."""

from typing import Any

import pytest

from tests.contract.calls.refusing import prepared, refused
from tests.contract.harness import watched
from tests.support import ZONE, Api


@pytest.fixture
def api() -> Api:
    return watched()


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


@pytest.mark.parametrize(
    "data", ['"text"', '{"zone": NaN}', '{"a": "\\ud800"}', b"\xff", "[" * 100_000]
)
def test_what_is_no_json_object_is_400(api: Api, data: Any) -> None:
    id = "DNS_updateDNSRecordsV1"
    body = refused(api, prepared(api, id), id, 400, data=data)
    assert body["message"].startswith("The request body is not a JSON object: ")


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


@pytest.mark.parametrize("ttl", [60.0, 3600])
def test_a_whole_number_is_an_integer_however_written(api: Api, ttl: float) -> None:
    rrset = {"name": "a", "type": "A", "records": [{"content": "192.0.2.1"}], "ttl": ttl}
    assert api("PUT", ZONE, {"zone": [rrset]}).status_code == 200


@pytest.mark.parametrize("ttl", ["60", 60.5, True, None, [], 1e400])
def test_what_is_no_integer_is_refused(api: Api, ttl: Any) -> None:
    rrset = {"name": "a", "type": "A", "records": [{"content": "192.0.2.1"}], "ttl": ttl}
    answer = api("PUT", ZONE, {"zone": [rrset]})
    assert answer.status_code == (400 if ttl == 1e400 else 422)
