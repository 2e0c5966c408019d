"""Machines, SSH keys, and what is paid for."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from hostingco_api.gateway.drivers.hostinger import Hostinger
from hostingco_api.gateway.drivers.hostinger.client import Client
from hostingco_api.gateway.drivers.hostinger.vms import DATA_CENTERS, _bought, _vm
from hostingco_api.gateway.provider import (
    DataCenter,
    Invalid,
    NotFound,
    ProviderError,
)
from tests.gateway.hostinger import (
    CHARGED,
    DECLINED,
    VM,
    driver,
    quirk,
)
from tests.gateway.simulated import World

CREATED = 180
"""Seconds until an ordered machine runs."""


@pytest.fixture
def hostinger(sim: World) -> Hostinger:
    return driver(sim)


# -- machines -------------------------------------------------------------------------------------


def test_a_machine_is_told_in_the_gateway_s_units(hostinger: Hostinger) -> None:
    vm = hostinger.vm("1268054")
    assert (vm.id, vm.name) == ("1268054", "srv1268054.hstgr.cloud")
    assert (vm.status, vm.plan, vm.region) == ("running", "kvm-2", "19")
    assert (vm.cpus, vm.memory_mb, vm.disk_gb, vm.bandwidth_gb) == (2, 8192, 100, 8192)
    assert (vm.ipv4, vm.ipv6) == ("192.0.2.10", "2001:db8:10:1000::1")
    assert vm.os == "Ubuntu 24.04 with Docker"
    assert vm.created_at
    assert vm.created_at.tzinfo == UTC
    assert vm.created_at < datetime.now(UTC)
    assert (vm.labels, vm.password) == (None, None)


def test_all_machines_are_listed_as_each_is_told(hostinger: Hostinger) -> None:
    vms = hostinger.vms()
    assert len(vms) == 2
    assert vms == [hostinger.vm(vm.id) for vm in vms]


@pytest.mark.parametrize("id", ["1", "vm-abc123", "1268054/public-keys", "..", "9" * 30])
def test_a_machine_that_is_not_there_is_not_found(hostinger: Hostinger, id: str) -> None:
    with pytest.raises(NotFound):
        hostinger.vm(id)


def test_a_machine_is_ordered_set_up_and_listed(hostinger: Hostinger, sim: World) -> None:
    made = hostinger.create_vm(replace(VM, password="Not-Leaked-12345"))
    assert (made.name, made.status, made.plan) == ("web-1.example.com", "creating", "kvm-2")
    assert (made.os, made.region, made.password) == ("Ubuntu 22.04 LTS", "19", None)
    assert made in hostinger.vms()
    sim.advance(CREATED)
    assert hostinger.vm(made.id) == replace(made, status="running")
    assert sim.totals()["machines_bought"] == 1
    assert sim.totals()["money_spent"] == {"USD": "10.88"}


def test_states_that_the_gateway_has_no_word_for_are_hostinger_s(
    hostinger: Hostinger, sim: World
) -> None:
    path = "/api/vps/v1/virtual-machines/1268054"
    seen = {hostinger.vm("1268054").status}
    for seconds, action in ((0, "stop"), (30, "start"), (30, "restart")):
        sim.advance(seconds)
        seen.add(hostinger.vm("1268054").status)
        hostinger._api.ask("POST", f"{path}/{action}")
        seen.add(hostinger.vm("1268054").status)
    assert seen == {"running", "stopping", "stopped", "starting"}


@pytest.mark.parametrize(
    ("plan", "name", "spent"),
    [
        ("hostingercom-vps-kvm1-usd-1m", "kvm-1", "7.85"),
        ("hostingercom-vps-kvm1-usd-1y", "kvm-1", "86.97"),
        ("KVM 1", "kvm-1", "7.85"),
        ("hostingercom-vps-kvm8", "kvm-8", "31.45"),
    ],
)
def test_a_plan_is_a_price_or_a_name_that_means_the_monthly_one(
    hostinger: Hostinger, sim: World, plan: str, name: str, spent: str
) -> None:
    assert hostinger.create_vm(replace(VM, plan=plan)).plan == name
    assert sim.totals()["money_spent"] == {"USD": spent}


@pytest.mark.parametrize("center", ["29", "phx", "Phoenix"])
@pytest.mark.parametrize("template", ["1105", "debian-12", "Debian 12"])
def test_templates_and_data_centers_are_ids_or_names(
    hostinger: Hostinger, center: str, template: str
) -> None:
    vm = hostinger.create_vm(replace(VM, data_center_id=center, template=template))
    assert (vm.region, vm.os) == ("29", "Debian 12")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"plan": "kvm-3"}, "plan: 'kvm-3' fits none; Hostinger has hostingercom-vps-kvm1-usd-1m"),
        ({"plan": "kvm"}, "plan: 'kvm' fits several"),
        ({"plan": "hostingercom-domain-com-usd-1y"}, "plan: .* fits none"),
        ({"template": "ubuntu-24.04"}, r"template: .* fits several; Hostinger has 1130 \(ubuntu"),
        ({"template": "17"}, "template: '17' fits none"),
        (
            {"data_center_id": "us-east-1"},
            r"data_center_id: .* fits none; Hostinger has 29 \(phx\)",
        ),
        ({"data_center_id": "17"}, "data_center_id: '17' fits none"),
        ({"data_center_id": None}, "data_center_id: has to be given; Hostinger has 29"),
        ({"ssh_key_id": "key-abc123"}, "ssh_key_id: .* fits none; Hostinger has 6672861, 6672862"),
        ({"payment_method_id": "pm_abc123"}, "payment_method_id"),
        ({"payment_method_id": "1"}, "payment_method_id: The selected"),
        ({"hostname": "web-server-2"}, "hostname: Hostinger wants a fully qualified one"),
        ({"hostname": "web_1.example.com"}, "hostname"),
        ({"hostname": "a.1"}, "hostname"),
        ({"password": "short"}, "password: The setup.password field must be at least 12"),
        ({"password": "all-lower-case-1"}, "at least one uppercase"),
        ({"password": "Password12345"}, "data leak"),
    ],
)
def test_what_cannot_be_ordered_is_said_and_costs_nothing(
    hostinger: Hostinger, sim: World, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(Invalid, match=said) as caught:
        hostinger.create_vm(replace(VM, **changed))
    assert sim.totals()["money_spent"] == {}
    assert "Password12345" not in str(caught.value)


def test_a_host_name_is_ordered_in_lower_case(hostinger: Hostinger) -> None:
    assert hostinger.create_vm(replace(VM, hostname="Web-1.Example.com")).name == VM.hostname


def test_a_key_of_the_account_s_is_put_on_the_machine(hostinger: Hostinger) -> None:
    (_, key) = hostinger.ssh_keys()
    vm = hostinger.create_vm(replace(VM, ssh_key_id=key.id))
    path = f"/api/vps/v1/virtual-machines/{vm.id}/public-keys"
    (attached,) = hostinger._api.ask("GET", path)["data"]
    assert (attached["name"], attached["key"]) == (key.name, key.public_key)


@pytest.mark.parametrize("opaque", [True, False])
@pytest.mark.parametrize("card", [DECLINED, CHARGED])
def test_a_card_that_is_refused_may_have_paid_for_a_machine(
    hostinger: Hostinger, sim: World, card: str, opaque: bool
) -> None:
    quirk(sim, "billing-opaque-refusals", opaque)
    with pytest.raises(ProviderError) as caught:
        hostinger.create_vm(replace(VM, payment_method_id=card))
    assert type(caught.value) is ProviderError
    sim.advance(60)
    assert len(hostinger.vms()) == (3 if card == CHARGED else 2)


def test_a_machine_that_waits_for_its_set_up_has_no_name_yet(
    hostinger: Hostinger, sim: World
) -> None:
    with pytest.raises(ProviderError):
        hostinger.create_vm(replace(VM, payment_method_id=CHARGED))
    sim.advance(60)
    (vm,) = hostinger.vms()[2:]
    assert (vm.name, vm.status, vm.plan) == ("", "initial", "kvm-2")
    assert (vm.region, vm.ipv4, vm.ipv6, vm.os) == (None, None, None, None)
    assert hostinger.vm(vm.id) == vm


def test_a_refused_host_name_may_have_been_paid_for(hostinger: Hostinger, sim: World) -> None:
    body = {"item_id": "hostingercom-vps-kvm2-usd-1m"}
    setup = {"template_id": 1121, "data_center_id": 19, "hostname": "web"}
    with pytest.raises(ProviderError, match="Wrong hostname") as caught:
        hostinger._api.ask("POST", "/api/vps/v1/virtual-machines", json=body | {"setup": setup})
    assert type(caught.value) is ProviderError


def test_an_order_that_is_not_paid_yet_has_no_machine() -> None:
    initiated = {"id": 1, "subscription_id": "A", "status": "payment_initiated", "message": "m"}
    for document in (initiated, {"order": initiated, "virtual_machine": None}):
        with pytest.raises(ProviderError, match="no machine yet: the order is payment_initiated"):
            _bought(document)


def test_data_centers_are_told_with_city_and_country(hostinger: Hostinger) -> None:
    centers = hostinger.data_centers()
    assert centers[0] == DataCenter("29", "phx", "Phoenix", "US")
    assert len(centers) == 10


# -- what may be null, says the document ----------------------------------------------------------


def test_a_machine_may_have_no_plan(hostinger: Hostinger) -> None:
    """Or what was bought could be neither answered nor found."""
    document = hostinger._api.ask("GET", "/api/vps/v1/virtual-machines/1268054")
    assert _vm(document | {"plan": None}) == replace(_vm(document), plan=None)


def test_a_data_center_may_have_no_names(
    hostinger: Hostinger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which others have all the same, and machines can be ordered there."""
    ask = Client.ask

    def nulls(self: Client, method: str, path: str, **kwargs: Any) -> Any:
        answer = ask(self, method, path, **kwargs)
        if path == DATA_CENTERS:
            answer[0] |= {"name": None, "location": None, "city": None}
        return answer

    monkeypatch.setattr(Client, "ask", nulls)
    centers = hostinger.data_centers()
    assert (centers[0], len(centers)) == (DataCenter("29", "29", "", ""), 10)
    assert hostinger.create_vm(replace(VM, data_center_id="19")).region == "19"
