"""What every operation refuses alike, and what is its own to refuse."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hostingco_api.core.database import Database
from hostingco_api.gateway import upstream
from hostingco_api.gateway.provider import (
    Configuration,
    Conflict,
    Invalid,
    InvalidCredentials,
    NotFound,
    NotSupported,
    ProviderError,
    RateLimited,
)
from hostingco_api.gateway.providers import Providers
from hostingco_api.gateway.registry import METHODS, Registry
from tests.gateway.contract.calls import EVERY, GOOD, REFUSED, UPSTREAM, Call
from tests.gateway.contract.refusing import refused
from tests.gateway.contract.world import JUDGE, OPERATIONS, World

every = pytest.mark.parametrize("id", OPERATIONS)
with_body = pytest.mark.parametrize("id", [id for id in GOOD if GOOD[id].body is not None])
upstreams = pytest.mark.parametrize("id", UPSTREAM)
of_every_provider = pytest.mark.parametrize(
    ("id", "call"),
    [
        pytest.param(id, call, id=f"{id}-{call.provider}")
        for id, call in EVERY
        if id in UPSTREAM and (id, call.provider) != ("listVms", "hostafrica")  # it is not asked
    ],
)


def documents(id: str, status: int) -> bool:
    return str(status) in JUDGE.operations[id]["responses"]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited for providers; nobody did."""
    waited: list[float] = []

    def wait(self: upstream._Retry, response: Any = None) -> None:
        if response is not None and (seconds := self.get_retry_after(response)):
            waited.append(seconds)

    monkeypatch.setattr(upstream._Retry, "sleep", wait)
    for module in ("purchases", "drivers.hostens.session", "drivers.hostafrica"):
        monkeypatch.setattr(f"hostingco_api.gateway.{module}.sleep", waited.append)
    return waited


# -- by whom ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "call"), [pytest.param(id, call, id=f"{id}-{call.provider}") for id, call in EVERY]
)
def test_a_good_call_succeeds(world: World, id: str, call: Call) -> None:
    answer = call.make(world, id)
    assert answer.status_code == 200, answer.text


@every
def test_a_call_without_a_good_token_is_401(world: World, id: str) -> None:
    good = world.portal.token("admin")
    for headers in (
        {},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": f"Basic {good}"},
        {"Cookie": f"setec_token={good}x"},
        {"Authorization": "Bearer nonsense", "Cookie": f"setec_token={good}"},
    ):
        answer = refused(world, id, 401, who=None, headers=headers)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    refused(world, id, 401, who=None, data="{", content_type="application/json")


@every
@pytest.mark.parametrize("who", ["support", "customer"])
def test_a_call_of_somebody_who_is_no_administrator_is_403(world: World, id: str, who: str) -> None:
    refused(world, id, 403, who=who)
    refused(world, id, 403, who=who, data="{", content_type="application/json")


@every
def test_a_page_of_another_site_can_have_nothing_done(world: World, id: str) -> None:
    headers = {
        "Cookie": f"setec_token={world.portal.token('admin')}",
        "Sec-Fetch-Site": "cross-site",
    }
    if OPERATIONS[id].method == "GET":  # of which it cannot read the answer
        assert GOOD[id].make(world, id, who=None, headers=headers).status_code == 200
    else:
        refused(world, id, 403, who=None, headers=headers)


# -- what is asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "status", "call"),
    [
        pytest.param(id, status, call, id=f"{id}-{status}-{n}")
        for (id, status), calls in REFUSED.items()
        for n, call in enumerate(calls)
    ],
)
def test_a_refusal_is_the_documented_one(world: World, id: str, status: int, call: Call) -> None:
    refused(world, call, status, id)


@with_body
def test_a_body_that_is_not_the_documented_one_is_400(world: World, id: str) -> None:
    for data in ("{", "[]", '"text"', b"\xff", '{"a": NaN}', '{"unknown": 1}'):
        refused(world, id, 400, data=data, content_type="application/json")


@with_body
def test_a_body_of_another_type_is_415(world: World, id: str) -> None:
    for type in ("text/plain", "application/x-www-form-urlencoded", None):
        refused(world, id, 415, data="{}", content_type=type)


@with_body
def test_a_body_over_a_mebibyte_is_413(world: World, id: str) -> None:
    refused(world, id, 413, data=b"[" + b" " * 1024 * 1024, content_type="application/json")


@pytest.mark.parametrize("id", ["deleteDnsRecords", "getCatalog"])
@pytest.mark.parametrize("query", ["name=a&type=A&unknown=1", "name=a&name=b&type=A", "type=B"])
def test_a_query_that_is_not_the_documented_one_is_400(world: World, id: str, query: str) -> None:
    refused(world, id, 400, query_string=query)


@every
def test_a_method_the_path_has_not_is_405(world: World, id: str) -> None:
    path = OPERATIONS[id].path
    answer = refused(world, id, 405, method="PATCH")
    siblings = {other.method for other in OPERATIONS.values() if other.path == path}
    assert {*answer.headers["Allow"].split(", ")} - {"HEAD", "OPTIONS"} >= siblings


@pytest.mark.parametrize("id", [id for id in OPERATIONS if OPERATIONS[id].method == "GET"])
def test_head_is_as_get_without_the_body(world: World, id: str) -> None:
    before = world.state()
    got, head = (GOOD[id].make(world, id, method=method) for method in ("GET", "HEAD"))
    assert (head.status_code, head.data) == (200, b"")
    assert {*head.headers.keys()} == {*got.headers.keys()}
    assert world.state() == before, "reading changed something"


# -- the provider -------------------------------------------------------------------------------


@upstreams
def test_a_provider_without_credentials_is_400(world: World, id: str) -> None:
    world.good("DELETE", "/hostinger")
    assert "not configured" in refused(world, id, 400).get_json()["error"]


@of_every_provider
def test_credentials_that_the_provider_refuses_are_401_without_a_challenge(
    world: World, id: str, call: Call
) -> None:
    wrong = world.sim.credentials(call.provider) | {"api_key": "nobody", "api_secret": "nothing"}
    world.good("POST", f"/{call.provider}/configure", json=wrong)
    answer = refused(world, call, 401, id)
    assert "WWW-Authenticate" not in answer.headers
    assert not {"nobody", "nothing"} & {*answer.get_json()["error"].split()}


@of_every_provider
def test_too_many_calls_are_429_after_some_were_repeated(
    world: World, waits: list[float], id: str, call: Call
) -> None:
    world.sim.fault("throttle", retry_after=7)
    answer = refused(world, call, 429, id)
    assert answer.headers["Retry-After"] == "7"
    assert {*waits} <= {7}


@of_every_provider
def test_a_provider_that_does_not_work_is_500(world: World, id: str, call: Call) -> None:
    for effect in ("html", "reset"):
        world.sim.fault(effect, id="it")
        refused(world, call, 500, id)


@upstreams
def test_what_a_provider_refuses_is_passed_on_where_that_is_documented(
    world: World, id: str
) -> None:
    """Or it is a failure of the provider's, as whatever else makes no sense."""
    for status, meant in ((404, 404), (409, 409), (422, 400), (501, 501), (503, 500)):
        world.sim.fault("status", status=status, id="it")
        refused(world, id, meant if documents(id, meant) else 500)


# -- drivers ------------------------------------------------------------------------------------


class Bare:
    """It can do nothing."""

    display_name = "Bare"

    def __init__(self, configuration: Configuration) -> None:
        pass

    def test(self) -> None:
        raise self.error

    error: Exception


class Failing(Bare):
    """It does nothing but to raise."""

    display_name = "Failing"


def _fail(self: Failing, *_: Any, **__: Any) -> None:
    raise self.error


for _method in {method for methods in METHODS.values() for method in methods.values()} | {"vms"}:
    setattr(Failing, _method, _fail)


@pytest.fixture
def drivers(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    folder = world.portal.config.credentials
    registry = Registry({"bare": Bare, "failing": Failing})
    monkeypatch.setattr(world.services, "providers", Providers(folder, registry))
    for name in registry.drivers:
        world.services.providers.store.put(Configuration(name, "the key"))
    return world


@pytest.mark.parametrize("id", [id for id in UPSTREAM if id != "testProvider"])
def test_what_a_driver_has_not_is_501_whatever_else_is_wrong(drivers: World, id: str) -> None:
    call = Call("bare", "no_host", "nothing", GOOD[id].body)
    assert "ErrNotSupported" in refused(drivers, call, 501, id).get_json()["error"]
    refused(drivers, call, 501, id, data="{", content_type="text/plain")


ERRORS: list[Callable[[str], Exception]] = [
    Invalid,
    InvalidCredentials,
    NotFound,
    Conflict,
    RateLimited,
    NotSupported,
    ProviderError,
    KeyError,
]


@upstreams
def test_whatever_a_driver_raises_is_documented_and_no_secret_s_end(
    drivers: World,
    monkeypatch: pytest.MonkeyPatch,
    waits: list[float],
    id: str,
) -> None:
    call = Call("failing", "example.com", "1", GOOD[id].body, GOOD[id].query)
    for error in ERRORS:
        monkeypatch.setattr(Bare, "error", error("it is the key"), raising=False)
        meant = getattr(error, "status", 500)
        answer = refused(drivers, call, meant if documents(id, meant) else 500, id)
        assert "the key" not in answer.text


# -- ourselves ----------------------------------------------------------------------------------


@every
def test_a_failure_of_ours_is_500(
    world: World, id: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("hostingco_api.core.tokens.read", broken)
    assert "a defect" not in refused(world, id, 500).text
    assert "a defect" in caplog.text


@every
def test_without_the_database_it_is_500(
    world: World, id: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "nowhere").mkdir()
    database = Database(f"sqlite:///{tmp_path}/nowhere/portal.db")
    monkeypatch.setattr(world.services, "database", database)
    shutil.rmtree(tmp_path / "nowhere")
    answer = refused(world, id, 500)
    for secret in ("sqlite", "unable", "SELECT", "nowhere"):
        assert secret not in answer.text


@pytest.mark.parametrize("path", ["/", "/hostinger/", "//hostinger", "/hostinger/vms/1/x"])
def test_a_path_that_is_not_documented_is_404(world: World, path: str) -> None:
    assert world.refused(404, "GET", path)
