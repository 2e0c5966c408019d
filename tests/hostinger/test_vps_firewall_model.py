"""Random histories of firewalls and machines beside an independent model of who has which rules."""

from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from tests.hostinger.machines import ID, PLAIN
from tests.hostinger.vps import Vps
from tests.models import keep_to_the_model

TAKES = 10
MACHINES = st.sampled_from([ID, PLAIN])
NUMBERS = st.integers(0, 5)
PORTS = st.sampled_from(["80", "443", "1000:2000"])


@dataclass
class Firewall:
    rules: dict[int, str] = field(default_factory=dict)
    """Ports, by the rule's id."""


@dataclass
class Machine:
    firewall: int | None = None
    stale: bool = False
    """Whether the firewall's rules were changed since."""
    doing: tuple[str, int, int] | None = None
    """What is done with which firewall, and until when."""


class Life(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.vps = Vps()
        self.now = 0
        self.machines = {ID: Machine(), PLAIN: Machine()}
        self.firewalls: dict[int, Firewall] = {}
        self.vps.ask("DELETE", "/firewall/9449049")

    def known(self, number: int) -> int:
        """The number-th firewall's id, or that of none."""
        ids = [*self.firewalls, 1]
        return ids[number % len(ids)]

    def changed(self, id: int) -> None:
        for machine in self.machines.values():
            machine.stale |= machine.firewall == id

    @rule()
    def create(self) -> None:
        if len(self.firewalls) < 3:
            self.firewalls[self.vps.ask("POST", "/firewall", {"name": "New"})["id"]] = Firewall()

    @rule(number=NUMBERS)
    def delete(self, number: int) -> None:
        id = self.known(number)
        found = self.firewalls.pop(id, None)
        self.vps.ask("DELETE", f"/firewall/{id}", status=200 if found else 404)
        for machine in self.machines.values():
            if machine.firewall == id:
                machine.firewall, machine.stale = None, False

    @rule(number=NUMBERS, port=PORTS)
    def add(self, number: int, port: str) -> None:
        id = self.known(number)
        status = 200 if id in self.firewalls else 404
        made = self.vps.ask("POST", f"/firewall/{id}/rules", body(port), status=status)
        if status == 200:
            self.firewalls[id].rules[made["id"]] = port
            self.changed(id)

    @rule(number=NUMBERS, place=NUMBERS, port=PORTS)
    def alter(self, number: int, place: int, port: str) -> None:
        rules = self.firewalls.get(self.known(number), Firewall()).rules
        if rules:
            rule_id = list(rules)[place % len(rules)]
            if rules[rule_id] != port:
                self.changed(self.known(number))
            rules[rule_id] = port
            path = f"/firewall/{self.known(number)}/rules/{rule_id}"
            self.vps.ask("PUT", path, body(port))

    @rule(number=NUMBERS, place=NUMBERS)
    def remove(self, number: int, place: int) -> None:
        rules = self.firewalls.get(self.known(number), Firewall()).rules
        if rules:
            rule_id = list(rules)[place % len(rules)]
            del rules[rule_id]
            self.changed(self.known(number))
            self.vps.ask("DELETE", f"/firewall/{self.known(number)}/rules/{rule_id}")

    @rule(
        number=NUMBERS,
        machine_id=MACHINES,
        what=st.sampled_from(["activate", "deactivate", "sync"]),
    )
    def act(self, number: int, machine_id: int, what: str) -> None:
        id, machine = self.known(number), self.machines[machine_id]
        status = 200
        if id not in self.firewalls:
            status = 404
        elif machine.doing or (what != "activate" and machine.firewall != id):
            status = 422
        self.vps.ask("POST", f"/firewall/{id}/{what}/{machine_id}", status=status)
        if status == 200:
            machine.doing = what, id, self.now + TAKES

    @rule(seconds=st.integers(1, 15))
    def wait(self, seconds: int) -> None:
        self.vps.advance(seconds)
        self.now += seconds
        for machine in self.machines.values():
            if machine.doing and machine.doing[2] <= self.now:
                what, id, _ = machine.doing
                machine.doing = None
                if what == "deactivate":
                    machine.firewall, machine.stale = None, False
                elif id in self.firewalls:
                    machine.firewall, machine.stale = id, False

    @invariant()
    def machines_have_the_firewalls_of_the_model(self) -> None:
        for id, machine in self.machines.items():
            shown = self.vps.read(id)
            assert shown["firewall_group_id"] == machine.firewall
            assert shown["actions_lock"] == ("locked" if machine.doing else "unlocked")

    @invariant()
    def firewalls_are_in_sync_where_every_machine_has_their_rules(self) -> None:
        shown = self.vps.ask("GET", "/firewall")["data"]
        assert [firewall["id"] for firewall in shown] == list(self.firewalls)
        for firewall in shown:
            rules = self.firewalls[firewall["id"]].rules
            assert {r["id"]: r["port"] for r in firewall["rules"]} == rules
            using = [m for m in self.machines.values() if m.firewall == firewall["id"]]
            assert firewall["is_synced"] == (not any(machine.stale for machine in using))


def body(port: str) -> dict[str, str]:
    return {"protocol": "TCP", "port": port, "source": "any", "source_detail": "any"}


def test_firewalls_behave_as_the_model() -> None:
    keep_to_the_model(Life, steps=30)
