"""Hostens' servers: what they become in the gateway, how one is bought once, and tasks."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from hostingco_api.gateway.drivers.hostens import Hostens, tasks
from hostingco_api.gateway.provider import (
    VM,
    Conflict,
    Invalid,
    NotFound,
    ProviderError,
    VMOrder,
)
from tests.gateway.hostens import LOST, another, calls, happen, quirk
from tests.gateway.simulated import World

ORDER = VMOrder("kvm-8", "ubuntu-24.04", "Web.example.com")
ACTIVE = 301
"""Seconds until it is."""


def today(sim: World) -> datetime:
    now = datetime.fromisoformat(sim.control("GET", "/clock")["now"])
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def bought(sim: World) -> int:
    return int(sim.totals()["machines_bought"])


def named(hostens: Hostens, name: str) -> list[VM]:
    return [vm for vm in hostens.vms() if vm.name == name]


# -- what is there ------------------------------------------------------------------------------


def test_a_server_is_told_in_the_gateway_s_units(sim: World, hostens: Hostens) -> None:
    assert hostens.vm("113") == VM(
        id="113",
        name="server.domain.name",
        status="running",
        plan="13-m",
        cpus=2,
        memory_mb=2048,
        disk_gb=20,
        bandwidth_gb=2048,
        created_at=today(sim),
        ipv4="192.0.2.16",
        os="ubuntu-16.04-x86_64",
        labels={"label": "Data Server"},
    )


def test_servers_are_listed_and_other_services_are_not(hostens: Hostens) -> None:
    assert hostens.vms() == [hostens.vm("113"), hostens.vm("114")]


@pytest.mark.parametrize("id", ["301", "302", "900", "77", "vm-abc123", "server_reboot", "", "٣"])
def test_what_is_no_server_of_the_account_is_not_found(hostens: Hostens, id: str) -> None:
    with pytest.raises(NotFound):
        hostens.vm(id)


def test_a_suspended_server_is_there_and_one_that_is_over_is_not(
    sim: World, hostens: Hostens
) -> None:
    happen(sim, "credit-changed", credit="0.00")
    sim.advance(32 * 24 * 3600)
    found = hostens.vm("113")
    assert (found.status, found.ipv4, found.cpus) == ("suspended", "192.0.2.16", 2)
    assert found in hostens.vms()
    sim.advance(15 * 24 * 3600)
    assert hostens.vms() == []
    with pytest.raises(NotFound):
        hostens.vm("113")


def test_a_server_that_is_reinstalled_is_being_created(sim: World, hostens: Hostens) -> None:
    hostens.api.ask("POST", "/api/server/113/reinstall", json={"os": "debian-9-x86_64"})
    assert hostens.vm("113").status == "creating"
    sim.advance(301)
    assert (hostens.vm("113").status, hostens.vm("113").os) == ("running", "debian-9-x86_64")


def test_one_that_goes_while_they_are_listed_is_left_out(sim: World, hostens: Hostens) -> None:
    sim.fault("status", status=404, operation="getServer", nth=[1])
    assert len(hostens.vms()) == 1


def test_what_is_not_sold_any_more_is_a_server_if_it_waits_for_one_or_has_one() -> None:
    row = {"domain": "a.net", "billingcycle": "Monthly", "category_url": "x", "name": "Old One"}
    pending, active = (
        {**row, "id": id, "status": s} for id, s in [("7", "Pending"), ("8", "Active")]
    )
    rows, service = {"services": [pending]}, {"service": {"date_created": "2026-01-01"}}
    steps: list[Any] = [[], rows, {"categories": []}, service]
    with another(*((200, step) for step in steps)) as (hostens, _):
        (found,) = hostens.vms()
    assert (found.id, found.name, found.status, found.plan) == (
        "7",
        "a.net",
        "creating",
        "old-one-m",
    )
    rows = {"services": [active]}
    answers: list[tuple[int, Any]] = [(200, []), (200, rows), (200, {"categories": []})]
    gone = (404, {"error": ["notfound"]})
    with another(*answers, (200, service), gone) as (hostens, _):
        assert hostens.vms() == []


def test_there_are_no_data_centers_and_no_keys(hostens: Hostens) -> None:
    for name in ("data_centers", "ssh_keys", "add_ssh_key", "delete_ssh_key"):
        assert not hasattr(hostens, name)


# -- buying -------------------------------------------------------------------------------------


def test_a_server_is_bought_and_seen_from_its_order_on(sim: World, hostens: Hostens) -> None:
    made = hostens.create_vm(ORDER)
    assert made == VM(
        id=made.id,
        name="web.example.com",
        status="creating",
        plan="15-m",
        cpus=4,
        memory_mb=8192,
        disk_gb=80,
        bandwidth_gb=8192,
        created_at=today(sim),
        os="Ubuntu 24.04",
    )
    assert named(hostens, "web.example.com") == [hostens.vm(made.id)] == [replace(made, os=None)]
    sim.advance(ACTIVE)
    there = hostens.vm(made.id)
    assert (there.status, there.os) == ("running", "kvm-ubuntu-24.04-gpt-x86_64")
    assert (there.cpus, there.memory_mb, there.disk_gb) == (4, 8192, 80)
    assert there.ipv4
    assert named(hostens, "web.example.com") == [there]


def test_it_is_bought_in_either_form_of_the_answer(sim: World, hostens: Hostens) -> None:
    quirk(sim, "order-items-list")
    assert hostens.create_vm(ORDER).status == "creating"


@pytest.mark.parametrize(
    ("said", "id", "cycle"),
    [
        ("13", "13", "m"),
        ("13-m", "13", "m"),
        ("13-a", "13", "a"),
        ("linux-2", "13", "m"),
        ("Linux 2", "13", "m"),
        ("linux-2-q", "13", "q"),
        ("dedicated", "61", "m"),
        ("kvm-16-a", "16", "a"),
    ],
)
def test_a_plan_is_an_id_or_the_slug_of_a_name(
    sim: World, hostens: Hostens, said: str, id: str, cycle: str
) -> None:
    made = hostens.create_vm(VMOrder(said, "11002", "web.example.com"))
    assert made.plan == f"{id}-{cycle}"
    (order,) = [one for one in sim.journal() if one["operation"] == "orderProduct"]
    assert order["path"].endswith(f"/order/{id}")
    assert f'"cycle": "{cycle}"' in order["request"]["body"]
    assert '"1701": "11002"' in order["request"]["body"]


@pytest.mark.parametrize("item", [0, -1])
def test_what_the_catalog_has_of_servers_can_be_ordered(hostens: Hostens, item: int) -> None:
    plan = [one for one in hostens.catalog() if one.category == "vps"][item].id
    assert hostens.create_vm(VMOrder(plan, "Centos 7", "web.example.com")).plan == plan


@pytest.mark.parametrize("template", ["11003", "ubuntu-24.04", "Ubuntu 24.04", "ubuntu-2"])
def test_a_template_is_an_id_or_the_slug_of_a_name(hostens: Hostens, template: str) -> None:
    assert hostens.create_vm(replace(ORDER, template=template)).os == "Ubuntu 24.04"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"plan": "kvm-2"}, r"no plan 'kvm-2': there is 13 \(Linux 2\), 14 \(Linux 4\), 15"),
        ({"plan": "kvm"}, "no plan 'kvm'"),
        ({"plan": "-"}, "no plan"),
        ({"plan": "99999"}, "no plan"),
        ({"plan": "13-t"}, "there is 13-m, 13-q, 13-s, 13-a, 13-b"),
        ({"plan": "333"}, "Starter Hosting is no machine"),
        ({"plan": "business-hosting"}, "Business Hosting is no machine"),
        ({"template": "ubuntu"}, r"there is 11001 \(Ubuntu 16.04\), 11002 \(Centos 7\)"),
        ({"template": "ubuntu-22.04"}, "no template"),
        ({"hostname": "web-server-2"}, "full one, such as web.example.com"),
        ({"data_center_id": "us-east-1"}, "no data centers"),
        ({"password": "SecurePassword123!"}, "makes one itself; leave password out"),
        ({"ssh_key_id": "key-abc123"}, "no SSH keys"),
        ({"payment_method_id": "pm_abc123"}, r"there is 1 \(Bank Transfer\)"),
    ],
    ids=str,
)
def test_what_cannot_be_had_is_not_ordered(
    sim: World, hostens: Hostens, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(Invalid, match=said) as raised:
        hostens.create_vm(replace(ORDER, **changed))
    assert "SecurePassword" not in str(raised.value)
    assert bought(sim) == 0


def test_a_server_is_paid_by_the_method_that_is_named(sim: World, hostens: Hostens) -> None:
    hostens.create_vm(replace(ORDER, payment_method_id="5"))
    (order,) = [one for one in sim.journal() if one["operation"] == "orderProduct"]
    assert '"pay_method": "5"' in order["request"]["body"]


@pytest.mark.parametrize("effect", LOST)
def test_an_order_whose_answer_is_lost_is_sent_once_and_can_be_seen(
    sim: World, hostens: Hostens, effect: str
) -> None:
    applied = {"applied": True} if effect in ("reset", "html") else {}
    sim.fault(effect, operation="orderProduct", **applied)
    with pytest.raises(ProviderError) as raised:
        hostens.create_vm(ORDER)
    assert type(raised.value) is ProviderError
    assert bought(sim) == 1
    assert len(named(hostens, "web.example.com")) == 1


@pytest.mark.parametrize("status", [400, 401, 402, 404, 409, 429, 500, 503])
def test_an_order_is_sent_once_whatever_its_status_is(
    sim: World, hostens: Hostens, status: int
) -> None:
    sim.fault("status", status=status, applied=True, operation="orderProduct")
    with pytest.raises(ProviderError):
        hostens.create_vm(ORDER)
    assert bought(sim) == 1


@pytest.mark.parametrize("operation", ["getService", "listServices", "listCategories"])
@pytest.mark.parametrize("effect", ["html", "malformed"])
def test_what_goes_wrong_after_the_order_is_no_failure_of_it(
    sim: World, hostens: Hostens, operation: str, effect: str
) -> None:
    sim.fault(effect, operation=operation)
    made = hostens.create_vm(replace(ORDER, plan="15"))
    assert (made.name, made.status, made.plan) == ("web.example.com", "creating", "15-m")
    assert bought(sim) == 1


# -- tasks --------------------------------------------------------------------------------------


@pytest.fixture
def waited(sim: World, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, in the world's time."""
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        sim.advance(seconds)

    monkeypatch.setattr(tasks, "sleep", wait)
    monkeypatch.setattr(tasks, "monotonic", lambda: sum(waits))
    return waits


def test_a_new_password_is_there_when_its_task_is_done(
    sim: World, hostens: Hostens, waited: list[float]
) -> None:
    password = hostens.reset_password("113")
    assert len(password) == 12
    assert 45 <= sum(waited) <= 45 + tasks.PAUSE
    assert calls(sim).count("resetServerPassword") == 1


def test_a_task_that_never_ends_is_given_up_and_named(
    sim: World, hostens: Hostens, waited: list[float]
) -> None:
    sim.fault("stuck", operation="resetServerPassword")
    said = r"not completed server_reset_password \(task \d+ of server 113\) within 180 seconds"
    with pytest.raises(ProviderError, match=said):
        hostens.reset_password("113")
    assert sum(waited) == tasks.PATIENCE
    with pytest.raises(Conflict, match="has a task under way"):
        hostens.reset_password("113")


def test_a_task_that_fails_says_why(sim: World, hostens: Hostens, waited: list[float]) -> None:
    sim.fault("fail", operation="resetServerPassword")
    with pytest.raises(ProviderError, match="server_reset_password failed: the task has failed"):
        hostens.reset_password("113")


def test_of_what_is_no_server_there_is_no_password(sim: World, hostens: Hostens) -> None:
    with pytest.raises(NotFound):
        hostens.reset_password("301")
    assert "resetServerPassword" not in calls(sim)


def test_a_password_is_read_as_it_is_shown_to_people_too() -> None:
    shown = """Password: \t<a onclick='this.innerHTML = "s3cret"'>Reveal</a>"""
    assert tasks.password(shown, "Hostens") == "s3cret"
    assert tasks.password("Username: root\nPassword: s3cret\n", "Hostens") == "s3cret"
    with pytest.raises(ProviderError, match="does not tell it"):
        tasks.password("permission_denied", "Hostens")
