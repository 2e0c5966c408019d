"""Nothing is bought twice, whatever becomes of the answer. How the real drivers do is for
test_faults.py to say."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from hostingco_api.gateway.provider import (
    Conflict,
    Invalid,
    InvalidCredentials,
    ProviderError,
    RateLimited,
)
from hostingco_api.gateway.providers import Providers
from hostingco_api.gateway.registry import Registry
from tests.gateway.shop import Listing, Shelf, Shop
from tests.gateway.support import Gateway
from tests.running import HOSTINGCO, run

VM = {"plan": "small", "template": "debian", "hostname": "web-1"}
DOMAIN = {"domain": "new.example"}
LOST = ProviderError("the answer got lost")


@pytest.fixture
def shelf(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """That of `listing` and of `blind`, which does not list its machines."""
    shelf = Shelf()
    monkeypatch.setattr(Shop, "shelf", shelf, raising=False)
    registry = Registry({"listing": Listing, "blind": Shop})
    gateway.portal.services.providers = Providers(gateway.portal.config.credentials, registry)
    for name in ("listing", "blind"):
        gateway.good("POST", f"/{name}/configure", json={"api_key": "a key"})
    return shelf


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited; nobody did."""
    waited: list[float] = []
    monkeypatch.setattr("hostingco_api.gateway.purchases.sleep", waited.append)
    return waited


def test_what_is_bought_is_answered(gateway: Gateway, shelf: Shelf) -> None:
    assert gateway.good("POST", "/listing/vms", json=VM)["name"] == "web-1"
    assert gateway.good("POST", "/listing/domains/purchase", json=DOMAIN)["name"] == "new.example"
    assert (len(shelf.vms), len(shelf.domains)) == (1, 1)


def test_a_password_of_the_provider_s_is_shown_once(gateway: Gateway, shelf: Shelf) -> None:
    made = gateway.good("POST", "/listing/vms", json=VM)
    assert made["password"] == "made by the shop"
    assert "password" not in gateway.good("GET", f"/listing/vms/{made['id']}")


@pytest.mark.parametrize("error", [LOST, RateLimited("slowly"), Invalid("no"), Conflict("no")])
def test_what_was_bought_is_found_though_the_answer_was_another(
    gateway: Gateway, shelf: Shelf, error: Exception
) -> None:
    shelf.applied = True
    shelf.wrong = {"create_vm": [error], "purchase_domain": [error]}
    assert gateway.good("POST", "/listing/vms", json=VM)["id"] == "1"
    assert gateway.good("POST", "/listing/domains/purchase", json=DOMAIN)["status"] == "active"
    assert (len(shelf.vms), len(shelf.domains)) == (1, 1)


def test_an_older_machine_of_the_same_name_is_not_taken_for_it(
    gateway: Gateway, shelf: Shelf
) -> None:
    """Also if it was bought somewhere else."""
    gateway.good("POST", "/listing/vms", json=VM)
    shelf.vms[:] = [replace(vm, id="made in a browser") for vm in shelf.vms]
    shelf.wrong["create_vm"] = [LOST]
    gateway.refused(500, "POST", "/listing/vms", json=VM)
    assert len(shelf.vms) == 1


def test_a_domain_of_the_account_is_not_bought_again(gateway: Gateway, shelf: Shelf) -> None:
    gateway.good("POST", "/listing/domains/purchase", json=DOMAIN)
    said = gateway.refused(409, "POST", "/listing/domains/purchase", json=DOMAIN)
    assert "in the account already" in said
    assert len(shelf.domains) == 1


def test_what_is_not_seen_yet_is_not_bought_again_at_once(gateway: Gateway, shelf: Shelf) -> None:
    shelf.applied, shelf.hidden = True, True
    shelf.wrong["create_vm"] = [LOST]
    said = gateway.refused(500, "POST", "/listing/vms", json=VM)
    assert "to order it again is safe" in said
    assert "try again in" in gateway.refused(409, "POST", "/listing/vms", json=VM)
    shelf.hidden = False
    assert gateway.good("POST", "/listing/vms", json=VM)["id"] == "1"
    assert len(shelf.vms) == 1


def test_what_is_not_seen_for_long_was_not_bought(gateway: Gateway, shelf: Shelf) -> None:
    shelf.wrong["create_vm"] = [LOST]
    gateway.refused(500, "POST", "/listing/vms", json=VM)
    gateway.portal.clock.move(minutes=1, seconds=59)
    gateway.refused(409, "POST", "/listing/vms", json=VM)
    gateway.portal.clock.move(seconds=2)
    gateway.good("POST", "/listing/vms", json=VM)
    assert len(shelf.vms) == 1


def test_where_one_cannot_look_just_then_nothing_is_bought(gateway: Gateway, shelf: Shelf) -> None:
    shelf.applied = True
    shelf.wrong = {"create_vm": [LOST], "vms": [None, LOST, LOST]}
    gateway.refused(500, "POST", "/listing/vms", json=VM)
    gateway.refused(500, "POST", "/listing/vms", json=VM)
    assert gateway.good("POST", "/listing/vms", json=VM)["id"] == "1"
    assert len(shelf.vms) == 1


def test_where_one_cannot_look_beforehand_nothing_is_bought(gateway: Gateway, shelf: Shelf) -> None:
    shelf.wrong = {"vms": [LOST], "domain": [LOST]}
    gateway.refused(500, "POST", "/listing/vms", json=VM)
    gateway.refused(500, "POST", "/listing/domains/purchase", json=DOMAIN)
    assert not shelf.vms
    assert not shelf.domains
    gateway.good("POST", "/listing/vms", json=VM)
    gateway.good("POST", "/listing/domains/purchase", json=DOMAIN)


@pytest.mark.parametrize("error", [Invalid("no"), Conflict("no"), InvalidCredentials("no")])
def test_a_refusal_leaves_nothing_open(gateway: Gateway, shelf: Shelf, error: Any) -> None:
    shelf.wrong["create_vm"] = [error]
    gateway.refused(error.status, "POST", "/listing/vms", json=VM)
    gateway.good("POST", "/listing/vms", json=VM)
    assert gateway.portal.services.purchases.unsettled() == []


def test_after_too_many_calls_it_is_looked_for_and_asked_again(
    gateway: Gateway, shelf: Shelf, waits: list[float]
) -> None:
    shelf.wrong["create_vm"] = [RateLimited("slowly", 7), RateLimited("slowly", 8)]
    gateway.good("POST", "/listing/vms", json=VM)
    assert waits == [7, 8]
    assert shelf.calls == ["vms", *["create_vm", "vms"] * 2, "create_vm"]


def test_after_four_times_it_is_the_caller_s_to_wait(
    gateway: Gateway, shelf: Shelf, waits: list[float]
) -> None:
    shelf.wrong["create_vm"] = [RateLimited("slowly", 9)] * 4
    answer = gateway.call("POST", "/listing/vms", json=VM)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "9")
    assert waits == [9, 9, 9]
    gateway.good("POST", "/listing/vms", json=VM)


def test_a_provider_that_lists_nothing_is_asked_once(gateway: Gateway, shelf: Shelf) -> None:
    shelf.applied = True
    shelf.wrong["create_vm"] = [LOST]
    gateway.refused(500, "POST", "/blind/vms", json=VM)
    gateway.portal.clock.move(hours=20)
    assert "hostingco purchases --forget" in gateway.refused(409, "POST", "/blind/vms", json=VM)
    assert len(shelf.vms) == 1


def test_a_person_says_that_nothing_was_bought(gateway: Gateway, shelf: Shelf) -> None:
    shelf.wrong["create_vm"] = [LOST]
    gateway.refused(500, "POST", "/blind/vms", json=VM)
    database = ("--database", gateway.portal.url)
    listed = run("purchases", *database, program=HOSTINGCO).stdout.decode()
    id, provider, kind, name, state = listed.rstrip().split("\t")
    assert (provider, kind, name, state[:7]) == ("blind", "vm", "web-1", "unknown")
    assert run("purchases", *database, "--forget", id, program=HOSTINGCO).stdout == b""
    assert run("purchases", *database, "--forget", id, program=HOSTINGCO).returncode == 2
    gateway.good("POST", "/blind/vms", json=VM)
    assert len(shelf.vms) == 1


def test_what_was_bought_is_listed_where_the_provider_lists_nothing(
    gateway: Gateway, shelf: Shelf
) -> None:
    assert gateway.good("GET", "/blind/vms") == []
    for name in ("web-1", "web-2"):
        gateway.good("POST", "/blind/vms", json=VM | {"hostname": name})
    assert [vm["name"] for vm in gateway.good("GET", "/blind/vms")] == ["web-1", "web-2"]
    del shelf.vms[0]
    assert [vm["name"] for vm in gateway.good("GET", "/blind/vms")] == ["web-2"]


def test_two_at_once_buy_one(
    gateway: Gateway, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    buying, go_on = Event(), Event()
    sell = Listing.create_vm

    def slowly(self: Any, order: Any) -> Any:
        buying.set()
        assert go_on.wait(10)
        return sell(self, order)

    monkeypatch.setattr(Listing, "create_vm", slowly)
    gateway.portal.token("admin")
    with ThreadPoolExecutor() as pool:
        first = pool.submit(gateway.call, "POST", "/listing/vms", json=VM)
        assert buying.wait(10)
        said = gateway.refused(409, "POST", "/listing/vms", json=VM | {"hostname": "WEB-1"})
        assert "at this moment" in said
        go_on.set()
        assert first.result().status_code == 200
    assert len(shelf.vms) == 1


def test_a_process_that_died_on_the_way_is_as_one_that_got_no_answer(
    gateway: Gateway, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    purchases = gateway.portal.services.purchases
    with monkeypatch.context() as dying:
        dying.setattr(type(purchases), "_bought", _die)
        with pytest.raises(KeyboardInterrupt):
            gateway.call("POST", "/listing/vms", json=VM)
    with purchases.database.writing() as session:
        for row in purchases.unsettled():
            session.merge(row).state = "open"  # nothing could be written any more
    gateway.refused(409, "POST", "/listing/vms", json=VM)
    gateway.portal.clock.move(minutes=16)
    assert gateway.good("POST", "/listing/vms", json=VM)["id"] == "1"
    assert len(shelf.vms) == 1


def _die(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_driver_s_own_bug_leaves_it_unknown_and_is_no_secret_s_end(
    gateway: Gateway, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.applied = True
    shelf.wrong["create_vm"] = [KeyError("a key")]
    assert "failed" in gateway.refused(500, "POST", "/listing/vms", json=VM)
    assert "a key" not in caplog.text
    assert "KeyError" in caplog.text
    assert gateway.good("POST", "/listing/vms", json=VM)["id"] == "1"
    assert len(shelf.vms) == 1


# -- slow providers, and several orders at once ---------------------------------------------------


def test_the_provider_has_its_time_from_when_the_answer_got_lost(
    gateway: Gateway, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not from when it was asked: that may have taken as long by itself."""
    sell = Listing.create_vm

    def slowly(self: Any, order: Any) -> Any:
        gateway.portal.clock.move(minutes=4)
        return sell(self, order)

    shelf.applied, shelf.hidden = True, True
    shelf.wrong["create_vm"] = [LOST]
    with monkeypatch.context() as slow:
        slow.setattr(Listing, "create_vm", slowly)
        gateway.refused(500, "POST", "/listing/vms", json=VM)
    assert "try again in" in gateway.refused(409, "POST", "/listing/vms", json=VM)
    assert len(shelf.vms) == 1


def test_who_was_given_up_meanwhile_does_not_buy(
    gateway: Gateway, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To look at the account first took so long that another order took over."""
    look = Listing.vms
    answers = []

    def first(self: Any) -> Any:
        monkeypatch.setattr(Listing, "vms", look)
        gateway.portal.clock.move(minutes=16)
        answers.append(gateway.good("POST", "/listing/vms", json=VM))
        return []

    gateway.portal.token("admin")
    monkeypatch.setattr(Listing, "vms", first)
    assert "taken over" in gateway.refused(409, "POST", "/listing/vms", json=VM)
    assert [vm["id"] for vm in answers] == [vm.id for vm in shelf.vms] == ["1"]
    assert gateway.portal.services.purchases.unsettled() == []


def test_what_somebody_forgets_on_the_way_is_not_bought_or_written_down_all_the_same(
    gateway: Gateway, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    purchases = gateway.portal.services.purchases
    look, sell = Listing.vms, Listing.create_vm

    def forget() -> bool:
        return not all(purchases.forget(row.id) for row in purchases.unsettled())

    with monkeypatch.context() as slow:
        slow.setattr(Listing, "vms", lambda self: forget() or look(self))
        gateway.refused(409, "POST", "/listing/vms", json=VM)
    assert not shelf.vms
    monkeypatch.setattr(Listing, "create_vm", lambda self, order: forget() or sell(self, order))
    bought = gateway.good("POST", "/listing/vms", json=VM)
    assert purchases.refs("listing", "vm") == [bought["id"]]


def nameless(shelf: Shelf) -> None:
    """Those that wait for their set-up have no names."""
    shelf.vms[:] = [replace(vm, name="") for vm in shelf.vms]


def test_a_machine_without_a_name_is_not_taken_for_that_of_another_order(
    gateway: Gateway, shelf: Shelf
) -> None:
    shelf.wrong["create_vm"] = [LOST]
    gateway.refused(500, "POST", "/listing/vms", json=VM)
    other = gateway.good("POST", "/listing/vms", json=VM | {"hostname": "web-2"})
    nameless(shelf)
    assert "try again in" in gateway.refused(409, "POST", "/listing/vms", json=VM)
    gateway.portal.clock.move(minutes=3)
    assert gateway.good("POST", "/listing/vms", json=VM)["id"] != other["id"]
    assert len(shelf.vms) == 2


def test_a_machine_without_a_name_that_may_be_another_order_s_is_for_a_person_to_tell(
    gateway: Gateway, shelf: Shelf
) -> None:
    """It was bought for web-1, and nothing for web-2."""
    other = VM | {"hostname": "web-2"}
    shelf.hidden, shelf.applied = True, True
    shelf.wrong["create_vm"] = [LOST]
    gateway.refused(500, "POST", "/listing/vms", json=VM)
    shelf.applied = False
    shelf.wrong["create_vm"] = [LOST]
    gateway.refused(500, "POST", "/listing/vms", json=other)
    shelf.hidden = False
    nameless(shelf)
    gateway.portal.clock.move(minutes=3)
    assert "web-1" in gateway.refused(409, "POST", "/listing/vms", json=other)
    assert "web-2" in gateway.refused(409, "POST", "/listing/vms", json=VM)
    assert len(shelf.vms) == 1
    purchases = gateway.portal.services.purchases
    (open_row,) = [row for row in purchases.unsettled() if row.name == "web-2"]
    assert purchases.forget(open_row.id)
    assert gateway.good("POST", "/listing/vms", json=VM)["id"] == "1"
    assert gateway.good("POST", "/listing/vms", json=other)["id"] == "2"


def test_nobody_waits_longer_than_a_minute_for_a_provider(
    gateway: Gateway, shelf: Shelf, waits: list[float]
) -> None:
    shelf.wrong["create_vm"] = [RateLimited("tomorrow", 86400)]
    answer = gateway.call("POST", "/listing/vms", json=VM)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "86400")
    assert waits == []
    gateway.good("POST", "/listing/vms", json=VM)


def test_a_name_that_grows_in_small_letters_is_refused(gateway: Gateway, shelf: Shelf) -> None:
    gateway.refused(400, "POST", "/listing/vms", json=VM | {"hostname": "İ" * 200})
    assert not shelf.vms


def test_too_many_calls_say_nothing_of_the_credentials(gateway: Gateway, shelf: Shelf) -> None:
    gateway.good("POST", "/listing/test")
    shelf.wrong["test"] = [RateLimited("slowly")]
    gateway.refused(429, "POST", "/listing/test")
    assert gateway.good("GET", "/listing")["connected"] is True
