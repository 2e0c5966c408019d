"""Worlds come by their credentials, stay apart, and go when there are too many."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from simulators.kernel import repository
from tests.support import ZONE, Api, application


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Api:
    """A server that has room for four worlds."""
    monkeypatch.setattr(repository, "MOST_WORLDS", 4)
    return Api(application())


def names(api: Api) -> set[str]:
    return {world["name"] for world in api.control("GET", "/worlds")}


def visit(api: Api, *worlds: str) -> None:
    for world in worlds:
        assert Api(api.app, world=world)("GET", ZONE).status_code == 200


def mark(api: Api, name: str) -> TestResponse:
    record = {"name": name, "type": "A", "records": [{"content": "192.0.2.1"}]}
    answer = api("PUT", ZONE, {"zone": [record]})
    assert answer.status_code == 200
    return answer


def marks(api: Api) -> set[str]:
    zone: list[dict[str, Any]] = api("GET", ZONE).json or []
    return {rrset["name"] for rrset in zone if rrset["records"][0]["content"] == "192.0.2.1"}


def test_the_default_world_is_always_there(api: Api) -> None:
    assert names(api) == {"default"}


def test_a_credential_makes_its_world_on_first_use(api: Api) -> None:
    visit(api, "mine")
    assert names(api) == {"default", "mine"}


def test_every_answer_names_its_world(api: Api) -> None:
    assert api("GET", ZONE).headers["X-Sim-World"] == "default"
    assert Api(api.app, world="mine")("GET", ZONE).headers["X-Sim-World"] == "mine"


@pytest.mark.parametrize("name", ["a", "A", "0", "x" * 63, "a-b_c", "a-", "default"])
def test_these_are_names_of_worlds(api: Api, name: str) -> None:
    visit(api, name)


@pytest.mark.parametrize(
    "token", ["", "sim_", "mine", "SIM_mine", "sim_-a", "sim__a", "sim_a.b", "sim_a b", "sim_é"]
)
def test_what_names_no_world_makes_none(api: Api, token: str) -> None:
    answer = api("GET", ZONE, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert names(api) == {"default"}


def test_names_longer_than_63_are_none(api: Api) -> None:
    assert Api(api.app, world="x" * 64)("GET", ZONE).status_code == 401


def test_worlds_start_alike_and_stay_apart(api: Api) -> None:
    one, other = Api(api.app, world="one"), Api(api.app, world="other")
    assert one("GET", ZONE).data == other("GET", ZONE).data
    mark(one, "one")
    mark(other, "other")
    assert (marks(one), marks(other), marks(api)) == ({"one"}, {"other"}, set())


def test_names_of_worlds_are_told_apart_by_case(api: Api) -> None:
    mark(Api(api.app, world="mine"), "lower")
    assert marks(Api(api.app, world="Mine")) == set()


def test_the_least_recently_used_world_goes_when_there_is_no_room(few: Api) -> None:
    visit(few, "default", "a", "b", "c", "a", "d")
    assert names(few) == {"default", "a", "c", "d"}


def test_a_world_that_was_dropped_comes_back_fresh(few: Api) -> None:
    mark(Api(few.app, world="a"), "x")
    visit(few, "default", "b", "c", "d")
    assert marks(Api(few.app, world="a")) == set()


def test_the_default_world_is_never_dropped(few: Api) -> None:
    mark(few, "x")
    visit(few, *"abcdefgh")
    assert marks(few) == {"x"}


def test_worlds_made_on_purpose_are_never_dropped(few: Api) -> None:
    few.control("POST", "/worlds", {"name": "kept"})
    few.control("POST", "/worlds/kept/fork", {"name": "fork"})
    mark(Api(few.app, world="kept"), "x")
    visit(few, "default", *"abcdefgh")
    assert {"default", "kept", "fork"} < names(few)
    assert marks(Api(few.app, world="kept")) == {"x"}


def test_a_world_made_on_purpose_takes_the_place_of_one_made_on_first_use(few: Api) -> None:
    visit(few, "default", "a", "b", "c")
    few.control("POST", "/worlds", {"name": "kept"})
    assert names(few) == {"default", "b", "c", "kept"}


def test_resetting_a_world_made_on_purpose_does_not_make_it_one_to_drop(few: Api) -> None:
    few.control("POST", "/worlds", {"name": "kept"})
    few.control("POST", "/worlds/kept/reset")
    visit(few, "default", *"abcdefgh")
    assert "kept" in names(few)


def test_a_world_made_on_first_use_keeps_what_it_is_told_even_if_all_others_are_on_purpose(
    few: Api,
) -> None:
    for name in "abc":
        few.control("POST", "/worlds", {"name": name})
    visit(few, "default")
    late = Api(few.app, world="late")
    mark(late, "x")
    assert marks(late) == {"x"}


def test_a_world_that_was_deleted_leaves_its_place(few: Api) -> None:
    visit(few, "default", "a", "b", "c")
    few.control("DELETE", "/worlds/a")
    visit(few, "d")
    assert names(few) == {"default", "b", "c", "d"}


def test_a_reset_world_has_forgotten_everything(api: Api) -> None:
    fresh = api.digest()
    mark(api, "x")
    api.control("PUT", "/worlds/default/clock", {"mode": "auto", "now": "2030-01-01T00:00:00Z"})
    api.control("PUT", "/worlds/default/limits", {"mode": "tiny"})
    api.control("PATCH", "/worlds/default/quirks", {"quirks": {"hostinger.pretty-404": True}})
    api("POST", f"{ZONE}/reset", {"sync": False})
    changed = api.control("GET", "/worlds/default")
    reset = api.control("POST", "/worlds/default/reset")
    assert api.digest() == fresh
    assert reset == api.control("GET", "/worlds/default")
    assert reset == Api(application()).control("GET", "/worlds/default")
    assert reset.keys() == changed.keys()
    assert {key for key in reset if reset[key] != changed[key]} == {"clock", "limits", "requests"}
    assert api.control("GET", "/worlds/default/journal/count")["count"] == 0
    assert not any(
        quirk["on"]
        for quirk in api.control("GET", "/worlds/default/quirks")
        if quirk["id"] == "hostinger.pretty-404"
    )


def test_a_fork_has_everything_but_the_journal_and_goes_its_own_way(api: Api) -> None:
    mark(api, "before")
    api.control("PUT", "/worlds/default/clock", {"now": "2030-01-01T00:00:00Z"})
    api.control("PATCH", "/worlds/default/quirks", {"quirks": {"hostinger.pretty-404": True}})
    view = api.control("POST", "/worlds/default/fork", {"name": "fork"})
    fork = Api(api.app, world="fork")
    assert view["clock"]["now"] == "2030-01-01T00:00:00Z"
    assert fork.digest() == api.digest()
    assert b'\n    "message"' in fork("GET", "/nowhere").data
    assert api.control("GET", "/worlds/fork/journal/count")["count"] == 1
    mark(fork, "fork")
    mark(api, "origin")
    assert marks(fork) == {"before", "fork"}
    assert marks(api) == {"before", "origin"}
    api.control("PATCH", "/worlds/fork/quirks", {"quirks": {"hostinger.pretty-404": False}})
    assert b'\n    "message"' in api("GET", "/nowhere").data


def test_worlds_of_one_seed_are_alike_and_of_another_differ(api: Api) -> None:
    digests = {}
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        api.control("POST", "/worlds", {"name": name, "seed": seed})
        digests[name] = Api(api.app, world=name).digest()
    assert digests["a"] == digests["b"] == Api(application(seed=7)).digest()
    assert digests["a"] != digests["c"]


def test_a_world_keeps_its_seed_over_a_reset(api: Api) -> None:
    api.control("POST", "/worlds", {"name": "a", "seed": 7})
    before = Api(api.app, world="a").digest()
    api.control("POST", "/worlds/a/reset")
    assert Api(api.app, world="a").digest() == before


def test_a_world_that_is_gone_before_its_first_use_is_made_again(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    worlds = api.app.worlds
    make = worlds._make
    deleted: list[str] = []

    def made(name: str, *args: Any, **kwargs: Any) -> None:
        make(name, *args, **kwargs)
        if name == "mine" and not deleted:
            deleted.append(name)
            worlds.delete(name)

    monkeypatch.setattr(worlds, "_make", made)
    visit(api, "mine")
    assert deleted


def test_a_world_that_is_deleted_while_worlds_are_listed_is_left_out(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(api, "mine")
    monkeypatch.setattr(api.app.worlds, "names", lambda: ["default", "gone", "mine"])
    assert names(api) == {"default", "mine"}
