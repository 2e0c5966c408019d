"""What the gate refuses before a vendor's code is asked, in the vendor's own words."""

from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from simulators.kernel.gate import Gate
from simulators.kernel.vendor import Vendor
from simulators.server.vendors import VENDORS
from tests.contract.words import WORDS
from tests.kernel.toy import Toy
from tests.support import SNAPSHOTS, ZONE, Api, application

STRANGER = {"Authorization": "Bearer stranger"}
ZONE_METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PUT"}


def allow(answer: TestResponse) -> set[str]:
    return set(answer.headers["Allow"].split(", "))


# -- documented, not simulated ------------------------------------------------------------


@pytest.fixture
def unfinished() -> Api:
    """A vendor that simulates one toy, and documents what Hostinger does."""
    return Api(application(vendors=[Toy()]), base="/toy")


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", ZONE, "DNS_getDNSRecordsV1"),
        ("HEAD", ZONE, "DNS_getDNSRecordsV1"),
        ("PUT", ZONE, "DNS_updateDNSRecordsV1"),
        ("POST", f"{ZONE}/validate", "DNS_validateDNSRecordsV1"),
        ("GET", f"{SNAPSHOTS}/1", "DNS_getDNSSnapshotV1"),
    ],
)
def test_what_is_documented_and_not_simulated_is_a_501_that_explains_itself(
    unfinished: Api, method: str, path: str, operation: str
) -> None:
    before = unfinished.digest()
    answer = unfinished(method, path)
    assert answer.status_code == 501
    assert answer.headers["X-Sim-Unimplemented"] == operation
    assert (operation in answer.text) is (method != "HEAD")
    assert unfinished.digest() == before


@pytest.mark.parametrize(
    ("method", "path"),
    [("PATCH", ZONE), ("GET", f"{ZONE}/"), ("GET", f"{ZONE}/nothing"), ("GET", "/api/dns/v2")],
)
def test_what_is_not_documented_is_the_vendor_s_404(
    unfinished: Api, method: str, path: str
) -> None:
    answer = unfinished(method, path)
    assert (answer.status_code, answer.json and answer.json["error"]) == (404, "no such toy")
    assert "X-Sim-Unimplemented" not in answer.headers


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_a_vendor_explains_what_it_does_not_simulate(vendor: Vendor) -> None:
    api = Api(application())
    gate = Gate(vendor, api.app.worlds, lambda method, path: "a_newOperationV1")
    answer = Api(Alone(gate, api), base="")("GET", "/api/vps/v2/new")
    assert answer.status_code == 501
    assert answer.headers["X-Sim-Unimplemented"] == "a_newOperationV1"
    assert answer.json is not None
    assert tuple(answer.json) == WORDS[vendor.name].fields
    text = WORDS[vendor.name].text(answer.json)
    assert "hostsim operations" in text
    assert "a_newOperationV1" in text


class Alone:
    """A gate without an application around it."""

    def __init__(self, gate: Gate, api: Api) -> None:
        self.worlds = api.app.worlds
        self._gate = gate

    def __call__(self, environ: Any, start: Any) -> Iterable[bytes]:
        return self._gate(environ, start)


# -- no such path, no such method, no credentials ------------------------------------------


@pytest.mark.parametrize("path", ["/", "/api/dns/v1", f"{ZONE}/", "/api//dns", f"{ZONE}/x", "/é"])
@pytest.mark.parametrize("method", ["GET", "POST", "BREW"])
def test_an_unknown_path_is_the_vendor_s_404(api: Api, method: str, path: str) -> None:
    answer = api(method, path)
    assert (answer.status_code, answer.content_type) == (404, "application/json")
    assert answer.json is not None
    assert answer.json["message"].endswith("Route is not found.")


@pytest.mark.parametrize("method", ["POST", "PATCH", "TRACE", "BREW"])
def test_a_wrong_method_is_the_vendor_s_405_and_tells_the_right_ones(api: Api, method: str) -> None:
    answer = api(method, ZONE)
    assert answer.status_code == 405
    assert allow(answer) == ZONE_METHODS
    assert answer.json is not None
    assert method in answer.json["message"]


def test_an_unknown_path_is_a_404_to_strangers_too(api: Api) -> None:
    assert api("GET", "/nowhere", headers=STRANGER).status_code == 404


def test_a_stranger_s_wrong_method_is_a_405(api: Api) -> None:
    assert api("PATCH", ZONE, headers=STRANGER).status_code == 405


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_every_operation_asks_for_credentials_first(api: Api, method: str) -> None:
    before = api.digest()
    answer = api(method, ZONE, data="not even JSON", headers=STRANGER)
    assert answer.status_code == 401
    assert answer.headers["X-Sim-World"] == "default"
    assert api.digest() == before


@pytest.mark.parametrize("method", ["get", "Get", "put", "delete"])
def test_no_spelling_of_a_method_gets_round_the_credentials(api: Api, method: str) -> None:
    before = api.digest()
    body = b'{"filters": [{"name": "www", "type": "CNAME"}]}'
    answer = api("POST", ZONE, data=body, headers=STRANGER, environ_overrides=spelled(method))
    assert answer.status_code in (400, 401, 405, 501)
    assert api.digest() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_spelling_of_a_method_gets_round_the_rate_limit(method: str) -> None:
    api = Api(application(limits="tiny"))
    path = ZONE if method == "get" else f"{ZONE}/reset"
    statuses = [api("POST", path, environ_overrides=spelled(method)).status_code for _ in range(4)]
    assert statuses[-1] in (400, 405, 429, 501)


def spelled(method: str) -> dict[str, str]:
    """Test clients write methods in capitals; sockets pass on what they get."""
    return {"REQUEST_METHOD": method}


# -- HEAD and OPTIONS ----------------------------------------------------------------------


@pytest.mark.parametrize("path", [ZONE, SNAPSHOTS, "/nowhere", f"{SNAPSHOTS}/404"])
def test_head_answers_what_get_does_without_the_body(path: str) -> None:
    get = Api(application())("GET", path)
    head = Api(application())("HEAD", path)
    assert (head.status_code, head.data) == (get.status_code, b"")
    assert list(head.headers) == list(get.headers)


def test_options_tells_the_methods_and_asks_for_no_credentials(api: Api) -> None:
    before = api.digest()
    answer = api("OPTIONS", ZONE, headers=STRANGER)
    assert (answer.status_code, answer.data) == (200, b"")
    assert allow(answer) == ZONE_METHODS
    assert api.digest() == before


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "PUT"])
def test_a_vendor_sends_no_cors_headers(api: Api, method: str) -> None:
    asked = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "PUT",
    }
    answer = api(method, ZONE, headers=asked)
    assert "access-control" not in str(answer.headers).lower()
