"""Getting in at Hostens, staying in, waiting, and what goes wrong on the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import pytest
import requests

from hostingco_api.gateway.drivers.hostens import session
from hostingco_api.gateway.provider import (
    Conflict,
    DomainOrder,
    Invalid,
    InvalidCredentials,
    NotDone,
    NotFound,
    ProviderError,
    RateLimited,
    Record,
    VMOrder,
)
from tests.gateway.hostens import ZONE, another, calls, driver, quirk, waits
from tests.gateway.simulated import World

__all__ = ["waits"]

HOUR, MONTH = 3601, 31 * 24 * 3600
VM = VMOrder("13", "ubuntu-16.04", "web.example.com")


def test_one_login_is_good_for_many_calls(sim: World) -> None:
    hostens = driver(sim)
    hostens.test()
    hostens.test()
    assert calls(sim) == ["login", "getDetails", "getDetails"]


def test_wrong_credentials_are_said_to_be_so_without_being_said(sim: World) -> None:
    with pytest.raises(InvalidCredentials, match="wrong user name or password") as raised:
        driver(sim, api_secret="not-the-secret").test()
    assert "not-the-secret" not in str(raised.value)
    assert sim.name not in str(raised.value)


def test_without_a_password_nobody_is_asked(sim: World) -> None:
    with pytest.raises(InvalidCredentials, match="password as api_secret"):
        driver(sim, api_secret="").test()
    assert calls(sim) == []


def test_what_is_configured_wrong_is_invalid(sim: World) -> None:
    with pytest.raises(Invalid, match="base_url"):
        driver(sim, extra={"base_url": "ftp://example.com"})


def test_an_address_that_is_not_allowed_is_named_as_the_reason(sim: World) -> None:
    hostens = driver(sim)
    hostens.test()
    quirk(sim, "ip-not-allowed")
    with pytest.raises(InvalidCredentials, match="does not allow this address"):
        hostens.test()
    assert calls(sim) == ["login", "getDetails", "getDetails"]


def test_what_a_contact_may_not_do_is_a_matter_of_credentials(sim: World) -> None:
    login = sim.credentials("hostens")
    contact = {
        "email": f"ann@{sim.name}.sim.test",
        "password": "hers",
        "firstname": "Ann",
        "lastname": "Other",
        "privileges": {"domains": {"full": True}},
    }
    url = f"{sim.base_url('hostens')}/api/contact"
    answer = requests.post(url, json=contact, auth=(login["api_key"], login["api_secret"]))
    assert answer.status_code == 200, answer.text
    hostens = driver(sim, api_key=contact["email"], api_secret="hers")
    with pytest.raises(InvalidCredentials, match="has not got the privilege"):
        hostens.catalog()
    # Whether a domain is free is everybody's to know; what it costs is in the account's currency.
    found = hostens.check_domains(["free-1.com"])[0]
    assert (found.available, found.price, found.currency) == (True, None, None)


# -- tokens -------------------------------------------------------------------------------------


def test_a_token_that_is_over_is_exchanged_for_another(sim: World) -> None:
    hostens = driver(sim)
    hostens.test()
    sim.advance(HOUR)
    hostens.test()
    hostens.test()
    assert calls(sim)[2:] == ["getDetails", "refreshToken", "getDetails", "getDetails"]


def test_a_token_is_exchanged_before_it_is_over(
    sim: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostens = driver(sim)
    hostens.test()
    monkeypatch.setattr(session, "monotonic", lambda: monotonic() + 3600 - session.MARGIN)
    hostens.test()
    assert calls(sim)[2:] == ["refreshToken", "getDetails"]


def test_where_nothing_can_be_exchanged_any_more_it_logs_in_again(sim: World) -> None:
    hostens = driver(sim)
    hostens.test()
    sim.advance(MONTH)
    hostens.test()
    assert calls(sim)[2:] == ["getDetails", "refreshToken", "login", "getDetails"]


def test_a_write_that_met_an_expired_token_is_done_once(sim: World) -> None:
    hostens = driver(sim)
    sim.fault("expire", operation="addRecord", nth=[1])
    hostens.create_record(ZONE, Record("A", "www", "192.0.2.1", 300))
    assert calls(sim).count("addRecord") == 2
    assert [one.name for one in hostens.records(ZONE)].count("www") == 1


def test_threads_that_find_a_token_over_renew_it_once(sim: World) -> None:
    hostens = driver(sim)
    hostens.test()
    sim.advance(HOUR)
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(hostens.test) for _ in range(8)]:
            done.result()
    assert calls(sim).count("refreshToken") == 1
    assert calls(sim).count("login") == 1


def test_a_token_that_is_refused_as_soon_as_it_is_new_ends_it(sim: World) -> None:
    hostens = driver(sim)
    sim.fault("status", status=401, operation="getDetails")
    with pytest.raises(InvalidCredentials):
        hostens.test()
    assert calls(sim).count("getDetails") == 2


def test_an_order_that_met_an_expired_token_is_not_sent_again(sim: World) -> None:
    hostens = driver(sim)
    for operation in ("orderProduct", "orderDomain"):
        sim.fault("expire", operation=operation, nth=[1])
    with pytest.raises(RateLimited, match="nothing was ordered"):
        hostens.create_vm(VM)
    assert calls(sim).count("orderProduct") == 1
    assert hostens.create_vm(VM).status == "creating"
    with pytest.raises(RateLimited):
        hostens.purchase_domain(DomainOrder("new-1.com"))
    assert hostens.purchase_domain(DomainOrder("new-1.com")).status == "pending"


@pytest.mark.parametrize("operation", ["login", "refreshToken", "lookUpDomain", "getProduct"])
def test_what_fails_before_an_order_has_bought_nothing(sim: World, operation: str) -> None:
    hostens = driver(sim)
    if operation != "login":
        hostens.test()
    sim.advance(HOUR)
    for effect in ({"effect": "malformed"}, {"effect": "status", "status": 500}):
        sim.fault(**effect, operation=operation)
        if operation == "refreshToken":
            sim.fault(**effect, operation="login")
        buy: Callable[[], object] = (
            (lambda: hostens.create_vm(VM))
            if operation == "getProduct"
            else lambda: hostens.purchase_domain(DomainOrder("new-1.com"))
        )
        with pytest.raises(NotDone):
            buy()
        sim.mend()
    assert not {"orderDomain", "orderProduct"} & {*calls(sim)}


def test_a_session_that_ends_before_an_order_and_cannot_be_renewed_has_bought_nothing(
    sim: World,
) -> None:
    hostens = driver(sim)
    sim.fault("expire", operation="orderDomain", nth=[1])
    sim.fault("status", status=500, operation="refreshToken")
    sim.fault("html", operation="login", nth=[2])
    with pytest.raises(NotDone):
        hostens.purchase_domain(DomainOrder("new-1.com"))
    assert sim.totals()["domains_bought"] == 0


# -- too many calls -----------------------------------------------------------------------------


def test_it_waits_as_long_as_it_is_told_to(sim: World, waits: list[float]) -> None:
    sim.fault("throttle", retry_after=24, operation="getDetails", times=2)
    driver(sim).test()
    assert waits == [24, 24]


def test_it_waits_a_minute_at_most_and_three_times(sim: World, waits: list[float]) -> None:
    sim.fault("throttle", retry_after=3000, operation="getDetails")
    with pytest.raises(RateLimited) as raised:
        driver(sim).test()
    assert raised.value.retry_after == 60
    assert waits == [60, 60, 60]


def test_a_write_waits_as_well(sim: World, waits: list[float]) -> None:
    sim.fault("throttle", retry_after=7, operation="addRecord", times=1)
    hostens = driver(sim)
    hostens.create_record(ZONE, Record("A", "www", "192.0.2.1", 300))
    assert waits == [7]
    assert [one.name for one in hostens.records(ZONE)].count("www") == 1


def test_a_login_waits_as_well(sim: World, waits: list[float]) -> None:
    sim.fault("throttle", retry_after=2, operation="login", times=1)
    driver(sim).test()
    assert waits == [2]


@pytest.mark.parametrize("operation", ["orderProduct", "orderDomain"])
def test_what_charges_does_not_wait(sim: World, waits: list[float], operation: str) -> None:
    sim.fault("throttle", retry_after=9, operation=operation)
    hostens = driver(sim)
    buy: dict[str, Callable[[], object]] = {
        "orderProduct": lambda: hostens.create_vm(VM),
        "orderDomain": lambda: hostens.purchase_domain(DomainOrder("new-1.com")),
    }
    with pytest.raises(RateLimited) as raised:
        buy[operation]()
    assert raised.value.retry_after == 9
    assert waits == []
    assert calls(sim).count(operation) == 1


# -- what goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Invalid),
        (402, ProviderError),
        (403, InvalidCredentials),
        (404, NotFound),
        (409, Conflict),
        (422, Invalid),
        (500, ProviderError),
        (503, ProviderError),
    ],
)
def test_a_status_becomes_an_error(sim: World, status: int, error: type[Exception]) -> None:
    sim.fault("status", status=status, operation="getDetails")
    with pytest.raises(ProviderError, match="Hostens") as raised:
        driver(sim).test()
    assert type(raised.value) is error


@pytest.mark.parametrize("effect", ["html", "malformed", "truncate", "hang"])
def test_what_is_no_answer_is_an_error_of_the_provider(
    sim: World, monkeypatch: pytest.MonkeyPatch, effect: str
) -> None:
    monkeypatch.setattr(session.Session, "TIMEOUT", (5.0, 0.2))
    sim.fault(effect, operation="listDomains")
    with pytest.raises(ProviderError, match="Hostens") as raised:
        driver(sim).domains()
    assert type(raised.value) is ProviderError


def test_where_nobody_can_log_in_nothing_is_known_to_be_missing(sim: World) -> None:
    base = sim.base_url("hostens")
    for wrong in (f"{base}/api", f"{sim.url}/nowhere"):
        with pytest.raises(ProviderError, match="is base_url right") as raised:
            driver(sim, extra={"base_url": wrong}).domain("testname.com")
        assert type(raised.value) is ProviderError
    sim.fault("html", status=404, operation="getDomainsByName")
    with pytest.raises(ProviderError) as raised:
        driver(sim).domain("testname.com")
    assert type(raised.value) is ProviderError


@pytest.mark.parametrize("effect", ["content-type", "latency", "duplicate"])
def test_what_is_an_answer_all_the_same_is_taken(sim: World, effect: str) -> None:
    rule: dict[str, Any] = {"seconds": 0.1} if effect == "latency" else {}
    sim.fault(effect, operation="getDetails", **rule)
    driver(sim).test()


def test_a_read_whose_answer_was_lost_is_repeated(sim: World) -> None:
    sim.fault("reset", operation="getDetails", nth=[1])
    driver(sim).test()


def test_a_write_whose_answer_was_lost_is_not(sim: World) -> None:
    hostens = driver(sim)
    for operation in ("setNameservers", "removeRecord", "addRecord"):
        sim.fault("reset", applied=True, operation=operation, nth=[1])
    with pytest.raises(ProviderError, match="the connection to Hostens failed"):
        hostens.set_nameservers("testname.com", ["ns1.example.net", "ns2.example.net"])
    with pytest.raises(ProviderError):
        hostens.delete_records(ZONE, "qwerty", "A")
    with pytest.raises(ProviderError):
        hostens.create_record(ZONE, Record("A", "www", "192.0.2.1", 300))
    for operation in ("setNameservers", "removeRecord", "addRecord"):
        assert calls(sim).count(operation) == 1


@pytest.mark.parametrize(
    ("document", "error", "said"),
    [
        ({"error": ["domain_format_error"]}, Invalid, "no domain's name"),
        ({"error": ["notfound"]}, NotFound, "no such thing"),
        ({"error": "a sentence of its own"}, Invalid, "a sentence of its own"),
        ({"error": [["new_key", "x", 3]]}, Invalid, r"new_key \(x, 3\)"),
        ({"success": False}, Invalid, "did not go well"),
        ([], ProviderError, "something else than it should"),
        ({"details": None}, ProviderError, "something else than it should"),
    ],
    ids=str,
)
def test_a_good_status_may_have_a_bad_answer(
    document: Any, error: type[Exception], said: str
) -> None:
    with another((200, document)) as (hostens, _), pytest.raises(ProviderError, match=said) as got:
        hostens.domain("example.com")
    assert type(got.value) is error


def test_a_charge_that_was_answered_badly_is_not_known_to_have_failed() -> None:
    free = {"available": True, "periods": [{"id": "6", "period": "1", "register": "1.00"}]}
    documents: list[Any] = [{"error": ["fraud"]}, {"items": []}, {}, None]
    for document in documents:
        with another((200, free), (200, document)) as (hostens, asked):
            with pytest.raises(ProviderError) as raised:
                hostens.purchase_domain(DomainOrder("example.com"))
            assert type(raised.value) is ProviderError
            assert asked == ["POST /api/domain/lookup", "POST /api/domain/order"]


def test_a_token_that_does_not_say_how_long_it_is_good_is_used() -> None:
    with another((401, {"error": ["wronglogin"]}), (200, {})) as (hostens, asked):
        hostens.test()
    assert asked == ["GET /api/details"] * 2
