"""Random histories of a machine beside an independent model of its states, lock and snapshot."""

from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from tests.hostinger.machines import DAY, ID, Machines
from tests.models import keep_to_the_model


class Verb(NamedTuple):
    method: str
    path: str
    body: dict[str, object] | None
    allowed: tuple[str, ...]
    during: str
    """The state meanwhile; empty where it does not change."""
    after: str
    takes: int


UP = ("running", "stopped")
VERBS = {
    "start": Verb("POST", "/start", None, UP, "starting", "running", 20),
    "stop": Verb("POST", "/stop", None, UP, "stopping", "stopped", 20),
    "restart": Verb("POST", "/restart", None, UP, "stopping", "running", 60),
    "rescue": Verb("POST", "/recovery", {"root_password": "x"}, UP, "starting", "recovery", 60),
    "leave": Verb("DELETE", "/recovery", None, ("recovery",), "stopping_recovery", "running", 60),
    "recreate": Verb(
        "POST",
        "/recreate",
        {"template_id": 1130},
        (*UP, "recovery"),
        "recreating",
        "running",
        180,
    ),
    "snap": Verb("POST", "/snapshot", None, UP, "", "", 120),
    "unsnap": Verb("DELETE", "/snapshot", None, UP, "", "", 10),
    "back": Verb("POST", "/snapshot/restore", None, UP, "restoring", "running", 300),
    "ptr": Verb("DELETE", "/ptr/246547", None, (*UP, "recovery"), "", "", 10),
}


class Life(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.vps = Machines()
        self.now = 0
        self.state = "running"
        self.doing: tuple[str, int, str, int] | None = None
        """The verb that goes on, its end, the state after, its action's id."""
        self.snapshot_until: int | None = 20 * DAY  # the seed's was taken just now
        self.actions = 1

    @rule(name=st.sampled_from(list(VERBS)), patient=st.booleans())
    def act(self, name: str, patient: bool) -> None:
        """`patient` waits for what goes on; else it is in the way."""
        if patient and self.doing:
            self.wait(self.doing[1] - self.now)
        verb = VERBS[name]
        refused = (
            self.doing is not None
            or self.state not in verb.allowed
            or (name in ("unsnap", "back") and self.snapshot_until is None)
        )
        answer = self.vps.api(
            verb.method, f"/api/vps/v1/virtual-machines/{ID}{verb.path}", verb.body
        )
        assert answer.status_code == (422 if refused else 200), (name, answer.text)
        if refused:
            return
        self.actions += 1
        action = answer.json or {}
        if name in ("start", "stop") and self.state == verb.after:
            assert action["state"] == "success"
            return
        assert action["state"] == "created"
        self.doing = (name, self.now + verb.takes, verb.after or self.state, action["id"])
        started = name == "restart" and self.state == "stopped"
        self.state = "starting" if started else verb.during or self.state

    @rule(seconds=st.sampled_from([1, 10, 30, 60, 180, DAY, 15 * DAY]))
    def wait(self, seconds: int) -> None:
        self.vps.advance(seconds)
        self.now += seconds
        if self.doing and self.doing[1] <= self.now:
            name, end, self.state, id = self.doing
            self.doing = None
            assert self.vps.action({"id": id}) == "success"
            if name == "snap":
                self.snapshot_until = end + 20 * DAY
            if name in ("unsnap", "recreate"):
                self.snapshot_until = None
        if self.snapshot_until is not None and self.snapshot_until <= self.now:
            self.snapshot_until = None

    @invariant()
    def the_machine_is_as_the_model(self) -> None:
        if not hasattr(self, "vps"):
            return
        assert self.vps.state() == (self.state, "locked" if self.doing else "unlocked")
        snapshot = self.vps("GET", f"/{ID}/snapshot")
        assert (snapshot["id"] != 0) == (self.snapshot_until is not None)
        assert self.vps("GET", f"/{ID}/actions")["meta"]["total"] == self.actions


def test_machines_behave_as_the_model() -> None:
    keep_to_the_model(Life, steps=30)
