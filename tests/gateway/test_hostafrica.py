"""HOSTAFRICA's driver, on the simulator of it: what it does, credentials, what goes wrong."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from hostingco_api.gateway.drivers.hostafrica import Hostafrica
from hostingco_api.gateway.drivers.hostafrica.wire import ROOT, decoded, opened
from hostingco_api.gateway.provider import (
    Configuration,
    Conflict,
    Invalid,
    InvalidCredentials,
    NotDone,
    NotFound,
    NotSupported,
    ProviderError,
    RateLimited,
)
from hostingco_api.gateway.registry import capabilities
from tests.gateway.hostafrica import (
    CLOUD,
    NVME,
    ORDER,
    YEAR,
    asked,
    bought,
    connected,
    driver,
    slept,
)
from tests.gateway.simulated import World
from tests.hostafrica.client import ANOTHERS, PENDING, RUNNING, STOPPED, SUSPENDED

__all__ = ["driver", "slept"]


# -- what it can do -----------------------------------------------------------------------------


def test_it_has_machines_and_a_catalog() -> None:
    assert {name: ids for name, ids in capabilities(Hostafrica).items() if ids} == {
        "vms": ["listVms", "getVm", "createVm"],
        "billing": ["getCatalog"],
    }


def test_the_connection_is_tested_by_the_call_for_that(driver: Hostafrica, sim: World) -> None:
    driver.test()
    assert asked(sim) == ["issueToken", "testConnection"]


@pytest.mark.parametrize(
    ("id", "status"),
    [(RUNNING, "running"), (STOPPED, "stopped"), (SUSPENDED, "suspended"), (PENDING, "pending")],
)
def test_a_machine_has_the_provider_s_status(driver: Hostafrica, id: str, status: str) -> None:
    found = driver.vm(id)
    assert (found.id, found.status) == (id, status)
    assert (found.name, found.plan, found.cpus) == ("", None, None), "nobody tells"
    assert found.password is None, "who ordered has it"


def test_a_machine_has_an_address_when_it_is_created(driver: Hostafrica, sim: World) -> None:
    id = driver.create_vm(ORDER).id
    assert driver.vm(id).ipv4 is None
    sim.advance(300)
    found = driver.vm(id)
    assert found.ipv4 is not None
    assert found.ipv4.startswith("192.0.2.")
    assert found.ipv6 is None


@pytest.mark.parametrize("id", [ANOTHERS, "vm-abc123", "create-order"])
def test_another_s_machine_is_none(driver: Hostafrica, id: str) -> None:
    with pytest.raises(NotFound, match="HOSTAFRICA: Service not found"):
        driver.vm(id)


@pytest.mark.parametrize("id", ["", "..", "../products?x=", "a/b", "ä", "a\n", "a" * 101])
def test_what_is_no_id_is_not_asked_for(driver: Hostafrica, sim: World, id: str) -> None:
    with pytest.raises(NotFound, match="HOSTAFRICA has no machine"):
        driver.vm(id)
    assert asked(sim) == []


def test_the_catalog_has_the_products_with_their_limits_and_no_price(driver: Hostafrica) -> None:
    items = {item.id: item for item in driver.catalog()}
    assert len(items) == 3
    nvme = items[NVME]
    assert (nvme.name, nvme.category) == ("NVMe Server", "vps")
    assert nvme.description == (
        "linux; ram 2-32 GB, ip 1 IP, cpu 1-8 vCore, hdd 40-400 GB, backup 0-400 GB; "
        "templates: Debian-12, Ubuntu-24.04, AlmaLinux-9"
    )
    assert (nvme.price_cents, nvme.currency, nvme.period) == (None, None, None)


# -- credentials --------------------------------------------------------------------------------


def test_many_threads_have_one_token(driver: Hostafrica, sim: World) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: driver.test(), range(16)))
    assert asked(sim).count("issueToken") == 1


def test_a_token_is_renewed_before_it_ends(
    driver: Hostafrica, sim: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.test()
    for seconds, tokens in ((YEAR - 90, 1), (YEAR - 30, 2)):
        later = SimpleNamespace(time=lambda s=seconds: time.time() + s)
        monkeypatch.setattr("authlib.oauth2.rfc6749.wrappers.time", later)
        driver.test()
        assert asked(sim).count("issueToken") == tokens


def test_a_token_that_is_not_good_any_more_is_replaced(driver: Hostafrica, sim: World) -> None:
    driver.test()
    sim.advance(YEAR)
    assert driver.vm(RUNNING).status == "running"
    assert [e["status"] for e in sim.journal() if e["operation"] == "getServiceDetails"] == [
        401,
        200,
    ]
    assert asked(sim).count("issueToken") == 2


def test_threads_replace_a_token_once(driver: Hostafrica, sim: World) -> None:
    driver.test()
    sim.advance(YEAR)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: driver.test(), range(16)))
    assert asked(sim).count("issueToken") == 2


def test_what_another_thread_has_replaced_stays(driver: Hostafrica, sim: World) -> None:
    path = f"{ROOT}/api/v2/test-connection"
    old = driver._api.send("POST", path).request.headers["Authorization"]
    sim.advance(YEAR)
    driver.test()
    driver._api._token.drop(old)
    driver.test()
    assert asked(sim).count("issueToken") == 2


def test_an_order_is_sent_again_with_another_token(driver: Hostafrica, sim: World) -> None:
    sim.fault("expire", operation="createOrder", nth=[1])
    assert driver.create_vm(ORDER).status == "creating"
    assert asked(sim).count("createOrder") == 2
    assert bought(sim) == 1


def test_an_order_is_not_sent_again_where_the_token_is_good(driver: Hostafrica, sim: World) -> None:
    sim.fault("status", status=401, applied=True, operation="createOrder")
    with pytest.raises(InvalidCredentials):
        driver.create_vm(ORDER)
    assert bought(sim) == 1


def test_a_token_that_never_is_good_is_an_error_of_the_credentials(
    driver: Hostafrica, sim: World
) -> None:
    sim.fault("status", status=401, operation="testConnection")
    with pytest.raises(InvalidCredentials, match=r"stored credentials \(Unauthenticated"):
        driver.test()
    assert asked(sim).count("testConnection") == 2


@pytest.mark.parametrize("changed", [{"api_secret": "wrong-secret"}, {"api_key": "nobody"}])
def test_wrong_credentials_are_said_to_be(sim: World, changed: dict[str, str]) -> None:
    known = sim.credentials("hostafrica") | changed
    with pytest.raises(InvalidCredentials, match="Client authentication failed") as error:
        Hostafrica(Configuration("hostafrica", **known)).test()
    assert known["api_secret"] not in str(error.value)


def test_without_a_secret_there_is_nothing_to_try() -> None:
    with pytest.raises(Invalid, match="api_secret"):
        Hostafrica(Configuration("hostafrica", api_key="sim_default"))


def test_the_scope_can_be_configured(sim: World) -> None:
    narrow = connected(sim, scope="access")
    narrow.test()
    with pytest.raises(InvalidCredentials, match="scope"):
        narrow.catalog()
    with pytest.raises(InvalidCredentials, match="scope"):
        connected(sim, scope="everything").test()


def test_where_there_are_no_tokens_nothing_is_missing(sim: World) -> None:
    """A list of machines would leave out what is not found."""
    with pytest.raises(NotDone, match="could not be found"):
        connected(sim, base_url=f"{sim.url}/hostafrica/elsewhere").vm(RUNNING)


def test_nobody_there_is_said_and_nothing_was_done(sim: World) -> None:
    with pytest.raises(NotDone, match="HOSTAFRICA cannot be reached"):
        connected(sim, base_url="http://127.0.0.1:1").create_vm(ORDER)


@pytest.mark.parametrize("effect", ["html", "malformed", "truncate", "reset"])
def test_without_a_token_nothing_is_done(driver: Hostafrica, sim: World, effect: str) -> None:
    sim.fault(effect, operation="issueToken")
    with pytest.raises(NotDone):
        driver.create_vm(ORDER)
    assert "createOrder" not in asked(sim)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "token",
        "[]",
        '{"token_type": "Bearer"}',
        '{"access_token": null}',
        '{"access_token": "two\\nlines"}',
        '{"access_token": "good", "expires_in": "a year"}',
        '{"access_token": "good", "error": "invalid_client"}',
    ],
)
def test_what_is_no_token_is_not_kept(driver: Hostafrica, body: str) -> None:
    answer = requests.Response()
    answer.status_code, answer._content = 200, body.encode()
    with pytest.raises(ProviderError, match="cannot be understood"):
        driver._api._token._granted(answer)


def test_a_thread_does_not_wait_for_ever_for_another_s_token(driver: Hostafrica) -> None:
    token = driver._api._token
    token.WAIT = 0.01  # type: ignore[misc] # of this one only
    with token._lock, pytest.raises(NotDone, match="token in time"):
        driver.test()


# -- what goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effect", "rule", "error"),
    [
        ("status", {"status": 400}, Invalid),
        ("status", {"status": 402}, ProviderError),
        ("status", {"status": 403}, InvalidCredentials),
        ("status", {"status": 404}, NotFound),
        ("status", {"status": 409}, Conflict),
        ("status", {"status": 422}, Invalid),
        ("status", {"status": 500}, ProviderError),
        ("status", {"status": 501}, NotSupported),
        ("html", {}, ProviderError),
        ("malformed", {}, ProviderError),
        ("truncate", {}, ProviderError),
        ("reset", {}, ProviderError),
    ],
    ids=str,
)
def test_refusals_and_garbage_are_errors_of_their_kind(
    driver: Hostafrica, sim: World, effect: str, rule: Any, error: type[Exception]
) -> None:
    sim.fault(effect, operation="getServiceDetails", **rule)
    with pytest.raises(error, match="HOSTAFRICA") as raised:
        driver.vm(RUNNING)
    assert raised.type is error


def test_what_reads_is_repeated_once_although_it_is_a_post(driver: Hostafrica, sim: World) -> None:
    sim.fault("reset", operation="getServiceStatus", nth=[1])
    assert driver.vm(RUNNING).status == "running"
    sim.mend()
    sim.fault("reset", operation="getServiceStatus")
    with pytest.raises(ProviderError, match="connection"):
        driver.vm(RUNNING)
    assert asked(sim).count("getServiceStatus") == 4


def test_an_answer_of_another_type_is_read_all_the_same(driver: Hostafrica, sim: World) -> None:
    sim.fault("content-type")
    driver.test()


def test_no_answer_is_an_error_when_its_time_is_over(driver: Hostafrica, sim: World) -> None:
    driver._api.TIMEOUT = (5.0, 0.05)
    driver.test()
    sim.fault("hang", operation="testConnection")
    with pytest.raises(ProviderError, match="did not answer in time"):
        driver.test()
    assert asked(sim).count("testConnection") < 3, "it is not waited for twice"


def test_too_many_calls_are_waited_for_three_times(
    driver: Hostafrica, sim: World, slept: list[float]
) -> None:
    sim.fault("throttle", retry_after=7, times=3, operation="getProducts")
    assert driver.catalog()
    assert slept == [7, 7, 7]
    sim.mend()
    sim.fault("throttle", retry_after=9, operation="getProducts")
    with pytest.raises(RateLimited, match="too many calls") as error:
        driver.catalog()
    assert error.value.retry_after == 9


def test_too_many_tokens_are_too_many_calls(driver: Hostafrica, sim: World) -> None:
    sim.fault("throttle", retry_after=9, operation="issueToken")
    with pytest.raises(RateLimited):
        driver.test()


@pytest.mark.parametrize(
    ("envelope", "said"),
    [
        (None, "not its envelope"),
        ([], "not its envelope"),
        ("text", "not its envelope"),
        ({"message": "Done.", "success": "true"}, "not its envelope"),
        ({"message": "No money.", "success": "false", "data": "[]"}, "did not do it: No money."),
        ({"message": "No money.", "success": "", "data": "[]"}, "did not do it: No money."),
        ({"message": "No money.", "success": None, "data": "[]"}, "did not do it: No money."),
        ({"message": "Done.", "success": "true", "data": ""}, "no JSON"),
        ({"message": "Done.", "success": "true", "data": "{'ip': ''}"}, "no JSON"),
        ({"message": "Done.", "success": "true", "data": "[" * 100_000}, "no JSON"),
    ],
    ids=lambda value: str(value)[:80],
)
def test_what_is_no_good_envelope_is_an_error(envelope: Any, said: str) -> None:
    with pytest.raises(ProviderError, match=said) as error:
        decoded(opened(envelope))
    assert error.type is ProviderError, "it may have been done"


@pytest.mark.parametrize("success", ["true", "True", True])
@pytest.mark.parametrize("data", ['[{"a": "\\u00e4"}]', [{"a": "ä"}]])
def test_an_envelope_of_json_s_own_types_is_good(success: Any, data: Any) -> None:
    assert decoded(opened({"message": "", "success": success, "data": data})) == [{"a": "ä"}]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/products", [{"id": CLOUD}]),
        ("/products", None),
        (f"/service/{RUNNING}/details", []),
        (f"/service/{RUNNING}/status", {"status": None}),
    ],
    ids=str,
)
def test_data_of_a_wrong_shape_is_an_error(
    driver: Hostafrica, monkeypatch: pytest.MonkeyPatch, path: str, data: Any
) -> None:
    told = driver._api.told
    monkeypatch.setattr(
        driver._api, "told", lambda p, *a, **how: data if p == path else told(p, *a, **how)
    )
    with pytest.raises(ProviderError, match="cannot be understood"):
        driver.catalog() if path == "/products" else driver.vm(RUNNING)
