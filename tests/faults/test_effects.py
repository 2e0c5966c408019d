"""What each effect looks like to a client of each vendor, in this process.

How a connection ends is in `test_connections`, what becomes of work in `test_work`.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any

import pytest
from flask import Response
from werkzeug.test import TestResponse

from tests.contract.harness import CLIENTS
from tests.hostafrica.client import ORDER, SERVICE, Hostafrica
from tests.hostens.client import Hostens
from tests.kernel.toy import DO, Toy
from tests.support import ZONE, Api, application

RRSET = {"zone": [{"name": "new", "type": "A", "records": [{"content": "192.0.2.1"}]}]}
READS: dict[str, tuple[str, str]] = {
    "hostinger": ("GET", ZONE),
    "hostafrica": ("POST", "/vps_reseller_provider/public/api/v2/products"),
    "hostens": ("GET", "/api/details"),
}


@pytest.fixture(params=READS)
def vendor(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def client(vendor: str) -> Api:
    client = CLIENTS[vendor](application())
    client.authorization()
    return client


@pytest.fixture
def read(client: Api, vendor: str) -> Callable[[], TestResponse]:
    return lambda: client(*READS[vendor])


def names(api: Api) -> set[str]:
    return {rrset["name"] for rrset in json.loads(api("GET", ZONE).data)}


BODIES: dict[str, Callable[[Any], object]] = {
    "hostinger": lambda body: (body["message"], len(body["correlation_id"])),
    "hostafrica": lambda body: (body["message"], body["success"], body["data"]),
    "hostens": lambda body: body["error"],
}


@pytest.mark.parametrize("status", [400, 404, 409, 418, 499, 502, 503, 504, 529, 599])
def test_any_status_comes_in_the_vendors_own_body(
    client: Api, vendor: str, read: Callable[[], TestResponse], status: int
) -> None:
    client.fault("status", status=status)
    answer = read()
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Sim-Rule"] == "hostsim.fault; assumed"
    assert BODIES[vendor](answer.json)


@pytest.mark.parametrize("status", [401, 500])
def test_where_a_vendor_has_words_for_a_status_it_takes_them(
    client: Api, vendor: str, read: Callable[[], TestResponse], status: int
) -> None:
    client.fault("status", status=status)
    answer = read()
    own = client(*READS[vendor], headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == status
    if status == 401:
        assert BODIES[vendor](answer.json) == BODIES[vendor](own.json)
    assert "hostsim.fault" not in answer.headers["X-Sim-Rule"]


THROTTLED = {
    "hostinger": (429, {"Retry-After": "7", "X-RateLimit-Remaining": "0"}),
    "hostafrica": (429, {"Retry-After": "7", "X-RateLimit-Remaining": "0"}),
    "hostens": (401, {}),
}


def test_too_many_calls_are_refused_as_the_vendor_does(
    client: Api, vendor: str, read: Callable[[], TestResponse]
) -> None:
    client.fault("throttle", retry_after=7, times=2)
    answers = [read() for _ in range(3)]
    status, headers = THROTTLED[vendor]
    for answer in answers[:2]:
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in headers} == headers
        if vendor == "hostens":
            assert ["wait_x_between_action", 7] in json.loads(answer.data)["error"]
    assert answers[2].status_code == 200


def test_an_auto_clock_honours_the_wait_of_a_storm() -> None:
    api = Api(application(clock="auto"))
    api.fault("throttle", retry_after=90, times=3)
    told = [parsedate_to_datetime(api("GET", ZONE).headers["Date"]) for _ in range(4)]
    steps = [later - earlier for earlier, later in pairwise(told)]
    assert steps == [timedelta(seconds=90)] * 3


@pytest.mark.parametrize(("given", "status"), [({}, 502), ({"status": 403}, 403)])
def test_the_edge_answers_with_a_page(
    read: Callable[[], TestResponse], client: Api, given: Any, status: int
) -> None:
    client.fault("html", **given)
    answer = read()
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html")
    assert answer.text.startswith("<html>")
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_what_is_no_json_has_its_length(read: Callable[[], TestResponse], client: Api) -> None:
    whole = read()
    client.fault("malformed")
    answer = read()
    assert answer.status_code == whole.status_code
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Content-Type"] == whole.headers["Content-Type"]
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.data)


@pytest.mark.parametrize("effect", ["malformed", "truncate"])
def test_where_there_is_no_body_nothing_is_spoilt(effect: str) -> None:
    toy = Toy()
    toy.handle = lambda _: Response(status=204)
    api = Api(application(vendors=[toy]), base="/toy")
    api.fault(effect)
    answer = api("GET", DO)
    assert (answer.status_code, answer.data, "X-Sim-Fault" in answer.headers) == (204, b"", False)


def test_a_truncated_body_has_the_whole_ones_length(
    read: Callable[[], TestResponse], client: Api
) -> None:
    whole = read()
    client.fault("truncate")
    answer = read()
    assert whole.data.startswith(answer.data)
    assert 0 < len(answer.data) < int(answer.headers["Content-Length"]) == len(whole.data)


@pytest.mark.parametrize("given", [{}, {"media_type": "application/xml"}])
def test_the_type_is_another_and_the_body_the_same(
    read: Callable[[], TestResponse], client: Api, given: Any
) -> None:
    whole = read()
    client.fault("content-type", **given)
    answer = read()
    expected = given.get("media_type", "text/html; charset=utf-8")
    assert answer.headers.getlist("Content-Type") == [expected]
    assert (answer.data, answer.status_code) == (whole.data, whole.status_code)


def test_without_a_connection_it_is_an_exception_that_resets(
    read: Callable[[], TestResponse], client: Api
) -> None:
    client.fault("reset", times=1)
    with pytest.raises(ConnectionResetError):
        read()
    entry = client.control("GET", "/worlds/default/journal?limit=1")["entries"][0]
    assert (entry["status"], entry["response"]["body"]) == (0, "")
    assert read().status_code == 200


def test_without_a_connection_nobody_waits(read: Callable[[], TestResponse], client: Api) -> None:
    client.fault("hang", seconds=600, times=1)
    with pytest.raises(TimeoutError):
        read()
    client.fault("latency", seconds=600)
    assert read().status_code == 200


@pytest.mark.parametrize("effect", ["reset", "hang", "status", "html", "throttle"])
@pytest.mark.parametrize("applied", [False, True])
def test_what_was_asked_for_is_done_if_the_rule_says_so(effect: str, applied: bool) -> None:
    """Applied, but the response is lost."""
    api = Api(application())
    needed = {"status": 504} if effect == "status" else {}
    api.fault(effect, method="PUT", applied=applied, **needed)
    try:
        assert api("PUT", ZONE, RRSET).status_code >= 400
    except (ConnectionResetError, TimeoutError):
        assert effect in ("reset", "hang")
    assert ("new" in names(api)) is applied


def test_a_purchase_may_be_charged_and_its_answer_lost() -> None:
    api = Api(application())
    orders = "/api/billing/v1/subscriptions"
    before = len(json.loads(api("GET", orders).data))
    body = {"domain": "lost-answer.com", "item_id": "hostingercom-domain-com-usd-1y"}
    api.fault("reset", applied=True, operation="domains_purchaseNewDomainV1", times=1)
    with pytest.raises(ConnectionResetError):
        api("POST", "/api/domains/v1/portfolio", body)
    assert len(json.loads(api("GET", orders).data)) == before + 1
    again = api("POST", "/api/domains/v1/portfolio", body)
    assert again.status_code == 422, "it is registered already"


def test_what_is_refused_anyway_is_not_done_either() -> None:
    api = Api(application())
    before = api.digest()
    api.fault("status", status=503, applied=True)
    assert api("PUT", ZONE, {"zone": "no"}).status_code == 503
    assert api.digest() == before


# -- stale reads --------------------------------------------------------------------------


@pytest.fixture
def stale() -> Api:
    api = Api(application())
    api.fault("stale", id="lag", seconds=30)
    return api


def test_a_read_after_a_write_may_not_see_it(stale: Api) -> None:
    stale("PUT", ZONE, RRSET)
    answer = stale("GET", ZONE)
    assert answer.headers["X-Sim-Fault"] == "lag; stale; call=1"
    assert b'"new"' not in answer.data


def test_after_its_seconds_it_does(stale: Api) -> None:
    stale("PUT", ZONE, RRSET)
    stale.control("POST", "/worlds/default/clock/advance", {"seconds": 29})
    assert "new" not in names(stale)
    stale.control("POST", "/worlds/default/clock/advance", {"seconds": 1})
    assert "new" in names(stale)


def test_a_write_sees_everything(stale: Api) -> None:
    stale("PUT", ZONE, RRSET)
    other = {"zone": [{**RRSET["zone"][0], "name": "other"}]}
    assert stale("PUT", ZONE, other).status_code == 200
    stale.control("DELETE", "/worlds/default/faults")
    assert {"new", "other"} <= names(stale)


def test_where_nothing_was_written_nothing_is_stale(stale: Api) -> None:
    assert "X-Sim-Fault" not in stale("GET", ZONE).headers
    assert stale("PUT", ZONE, {"zone": "no"}).status_code == 422
    assert "X-Sim-Fault" not in stale("GET", ZONE).headers
    assert stale.control("GET", "/worlds/default/faults")[0]["calls"] == 0


def test_how_many_reads_in_a_row_are_stale_can_be_bounded() -> None:
    api = Api(application())
    api.fault("stale", in_a_row=2)
    api("PUT", ZONE, RRSET)
    assert ["new" in names(api) for _ in range(3)] == [False, False, True]


def test_who_has_just_logged_in_is_let_in() -> None:
    api = Hostens(application())
    api.fault("stale", operation="getDetails")
    login = {"username": "default@sim.test", "password": "secret_default"}
    token = (api("POST", "/api/login", login).json or {})["token"]
    answer = api("GET", "/api/details", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.headers["X-Sim-Fault"]) == (200, "f1; stale; call=1")


# -- duplicates ---------------------------------------------------------------------------


def test_a_duplicate_is_two_requests_and_the_second_answer() -> None:
    api = Api(application())
    api.fault("duplicate", method="POST", times=1)
    body = {"domain": "twice.com", "item_id": "hostingercom-domain-com-usd-1y"}
    answer = api("POST", "/api/domains/v1/portfolio", body)
    assert answer.status_code == 422
    assert answer.headers["X-Sim-Fault"] == "f1; duplicate; call=1"
    first, second = api.control("GET", "/worlds/default/journal")["entries"]
    assert (first["status"], second["status"]) == (200, 422)
    assert first["request"] == second["request"]


def test_reads_are_not_duplicated() -> None:
    api = Api(application())
    api.fault("duplicate")
    assert "X-Sim-Fault" not in api("GET", ZONE).headers
    assert api.control("GET", "/worlds/default/journal/count")["count"] == 1


def test_a_machine_that_is_ordered_twice_is_two() -> None:
    client = Hostafrica(application())
    services = client.inside().docs("hostafrica.services")
    client.fault("duplicate", operation="createOrder")
    before = len(services)
    client.told(f"{SERVICE}/create-order", ORDER)
    assert len(services) == before + 2


# -- tokens -------------------------------------------------------------------------------


def test_a_token_that_is_made_to_expire_stays_so_until_a_new_one_is_got() -> None:
    api = Hostafrica(application())
    path = f"{SERVICE}/429ac644-111c-4400-80aa-2cdf23f6edf2/status"
    api.fault("expire", operation="getServiceStatus", nth=[2])
    assert [api("POST", path).status_code for _ in range(4)] == [200, 401, 401, 401]
    api.take(api.token())
    assert api("POST", path).status_code == 200


def test_a_session_of_hostens_expires_and_its_refresh_token_gives_another() -> None:
    api = Hostens(application())
    login = {"username": "default@sim.test", "password": "secret_default"}
    session = api("POST", "/api/login", login).json or {}
    api.fault("expire", operation="getDetails", nth=[2])

    def details(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return api("GET", "/api/details", headers=headers).status_code

    assert [details(session["token"]) for _ in range(3)] == [200, 401, 401]
    fresh = api("POST", "/api/token", {"refresh_token": session["refresh"]}).json or {}
    assert details(fresh["token"]) == 200


def test_an_expired_token_may_come_along_to_where_a_new_one_is_got() -> None:
    """As it does from a client that sends it with everything until it has another."""
    api = Hostens(application())
    login = {"username": "default@sim.test", "password": "secret_default"}
    session = api("POST", "/api/login", login).json or {}
    old = {"Authorization": f"Bearer {session['token']}"}
    api.fault("expire", operation="getDetails", times=1)
    assert [api("GET", "/api/details", headers=old).status_code for _ in range(2)] == [401, 401]
    assert api("GET", "/api/statuses", headers=old).status_code == 200
    assert api("POST", "/api/login", login, headers=old).status_code == 200
    exchanged = api("POST", "/api/token", {"refresh_token": session["refresh"]}, headers=old)
    fresh = exchanged.json or {}
    assert exchanged.status_code == 200
    revoked = api("POST", "/api/revoke", {"refresh_token": fresh["refresh"]}, headers=old)
    assert revoked.status_code == 200


def test_a_fork_knows_the_tokens_that_have_expired() -> None:
    api = Hostens(application())
    login = {"username": "default@sim.test", "password": "secret_default"}
    headers = {"Authorization": f"Bearer {(api('POST', '/api/login', login).json or {})['token']}"}
    api.fault("expire", operation="getDetails", times=1)
    assert api("GET", "/api/details", headers=headers).status_code == 401
    api.app.worlds.checkpoint("default", "expired")
    api.control("DELETE", "/worlds/default/faults")
    assert api("GET", "/api/details", headers=headers).status_code == 200
    api.app.worlds.roll_back("default", "expired")
    assert api("GET", "/api/details", headers=headers).status_code == 401


def test_a_token_that_never_ages_is_refused_this_once() -> None:
    api = Api(application())
    api.fault("expire", nth=[2])
    assert [api("GET", ZONE).status_code for _ in range(3)] == [200, 401, 200]


def test_clearing_the_rules_makes_expired_tokens_good_again() -> None:
    api = Hostafrica(application())
    path = f"{SERVICE}/429ac644-111c-4400-80aa-2cdf23f6edf2/status"
    api.authorization()
    api.fault("expire", times=1)
    assert [api("POST", path).status_code for _ in range(2)] == [401, 401]
    assert api("POST", path).headers["X-Sim-Fault"] == "expired"
    api.control("DELETE", "/worlds/default/faults")
    assert api("POST", path).status_code == 200
