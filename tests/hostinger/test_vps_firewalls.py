"""Firewalls, their rules, and the machines that have them."""

from typing import Any

import pytest

from tests.hostinger.domains import SECOND
from tests.hostinger.machines import DAY, ID, PLAIN
from tests.hostinger.vps import Vps

SEEDED = 9449049
RULE = {"protocol": "TCP", "port": "8080", "source": "any", "source_detail": "any"}


class Firewalls(Vps):
    def new(self) -> int:
        id: int = self.ask("POST", "/firewall", {"name": "New"})["id"]
        return id

    def rule(self, id: int, status: int = 200, **change: str) -> Any:
        return self.ask("POST", f"/firewall/{id}/rules", RULE | change, status=status)

    def get(self, id: int = SEEDED) -> dict[str, Any]:
        firewall: dict[str, Any] = self.ask("GET", f"/firewall/{id}")
        return firewall

    def act(self, what: str, id: int, machine: int = PLAIN) -> None:
        """An action, through to its success."""
        action = self.ask("POST", f"/firewall/{id}/{what}/{machine}")
        assert action["state"] == "created"
        self.advance(10)
        assert self.action(action, machine) == "success"

    def on(self, machine: int = PLAIN) -> int | None:
        id: int | None = self.read(machine)["firewall_group_id"]
        return id


@pytest.fixture
def vps() -> Firewalls:
    return Firewalls()


def test_a_new_firewall_has_no_rules_and_is_in_sync(vps: Firewalls) -> None:
    made = vps.ask("POST", "/firewall", {"name": "Mine"})
    assert made == {
        "id": SEEDED + 2,
        "name": "Mine",
        "is_synced": True,
        "rules": [],
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    }
    assert vps.get(made["id"]) == made
    page = vps.ask("GET", "/firewall")
    assert page["data"][-1] == made
    assert page["meta"] == {"current_page": 1, "per_page": 50, "total": 2}


def test_a_rule_is_added_changed_and_removed(vps: Firewalls) -> None:
    id = vps.new()
    vps.advance(60)
    first, second = vps.rule(id), vps.rule(id, port="9000:9100")
    assert first == {"id": 8941190, "action": "accept", **RULE}
    assert second["id"] == 8941191
    assert vps.get(id)["rules"] == [first, second]
    assert vps.get(id)["updated_at"] == "2026-01-01T00:01:00Z"
    path = f"/firewall/{id}/rules/{first['id']}"
    changed = vps.ask("PUT", path, RULE | {"protocol": "UDP"})
    assert changed == first | {"protocol": "UDP"}
    assert vps.get(id)["rules"] == [changed, second]
    assert vps.ask("DELETE", path) == {"message": "Request accepted"}
    assert vps.get(id)["rules"] == [second]
    vps.ask("DELETE", path, status=404)
    vps.ask("PUT", path, RULE, status=404)


def test_a_rule_of_another_firewall_is_not_found(vps: Firewalls) -> None:
    rule = vps.rule(vps.new())
    vps.ask("DELETE", f"/firewall/{SEEDED}/rules/{rule['id']}", status=404)


@pytest.mark.parametrize(
    ("protocol", "port", "kept"),
    [
        ("TCP", "1", "1"),
        ("UDP", "1024:65535", "1024:65535"),
        ("TCP", "80:80", "80:80"),
        ("ICMP", "443", "any"),
        ("GRE", "any", "any"),
        ("any", "1:2", "any"),
        ("ICMPv6", "any", "any"),
        ("SSH", "22", "22"),
        ("SSH", "any", "22"),
        ("HTTP", "any", "80"),
        ("HTTPS", "any", "443"),
        ("MySQL", "3306", "3306"),
        ("PostgreSQL", "any", "5432"),
    ],
)
def test_a_rule_has_the_port_that_its_protocol_allows(
    vps: Firewalls, protocol: str, port: str, kept: str
) -> None:
    assert vps.rule(SEEDED, protocol=protocol, port=port)["port"] == kept


@pytest.mark.parametrize(
    "detail",
    [
        "192.0.2.1",
        "192.0.2.0/24",
        "192.0.2.7/24",
        "192.0.2.1-192.0.2.9",
        "2001:db8::1",
        "2001:db8::/32",
        "2001:db8::1-2001:db8::ffff",
    ],
)
def test_a_source_is_an_address_a_network_or_a_range(vps: Firewalls, detail: str) -> None:
    made = vps.rule(SEEDED, source="custom", source_detail=detail)
    assert (made["source"], made["source_detail"]) == ("custom", detail)


def test_a_machine_has_its_firewall_when_the_action_succeeded(vps: Firewalls) -> None:
    vps.ask("POST", f"/firewall/{SEEDED}/activate/{PLAIN}")
    assert vps.on() is None
    assert vps.state(PLAIN) == ("running", "locked")
    assert vps.advance(10) == ["vps.action-sent", "vps.action-finished"]
    assert vps.on() == SEEDED
    assert vps.state(PLAIN) == ("running", "unlocked")


def test_a_machine_has_one_firewall_at_most(vps: Firewalls) -> None:
    other = vps.new()
    vps.act("activate", SEEDED)
    vps.act("activate", other)
    assert vps.on() == other
    vps.rule(SEEDED)  # the first machine still has it, the second must not count
    vps.act("sync", SEEDED, ID)
    assert vps.get()["is_synced"]
    vps.ask("POST", f"/firewall/{SEEDED}/deactivate/{PLAIN}", status=422)
    vps.act("deactivate", other)
    assert vps.on() is None


def test_changed_rules_are_out_of_sync_until_every_machine_has_them(vps: Firewalls) -> None:
    vps.act("activate", SEEDED)
    rule = vps.rule(SEEDED)
    assert not vps.get()["is_synced"]
    vps.act("sync", SEEDED, PLAIN)
    assert not vps.get()["is_synced"]
    vps.act("sync", SEEDED, ID)
    assert vps.get()["is_synced"]
    path = f"/firewall/{SEEDED}/rules/{rule['id']}"
    vps.ask("PUT", path, RULE)
    assert vps.get()["is_synced"], "nothing was changed"
    vps.ask("PUT", path, RULE | {"port": "1"})
    assert not vps.get()["is_synced"]
    vps.act("deactivate", SEEDED, PLAIN)
    assert not vps.get()["is_synced"]
    vps.act("deactivate", SEEDED, ID)
    assert vps.get()["is_synced"]
    vps.ask("DELETE", path)
    assert vps.get()["is_synced"], "no machine has it"


def test_a_deleted_firewall_is_taken_off_its_machines(vps: Firewalls) -> None:
    vps.act("activate", SEEDED)
    assert vps.ask("DELETE", f"/firewall/{SEEDED}") == {"message": "Request accepted"}
    assert (vps.on(ID), vps.on(PLAIN)) == (None, None)
    vps.ask("GET", f"/firewall/{SEEDED}", status=404)
    vps.ask("POST", f"/firewall/{SEEDED}/sync/{ID}", status=404)


def test_a_firewall_deleted_while_it_is_activated_is_not_on_the_machine(vps: Firewalls) -> None:
    id = vps.new()
    vps.ask("POST", f"/firewall/{id}/activate/{PLAIN}")
    vps.ask("DELETE", f"/firewall/{id}")
    assert "vps.action-finished" in vps.advance(10)
    assert vps.on() is None
    assert vps.state(PLAIN) == ("running", "unlocked")


def test_a_firewall_deleted_while_it_is_deactivated_stays_gone(vps: Firewalls) -> None:
    vps.ask("POST", f"/firewall/{SEEDED}/deactivate/{ID}")
    vps.ask("DELETE", f"/firewall/{SEEDED}")
    vps.advance(10)
    assert vps.on(ID) is None
    assert vps.state(ID) == ("running", "unlocked")


def test_the_quirk_refuses_to_delete_one_that_is_in_use(vps: Firewalls) -> None:
    vps.quirk("vps-firewall-in-use")
    vps.ask("DELETE", f"/firewall/{SEEDED}", status=422)
    vps.act("deactivate", SEEDED, ID)
    vps.ask("DELETE", f"/firewall/{SEEDED}")


def test_a_machine_that_is_destroyed_lets_go_of_its_firewall(vps: Firewalls) -> None:
    vps.rule(SEEDED)
    vps.stop_paying(vps.read(ID))
    vps.advance(90 * DAY)
    assert vps.state(ID)[0] == "destroyed"
    assert vps.on(ID) is None
    assert vps.get()["is_synced"]


def test_a_firewall_outlives_what_the_machine_is_recreated_with(vps: Firewalls) -> None:
    vps.done("POST", "/recreate", {"template_id": 1130})
    assert vps.on(ID) == SEEDED


def test_firewalls_are_the_accounts_own(vps: Firewalls) -> None:
    (other,) = vps.ask("GET", "/firewall", headers=SECOND)["data"]
    assert other["id"] != SEEDED
    vps.ask("GET", f"/firewall/{SEEDED}", headers=SECOND, status=404)
    vps.ask("POST", f"/firewall/{other['id']}/activate/{PLAIN}", status=404)
    vps.ask("POST", f"/firewall/{other['id']}/activate/{PLAIN}", headers=SECOND, status=404)
