"""HOSTAFRICA's driver, on the simulator of it."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from hostingco_api.gateway.drivers import hostafrica as module
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
    VMOrder,
)
from hostingco_api.gateway.registry import capabilities
from tests.gateway.simulated import World
from tests.gateway.support import Gateway
from tests.hostafrica.client import ANOTHERS, PENDING, RUNNING, STOPPED, SUSPENDED

YEAR = 365 * 86_400
CLOUD = "cbbd4ada-f8b5-4fd5-b50d-0d2b57341c33"
CENTOS = "d3412311-efad-4880-b265-cc9937877129"
NVME = "5a0f9f6e-3c1b-4a53-9d8c-6f0d1f0f2b7a"
UBUNTU = "1f7c2b90-5f2a-4c0d-9a41-7e6b8d9c3f15"
ORDER = VMOrder("cloud-server", "centos-7", "web.example.com")


@pytest.fixture
def driver(sim: World) -> Hostafrica:
    return connected(sim)


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have waited, which tests do not."""
    waits: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time", SimpleNamespace(sleep=waits.append))
    monkeypatch.setattr(module, "sleep", waits.append)
    return waits


def connected(sim: World, **extra: str) -> Hostafrica:
    """Another one: of a process that was started anew, say."""
    known = sim.credentials("hostafrica")
    return Hostafrica(Configuration("hostafrica", **{**known, "extra": known["extra"] | extra}))


def asked(sim: World) -> list[str]:
    """The operations that were, in that order."""
    return [entry["operation"] for entry in sim.journal()]


def bought(sim: World) -> int:
    machines: int = sim.totals()["machines_bought"]
    return machines


def ordered(sim: World) -> Any:
    """What was sent with the last order."""
    bodies = [e["request"]["body"] for e in sim.journal() if e["operation"] == "createOrder"]
    return json.loads(bodies[-1])


def order(**changed: str) -> VMOrder:
    return VMOrder(**{**vars(ORDER), **changed})


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


# -- orders -------------------------------------------------------------------------------------


def test_what_is_ordered_is_the_least_of_its_product_and_is_created(
    driver: Hostafrica, sim: World
) -> None:
    made = driver.create_vm(ORDER)
    assert ordered(sim) == {
        "product_id": CLOUD,
        "domain_name": "web.example.com",
        "template_id": CENTOS,
        "ram": 1,
        "ip": 1,
        "cpu": 1,
        "hdd": 20,
        "backup": 0,
    }
    assert (made.name, made.status, made.plan) == ("web.example.com", "creating", CLOUD)
    assert (made.cpus, made.memory_mb, made.disk_gb, made.os) == (1, 1024, 20, "Centos-7")
    assert bought(sim) == 1


def test_the_password_of_an_order_is_the_machine_s(driver: Hostafrica) -> None:
    made = driver.create_vm(ORDER)
    details = driver._api.told(f"/service/{made.id}/details", reads=True)
    assert made.password == details["password"]
    assert str(made.password) not in repr(made)


def test_a_plan_may_say_sizes(driver: Hostafrica, sim: World) -> None:
    plan = "nvme-server:ram=8,cpu=4,hdd=100,backup=50"
    made = driver.create_vm(order(plan=plan, template="debian-12"))
    amounts = {name: ordered(sim)[name] for name in ("ram", "ip", "cpu", "hdd", "backup")}
    assert amounts == {"ram": 8, "ip": 1, "cpu": 4, "hdd": 100, "backup": 50}
    assert (made.cpus, made.memory_mb, made.disk_gb) == (4, 8192, 100)


@pytest.mark.parametrize(
    ("plan", "template"),
    [(NVME, UBUNTU), ("NVMe-Server", "ubuntu-24.04"), ("nvme-server", "Ubuntu")],
)
def test_plan_and_template_are_ids_or_the_slugs_of_names(
    driver: Hostafrica, sim: World, plan: str, template: str
) -> None:
    assert driver.create_vm(order(plan=plan, template=template)).os == "Ubuntu-24.04"
    assert (ordered(sim)["product_id"], ordered(sim)["template_id"]) == (NVME, UBUNTU)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"plan": "kvm-2"}, "plan 'kvm-2' is not one of cloud-server, nvme-server"),
        ({"plan": "cloud"}, "plan"),
        ({"plan": ""}, "plan"),
        ({"plan": "cloud-server:ram=65"}, "ram=65 is not within 1-64 GB"),
        ({"plan": "cloud-server:ip=2"}, "ip=2 is not within 1 IP"),
        ({"plan": "cloud-server:ram=1.5"}, "'ram=1.5' is no size"),
        ({"plan": "cloud-server:ram=-1"}, "no size"),
        ({"plan": "cloud-server:gpu=1"}, "'gpu=1' is no size"),
        ({"plan": "cloud-server:ram=2,"}, "'' is no size"),
        ({"template": "ubuntu-22.04"}, "template 'ubuntu-22.04' is not one of centos-7"),
        ({"template": "cent"}, "template"),
        ({"template": "windows", "plan": "windows-server"}, "windows-2019, windows-2022"),
        ({"hostname": "web-server-2"}, "domain_name field must be a fully qualified"),
        ({"data_center_id": "us-east-1"}, "no data_center_id.*Leave it out"),
        ({"password": "SecurePassword123!"}, "no password"),
        ({"ssh_key_id": "key-abc123"}, "no ssh_key_id"),
        ({"payment_method_id": "pm_abc123"}, "no payment_method_id"),
    ],
    ids=str,
)
def test_what_cannot_be_ordered_is_said_and_not_bought(
    driver: Hostafrica, sim: World, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(Invalid, match=said) as error:
        driver.create_vm(order(**changed))
    assert "SecurePassword" not in str(error.value)
    assert bought(sim) == 0


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
    token.WAIT = 0.01  # type: ignore[misc]
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


# -- buying once --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effect", "rule"),
    [
        ("reset", {"applied": True}),
        ("reset", {}),
        ("hang", {"applied": True}),
        ("html", {"applied": True}),
        ("status", {"status": 500, "applied": True}),
        ("status", {"status": 402}),
        ("malformed", {}),
        ("truncate", {}),
    ],
    ids=str,
)
def test_an_order_whose_answer_is_lost_is_sent_once_and_not_said_to_be_undone(
    driver: Hostafrica, sim: World, effect: str, rule: Any
) -> None:
    driver.test()
    driver._api.TIMEOUT = (5.0, 0.2)
    sim.fault(effect, operation="createOrder", **rule)
    with pytest.raises(ProviderError) as error:
        driver.create_vm(ORDER)
    assert error.type is ProviderError
    assert asked(sim).count("createOrder") == 1
    assert bought(sim) <= 1


def test_an_order_too_many_is_not_sent_again(
    driver: Hostafrica, sim: World, slept: list[float]
) -> None:
    sim.fault("throttle", retry_after=30, operation="createOrder")
    with pytest.raises(RateLimited) as error:
        driver.create_vm(ORDER)
    assert error.value.retry_after == 30
    assert (asked(sim).count("createOrder"), bought(sim), slept) == (1, 0, [])


@pytest.mark.parametrize("effect", ["reset", "html", "malformed"])
def test_without_products_nothing_is_ordered(driver: Hostafrica, sim: World, effect: str) -> None:
    sim.fault(effect, operation="getProducts")
    with pytest.raises(NotDone):
        driver.create_vm(ORDER)
    assert bought(sim) == 0


@pytest.mark.parametrize(
    ("effect", "rule"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 404}),
        ("reset", {"applied": True}),
        ("html", {}),
        ("malformed", {}),
        ("expire", {}),
    ],
    ids=str,
)
def test_what_was_ordered_is_tried_to_be_created_again(
    driver: Hostafrica, sim: World, effect: str, rule: Any
) -> None:
    sim.fault(effect, operation="createService", nth=[1], **rule)
    made = driver.create_vm(ORDER)
    assert (made.status, bool(made.password)) == ("creating", True)
    assert bought(sim) == 1


def test_what_cannot_be_created_was_bought_all_the_same(
    driver: Hostafrica, sim: World, slept: list[float]
) -> None:
    sim.fault("status", status=500, operation="createService")
    made = driver.create_vm(ORDER)
    assert (made.name, made.status, bool(made.password)) == ("web.example.com", "pending", True)
    assert slept == [1, 2, 4, 8]
    assert driver.vm(made.id).status == "pending"
    assert bought(sim) == 1


def test_what_could_not_be_created_is_when_it_is_looked_at(driver: Hostafrica, sim: World) -> None:
    sim.fault("status", status=500, operation="createService")
    id = driver.create_vm(ORDER).id
    sim.mend()
    assert driver.vm(id).status == "creating"
    before = asked(sim).count("createService")
    assert driver.vm(id).status == "creating"
    assert asked(sim).count("createService") == before
    assert bought(sim) == 1


def test_what_others_left_pending_is_only_looked_at(driver: Hostafrica, sim: World) -> None:
    assert driver.vm(PENDING).status == "pending"
    assert "createService" not in asked(sim)


@pytest.mark.parametrize(("retry_after", "waits"), [(5, [5]), (25, [])])
def test_creating_waits_as_told_but_not_longer_than_who_ordered(
    driver: Hostafrica, sim: World, slept: list[float], retry_after: int, waits: list[float]
) -> None:
    sim.fault("throttle", retry_after=retry_after, times=1, operation="createService")
    made = driver.create_vm(ORDER)
    assert slept == waits
    assert made.status == ("creating" if waits else "pending")


@pytest.mark.parametrize("created", [True, False])
def test_a_status_that_cannot_be_read_is_what_was_done(
    driver: Hostafrica, sim: World, created: bool
) -> None:
    sim.fault("status", status=500, operation="getServiceStatus")
    if not created:
        sim.fault("status", status=500, operation="createService")
    made = driver.create_vm(ORDER)
    assert made.status == ("creating" if created else "pending")


# -- with the gateway ---------------------------------------------------------------------------


@pytest.fixture
def sold(gateway: Gateway, sim: World) -> Gateway:
    gateway.configure(sim, "hostafrica")
    return gateway


BODY = {"plan": "cloud-server", "template": "centos-7", "hostname": "web.example.com"}


def test_the_gateway_lists_what_it_bought(sold: Gateway, sim: World) -> None:
    assert sold.good("POST", "/hostafrica/test")["status"] == "ok"
    assert sold.good("GET", "/hostafrica/vms") == []
    made = sold.good("POST", "/hostafrica/vms", json=BODY)
    assert made.pop("password")
    assert made == {
        "id": made["id"],
        "name": "web.example.com",
        "status": "creating",
        "plan": CLOUD,
        "os": "Centos-7",
        "cpus": 1,
        "memory_mb": 1024,
        "disk_gb": 20,
    }
    sim.advance(300)
    (found,) = sold.good("GET", "/hostafrica/vms")
    assert (found["id"], found["status"]) == (made["id"], "running")
    assert sold.good("GET", f"/hostafrica/vms/{made['id']}") == found


def test_the_gateway_has_a_catalog_without_prices(sold: Gateway) -> None:
    items = sold.good("GET", "/hostafrica/catalog?category=VPS")
    assert [set(item) for item in items] == [{"id", "name", "category", "description"}] * 3


def test_the_gateway_refuses_to_buy_again_what_nobody_can_look_for(
    sold: Gateway, sim: World
) -> None:
    sim.fault("reset", applied=True, operation="createOrder")
    assert "--forget" in sold.refused(500, "POST", "/hostafrica/vms", json=BODY)
    sim.mend()
    assert "--forget" in sold.refused(409, "POST", "/hostafrica/vms", json=BODY)
    assert bought(sim) == 1


def test_the_gateway_buys_after_an_order_that_was_never_sent(sold: Gateway, sim: World) -> None:
    sim.fault("html", operation="getProducts", times=1)
    sold.refused(500, "POST", "/hostafrica/vms", json=BODY)
    assert sold.good("POST", "/hostafrica/vms", json=BODY)["status"] == "creating"
    assert bought(sim) == 1


@pytest.mark.parametrize("operation", ["getProducts", "issueToken"])
def test_too_many_calls_before_the_order_leave_nothing_open(
    sold: Gateway, sim: World, operation: str
) -> None:
    """Nobody has to say that what was never ordered was not bought."""
    body = {"plan": "cloud-server", "template": "centos-7", "hostname": "another.example.com"}
    before = bought(sim)
    sim.fault("throttle", operation=operation)
    sold.configure(sim, "hostafrica")
    sold.portal.services.providers._drivers.clear()
    sold.refused(429, "POST", "/hostafrica/vms", json=body)
    assert sold.portal.services.purchases.unsettled() == []
    sim.mend()
    sold.good("POST", "/hostafrica/vms", json=body)
    assert bought(sim) == before + 1


def test_an_id_may_be_a_number(
    driver: Hostafrica, sim: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or what was bought would be lost for want of quotes."""
    told = driver._api.told

    def numbers(path: str, body: Any = None, **how: bool) -> Any:
        if path == "/service/create-order":
            return told(path, body, **how) | {"service_id": 4711}
        return told(path, body, **how)

    monkeypatch.setattr(driver._api, "told", numbers)
    assert driver.create_vm(ORDER).id == "4711"
