"""Domains, what they cost, and who renews them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hostingco_api.gateway.drivers.hostinger import Hostinger
from hostingco_api.gateway.drivers.hostinger.renewals import Renewals
from hostingco_api.gateway.provider import (
    Availability,
    Conflict,
    Domain,
    DomainOrder,
    Invalid,
    NotFound,
    ProviderError,
    RateLimited,
)
from tests.gateway.hostinger import CHARGED, DECLINED, DOMAIN, calls, driver, quirk
from tests.gateway.simulated import World

REGISTERED = 20
"""Seconds until an ordered domain is."""
PARKED = ["ns1.dns-parking.com", "ns2.dns-parking.com"]


@pytest.fixture
def hostinger(sim: World) -> Hostinger:
    return driver(sim)


def buy(hostinger: Hostinger, sim: World, **order: Any) -> Domain:
    """Registered by the time it is answered."""
    made = hostinger.purchase_domain(replace(DOMAIN, **order))
    sim.advance(REGISTERED)
    return hostinger.domain(made.name)


# -- those in the account -------------------------------------------------------------------------


def test_a_domain_is_told_with_its_details_and_its_renewal(hostinger: Hostinger) -> None:
    domain = hostinger.domain("example.com")
    assert domain.expires_at
    assert domain.expires_at > datetime.now(UTC)
    assert domain == Domain(
        "example.com", "active", True, False, True, PARKED, "Hostinger", domain.expires_at
    )


def test_all_domains_are_listed_as_each_is_told(hostinger: Hostinger) -> None:
    domains = hostinger.domains()
    assert len(domains) == 5
    assert domains == [hostinger.domain(one.name) for one in domains]
    assert {one.locked for one in domains} == {True, False}


def test_a_name_may_be_written_in_capitals(hostinger: Hostinger) -> None:
    assert hostinger.domain("Example.COM") == hostinger.domain("example.com")


@pytest.mark.parametrize("name", ["nobodys.com", "example.net"])
def test_a_domain_that_is_not_the_account_s_is_not_found(hostinger: Hostinger, name: str) -> None:
    for call in (
        lambda: hostinger.domain(name),
        lambda: hostinger.set_nameservers(name, PARKED),
        lambda: hostinger.lock_domain(name, on=True),
        lambda: hostinger.lock_domain(name, on=False),
        lambda: hostinger.protect_domain(name, on=True),
        lambda: hostinger.protect_domain(name, on=False),
    ):
        with pytest.raises(NotFound):
            call()


def test_a_domain_that_is_being_registered_is_pending(hostinger: Hostinger, sim: World) -> None:
    hostinger.purchase_domain(DOMAIN)
    domain = hostinger.domain(DOMAIN.domain)
    assert domain == Domain(DOMAIN.domain, "pending", True, False, False, [], "Hostinger")
    assert domain in hostinger.domains()


def test_a_domain_that_could_not_be_registered_is_not_there(
    hostinger: Hostinger, sim: World
) -> None:
    hostinger.purchase_domain(DomainOrder("fails-here.com"))
    sim.advance(REGISTERED)
    with pytest.raises(NotFound):
        hostinger.domain("fails-here.com")
    assert "fails-here.com" not in [one.name for one in hostinger.domains()]


def test_a_domain_that_was_lost_is_not_there_and_can_be_bought_again(
    hostinger: Hostinger, sim: World
) -> None:
    buy(hostinger, sim, auto_renew=False)
    sim.advance(timedelta(days=366).total_seconds())
    assert hostinger.domain(DOMAIN.domain).status == "expired"
    sim.advance(timedelta(days=46).total_seconds())
    with pytest.raises(NotFound):
        hostinger.domain(DOMAIN.domain)
    assert DOMAIN.domain not in [one.name for one in hostinger.domains()]
    assert buy(hostinger, sim).status == "active"
    assert [one.name for one in hostinger.domains()].count(DOMAIN.domain) == 1


# -- who is renewed -------------------------------------------------------------------------------


def renewals(**changed: Any) -> Renewals:
    """Of two subscriptions; `changed` is the second's."""
    first = {
        "name": ".COM Domain",
        "status": "active",
        "created_at": "2026-01-01T00:00:00Z",
        "expires_at": "2027-01-01T00:00:00Z",
        "next_billing_at": "2027-01-01T00:00:00Z",
        "is_auto_renewed": True,
    }

    class Api:
        def read(self, path: str, parse: Any) -> Any:
            return parse([first, {**first, **changed}])

    return Renewals.read(Api())  # type: ignore[arg-type] # all that is used of one


OTHERWISE = {"is_auto_renewed": False, "next_billing_at": None, "status": "not_renewing"}
LATER = {"created_at": "2026-01-01T00:00:05Z", "expires_at": "2027-01-01T00:00:05Z"}


@pytest.mark.parametrize(
    ("changed", "domain", "renewed"),
    [
        # The nearer one counts; where both are as near, both have to be renewed.
        (OTHERWISE | LATER, {"created_at": "2026-01-01T00:00:01Z"}, True),
        (OTHERWISE | LATER, {"created_at": "2026-01-01T00:00:04Z"}, False),
        (OTHERWISE, {"created_at": "2026-01-01T00:00:00Z"}, False),
        ({}, {"created_at": "2026-01-01T00:00:00Z"}, True),
        # Of its own TLD, if there is one.
        (OTHERWISE | {"name": ".NET Domain"}, {"created_at": "2026-01-01T00:00:00Z"}, True),
        (
            OTHERWISE | {"name": ".NET Domain"},
            {"created_at": "2026-01-01T00:00:00Z", "domain": "a.net"},
            False,
        ),
        ({}, {"created_at": "2026-01-01T00:00:00Z", "domain": "a.example"}, True),
        # A free domain was listed long before it was claimed.
        ({}, {"created_at": "2025-01-01T00:00:00Z", "registered_at": "2026-01-01T00:00:01Z"}, True),
        ({}, {"created_at": "2025-01-01T00:00:00Z", "expires_at": "2026-12-31T00:00:00Z"}, True),
        ({}, {"created_at": "2025-01-01T00:00:00Z", "expires_at": None}, False),
        ({"name": "KVM 2", **OTHERWISE}, {"created_at": "2026-01-01T00:00:00Z"}, True),
    ],
)
def test_the_subscription_of_a_domain_is_the_nearest(
    changed: dict[str, Any], domain: dict[str, Any], renewed: bool
) -> None:
    assert renewals(**changed).of({"domain": "a.com", **domain}) is renewed


# -- names that can be had ------------------------------------------------------------------------


def test_names_are_checked_in_the_order_asked_with_the_price_of_the_first_year(
    hostinger: Hostinger, sim: World
) -> None:
    names = [
        "cool-project.com",
        "other.co.uk",
        "taken-already.com",
        "cool-project.io",
        "Cool-Project.DEV",
        "www.cool-project.com",
        "cool-project.nosuch",
    ]
    assert hostinger.check_domains(names) == [
        Availability("cool-project.com", True, Decimal("9.99"), "USD"),
        Availability("other.co.uk", True, Decimal("6.99"), "USD"),
        Availability("taken-already.com", False),
        Availability("cool-project.io", True, Decimal("31.99"), "USD"),
        Availability("Cool-Project.DEV", True, Decimal("12.99"), "USD"),
        Availability("www.cool-project.com", False),
        Availability("cool-project.nosuch", False),
    ]
    assert calls(sim).count("POST /api/domains/v1/availability") == 3  # a label each


def test_names_that_hostinger_does_not_sell_are_not_asked_for(
    hostinger: Hostinger, sim: World
) -> None:
    assert hostinger.check_domains(["a.nosuch"]) == [Availability("a.nosuch", False)]
    assert calls(sim) == ["GET /api/billing/v1/catalog"]


# -- buying ---------------------------------------------------------------------------------------


def test_a_domain_is_bought_for_its_period(hostinger: Hostinger, sim: World) -> None:
    domain = buy(hostinger, sim, period=2)
    assert domain.status == "active"
    assert domain.expires_at
    assert abs(domain.expires_at - datetime.now(UTC) - timedelta(days=730)) < timedelta(days=2)
    # .COM is 9.99 and then 17.99 a year, and 21 per cent tax.
    assert sim.totals()["money_spent"] == {"USD": "33.86"}


def test_the_answer_is_how_the_domain_is(hostinger: Hostinger) -> None:
    assert hostinger.purchase_domain(DOMAIN) == Domain(
        DOMAIN.domain, "pending", True, False, False, [], "Hostinger"
    )


@pytest.mark.parametrize("on", [True, False])
def test_whether_it_is_renewed_is_set_on_its_subscription(
    hostinger: Hostinger, sim: World, on: bool
) -> None:
    assert hostinger.purchase_domain(replace(DOMAIN, auto_renew=on)).auto_renew is on
    assert hostinger.domain(DOMAIN.domain).auto_renew is on
    renewed = [one.renews_at for one in hostinger.subscriptions()]
    assert renewed.count(None) == (0 if on else 1)


def test_it_is_as_hostinger_does_it_unless_told(hostinger: Hostinger, sim: World) -> None:
    hostinger.purchase_domain(DOMAIN)
    assert [call for call in calls(sim) if not call.startswith("GET")] == [
        "POST /api/domains/v1/portfolio"
    ]


def test_a_payment_method_is_named_by_its_number(hostinger: Hostinger, sim: World) -> None:
    hostinger.purchase_domain(replace(DOMAIN, payment_method_id="9693614"))
    (order,) = [one for one in sim.journal() if one["method"] == "POST"]
    assert '"payment_method_id": 9693614' in str(order["request"])


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (DomainOrder("a.com", payment_method_id="pm_abc123"), "payment_method_id"),
        (DomainOrder("a.nosuch"), r"domain: Hostinger does not sell \.nosuch"),
        (DomainOrder("www.a.com"), r"does not sell \.a\.com"),
        (DomainOrder("a.com", period=4), r"period: Hostinger sells \.com for 1, 2, 3 years, not 4"),
        (DomainOrder("a.com", payment_method_id="1"), "payment_method_id: The selected"),
        (DomainOrder("a.io"), "WHOIS profile"),
        (DomainOrder("refused-by-registry.com"), "registry refused"),
    ],
)
def test_what_cannot_be_bought_is_said(
    hostinger: Hostinger, sim: World, order: DomainOrder, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        hostinger.purchase_domain(order)
    assert sim.totals()["money_spent"] == {}


@pytest.mark.parametrize("name", ["taken-already.com", "example.com", "example.net"])
def test_a_name_that_somebody_has_is_a_conflict(hostinger: Hostinger, name: str) -> None:
    with pytest.raises(Conflict, match="already registered"):
        hostinger.purchase_domain(DomainOrder(name))


@pytest.mark.parametrize("opaque", [True, False])
@pytest.mark.parametrize("card", [DECLINED, CHARGED])
def test_a_card_that_is_refused_may_have_paid(
    hostinger: Hostinger, sim: World, card: str, opaque: bool
) -> None:
    quirk(sim, "billing-opaque-refusals", opaque)
    with pytest.raises(ProviderError) as caught:
        hostinger.purchase_domain(replace(DOMAIN, payment_method_id=card))
    assert type(caught.value) is ProviderError


def test_a_purchase_is_not_made_twice_by_the_driver(hostinger: Hostinger, sim: World) -> None:
    sim.fault("reset", applied=True, operation="domains_purchaseNewDomainV1")
    with pytest.raises(ProviderError):
        hostinger.purchase_domain(DOMAIN)
    sim.mend()
    sim.fault("throttle", operation="domains_purchaseNewDomainV1")
    with pytest.raises(RateLimited):
        hostinger.purchase_domain(DomainOrder("another.com"))
    assert calls(sim).count("POST /api/domains/v1/portfolio") == 2
    assert sim.totals()["domains_bought"] == 1
    assert hostinger.domain(DOMAIN.domain).status == "pending"


@pytest.mark.parametrize("applied", [True, False])
def test_what_fails_after_the_purchase_is_no_failed_purchase(
    hostinger: Hostinger, sim: World, applied: bool
) -> None:
    sim.fault("status", status=500, applied=applied, operation="billing_disableAutoRenewalV1")
    domain = hostinger.purchase_domain(replace(DOMAIN, auto_renew=False))
    assert (domain.status, domain.auto_renew) == ("pending", not applied)


def test_a_purchase_that_cannot_be_looked_at_is_pending(hostinger: Hostinger, sim: World) -> None:
    sim.fault("status", status=500, operation="domains_getDomainDetailsV1")
    domain = hostinger.purchase_domain(replace(DOMAIN, auto_renew=True))
    assert domain == Domain(DOMAIN.domain, "pending", True, False, False, (), "Hostinger")


def test_privacy_cannot_be_set_while_the_domain_is_pending(
    hostinger: Hostinger, sim: World
) -> None:
    hostinger.purchase_domain(replace(DOMAIN, privacy_protection=False))
    assert not any("privacy" in call for call in calls(sim))
    sim.advance(REGISTERED)
    assert hostinger.domain(DOMAIN.domain).privacy_protection  # Hostinger's default


def test_privacy_is_set_on_a_domain_that_is_there_at_once(
    hostinger: Hostinger, sim: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = hostinger._api.ask

    def patient(method: str, path: str, **kwargs: Any) -> Any:
        answer = ask(method, path, **kwargs)
        if method == "POST":
            sim.advance(REGISTERED)
        return answer

    monkeypatch.setattr(hostinger._api, "ask", patient)
    bought = hostinger.purchase_domain(replace(DOMAIN, privacy_protection=False))
    assert not bought.privacy_protection
    assert bought == hostinger.domain(DOMAIN.domain)
    sim.fault("status", status=500, operation="domains_disablePrivacyProtectionV1")
    other = DomainOrder("another.com", privacy_protection=False)
    assert hostinger.purchase_domain(other).privacy_protection


# -- what is set on a domain ----------------------------------------------------------------------


def test_nameservers_take_the_place_of_all(hostinger: Hostinger) -> None:
    for count in (4, 2, 3):
        hosts = [f"ns{number}.cloudflare.com" for number in range(count)]
        hostinger.set_nameservers("example.com", hosts)
        assert hostinger.domain("example.com").nameservers == hosts


@pytest.mark.parametrize("count", [1, 5])
def test_hostinger_takes_two_to_four_nameservers(
    hostinger: Hostinger, sim: World, count: int
) -> None:
    with pytest.raises(Invalid, match="2 to 4"):
        hostinger.set_nameservers("example.com", [f"ns{n}.a.com" for n in range(count)])
    assert calls(sim) == []


def test_a_nameserver_that_is_none_is_refused(hostinger: Hostinger) -> None:
    with pytest.raises(Invalid, match="data was invalid"):
        hostinger.set_nameservers("example.com", ["ns1.a.com", "not a host"])


def test_a_lock_and_a_privacy_protection_are_switched(hostinger: Hostinger) -> None:
    for on in (True, True, False, False):
        hostinger.lock_domain("example.com", on)
        hostinger.protect_domain("example.com", not on)
        domain = hostinger.domain("example.com")
        assert (domain.locked, domain.privacy_protection) == (on, not on)


def test_what_a_tld_does_not_have_is_refused(hostinger: Hostinger, sim: World) -> None:
    whois = {
        "tld": "de",
        "country": "DE",
        "entity_type": "individual",
        "whois_details": {"first_name": "A", "last_name": "B", "email": "a@b.de"},
    }
    made = hostinger._api.ask("POST", "/api/domains/v1/whois", json=whois)
    hostinger._api.ask("PUT", f"/api/domains/v1/whois/default/{made['id']}")
    buy(hostinger, sim, domain="mine.de")
    with pytest.raises(Invalid, match="no domain lock"):
        hostinger.lock_domain("mine.de", on=True)
    with pytest.raises(Invalid, match="does not allow privacy protection"):
        hostinger.protect_domain("mine.de", on=True)


def test_the_state_of_a_domain_is_a_conflict(hostinger: Hostinger, sim: World) -> None:
    buy(hostinger, sim, auto_renew=False)
    sim.advance(timedelta(days=366).total_seconds())
    with pytest.raises(Conflict, match="The domain is expired"):
        hostinger.lock_domain(DOMAIN.domain, on=True)
