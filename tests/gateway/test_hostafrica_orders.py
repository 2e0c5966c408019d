"""Orders at HOSTAFRICA, on the simulator of it: what is ordered, and once."""

from typing import Any

import pytest

from hostingco_api.gateway.drivers.hostafrica import Hostafrica
from hostingco_api.gateway.provider import (
    Invalid,
    NotDone,
    ProviderError,
    RateLimited,
)
from tests.gateway.hostafrica import (
    CENTOS,
    CLOUD,
    NVME,
    ORDER,
    UBUNTU,
    asked,
    bought,
    driver,
    order,
    ordered,
    slept,
)
from tests.gateway.simulated import World
from tests.gateway.support import Gateway
from tests.hostafrica.client import PENDING

__all__ = ["driver", "slept"]


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
