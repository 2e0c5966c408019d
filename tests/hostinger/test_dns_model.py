"""Random histories of a zone in two worlds beside an independent model of what a zone is."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from tests.contract.harness import watched
from tests.models import keep_to_the_model
from tests.support import SNAPSHOTS, ZONE, Api

Model = dict[tuple[str, str], tuple[int, list[str]]]
"""(name, type) -> (ttl, contents)"""

NAMES = ["@", "www", "a", "b.a", "c.b.a", "*.w"]
CONTENTS = {
    "A": ["192.0.2.1", "192.0.2.2", "192.0.2.3"],
    "AAAA": ["2001:db8::1", "2001:db8::2"],
    "CNAME": ["one.example.net.", "two.example.net."],
    "ALIAS": ["one.example.net."],
    "MX": ["10 mx1.example.net.", "20 mx2.example.net."],
    "TXT": ['"one"', '"two words"'],
    "NS": ["ns1.example.net.", "ns2.example.net."],
}
WORLDS = st.sampled_from(["left", "right"])


@st.composite
def rrsets(draw: st.DrawFn) -> dict[str, Any]:
    type = draw(st.sampled_from(list(CONTENTS)))
    contents = draw(st.lists(st.sampled_from(CONTENTS[type]), min_size=1, max_size=3))
    rrset: dict[str, Any] = {
        "name": draw(st.sampled_from(NAMES)),
        "type": type,
        "records": [{"content": content} for content in contents],
    }
    if draw(st.booleans()):
        rrset["ttl"] = draw(st.sampled_from([59, 60, 300, 3600]))
    return rrset


ZONES = st.lists(rrsets(), min_size=1, max_size=3)


def read(api: Api) -> Model:
    answer = api("GET", ZONE)
    assert answer.status_code == 200
    entries = answer.json
    assert entries is not None
    model = {
        (e["name"], e["type"]): (e["ttl"], [r["content"] for r in e["records"]]) for e in entries
    }
    assert len(model) == len(entries), "one entry per name and type"
    return model


def updated(model: Model, zone: list[dict[str, Any]], overwrite: bool) -> Model | None:
    """The zone after the update, or None where it has to be refused."""
    after, replaced = dict(model), set()
    for rrset in zone:
        key = rrset["name"], rrset["type"]
        if overwrite and key not in replaced:
            after.pop(key, None)
            replaced.add(key)
        ttl, contents = after.get(key, (14400, []))
        ttl = rrset.get("ttl", ttl)
        after[key] = ttl, contents + [record["content"] for record in rrset["records"]]
        if ttl < 60:
            return None
    return after if stands(after) else None


def stands(model: Model) -> bool:
    delegated = [name for name, type in model if type == "NS" and name != "@"]
    for (name, type), (_, contents) in model.items():
        beside = {other for n, other in model if n == name} - {type}
        if type == "CNAME" and (beside or name == "@"):
            return False
        if type == "ALIAS" and beside & {"A", "AAAA"}:
            return False
        if type in ("CNAME", "ALIAS") and len(contents) > 1:
            return False
        if len(contents) != len(set(contents)):
            return False
        if name in delegated and type != "NS":
            return False
        if any(name.endswith(f".{parent}") for parent in delegated):
            return False
    return True


class Zones(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        app = watched().app
        self.api = {world: Api(app, world=world) for world in ("left", "right")}
        self.initial = read(self.api["left"])
        self.zone = {name: dict(self.initial) for name in self.api}
        self.snapshots: dict[str, list[tuple[Model, datetime]]] = {"left": [], "right": []}
        self.now = {name: datetime(2026, 1, 1, tzinfo=UTC) for name in self.api}

    def change(self, world: str, after: Model | None, answer: Any, before: str) -> None:
        """Hold an answer against what the model says comes after; None: refused."""
        if after is None:
            assert answer.status_code == 422, answer.text
            assert self.api[world].digest() == before, "a refusal left a trace"
            return
        assert answer.status_code == 200, answer.text
        if after != self.zone[world]:
            self.snapshots[world].append((self.zone[world], self.now[world]))
        self.zone[world] = after

    @rule(world=WORLDS, zone=ZONES, overwrite=st.sampled_from([True, False, None]))
    def update(self, world: str, zone: list[dict[str, Any]], overwrite: bool | None) -> None:
        body = {"zone": zone} if overwrite is None else {"zone": zone, "overwrite": overwrite}
        before = self.api[world].digest()
        checked = self.api[world]("POST", f"{ZONE}/validate", body)
        assert self.api[world].digest() == before, "validate changed something"
        answer = self.api[world]("PUT", ZONE, body)
        assert checked.status_code == answer.status_code, "validate and update disagree"
        after = updated(self.zone[world], zone, overwrite is not False)
        self.change(world, after, answer, before)

    @rule(world=WORLDS, keys=st.lists(st.tuples(*map(st.sampled_from, (NAMES, list(CONTENTS))))))
    def delete(self, world: str, keys: list[tuple[str, str]]) -> None:
        filters = [{"name": name, "type": type} for name, type in keys]
        before = self.api[world].digest()
        answer = self.api[world]("DELETE", ZONE, {"filters": filters})
        gone = {key: value for key, value in self.zone[world].items() if key not in keys}
        self.change(world, gone if keys else None, answer, before)

    @rule(world=WORLDS)
    def reset(self, world: str) -> None:
        answer = self.api[world]("POST", f"{ZONE}/reset", {})
        self.change(world, dict(self.initial), answer, "")

    @rule(world=WORLDS, data=st.data())
    def restore(self, world: str, data: st.DataObject) -> None:
        if not self.snapshots[world]:
            return
        place = data.draw(st.integers(0, len(self.snapshots[world]) - 1))
        listed = self.api[world]("GET", SNAPSHOTS).json
        assert listed is not None
        id = listed[::-1][place]["id"]
        answer = self.api[world]("POST", f"{SNAPSHOTS}/{id}/restore")
        self.change(world, dict(self.snapshots[world][place][0]), answer, "")

    @rule(world=WORLDS, seconds=st.integers(1, 100_000))
    def wait(self, world: str, seconds: int) -> None:
        self.api[world].control("POST", f"/worlds/{world}/clock/advance", {"seconds": seconds})
        self.now[world] += timedelta(seconds=seconds)

    @invariant()
    def zones_are_as_the_model_has_them(self) -> None:
        for world, api in self.api.items():
            assert read(api) == self.zone[world]

    @invariant()
    def snapshots_are_the_zones_before_each_change(self) -> None:
        for world, api in self.api.items():
            listed = api("GET", SNAPSHOTS).json
            assert listed is not None
            expected = self.snapshots[world][::-1]
            assert [s["created_at"] for s in listed] == [
                at.strftime("%Y-%m-%dT%H:%M:%SZ") for _, at in expected
            ]
            ids = [s["id"] for s in listed]
            assert ids == sorted(set(ids), reverse=True)
            if listed:
                newest = api("GET", f"{SNAPSHOTS}/{ids[0]}").json
                assert newest is not None
                assert {
                    (e["name"], e["type"]): (e["ttl"], [r["content"] for r in e["records"]])
                    for e in newest["snapshot"]
                } == expected[0][0]


def test_zones_behave_as_the_model() -> None:
    keep_to_the_model(Zones)
