"""Hostens' domains: what they become in the gateway, and how one is bought once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hostingco_api.gateway.drivers.hostens import Hostens
from hostingco_api.gateway.provider import (
    Availability,
    Conflict,
    Domain,
    DomainOrder,
    Invalid,
    NotFound,
    ProviderError,
)
from tests.gateway.hostens import LOST, another, calls, happen, quirk
from tests.gateway.simulated import World

NAME = "testname.com"
NEW = DomainOrder("new-1.com")
REGISTERED = 181
"""Seconds until it is."""


def bought(sim: World) -> int:
    return int(sim.totals()["domains_bought"])


# -- what is there ------------------------------------------------------------------------------


def test_a_domain_is_told_with_what_its_registry_says(sim: World, hostens: Hostens) -> None:
    now = datetime.fromisoformat(sim.control("GET", "/clock")["now"])
    found = hostens.domain(NAME.upper())
    assert found == Domain(
        name=NAME,
        status="active",
        auto_renew=True,
        locked=True,
        privacy_protection=False,
        nameservers=[f"ns{n}.example.com" for n in range(1, 5)],
        expires_at=found.expires_at,
    )
    assert found.expires_at
    assert found.expires_at.tzinfo is UTC
    assert timedelta(363) < found.expires_at - now < timedelta(366)


def test_of_several_domains_of_a_name_the_active_one_counts(hostens: Hostens) -> None:
    found = [domain for domain in hostens.domains() if domain.name == NAME]
    assert found == [hostens.domain(NAME)]
    assert found[0].status == "active"


def test_every_domain_of_the_account_is_listed_once(sim: World, hostens: Hostens) -> None:
    names = [domain.name for domain in hostens.domains()]
    assert names[:2] == [NAME, "shop-3.example"]
    assert len(names) == len(set(names))
    assert "another-shop.example" not in names  # it is another customer's
    assert all(domain == hostens.domain(domain.name) for domain in hostens.domains())


def test_what_is_over_is_not_there_any_more(sim: World, hostens: Hostens) -> None:
    happen(sim, "credit-changed", credit="0.00")
    assert hostens.purchase_domain(NEW).status == "pending"
    sim.advance(8 * 24 * 3600)
    with pytest.raises(NotFound, match="any more"):
        hostens.domain(NEW.domain)
    assert NEW.domain not in [domain.name for domain in hostens.domains()]


def test_what_is_expired_can_still_be_seen(sim: World, hostens: Hostens) -> None:
    happen(sim, "credit-changed", credit="0.00")
    sim.advance(370 * 24 * 3600)
    assert hostens.domain(NAME).status == "expired"
    with pytest.raises(Conflict, match=r"not active \(Expired\)"):
        hostens.lock_domain(NAME, False)


def test_a_domain_of_nobody_s_is_not_found(hostens: Hostens) -> None:
    for name in ("nobody-s.com", "another-shop.example"):
        with pytest.raises(NotFound):
            hostens.domain(name)
        with pytest.raises(NotFound):
            hostens.lock_domain(name, True)
        with pytest.raises(NotFound):
            hostens.set_nameservers(name, ["ns1.example.net", "ns2.example.net"])


def test_one_that_goes_while_they_are_listed_is_left_out(sim: World, hostens: Hostens) -> None:
    sim.fault("status", status=404, operation="getDomain", nth=[1])
    assert len(hostens.domains()) == len(hostens.domains()) - 1


def test_a_lock_that_cannot_be_told_is_none(sim: World, hostens: Hostens) -> None:
    sim.fault("status", status=400, operation="getRegistrarLock")
    assert not hostens.domain(NAME).locked


# -- changes ------------------------------------------------------------------------------------


def test_name_servers_are_replaced(hostens: Hostens) -> None:
    servers = ["ns2.example.net", "ns1.example.net"]
    hostens.set_nameservers(NAME, servers)
    assert hostens.domain(NAME).nameservers == servers


@pytest.mark.parametrize(
    "servers", [[], ["a.net"], ["a.net", "a.net"], [f"ns{n}.a.net" for n in range(5)]]
)
def test_two_to_four_name_servers_are_wanted(
    sim: World, hostens: Hostens, servers: list[str]
) -> None:
    with pytest.raises(Invalid, match="2 to 4"):
        hostens.set_nameservers(NAME, servers)
    assert "setNameservers" not in calls(sim)


def test_what_hostens_takes_for_no_name_server_is_invalid(hostens: Hostens) -> None:
    with pytest.raises(Invalid, match="nameservers is not as it should be"):
        hostens.set_nameservers(NAME, ["ns1", "ns2"])


def test_a_domain_is_unlocked_and_locked(hostens: Hostens) -> None:
    for on in (False, False, True, True):
        hostens.lock_domain(NAME, on)
        assert hostens.domain(NAME).locked is on


def test_a_lock_that_stays_as_it_was_is_an_error() -> None:
    found = {"details": [{"id": "1", "name": "a.com", "status": "Active"}]}
    saved, locked = {"info": ["success_changes_save"]}, {"reglock": "1"}
    with another((200, found), (200, saved), (200, locked)) as (hostens, _):
        with pytest.raises(ProviderError, match="left the lock") as raised:
            hostens.lock_domain("a.com", False)
        assert type(raised.value) is ProviderError


def test_privacy_cannot_be_had(sim: World, hostens: Hostens) -> None:
    assert not hasattr(hostens, "protect_domain")
    with pytest.raises(Invalid, match="no privacy protection"):
        hostens.purchase_domain(DomainOrder("new-1.com", privacy_protection=True))
    assert calls(sim) == []
    hostens.purchase_domain(DomainOrder("new-1.com", privacy_protection=False))


# -- what can be had ----------------------------------------------------------------------------


def test_names_are_looked_up_in_the_order_asked(hostens: Hostens) -> None:
    names = ["taken-1.com", "free-1.lt", "free-1.com", "example.com", "www.free.com", "a.nowhere"]
    assert hostens.check_domains(names) == [
        Availability("taken-1.com", False),
        Availability("free-1.lt", True, Decimal("8.00"), "USD"),
        Availability("free-1.com", True, Decimal("10.00"), "USD"),
        *(Availability(name, False) for name in names[3:]),
    ]


def test_the_price_of_a_premium_name_is_not_told() -> None:
    free: dict[str, Any] = {"periods": [{"id": "6", "period": "1", "register": "1.00"}]}
    free |= {"available": True, "premium": True}
    balance = {"details": {"currency": "EUR"}}
    with another((200, balance), (200, free)) as (hostens, _):
        assert hostens.check_domains(["gold.com"]) == [Availability("gold.com", True)]


# -- buying -------------------------------------------------------------------------------------


def test_a_domain_is_bought_from_the_account_s_credit(sim: World, hostens: Hostens) -> None:
    made = hostens.purchase_domain(DomainOrder("new-1.com", period=2))
    assert (made.name, made.status, made.expires_at) == ("new-1.com", "pending", None)
    assert made == hostens.domain("new-1.com")
    sim.advance(REGISTERED)
    there = hostens.domain("new-1.com")
    assert there.status == "active"
    assert there.expires_at
    now = datetime.fromisoformat(sim.control("GET", "/clock")["now"])
    assert timedelta(729) < there.expires_at - now < timedelta(732)


def test_it_is_bought_in_either_form_of_the_answer(sim: World, hostens: Hostens) -> None:
    quirk(sim, "order-items-list")
    assert hostens.purchase_domain(NEW).name == NEW.domain


def test_what_credit_does_not_pay_waits(sim: World, hostens: Hostens) -> None:
    happen(sim, "credit-changed", credit="5.00")
    assert hostens.purchase_domain(NEW).status == "pending"
    sim.advance(REGISTERED)
    assert hostens.domain(NEW.domain).status == "pending"


@pytest.mark.parametrize("method", ["pm_abc123", "7", "paypal"])
def test_a_payment_method_is_one_of_the_account_s(
    sim: World, hostens: Hostens, method: str
) -> None:
    with pytest.raises(Invalid, match=r"there is 1 \(Bank Transfer\), 2 \(Stripe\)"):
        hostens.purchase_domain(DomainOrder("new-1.com", payment_method_id=method))
    assert "orderDomain" not in calls(sim)
    hostens.purchase_domain(DomainOrder("new-1.com", payment_method_id="5"))
    assert bought_by(sim) == 5


def bought_by(sim: World) -> int:
    (entry,) = [one for one in sim.journal() if one["operation"] == "orderDomain"]
    return int(entry["request"]["body"].partition('"pay_method": "')[2][0])


@pytest.mark.parametrize(
    ("order", "error", "said"),
    [
        (DomainOrder("taken-1.com"), Conflict, "taken"),
        (DomainOrder(NAME), Conflict, "taken"),
        (DomainOrder("new-1.nowhere"), Invalid, "does not sell new-1.nowhere"),
        (DomainOrder("new-1.lt", period=3), Invalid, "for 3 years, but for 1, 2, 5"),
        (DomainOrder("new-1.eu"), Invalid, "data.1756 has to be given"),
    ],
    ids=str,
)
def test_what_cannot_be_had_is_not_ordered(
    sim: World, hostens: Hostens, order: DomainOrder, error: type[Exception], said: str
) -> None:
    with pytest.raises(ProviderError, match=said) as raised:
        hostens.purchase_domain(order)
    assert type(raised.value) is error
    assert bought(sim) == 0


def test_a_new_domain_is_renewed_by_itself_until_that_can_be_changed(
    sim: World, hostens: Hostens
) -> None:
    made = hostens.purchase_domain(DomainOrder("new-1.com", auto_renew=False))
    assert made.auto_renew  # it is: what is not registered cannot be set yet
    assert "setAutorenew" in calls(sim)
    hostens.purchase_domain(DomainOrder("new-2.com", auto_renew=True))
    assert calls(sim).count("setAutorenew") == 1


def test_a_renewal_that_can_be_set_is(sim: World) -> None:
    free = {"available": True, "periods": [{"id": "6", "period": "1", "register": "1.00"}]}
    details = {"id": "9", "name": "a.com", "status": "Active", "autorenew": "1"}
    details |= {"idprotection": "0", "expires": "2027-01-01"}
    one: dict[str, Any] = {"details": {**details, "nameservers": []}}
    off: dict[str, Any] = {"details": {**details, "nameservers": [], "autorenew": "0"}}
    placed: Any = {"items": {"id": "9"}}
    saved: Any = {"info": []}
    steps: list[Any] = [free, placed, one, saved, off, {"reglock": "0"}]
    with another(*((200, step) for step in steps)) as (hostens, asked):
        assert not hostens.purchase_domain(DomainOrder("a.com", auto_renew=False)).auto_renew
    assert asked[2:5] == ["GET /api/domain/9", "PUT /api/domain/9/autorenew", "GET /api/domain/9"]


@pytest.mark.parametrize("operation", ["getDomain", "getRegistrarLock", "setAutorenew"])
@pytest.mark.parametrize("effect", ["html", "malformed"])
def test_what_goes_wrong_after_the_order_is_no_failure_of_it(
    sim: World, hostens: Hostens, operation: str, effect: str
) -> None:
    sim.fault(effect, operation=operation)
    made = hostens.purchase_domain(DomainOrder("new-1.com", auto_renew=False))
    assert (made.name, made.status, made.auto_renew) == ("new-1.com", "pending", True)
    assert bought(sim) == 1


@pytest.mark.parametrize("effect", LOST)
def test_an_order_whose_answer_is_lost_is_sent_once_and_can_be_seen(
    sim: World, hostens: Hostens, effect: str
) -> None:
    applied = {"applied": True} if effect in ("reset", "html") else {}
    sim.fault(effect, operation="orderDomain", **applied)
    with pytest.raises(ProviderError) as raised:
        hostens.purchase_domain(NEW)
    assert type(raised.value) is ProviderError
    assert calls(sim).count("orderDomain") == 1
    assert hostens.domain(NEW.domain).status == "pending"
    assert bought(sim) == 1


@pytest.mark.parametrize("status", [400, 401, 402, 404, 409, 429, 500, 503])
def test_an_order_is_sent_once_whatever_its_status_is(
    sim: World, hostens: Hostens, status: int
) -> None:
    sim.fault("status", status=status, applied=True, operation="orderDomain")
    with pytest.raises(ProviderError):
        hostens.purchase_domain(NEW)
    assert bought(sim) == 1
