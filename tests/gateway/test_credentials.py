"""Where the credentials of providers are, and that nobody else reads them."""

import json
import logging
import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from hostingco_api.gateway.check import check
from hostingco_api.gateway.provider import Configuration, InvalidCredentials
from hostingco_api.gateway.providers import Providers
from hostingco_api.gateway.registry import Registry
from hostingco_api.gateway.store import LARGEST, Store
from hostingco_api.services import Services
from tests.gateway.shop import Shelf, Shop
from tests.gateway.support import Gateway

BODY = {"api_key": "Bearer the-key", "api_secret": "the-secret", "extra": {"region": "eu"}}


@pytest.fixture(autouse=True)
def shelf(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(Shop, "shelf", shelf, raising=False)
    folder = gateway.portal.config.credentials
    gateway.portal.services.providers = Providers(folder, Registry({"shop": Shop}))
    return shelf


@pytest.fixture
def folder(gateway: Gateway) -> Path:
    return gateway.portal.config.credentials


@pytest.fixture
def file(gateway: Gateway, folder: Path) -> Path:
    """Of a provider that is configured."""
    gateway.good("POST", "/shop/configure", json=BODY)
    return folder / "shop.json"


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """As careless as can be."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_they_are_in_a_file_as_documented(file: Path) -> None:
    assert json.loads(file.read_text()) == {
        "provider": "shop",
        "api_key": "Bearer the-key",
        "api_secret": "the-secret",
        "extra": {"region": "eu"},
        "connected": False,
    }


def test_only_their_owner_reads_them(file: Path, folder: Path) -> None:
    assert (mode(folder), mode(file)) == (0o700, 0o600)
    assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_a_file_that_was_written_by_hand_is_used(gateway: Gateway, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    document = {"provider": "shop", "api_key": "by hand", "connected": True}
    (folder / "shop.json").write_text(json.dumps(document))
    (folder / "shop.json").chmod(0o600)
    known = gateway.good("GET", "/shop")
    assert (known["configured"], known["connected"]) == (True, True)
    gateway.good("POST", "/shop/test")


@pytest.mark.parametrize("wrong", [0o640, 0o604, 0o620, 0o666, 0o601])
def test_a_file_that_is_open_to_others_is_refused_with_the_remedy(
    gateway: Gateway, file: Path, wrong: int
) -> None:
    file.chmod(wrong)
    assert f"chmod 600 {file}" in gateway.refused(500, "POST", "/shop/test")
    assert gateway.good("GET", "/shop")["configured"] is False
    file.chmod(0o600)
    gateway.good("POST", "/shop/test")


@pytest.mark.parametrize("wrong", [0o750, 0o705, 0o777])
def test_a_folder_that_is_open_to_others_is_refused_with_the_remedy(
    gateway: Gateway, file: Path, folder: Path, wrong: int
) -> None:
    folder.chmod(wrong)
    remedy = f"chmod 700 {folder}"
    assert remedy in gateway.refused(500, "POST", "/shop/test")
    assert remedy in gateway.refused(500, "POST", "/shop/configure", json=BODY)
    assert remedy in gateway.refused(500, "DELETE", "/shop")
    assert file.exists()
    gateway.good("GET")


def test_a_link_is_no_file(gateway: Gateway, file: Path, tmp_path: Path) -> None:
    file.rename(tmp_path / "elsewhere.json")
    file.symlink_to(tmp_path / "elsewhere.json")
    assert str(file) in gateway.refused(500, "POST", "/shop/test")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "null",
        "{}",
        '{"api_key": ""}',
        '{"api_key": 1}',
        '{"api_key": "x", "api_secret": null}',
        '{"api_key": "x", "extra": []}',
        '{"api_key": "x", "extra": {"a": 1}}',
        "\ufeff{}",
    ],
)
def test_a_file_that_is_no_configuration_is_named(gateway: Gateway, file: Path, text: str) -> None:
    file.write_text(text)
    said = gateway.refused(500, "POST", "/shop/test")
    assert str(file) in said
    assert gateway.good("GET")[0]["connected"] is False
    gateway.good("POST", "/shop/configure", json=BODY)
    gateway.good("POST", "/shop/test")


def test_bytes_that_are_no_text_are_no_configuration(gateway: Gateway, file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    assert str(file) in gateway.refused(500, "POST", "/shop/test")


def test_what_is_no_file_keeps_nobody_waiting(gateway: Gateway, file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)
    assert str(file) in gateway.refused(500, "POST", "/shop/test")


@pytest.mark.parametrize("text", ["[" * 100_000, " " * LARGEST + '{"api_key": "x"}'])
def test_a_file_out_of_proportion_is_no_configuration(
    gateway: Gateway, file: Path, text: str
) -> None:
    file.write_text(text)
    assert str(file) in gateway.refused(500, "POST", "/shop/test")


def test_no_answer_and_no_log_has_them(
    gateway: Gateway, file: Path, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shelf.wrong["test"] = [InvalidCredentials("the-key and the-secret were not accepted")]
    answers = [
        gateway.call("POST", "/shop/configure", json=BODY),
        gateway.call("POST", "/shop/test"),
        gateway.call("GET"),
        gateway.call("GET", "/shop"),
        gateway.call("POST", "/shop/configure", json=BODY | {"more": 1}),
    ]
    texts = [answer.text for answer in answers] + [
        caplog.text,
        repr(Store(file.parent).get("shop")),
    ]
    assert not [text for text in texts if "the-key" in text or "the-secret" in text]
    assert answers[1].get_json() == {"error": "*** and *** were not accepted"}


def test_a_test_is_remembered(gateway: Gateway, file: Path, shelf: Shelf) -> None:
    gateway.good("POST", "/shop/test")
    assert gateway.good("GET")[0]["connected"] is True
    shelf.wrong["test"] = [InvalidCredentials("no more")]
    gateway.refused(401, "POST", "/shop/test")
    assert gateway.good("GET")[0]["connected"] is False


def test_a_401_of_the_provider_is_told_from_one_of_ours(
    gateway: Gateway, file: Path, shelf: Shelf
) -> None:
    shelf.wrong["test"] = [InvalidCredentials("no more")]
    assert "WWW-Authenticate" not in gateway.call("POST", "/shop/test").headers
    assert "WWW-Authenticate" in gateway.call("POST", "/shop/test", who=None).headers


def test_to_configure_anew_is_to_be_tested_anew(gateway: Gateway, file: Path) -> None:
    gateway.good("POST", "/shop/test")
    gateway.good("POST", "/shop/configure", json={"api_key": "another"})
    assert json.loads(file.read_text())["api_secret"] == ""
    assert gateway.good("GET")[0]["connected"] is False


def test_a_test_of_old_credentials_says_nothing_of_new_ones(
    gateway: Gateway, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    testing, go_on = Event(), Event()

    def slowly(self: Any) -> None:
        testing.set()
        assert go_on.wait(10)

    monkeypatch.setattr(Shop, "test", slowly)
    gateway.portal.token("admin")
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(gateway.call, "POST", "/shop/test")
        assert testing.wait(10)
        gateway.good("POST", "/shop/configure", json={"api_key": "another"})
        go_on.set()
        assert answer.result().status_code == 200
    document = json.loads(file.read_text())
    assert (document["api_key"], document["connected"]) == ("another", False)


def test_a_driver_is_made_anew_for_new_credentials_only(gateway: Gateway, file: Path) -> None:
    providers = gateway.portal.services.providers
    with providers.driver("shop") as first:
        pass
    gateway.good("POST", "/shop/test")
    with providers.driver("shop") as second:
        assert second is first
    gateway.good("POST", "/shop/configure", json={"api_key": "another"})
    with providers.driver("shop") as third:
        assert third.configuration.api_key == "another"


def test_they_can_be_deleted_once(gateway: Gateway, file: Path, folder: Path) -> None:
    assert gateway.good("DELETE", "/shop") == {"status": "deleted"}
    assert [path.name for path in folder.iterdir()] == [".lock"]
    gateway.refused(404, "DELETE", "/shop")
    gateway.refused(400, "POST", "/shop/test")
    assert gateway.good("GET")[0]["connected"] is False


def test_what_cannot_be_used_can_be_deleted(gateway: Gateway, file: Path) -> None:
    file.chmod(0o644)
    gateway.good("DELETE", "/shop")
    assert not file.exists()


def test_a_file_is_replaced_as_a_whole(
    gateway: Gateway, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_text()

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("hostingco_api.gateway.store.os.fsync", full)
        gateway.refused(500, "POST", "/shop/configure", json={"api_key": "another"})
    assert file.read_text() == before
    assert {path.name for path in file.parent.iterdir()} == {"shop.json", ".lock"}


def test_many_writers_leave_one_whole_file(folder: Path) -> None:
    store = Store(folder)
    keys = [f"key-{number}" * 500 for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: store.put(Configuration("shop", key)), keys))
    found = store.get("shop")
    assert found
    assert found.api_key in keys
    assert {path.name for path in folder.iterdir()} == {"shop.json", ".lock"}


# -- what else may be found there ----------------------------------------------------------------


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir(mode=0o700)


def a_large_file(file: Path) -> None:
    os.truncate(file, 1 << 40)


def half_a_pair(file: Path) -> None:
    file.write_text('{"api_key": "a\\ud800"}')


@pytest.mark.parametrize("make", [a_folder, a_large_file, half_a_pair])
def test_what_is_no_configuration_harms_no_other(
    gateway: Gateway, file: Path, make: Callable[[Path], None]
) -> None:
    make(file)
    assert str(file) in gateway.refused(500, "POST", "/shop/test")
    assert gateway.good("GET")[0]["connected"] is False


def test_a_folder_that_is_none_is_named(gateway: Gateway, folder: Path) -> None:
    folder.write_text("")
    folder.chmod(0o600)
    assert gateway.good("GET")[0]["connected"] is False
    for call in ("/shop/configure", "/shop/test"):
        assert str(folder) in gateway.refused(500, "POST", call, json=BODY)
    assert str(folder) in gateway.refused(500, "DELETE", "/shop")
    folder.unlink()


def test_a_disk_that_is_full_is_told(
    gateway: Gateway, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hostingco_api.gateway.store.os.fsync", full)
    said = gateway.refused(500, "POST", "/shop/configure", json=BODY)
    assert said == f"{file.parent} cannot be written: No space left on device"


def test_what_a_killed_process_left_is_deleted_as_well(gateway: Gateway, file: Path) -> None:
    def left() -> str:
        return "".join(path.read_text() for path in file.parent.glob(".*"))

    draft = file.parent / ".shop-0123abcd"
    draft.write_text("the-key")
    gateway.good("POST", "/shop/configure", json=BODY)
    assert not left()
    draft.write_text("the-key")
    gateway.good("DELETE", "/shop")
    assert not left()


# -- on their way --------------------------------------------------------------------------------


@pytest.fixture
def production(folder: Path, gateway: Gateway) -> Providers:
    made = Providers(folder, Registry({"shop": Shop}), plain=False)
    gateway.portal.services.providers = made
    return made


@pytest.mark.parametrize(
    "url", ["http://shop.example", "http://10.0.0.1:80/x", "HTTP://a.localhost"]
)
def test_in_production_they_do_not_leave_the_machine_in_clear(
    gateway: Gateway, production: Providers, folder: Path, url: str
) -> None:
    body = {"api_key": "the-key", "extra": {"base_url": url}}
    assert "https" in gateway.refused(400, "POST", "/shop/configure", json=body)
    Store(folder).put(Configuration("shop", **body))  # type: ignore[arg-type] # a body of many types
    assert "https" in gateway.refused(400, "POST", "/shop/test")


@pytest.mark.parametrize(
    "url", ["https://shop.example", "http://127.0.0.1:4380", "http://[::1]/x", "http://localhost"]
)
def test_in_production_they_go_by_https_or_to_the_same_machine(
    gateway: Gateway, production: Providers, url: str
) -> None:
    body = {"api_key": "the-key", "extra": {"base_url": url}}
    gateway.good("POST", "/shop/configure", json=body)
    gateway.good("POST", "/shop/test")


def test_production_is_that_of_the_application(gateway: Gateway) -> None:
    config, database = gateway.portal.config, gateway.portal.database
    for environment, plain in (("production", False), ("development", True)):
        made = Services(replace(config, environment=environment), database)
        assert made.providers.plain is plain


# -- check-provider ------------------------------------------------------------------------------


def test_what_a_check_prints_has_none_of_them(gateway: Gateway, file: Path, shelf: Shelf) -> None:
    providers = gateway.portal.services.providers
    shelf.wrong["test"] = [InvalidCredentials("the-key is wrong")]
    assert list(check(lambda: providers.driver("shop"))) == [
        ("test()", "InvalidCredentials: *** is wrong", False)
    ]


def test_a_check_goes_on_after_a_driver_s_own_failure(
    gateway: Gateway, file: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    providers = gateway.portal.services.providers
    shelf.wrong["test"] = [ValueError("the-key")]
    monkeypatch.setattr(Shop, "domains", lambda self: [None], raising=False)
    monkeypatch.setattr(Shop, "ssh_keys", lambda self: [], raising=False)
    assert list(check(lambda: providers.driver("shop"))) == [
        ("test()", "ProviderError: the driver of Shop failed", False),
        ("domains()", "ProviderError: the driver of Shop failed", False),
        ("ssh_keys()", "0 found", True),
    ]
