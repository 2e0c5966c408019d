"""From purchase to set-up, and what the subscription does to a machine."""

from typing import Any

import pytest

from tests.hostinger.machines import DAY, HOUR, ITEM, MACHINES, SETUP, Machines

DECLINED, CHARGED = 9693616, 9693617
SECOND = {"Authorization": "Bearer sim_default.second"}


@pytest.fixture
def vps() -> Machines:
    return Machines()


def test_a_machine_is_bought_created_and_running(vps: Machines) -> None:
    known = vps("GET", "")
    sold = vps("POST", "", {"item_id": ITEM, "setup": SETUP})
    machine = sold["virtual_machine"]
    id = machine["id"]
    assert id == 1268056
    assert machine["subscription_id"] == sold["order"]["subscription_id"]
    assert (machine["state"], machine["actions_lock"]) == ("creating", "locked")
    assert (machine["plan"], machine["cpus"], machine["memory"], machine["disk"]) == (
        "KVM 2",
        2,
        8192,
        102400,
    )
    assert machine["hostname"] == f"srv{id}.hstgr.cloud"
    assert machine["template"]["id"] == 1130
    assert machine["data_center_id"] == 19
    assert machine["created_at"] == "2026-01-01T00:00:00.00000Z"
    assert vps("GET", "") == [*known, machine]
    (action,) = vps("GET", f"/{id}/actions")["data"]
    assert (action["name"], action["state"]) == ("ct_create", "created")
    vps.advance(179)
    assert vps.state(id) == ("creating", "locked")
    vps.advance(1)
    assert vps.read(id) == {**machine, "state": "running", "actions_lock": "unlocked"}
    assert vps.action(action, id) == "success"
    assert vps.subscription(machine)["name"] == "KVM 2"


def test_every_address_and_id_is_another(vps: Machines) -> None:
    machines = [vps.bought() for _ in range(5)] + vps("GET", "")[:2]
    addresses = [a for m in machines for family in ("ipv4", "ipv6") for a in m[family]]
    assert len({a["id"] for a in addresses}) == len({a["address"] for a in addresses}) == 14


def test_a_refused_set_up_charges_nothing(vps: Machines) -> None:
    before = vps.api.digest()
    body = {"item_id": ITEM, "setup": {**SETUP, "hostname": "Wrong"}}
    refused = vps("POST", "", body, status=422)
    assert refused["message"] == "[VPS:2004] Wrong hostname FQDN format"
    assert vps.api.digest() == before
    vps.advance(HOUR)
    assert len(vps("GET", "")) == 2


def test_a_wrong_host_name_charges_all_the_same_where_the_quirk_is_on(vps: Machines) -> None:
    vps.quirk("vps-wrong-hostname-charges")
    body = {"item_id": ITEM, "setup": {**SETUP, "hostname": "Wrong"}}
    vps("POST", "", body, status=422)
    assert len(vps("GET", "")) == 2
    vps.advance(58)
    orphan = vps("GET", "")[-1]
    assert (orphan["state"], orphan["template"]) == ("initial", None)
    assert vps.subscription(orphan)["status"] == "active"


@pytest.mark.parametrize(("card", "machines"), [(DECLINED, 2), (CHARGED, 3)])
def test_a_declined_card_buys_nothing_unless_it_was_charged(
    vps: Machines, card: int, machines: int
) -> None:
    vps("POST", "", {"item_id": ITEM, "setup": SETUP, "payment_method_id": card}, status=402)
    assert len(vps("GET", "")) == 2
    vps.advance(58)
    assert len(vps("GET", "")) == machines


def test_an_ordered_machine_waits_for_its_set_up(vps: Machines) -> None:
    id = vps.initial()
    machine = vps.read(id)
    assert (machine["state"], machine["actions_lock"]) == ("initial", "unlocked")
    nothing = ("template", "data_center_id", "ipv4", "ipv6", "ns1", "ns2")
    assert [machine[name] for name in nothing] == [None] * 6
    assert vps("GET", f"/{id}/backups")["data"] == []
    assert set(vps("GET", f"/{id}/metrics?date_from=2025-12-31&date_to=2026-01-01").values()) == {
        None
    }
    body = {**SETUP, "hostname": "my.server.example", "ns1": "192.0.2.1", "install_monarx": True}
    answered = vps("POST", f"/{id}/setup", body)
    assert answered == vps.read(id)
    assert (answered["state"], answered["hostname"]) == ("creating", "my.server.example")
    vps.advance(180)
    machine = vps.read(id)
    assert machine == {**answered, "state": "running", "actions_lock": "unlocked"}
    assert (machine["ns1"], machine["ns2"]) == ("192.0.2.1", "203.0.113.254")
    assert vps("GET", f"/{id}/monarx")["scan_started_at"] == "2026-01-01T00:03:00Z"
    vps("POST", f"/{id}/setup", body, status=422)


@pytest.mark.parametrize(("wanted", "made"), [(True, 1), (False, 0), (None, 1)])
def test_backups_are_made_where_they_are_wanted(
    vps: Machines, wanted: bool | None, made: int
) -> None:
    id = vps.bought(**{} if wanted is None else {"enable_backups": wanted})["id"]
    vps.advance(7 * DAY)  # three minutes short: the first week begins when it is up
    assert vps("GET", f"/{id}/backups")["data"] == []
    vps.advance(180)
    assert len(vps("GET", f"/{id}/backups")["data"]) == made


def test_a_public_key_becomes_the_accounts_and_the_machines(vps: Machines) -> None:
    text = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me"
    id = vps.bought(public_key={"name": "mine", "key": text})["id"]
    (attached,) = vps("GET", f"/{id}/public-keys")["data"]
    assert (attached["name"], attached["key"]) == ("mine", text)
    listed: Any = vps.api("GET", "/api/vps/v1/public-keys").json
    assert listed["data"][-1] == attached


def test_a_public_key_that_is_none_is_refused_where_it_is_given(vps: Machines) -> None:
    setup = {**SETUP, "public_key": {"name": "mine", "key": "ssh-rsa AAAA"}}
    refused = vps("POST", "", {"item_id": ITEM, "setup": setup}, status=422)
    assert refused["errors"].keys() == {"setup.public_key.key"}
    refused = vps("POST", f"/{vps.initial()}/setup", setup, status=422)
    assert refused["errors"].keys() == {"public_key.key"}


def test_a_script_is_one_of_the_accounts(vps: Machines) -> None:
    vps.bought(post_install_script_id=9568314)
    body = {"item_id": ITEM, "setup": {**SETUP, "post_install_script_id": 1}}
    refused = vps("POST", "", body, status=422)
    assert refused["errors"].keys() == {"post_install_script_id"}


def test_empty_texts_count_as_absent(vps: Machines) -> None:
    empty: dict[str, Any] = {"hostname": "", "ns1": "", "public_key": {"name": "", "key": ""}}
    machine = vps.bought(**empty)
    assert machine["hostname"] == f"srv{machine['id']}.hstgr.cloud"
    assert machine["ns1"] == "203.0.113.253"


def test_a_machine_that_is_stuck_stays_in_creating(vps: Machines) -> None:
    id = vps.bought(hostname="stuck.example")["id"]
    vps.advance(10 * DAY)
    assert vps.state(id) == ("creating", "locked")


def test_a_machine_whose_creation_fails_can_be_recreated(vps: Machines) -> None:
    id = vps.bought(hostname="error.example")["id"]
    vps.advance(180)
    assert vps.state(id) == ("error", "unlocked")
    vps("POST", f"/{id}/start", status=422)
    vps.quirk("magic-inputs", on=False)
    assert vps.done("POST", "/recreate", {"template_id": 1130}, id=id)["state"] == "running"


def test_an_account_has_no_other_accounts_machines(vps: Machines) -> None:
    assert vps.api("GET", MACHINES, headers=SECOND).json == []
    assert vps.api("GET", f"{MACHINES}/1268054", headers=SECOND).status_code == 404


def test_a_machine_that_is_no_longer_paid_for_is_suspended_and_then_destroyed(
    vps: Machines,
) -> None:
    body = {"item_id": "hostingercom-vps-kvm2-usd-1y", "setup": SETUP}
    machine = vps("POST", "", body)["virtual_machine"]
    id = machine["id"]
    vps.advance(355 * DAY)
    vps.done("POST", "/snapshot", id=id)
    assert len(vps("GET", f"/{id}/backups")["data"]) == 4
    vps.stop_paying(machine)
    vps.advance(10 * DAY - HOUR / 2 - 1)
    assert vps.state(id) == ("running", "unlocked")
    vps.advance(1)
    assert vps.state(id) == ("suspending", "locked")
    vps.advance(60)
    assert vps.state(id) == ("suspended", "unlocked")
    refused = vps("POST", f"/{id}/start", status=422)
    assert refused["message"].startswith("[VPS:2004] Virtual machine is suspended")
    vps.advance(14 * DAY)
    assert vps.state(id) == ("destroyed", "unlocked")
    names = [action["name"] for action in vps("GET", f"/{id}/actions")["data"]]
    assert names == ["ct_destroy", "ct_suspend", "ct_snapshot_create", "ct_create"]
    assert vps("GET", f"/{id}/backups")["data"] == []
    assert vps("GET", f"/{id}/snapshot")["id"] == 0


def renew(vps: Machines, machine: dict[str, Any]) -> None:
    path = f"/api/billing/v1/subscriptions/{machine['subscription_id']}/renew"
    answer = vps.api("POST", path, {})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("state", ["running", "stopped"])
def test_a_suspended_machine_comes_back_as_it_was_when_it_is_paid(
    vps: Machines, state: str
) -> None:
    machine = vps.bought()
    id = machine["id"]
    vps.advance(DAY)
    if state == "stopped":
        vps.done("POST", "/stop", id=id)
    vps.stop_paying(machine)
    vps.advance(31 * DAY)
    assert vps.state(id) == ("suspended", "unlocked")
    renew(vps, machine)
    assert vps.state(id) == ("unsuspending", "locked")
    vps.advance(60)
    assert vps.state(id) == (state, "unlocked")


def test_a_machine_paid_while_it_is_being_suspended_stays(vps: Machines) -> None:
    machine = vps.bought()
    vps.advance(HOUR)
    vps.stop_paying(machine)
    vps.advance(31 * DAY - HOUR + 1)
    assert vps.state(machine["id"]) == ("suspending", "locked")
    renew(vps, machine)
    vps.advance(HOUR)
    assert vps.state(machine["id"]) == ("running", "unlocked")


def test_suspension_breaks_off_what_goes_on(vps: Machines) -> None:
    machine = vps.bought(hostname="delayed.example")
    id = machine["id"]
    vps.advance(HOUR)
    vps.stop_paying(machine)
    vps.advance(31 * DAY - HOUR - 5)
    action = vps("POST", f"/{id}/stop")
    vps.advance(10)
    assert vps.action(action, id) == "error"
    vps.advance(HOUR)
    assert vps.state(id) == ("suspended", "unlocked")


def test_a_renewal_does_not_disturb_what_goes_on(vps: Machines) -> None:
    machine = vps.bought()
    id = machine["id"]
    vps.advance(31 * DAY - 10)
    action = vps("POST", f"/{id}/restart")
    assert "billing.subscription-renewal" in vps.advance(20)
    vps.advance(40)
    assert vps.action(action, id) == "success"
    assert vps.state(id) == ("running", "unlocked")


def test_a_machine_never_set_up_is_suspended_and_comes_back_initial(vps: Machines) -> None:
    id = vps.initial()
    machine = vps.read(id)
    vps.stop_paying(machine)
    vps.advance(32 * DAY)
    assert vps.state(id) == ("suspended", "unlocked")
    renew(vps, machine)
    vps.advance(60)
    assert vps.state(id) == ("initial", "unlocked")
