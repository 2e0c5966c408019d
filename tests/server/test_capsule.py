"""A bug capsule: all that a world was asked since it began is answered the same again."""

import json
from collections.abc import Callable

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from simulators.kernel import journal
from simulators.server.replay import CannotReplay, parsed, played
from tests.histories import HISTORIES, play
from tests.hostafrica.client import SERVICE, Hostafrica
from tests.hostens.client import Hostens
from tests.server.bottled import RECORD, USES, change_from_outside, different, saved, use_dns
from tests.support import EXAMPLES, SEED, ZONE, Api, application


@pytest.mark.parametrize("clock", ["frozen", "real", "auto", "scaled=100000"])
@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_what_was_asked_is_answered_the_same_again(use: Callable[[Api], None], clock: str) -> None:
    api = Api(application(clock=clock, limits="real"), world="mine")
    api("GET", ZONE)
    use(api)
    requests = list(played(parsed(saved(api))))
    assert len(requests) > 3
    assert [request.differences for request in requests] == [[]] * len(requests)


@given(HISTORIES, st.sampled_from(["frozen", "real", "auto"]))
@settings(max_examples=EXAMPLES, deadline=None, database=None, phases=set(Phase) - {Phase.shrink})
@seed(SEED)
def test_every_operation_is_answered_the_same_again(calls: list[str], clock: str) -> None:
    api = Api(application(clock=clock))
    play(api.app, calls)
    assert different(saved(api)) == []


def test_strangers_are_refused_again() -> None:
    """Whose secrets are not kept."""
    api = Api(application())
    for stranger in ("Bearer real-secret", "Basic cmVhbDpzZWNyZXQ=", "Basic x", "real-secret"):
        api("GET", ZONE, headers={"Authorization": stranger})
        Hostafrica(api.app)("POST", SERVICE, headers={"Authorization": stranger})
        Hostens(api.app)("GET", "/api/details", headers={"Authorization": stranger})
    raw = saved(api)
    assert b"real-secret" not in raw
    assert b"cmVhbDpzZWNyZXQ" not in raw
    assert different(raw) == []


def test_a_capsule_begins_where_its_world_does() -> None:
    api = Api(application())
    use_dns(api)
    api.control("DELETE", "/worlds/default/journal")
    api("GET", ZONE)
    assert len(list(played(parsed(saved(api))))) == 1
    api.control("PUT", "/worlds/default/checkpoints/here")
    use_dns(api)
    api.control("POST", "/worlds/default/checkpoints/here/rollback")
    assert list(played(parsed(saved(api)))) == []
    api.control("PUT", "/worlds/default/limits", {"mode": "tiny"})
    loaded = api.control("GET", "/worlds/default/snapshot?journal=true")
    api.control("PUT", "/worlds/default/snapshot", loaded)
    api("GET", ZONE)
    (only,) = played(parsed(saved(api)))
    assert (only.entry.method, only.differences) == ("GET", [])


def test_what_the_journal_has_dropped_cannot_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "ENTRIES", 5)
    api = Api(application())
    for _ in range(6):
        api("GET", "/nowhere")
    answer = api.controlled("GET", "/worlds/default/capsule")
    assert answer.status_code == 409
    assert "have it begin anew" in answer.text
    api.control("POST", "/worlds/default/checkpoints/start/rollback")
    for _ in range(5):
        api("GET", "/nowhere")
    assert different(saved(api)) == []
    api.control("PUT", "/worlds/default/limits", {"mode": "off"})
    assert api.controlled("GET", "/worlds/default/capsule").status_code == 409


def test_a_body_that_was_not_kept_whole_cannot_be_sent_again() -> None:
    api = Api(application())
    api("PUT", ZONE, {"zone": [RECORD], "x": "x" * 70_000})
    with pytest.raises(CannotReplay, match="too long"):
        different(saved(api))


# -- changes are in the journal -----------------------------------------------------------


def test_changes_from_outside_are_in_the_journal_if_asked_for() -> None:
    api = Api(application())
    change_from_outside(api)
    path = "/worlds/default/journal"
    changes = api.control("GET", f"{path}?vendor=control")["entries"]
    assert [(e["n"], e["operation"], e["method"], e["path"]) for e in changes] == [
        (1, "makeHappen", "POST", "/worlds/default/events"),
        (2, "setQuirks", "PATCH", "/worlds/default/quirks"),
        (3, "setLimits", "PUT", "/worlds/default/limits"),
    ]
    assert json.loads(changes[2]["request"]["body"]) == {"mode": "tiny"}
    vendors = {entry["vendor"] for entry in api.control("GET", path)["entries"]}
    assert "control" not in vendors


def test_what_was_refused_or_only_looked_at_changed_nothing() -> None:
    api = Api(application())
    for method, path, body in (
        ("GET", "limits", None),
        ("PUT", "limits", {"mode": "tny"}),
        ("PATCH", "quirks", {"quirks": {"no": True}}),
        ("POST", "events", {"event": "hostens.invoice-paid", "data": {"invoice_id": "1"}}),
        ("PUT", "clock", {"mode": "auto"}),
    ):
        api.controlled(method, f"/worlds/default/{path}", body)
    count = api.control("GET", "/worlds/default/journal/count?vendor=control")["count"]
    assert count == 0
