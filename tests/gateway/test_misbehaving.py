"""Drivers that do what no driver may: they harm themselves, and nobody else."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib.metadata import EntryPoint
from itertools import islice
from threading import Event
from typing import Any, ClassVar

import pytest

from hostingco_api.gateway import providers, registry
from hostingco_api.gateway.provider import (
    VM,
    CatalogItem,
    Configuration,
    Invalid,
    NotFound,
    ProviderError,
)
from hostingco_api.gateway.providers import Providers
from hostingco_api.gateway.registry import Registry
from tests.gateway.shop import Shelf, Shop
from tests.gateway.support import Gateway

SECRET = "p@ss/w rd"


class Odd:
    """Does whatever a test says."""

    display_name = "Odd"
    does: ClassVar[Callable[[], Any]]
    begins: ClassVar[Callable[[], Any]]

    def __init__(self, configuration: Configuration) -> None:
        type(self).begins()

    def test(self) -> Any:
        return type(self).does()

    vms = ssh_keys = catalog = test

    def vm(self, id: str) -> Any:
        return type(self).does()

    def delete_ssh_key(self, id: str) -> None:
        type(self).does()

    def records(self, domain: str) -> Any:
        return type(self).does()


@pytest.fixture(autouse=True)
def odd(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    does(monkeypatch, lambda: None)
    monkeypatch.setattr(Odd, "begins", staticmethod(lambda: None), raising=False)
    monkeypatch.setattr(Shop, "shelf", Shelf(), raising=False)
    folder = gateway.portal.config.credentials
    gateway.portal.services.providers = Providers(folder, Registry({"odd": Odd, "shop": Shop}))
    gateway.portal.token("admin")
    for name in ("odd", "shop"):
        gateway.good("POST", f"/{name}/configure", json={"api_key": SECRET})


def does(monkeypatch: pytest.MonkeyPatch, what: Callable[[], Any]) -> None:
    monkeypatch.setattr(Odd, "does", staticmethod(what), raising=False)


def raises(error: BaseException) -> Callable[[], Any]:
    def call() -> Any:
        raise error

    return call


# -- for ever -------------------------------------------------------------------------------------


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(40) as pool:
        yield pool


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Set when somebody is; at the end they go on."""
    begun, go_on = Event(), Event()

    def wait() -> None:
        begun.set()
        assert go_on.wait(20)

    monkeypatch.setattr(Odd, "begins", staticmethod(wait))
    does(monkeypatch, wait)
    yield begun
    go_on.set()


def test_one_that_is_never_made_keeps_no_other_from_being_made(
    gateway: Gateway, pool: ThreadPoolExecutor, stuck: Event
) -> None:
    pool.submit(gateway.call, "POST", "/odd/test")
    assert stuck.wait(10)
    assert pool.submit(gateway.call, "POST", "/shop/test").result(5).status_code == 200


@pytest.mark.parametrize(("call", "status"), [("/odd/test", 429), ("/odd/configure", 500)])
def test_one_that_never_answers_leaves_room_for_all_else(
    gateway: Gateway, pool: ThreadPoolExecutor, stuck: Event, call: str, status: int
) -> None:
    answers = [
        pool.submit(gateway.call, "POST", call, json={"api_key": "x"} if "conf" in call else None)
        for _ in range(providers.AT_ONCE)
    ]
    few = providers.AT_ONCE - providers.OF_ONE
    for answer in islice(as_completed(answers, timeout=10), few):
        assert answer.result().status_code == status
    assert gateway.call("POST", "/shop/test").status_code == 200
    assert sum(answer.done() for answer in answers) == few


# -- what is raised -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [SystemExit(3), asyncio.CancelledError(), BaseException("so there")], ids=repr
)
def test_what_ends_programs_ends_the_call_only(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    does(monkeypatch, raises(error))
    assert gateway.refused(500, "GET", "/odd/vms/1") == "the driver of Odd failed"
    monkeypatch.setattr(Odd, "begins", staticmethod(raises(error)))
    gateway.refused(500, "POST", "/odd/configure", json={"api_key": "another"})


def test_a_module_that_ends_the_program_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EntryPoint, "load", raises_for(SystemExit("no licence")))
    assert registry._load(EntryPoint("acme", "acme:Acme", registry.GROUP)) is None


def raises_for(error: BaseException) -> Callable[[Any], Any]:
    def load(self: Any) -> Any:
        raise error

    return load


@pytest.mark.parametrize(
    "name", [None, 7, property(lambda self: "Acme")], ids=lambda n: type(n).__name__
)
def test_a_display_name_is_a_text(monkeypatch: pytest.MonkeyPatch, name: Any) -> None:
    made = type("Acme", (Odd,), {"display_name": name})
    monkeypatch.setattr(EntryPoint, "load", lambda self: made)
    assert registry._load(EntryPoint("acme", "acme:Acme", registry.GROUP)) is None


def test_an_error_without_a_message_has_one(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(monkeypatch, raises(NotFound()))
    assert gateway.refused(404, "GET", "/odd/vms/1") == "Odd: NotFound"


def test_half_of_a_surrogate_pair_is_told_as_well_as_can_be(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(monkeypatch, raises(Invalid("no such \ud83d plan")))
    assert gateway.refused(400, "GET", "/odd/vms/1") == "no such ? plan"
    does(monkeypatch, lambda: [VM("1", "web\ud83d", "running"), VM("2", "ż", "running")])
    assert [vm["name"] for vm in gateway.good("GET", "/odd/vms")] == ["web?", "ż"]


# -- what is answered -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [None, 7, [None], [7], ["text"], {"id": "1"}, [{"id": "1"}], [VM("1", "a", b"\xff")]],  # type: ignore[arg-type] # that is the point
    ids=repr,
)
def test_an_answer_of_another_shape_is_its_failure(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    does(monkeypatch, lambda: answer)
    assert "driver" in gateway.refused(500, "GET", "/odd/vms")


def test_a_time_that_is_none_is_its_failure(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(monkeypatch, lambda: VM("1", "a", "running", created_at="2027"))  # type: ignore[arg-type] # that is the point
    assert "driver" in gateway.refused(500, "GET", "/odd/vms/1")


def test_a_category_that_is_none_is_its_failure(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(monkeypatch, lambda: [CatalogItem("1", "a", None)])  # type: ignore[arg-type] # that is the point
    assert "driver" in gateway.refused(500, "GET", "/odd/catalog?category=vps")


def test_what_fails_while_it_is_told_tells_no_secret(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def lazily() -> Iterator[VM]:
        yield VM("1", "a", "running")
        raise RuntimeError(f"https://me:{SECRET}@odd.example failed")

    does(monkeypatch, lazily)
    assert "driver" in gateway.refused(500, "GET", "/odd/vms")
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text


# -- secrets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [SECRET, "p%40ss%2Fw%20rd", "p%40ss%2Fw+rd", "p%40ss/w%20rd", "cEBzcy93IHJk", "pin-code"],
)
def test_secrets_are_blotted_out_however_they_are_written(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, said: str
) -> None:
    caplog.set_level(logging.DEBUG)
    body = {"api_key": f" bearer  {SECRET}", "extra": {"pin": "pin-code", "base_url": "http://a.b"}}
    gateway.good("POST", "/odd/configure", json=body)
    does(monkeypatch, raises(ProviderError(f"GET http://a.b/?k={said} failed")))
    assert gateway.refused(500, "GET", "/odd/vms/1") == "GET http://a.b/?k=*** failed"
    does(monkeypatch, raises(RuntimeError(f"GET http://a.b/?k={said} failed")))
    gateway.refused(500, "GET", "/odd/vms/1")
    assert said not in caplog.text


def test_a_secret_that_begins_as_another_is_blotted_out_whole(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.good("POST", "/odd/configure", json={"api_key": "admin", "api_secret": "admin-hunter2"})
    does(monkeypatch, raises(ProviderError("admin-hunter2 is wrong")))
    assert gateway.refused(500, "GET", "/odd/vms/1") == "*** is wrong"


def test_what_was_deleted_is_forgotten(gateway: Gateway) -> None:
    gateway.good("POST", "/odd/test")
    gateway.good("DELETE", "/odd")
    assert SECRET not in str(
        [vars(k[0]) for k in gateway.portal.services.providers._drivers.values()]
    )


# -- ids ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", [".", ".."])
def test_an_id_is_no_way_up(gateway: Gateway, monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    """A client of the provider's may take it for one: `/keys/..` is `/`."""
    asked: list[str] = []
    does(monkeypatch, lambda: asked.append(id))
    gateway.refused(404, "DELETE", f"/odd/ssh-keys/{id}")
    gateway.refused(404, "GET", f"/odd/vms/{id}")
    assert not asked
