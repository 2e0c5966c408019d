"""Random histories of servers beside an independent model: who is busy, and what has come of it."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.hostens.client import SERVER, WINDOWS
from tests.hostens.servers import Servers
from tests.models import keep_to_the_model

ASSIGNED, HOUR = 15, 3_600
TAKES = {
    "reboot": 60,
    "reinstall": 300,
    "resetpassword": 45,
    "webconsole": 30,
    "rename": 60,
    "flushfirewall": 30,
    "changedns": 30,
}
WORK = (*TAKES, "rename", "rename")
"""A name says how the next tasks go, so there have to be many of them."""
SYSTEMS = {
    SERVER: ("ubuntu-16.04-x86_64", "centos-7-x86_64"),
    WINDOWS: ("kvm-win-2022-x86_64", "kvm-debian-12-gpt-x86_64"),
}
NAMES = ("plain.example.com", "task-fails.example.com", "task-hangs.example.com", "unresolved.a.b")
WAITS = st.sampled_from([0, 1, 14, 15, 30, 60, 300, HOUR])


@dataclass
class Task:
    id: int
    what: str
    begun: int
    takes: int
    effect: dict[str, Any]
    """Fields of the details; none where it fails."""
    fails: bool

    def state(self, now: int) -> tuple[bool, bool]:
        """Whether it is assigned, and whether completed."""
        return now >= self.begun + ASSIGNED, now >= self.begun + self.takes


@dataclass
class Model:
    """One server: `shown` of its details, and its tasks."""

    shown: dict[str, Any]
    tasks: list[Task] = field(default_factory=list)

    def busy(self, now: int) -> bool:
        return bool(self.tasks) and not self.tasks[-1].state(now)[1]


class Work(RuleBasedStateMachine):
    servers: ClassVar = Servers()

    @initialize()
    def begin(self) -> None:
        self.servers.start_anew()
        self.now = 0
        names = {SERVER: "server.domain.name", WINDOWS: "win.example.com"}
        self.models = {
            id: Model({"domain": names[id], "os": systems[0], "dns_servers": None})
            for id, systems in SYSTEMS.items()
        }
        self.next = 77_995

    @rule(
        id=st.sampled_from([SERVER, WINDOWS]),
        steps=st.lists(
            st.tuples(st.sampled_from(WORK), st.integers(0, 3), WAITS, st.booleans()),
            min_size=3,
            max_size=8,
        ),
    )
    def work(self, id: str, steps: list[tuple[str, int, int, bool]]) -> None:
        """The last of each says whether it is begun as soon as it can be."""
        for what, n, seconds, patient in steps:
            model = self.models[id]
            if patient and model.busy(self.now):
                self.wait(model.tasks[-1].begun + model.tasks[-1].takes - self.now)
            self.act(id, what, n)
            self.wait(seconds)

    def act(self, id: str, what: str, n: int) -> None:
        model = self.models[id]
        body, effect = self.wish(id, what, n)
        busy = model.busy(self.now)
        path = f"/server/{id}/{what}"
        answer = self.servers.api.told("POST", path, body, status=400 if busy else 200)
        if busy:
            assert answer == {"error": ["server_is_busy"]}
            return
        assert answer == {"task_id": self.next}
        self.next += 1
        label = model.shown["domain"].partition(".")[0]
        hangs = label == "task-hangs" and what != "rename"
        fails = hangs or (label == "task-fails" and what != "rename")
        if what == "rename":
            fails = body["hostname"].startswith("unresolved")
        takes = HOUR if hangs else TAKES[what]
        task = Task(answer["task_id"], what, self.now, takes, {} if fails else effect, fails)
        model.tasks.append(task)

    def wish(self, id: str, what: str, n: int) -> tuple[Any, dict[str, Any]]:
        """A body, and what it comes to."""
        match what:
            case "reinstall":
                os = SYSTEMS[id][n % 2]
                return {"os": os}, {"os": os, "dns_servers": None}
            case "rename":
                return {"hostname": NAMES[n]}, {"domain": NAMES[n]}
            case "changedns":
                found = [f"192.0.2.{m + 1}" for m in range(n + 1)]
                return {f"ns{m + 1}": one for m, one in enumerate(found)}, {"dns_servers": found}
            case "webconsole":
                return {"timeout": "1h", "whitelabel": "false"}, {}
        return None, {}

    @rule(seconds=WAITS)
    def wait(self, seconds: int) -> None:
        before = self.moments()
        fired = [one for one in self.servers.api.advance(seconds) if one.startswith("task-")]
        self.now += seconds
        assert len(fired) == self.moments() - before
        for model in self.models.values():
            for task in model.tasks:
                if task.state(self.now)[1]:
                    model.shown |= task.effect
                    task.effect = {}

    def moments(self) -> int:
        """How many there were at which a task was assigned or completed."""
        return sum(
            sum(task.state(self.now)) for model in self.models.values() for task in model.tasks
        )

    @invariant()
    def is_as_the_model(self) -> None:
        if not hasattr(self, "models"):
            return
        for id, model in self.models.items():
            details = self.servers.details(id)
            assert {name: details[name] for name in model.shown} == model.shown
            assert bool(details["active_task"]) is model.busy(self.now)
            done = [task for task in model.tasks if task.state(self.now)[1]]
            assert len(details["last_tasks"] or []) == min(len(done), 10)
            for task in model.tasks[-2:]:
                found = self.servers.task(task.id, id)
                assert (bool(found["assigned"]), bool(found["completed"])) == task.state(self.now)
                assert bool(found["results"]) is bool(found["completed"])
                failed = found["results"].startswith("Error: ")
                assert failed is (task.fails and task.state(self.now)[1])


def test_servers_work_as_the_model() -> None:
    keep_to_the_model(Work, steps=6)
