"""Worlds over the control API: list, create, read, reset, fork, delete."""

from importlib.metadata import version
from platform import python_version
from typing import Any

import pytest

from simulators.kernel import repository
from tests.control.conftest import NEXT, Control
from tests.support import ZONE, Api


def credentials(world: str) -> dict[str, dict[str, str]]:
    return {
        "hostinger": {"token": f"sim_{world}"},
        "hostafrica": {"client_id": f"sim_{world}", "client_secret": f"secret_{world}"},
        "hostens": {"username": f"{world}@sim.test", "password": f"secret_{world}"},
    }


CLOCK = {"now": "2026-01-01T00:00:00Z", "mode": "frozen", "next_due": NEXT}
DEFAULT = {
    "name": "default",
    "seed": 1,
    "clock": CLOCK,
    "limits": "off",
    "requests": 0,
    "credentials": credentials("default"),
}


def world(name: str, **changed: Any) -> dict[str, Any]:
    return DEFAULT | {"name": name, "credentials": credentials(name)} | changed


def test_health_is_ok(control: Control) -> None:
    assert control("GET", "/health").json == {"status": "ok"}


def test_version_tells_hostsim_s_and_python_s(control: Control) -> None:
    reply = control("GET", "/version")
    assert reply.json == {"hostsim": version("hostsim"), "python": python_version()}


def test_vendors_tells_where_each_is_found(control: Control) -> None:
    assert control("GET", "/vendors").json == [
        {
            "name": "hostinger",
            "title": "Hostinger API",
            "host": "developers.hostinger.com",
            "prefix": "/hostinger",
            "contract": "hostinger.yaml",
        },
        {
            "name": "hostafrica",
            "title": "HOSTAFRICA API",
            "host": "my.hostafrica.com",
            "prefix": "/hostafrica",
            "contract": "hostafrica.yaml",
        },
        {
            "name": "hostens",
            "title": "Hostens API",
            "host": "billing.hostens.com",
            "prefix": "/hostens",
            "contract": "hostens.yaml",
        },
    ]


def test_worlds_are_listed_with_the_credentials_for_every_vendor(control: Control) -> None:
    assert control("GET", "/worlds").json == [DEFAULT]
    assert control("GET", "/worlds/default").json == DEFAULT


def test_a_world_is_created_with_the_server_s_seed_or_its_own(control: Control) -> None:
    reply = control("POST", "/worlds", {"name": "mine"})
    assert (reply.status, reply.json) == (201, world("mine"))
    reply = control("POST", "/worlds", {"name": "other", "seed": 7})
    assert (reply.status, reply.json) == (201, world("other", seed=7))
    listed = sorted(control("GET", "/worlds").json, key=lambda view: str(view["name"]))
    assert listed == [DEFAULT, world("mine"), world("other", seed=7)]


def test_the_credentials_of_a_new_world_open_it(control: Control, api: Api) -> None:
    view = control("POST", "/worlds", {"name": "mine"}).json
    token = view["credentials"]["hostinger"]["token"]
    answer = api("GET", ZONE, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.headers["X-Sim-World"]) == (200, "mine")
    assert control("GET", "/worlds/mine").json == world("mine", requests=1)


def test_reading_a_world_is_no_request_to_it(control: Control) -> None:
    for _ in range(3):
        assert control("GET", "/worlds/default").json == DEFAULT


@pytest.mark.parametrize("name", ["a", "Z9", "x" * 63, "a_-"])
def test_these_are_names(control: Control, name: str) -> None:
    assert control("POST", "/worlds", {"name": name}).status == 201


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": None},
        {"name": 1},
        {"name": ""},
        {"name": "x" * 64},
        {"name": "-a"},
        {"name": "a b"},
        {"name": "a\n"},
        {"name": "a/b"},
        {"name": "\u00e9"},
        {"name": "a", "seed": -1},
        {"name": "a", "seed": 2**63},
        {"name": "a", "seed": 1.5},
        {"name": "a", "seed": "1"},
        {"name": "a", "seed": True},
        {"name": "a", "seed": None},
        [],
        "a",
    ],
)
def test_what_is_no_world_is_refused(untouched: Control, body: Any) -> None:
    reply = untouched("POST", "/worlds", body)
    assert reply.status == 422
    assert reply.json["fields"]
    assert untouched("GET", "/worlds").json == [DEFAULT]


@pytest.mark.parametrize("name", ["default", "mine", "used"])
def test_there_is_one_world_of_a_name(control: Control, api: Api, name: str) -> None:
    control("POST", "/worlds", {"name": "mine"})
    Api(api.app, world="used")("GET", ZONE)
    for path in ("/worlds", "/worlds/default/fork"):
        reply = control("POST", path, {"name": name})
        assert reply.status == 409
        assert f"'{name}'" in reply.text


def test_there_are_only_so_many_worlds(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "MOST_WORLDS", 3)
    control("GET", "/worlds/default")
    for name in "ab":
        assert control("POST", "/worlds", {"name": name}).status == 201
    for path in ("/worlds", "/worlds/default/fork"):
        reply = control("POST", path, {"name": "c"})
        assert (reply.status, reply.json) == (
            409,
            {"error": "there are too many worlds; delete some"},
        )
    control("DELETE", "/worlds/a")
    assert control("POST", "/worlds", {"name": "c"}).status == 201


def test_a_world_is_forked(control: Control, api: Api) -> None:
    api("POST", f"{ZONE}/reset", {"sync": False})
    reply = control("POST", "/worlds/default/fork", {"name": "copy"})
    due = CLOCK | {"next_due": "2026-01-01T00:00:05Z"}
    assert (reply.status, reply.json) == (201, world("copy", clock=due, requests=1))


@pytest.mark.parametrize("body", [{}, {"name": 5}, {"name": "a b"}, {"name": ""}])
def test_a_fork_needs_a_name(untouched: Control, body: Any) -> None:
    assert untouched("POST", "/worlds/default/fork", body).status == 422


def test_a_world_is_reset(control: Control, api: Api) -> None:
    mine = Api(api.app, world="mine")
    before = mine("GET", ZONE).data
    mine("DELETE", ZONE, {"filters": [{"name": "www", "type": "CNAME"}]})
    assert mine("GET", ZONE).data != before
    reply = control("POST", "/worlds/mine/reset")
    assert (reply.status, reply.json) == (200, world("mine"))
    assert mine("GET", ZONE).data == before


def test_a_world_is_deleted(control: Control) -> None:
    control("POST", "/worlds", {"name": "mine"})
    reply = control("DELETE", "/worlds/mine")
    assert (reply.status, reply.text) == (204, "")
    assert control("GET", "/worlds").json == [DEFAULT]
    assert control("DELETE", "/worlds/mine").status == 404


def test_the_default_world_comes_back_fresh_after_it_was_deleted(
    control: Control, api: Api
) -> None:
    api("DELETE", ZONE, {"filters": [{"name": "www", "type": "CNAME"}]})
    assert control("DELETE", "/worlds/default").status == 204
    assert control("GET", "/worlds/default").json == DEFAULT


PATHS: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("DELETE", "", None),
    ("POST", "/reset", None),
    ("POST", "/fork", {"name": "x"}),
    ("GET", "/clock", None),
    ("PUT", "/clock", {"mode": "real"}),
    ("POST", "/clock/advance", {"seconds": 1}),
    ("GET", "/limits", None),
    ("PUT", "/limits", {"mode": "off"}),
    ("GET", "/quirks", None),
    ("PATCH", "/quirks", {"quirks": {}}),
    ("GET", "/journal", None),
    ("DELETE", "/journal", None),
    ("GET", "/journal/count", None),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_a_world_that_is_not_there_is_a_404_that_names_the_nearest(
    untouched: Control, method: str, path: str, body: Any
) -> None:
    """And asking for it does not make it."""
    reply = untouched(method, f"/worlds/defualt{path}", body)
    assert reply.status == 404
    assert reply.json == {"error": "there is no world 'defualt'; did you mean 'default'?"}
    assert untouched("GET", "/worlds").json == [DEFAULT]
