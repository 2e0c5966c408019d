"""Checkpoints and snapshots over the control API."""

import json
from typing import Any

import pytest

from simulators.kernel import worlds
from simulators.kernel.body import LONGEST
from tests.control.conftest import Control
from tests.support import ZONE, Api

WORLD = "/worlds/default"
CHECKPOINTS, FILE = f"{WORLD}/checkpoints", f"{WORLD}/snapshot"
CHANGE = {"zone": [{"name": "new", "type": "A", "records": [{"content": "192.0.2.77"}]}]}


def changed(api: Api) -> bool:
    return "192.0.2.77" in api("GET", ZONE).text


def labels(control: Control) -> list[str]:
    return [checkpoint["label"] for checkpoint in control("GET", CHECKPOINTS).json]


def test_a_world_is_rolled_back_to_a_checkpoint_as_often_as_wanted(
    control: Control, api: Api
) -> None:
    reply = control("PUT", f"{CHECKPOINTS}/before")
    assert (reply.status, reply.json) == (200, {"label": "before"})
    for _ in range(2):
        assert not changed(api)
        api("PUT", ZONE, CHANGE)
        control("POST", f"{WORLD}/clock/advance", {"seconds": 60})
        assert changed(api)
        reply = control("POST", f"{CHECKPOINTS}/before/rollback")
        assert reply.status == 200
        assert (reply.json["requests"], reply.json["clock"]["now"]) == (0, "2026-01-01T00:00:00Z")
        assert control("GET", f"{WORLD}/journal/count").json["count"] == 0


def test_checkpoints_are_listed_replaced_and_deleted(control: Control, api: Api) -> None:
    assert labels(control) == []
    control("PUT", f"{CHECKPOINTS}/one")
    control("PUT", f"{CHECKPOINTS}/two")
    api("PUT", ZONE, CHANGE)
    control("PUT", f"{CHECKPOINTS}/one")
    assert sorted(labels(control)) == ["one", "two"]
    control("POST", f"{CHECKPOINTS}/one/rollback")
    assert changed(api)
    assert control("DELETE", f"{CHECKPOINTS}/one").status == 204
    assert labels(control) == ["two"]


def test_every_world_can_be_rolled_back_to_its_beginning(control: Control, api: Api) -> None:
    """Which is when it was made, rolled back, or loaded."""
    start = f"{CHECKPOINTS}/start/rollback"
    api("PUT", ZONE, CHANGE)
    control("PUT", f"{CHECKPOINTS}/changed")
    saved = control("GET", FILE).json
    control("POST", start)
    assert not changed(api)
    control("POST", f"{CHECKPOINTS}/changed/rollback")
    api("DELETE", ZONE, {"filters": [{"name": "new", "type": "A"}]})
    control("POST", start)
    assert changed(api)
    control("PUT", "/worlds/other/snapshot", saved)
    control("POST", "/worlds/other/reset")
    control("PUT", "/worlds/other/snapshot", saved)
    other = Api(api.app, world="other")
    other("DELETE", ZONE, {"filters": [{"name": "new", "type": "A"}]})
    control("POST", "/worlds/other/checkpoints/start/rollback")
    assert changed(other)


def test_to_clear_the_journal_is_a_new_beginning(control: Control, api: Api) -> None:
    api("PUT", ZONE, CHANGE)
    control("DELETE", f"{WORLD}/journal")
    control("POST", f"{CHECKPOINTS}/start/rollback")
    assert changed(api)


def test_the_beginning_is_no_checkpoint_to_set_or_delete(control: Control) -> None:
    for method in ("PUT", "DELETE"):
        reply = control(method, f"{CHECKPOINTS}/start")
        assert (reply.status, "choose another label" in reply.json["error"]) == (409, True)
    assert labels(control) == []


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", ""), ("POST", "/rollback")], ids=["delete", "rollback"]
)
def test_a_checkpoint_that_is_not_there_is_refused_with_the_nearest(
    control: Control, method: str, path: str
) -> None:
    control("PUT", f"{CHECKPOINTS}/before")
    reply = control(method, f"{CHECKPOINTS}/befor{path}")
    assert reply.status == 404
    assert reply.json["error"] == "the world has no checkpoint 'befor'; did you mean 'before'?"


@pytest.mark.parametrize("label", ["x" * 64, "-a", "a b", "a@b", "a%0A", "~a", "\u00e9"])
def test_labels_are_as_strict_as_names(control: Control, label: str) -> None:
    assert control("PUT", f"{CHECKPOINTS}/{label}").status == 422
    assert labels(control) == []


def test_there_are_only_so_many_checkpoints(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worlds, "MOST_CHECKPOINTS", 2)
    for label in "ab":
        assert control("PUT", f"{CHECKPOINTS}/{label}").status == 200
    assert control("PUT", f"{CHECKPOINTS}/c").status == 409
    assert control("PUT", f"{CHECKPOINTS}/a").status == 200


def test_a_world_is_saved_and_loaded(control: Control, api: Api) -> None:
    api("PUT", ZONE, CHANGE)
    saved = control("GET", FILE).json
    made = control("PUT", "/worlds/copy/snapshot", saved)
    assert (made.status, made.json["name"], made.json["requests"]) == (201, "copy", 1)
    assert changed(Api(api.app, world="copy"))
    control("POST", f"{WORLD}/reset")
    replaced = control("PUT", FILE, saved)
    assert (replaced.status, replaced.json["name"]) == (200, "default")
    assert changed(api)


def test_a_saved_world_has_its_journal_if_asked_for(control: Control, api: Api) -> None:
    api("GET", ZONE)
    assert "journal" not in control("GET", f"{FILE}?journal=false").json
    saved = control("GET", f"{FILE}?journal=true").json
    control("PUT", "/worlds/copy/snapshot", saved)
    mine, copy = (control("GET", f"/worlds/{name}/journal").json for name in ("default", "copy"))
    assert mine == copy
    assert len(mine["entries"]) == 1
    assert control("GET", f"{FILE}?journal=1").status == 422


@pytest.mark.parametrize("body", [None, {}, [], "x", {"hostsim": "snapshot"}])
def test_what_is_no_snapshot_is_refused(control: Control, body: Any) -> None:
    reply = control("PUT", "/worlds/new/snapshot", body)
    assert reply.status == 422
    assert control("GET", "/worlds/new").status == 404


def test_what_is_no_json_is_refused(control: Control) -> None:
    reply = control("PUT", FILE, data=b'{"hostsim": ', content_type="application/json")
    assert reply.status == 400
    assert "not JSON" in reply.json["error"]


def test_it_is_told_where_a_file_is_wrong(control: Control) -> None:
    saved = control("GET", FILE).json
    saved["state"]["clock"]["mod"] = saved["state"]["clock"].pop("mode")
    fields = control("PUT", FILE, saved).json["fields"]["json"]
    assert fields["state"]["clock"]["mod"] == ["Unknown field; did you mean 'mode'?"]


def test_a_world_is_loaded_under_a_good_name_only(control: Control) -> None:
    saved = control("GET", FILE).json
    for name in ("a b", "-a", "x" * 64):
        assert control("PUT", f"/worlds/{name}/snapshot", saved).status == 422


def test_a_world_that_is_not_there_has_nothing(control: Control) -> None:
    for method, path in (
        ("GET", "/snapshot"),
        ("GET", "/checkpoints"),
        ("PUT", "/checkpoints/a"),
        ("DELETE", "/checkpoints/a"),
        ("POST", "/checkpoints/a/rollback"),
    ):
        reply = control(method, f"/worlds/defualt{path}")
        assert (reply.status, "did you mean 'default'?" in reply.text) == (404, True)


def test_a_snapshot_may_be_larger_than_other_bodies(control: Control) -> None:
    saved = control("GET", FILE).json
    padding = {"hostinger.padding": [[str(n), "x" * 1024] for n in range(2048)]}
    big = saved | {"documents": saved["documents"] | padding}
    reply = control("PUT", FILE, big)
    assert (reply.status, "does not fit the digest" in reply.text) == (422, False)
    assert "damaged or edited" in reply.text
    declared = {"CONTENT_LENGTH": str(LONGEST + 1)}
    reply = control(
        "PUT", FILE, data=b"{}", content_type="application/json", environ_overrides=declared
    )
    assert (reply.status, str(LONGEST) in reply.text) == (413, True)
    body = json.dumps({"name": "x" * 2**20}).encode()
    assert control("POST", "/worlds", data=body, content_type="application/json").status == 413
