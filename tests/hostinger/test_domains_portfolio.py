"""Domains from the order to the end, and what is set on them."""

from typing import Any

import pytest

from tests.contract.harness import watched
from tests.hostinger.domains import (
    PORTFOLIO,
    SECOND,
    STRICT,
    V1,
    advance,
    buy,
    contacts,
    details,
    ok,
    order,
    profile,
)
from tests.support import Api

SUBSCRIPTIONS = "/api/billing/v1/subscriptions"
DAY = 86_400
REGISTRATION = "hostinger.domains.registration"


@pytest.fixture
def api() -> Api:
    return watched()


def entry(api: Api, domain: str, **kwargs: Any) -> Any:
    (found,) = [e for e in ok(api("GET", PORTFOLIO, **kwargs)) if e["domain"] == domain]
    return found


def zone(api: Api, domain: str, **kwargs: Any) -> Any:
    return ok(api("GET", f"/api/dns/v1/zones/{domain}", **kwargs))


def is_free(api: Api, label: str) -> bool:
    (answer,) = ok(api("POST", f"{V1}/availability", {"domain": label, "tlds": ["com"]}))
    free: bool = answer["is_available"]
    return free


def subscription(api: Api, id: str) -> Any:
    (found,) = [s for s in ok(api("GET", SUBSCRIPTIONS)) if s["id"] == id]
    return found


def not_renewed(api: Api, domain: str) -> str:
    """Bought and registered, its subscription switched off; answers the subscription's id."""
    id: str = ok(api("POST", PORTFOLIO, order(domain)))["subscription_id"]
    advance(api, 60)
    ok(api("DELETE", f"{SUBSCRIPTIONS}/{id}/auto-renewal/disable"))
    return id


# -- buying -------------------------------------------------------------------------------


def test_a_purchase_is_pending_until_the_registry_answers(api: Api) -> None:
    ok(api("POST", PORTFOLIO, order("new.com")))
    assert entry(api, "new.com")["status"] == "pending_setup"
    assert entry(api, "new.com")["expires_at"] is None
    answer = api("GET", f"{PORTFOLIO}/new.com")
    assert answer.status_code == 404
    assert (answer.json or {})["message"] == (
        "[Domains:2006] Domain is not registered at Hostinger"
    )
    assert zone(api, "new.com") == []
    assert advance(api, 19) == []
    assert advance(api, 1) == [REGISTRATION]
    assert entry(api, "new.com")["status"] == "active"
    assert details(api, "new.com") == {
        "domain": "new.com",
        "status": "active",
        "message": None,
        "is_privacy_protection_allowed": True,
        "is_privacy_protected": True,
        "is_lockable": True,
        "is_locked": True,
        "name_servers": {"ns1": "ns1.dns-parking.com", "ns2": "ns2.dns-parking.com"},
        "child_name_servers": [],
        "domain_contacts": contacts(564651),
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:20Z",
        "60_days_lock_expires_at": "2026-03-02T00:00:20Z",
        "registered_at": "2026-01-01T00:00:20Z",
        "expires_at": "2027-01-01T00:00:00Z",
    }
    assert {"@", "www", "ftp"} <= {rrset["name"] for rrset in zone(api, "new.com")}


def test_a_purchase_is_charged_and_subscribed(api: Api) -> None:
    sold = ok(api("POST", PORTFOLIO, order("new.com")))
    assert (sold["status"], sold["subtotal"], sold["total"]) == ("completed", 999, 1209)
    found = subscription(api, sold["subscription_id"])
    assert (found["name"], found["expires_at"]) == (".COM Domain", "2027-01-01T00:00:00Z")


@pytest.mark.parametrize("account", [{}, {"headers": SECOND}])
def test_a_domain_is_registered_once_even_while_it_is_pending(api: Api, account: Any) -> None:
    ok(api("POST", PORTFOLIO, order("new.com")))
    assert not is_free(api, "new")
    answer = api("POST", PORTFOLIO, order("NEW.com"), **account)
    assert answer.status_code == 422
    assert (answer.json or {})["message"] == "Domain is already registered"


def test_a_refused_purchase_leaves_the_name_free(api: Api) -> None:
    assert api("POST", PORTFOLIO, order("new.com", payment_method_id=9693616)).status_code == 402
    assert is_free(api, "new")
    ok(api("POST", PORTFOLIO, order("new.com")))


def test_a_name_in_unicode_is_kept_as_a_labels(api: Api) -> None:
    buy(api, "m\u00fcnchen.com")
    assert entry(api, "xn--mnchen-3ya.com")["status"] == "active"
    assert details(api, "M\u00fcnchen.com")["domain"] == "xn--mnchen-3ya.com"


def test_the_given_contacts_are_the_domains_and_the_default_profile_the_rest(api: Api) -> None:
    ok(api("POST", PORTFOLIO, order("new.com", domain_contacts={"tech_id": 564652})))
    advance(api, 60)
    assert details(api, "new.com")["domain_contacts"] == contacts(564651) | {"tech_id": 564652}


# -- claiming -----------------------------------------------------------------------------


def test_a_claim_uses_up_a_free_domain_and_registers_at_once(api: Api) -> None:
    before = ok(api("GET", PORTFOLIO))
    free = [e for e in before if e["type"] == "free_domain" and e["domain"] is None]
    claimed = ok(api("POST", f"{PORTFOLIO}/claim", {"domain": "gift.com"}))
    assert claimed == {
        "domain": "gift.com",
        "status": "active",
        "created_at": "2026-01-01T00:00:00Z",
    }
    after = ok(api("GET", PORTFOLIO))
    assert len(after) == len(before)
    assert entry(api, "gift.com")["id"] == free[0]["id"]
    assert details(api, "gift.com")["expires_at"] == "2027-01-01T00:00:00Z"
    assert zone(api, "gift.com")


def test_a_refused_claim_uses_nothing_up(api: Api) -> None:
    for _ in range(3):
        answer = api("POST", f"{PORTFOLIO}/claim", {"domain": "refused-gift.com"})
        assert answer.status_code == 422
    ok(api("POST", f"{PORTFOLIO}/claim", {"domain": "gift.com"}))


def test_a_domain_ordered_through_billing_is_claimed_under_its_tld(api: Api) -> None:
    items = [{"item_id": "hostingercom-domain-net-usd-1y"}]
    sold = ok(api("POST", "/api/billing/v1/orders", {"items": items}))
    for label in "ab":  # the free ones
        ok(api("POST", f"{PORTFOLIO}/claim", {"domain": f"{label}.com"}))
    assert api("POST", f"{PORTFOLIO}/claim", {"domain": "c.com"}).status_code == 422
    ok(api("POST", f"{PORTFOLIO}/claim", {"domain": "c.net"}))
    assert entry(api, "c.net")["type"] == "domain"
    until = subscription(api, sold["subscription_id"])["expires_at"]
    assert entry(api, "c.net")["expires_at"] == until


# -- the end ------------------------------------------------------------------------------


def test_an_unpaid_domain_expires_and_is_free_after_the_grace(api: Api) -> None:
    not_renewed(api, "new.com")
    assert "hostinger.billing.subscription-expiry" in advance(api, 365 * DAY)
    assert entry(api, "new.com")["status"] == details(api, "new.com")["status"] == "expired"
    assert not is_free(api, "new")
    advance(api, 46 * DAY)
    assert entry(api, "new.com")["status"] == details(api, "new.com")["status"] == "deleted"
    assert zone(api, "new.com") == []
    assert "new.com" not in ok(api("GET", f"{V1}/whois/564651/usage"))
    assert is_free(api, "new")
    ok(api("POST", PORTFOLIO, order("new.com"), headers=SECOND))


def test_a_domain_can_be_bought_again_by_its_last_owner(api: Api) -> None:
    not_renewed(api, "new.com")
    advance(api, 420 * DAY)
    ok(api("POST", PORTFOLIO, order("new.com")))
    statuses = [e["status"] for e in ok(api("GET", PORTFOLIO)) if e["domain"] == "new.com"]
    assert statuses == ["deleted", "pending_setup"]
    assert api("GET", f"{PORTFOLIO}/new.com").status_code == 404
    advance(api, 60)
    assert details(api, "new.com")["status"] == "active"


def test_a_renewal_brings_an_expired_domain_back(api: Api) -> None:
    id = not_renewed(api, "new.com")
    advance(api, 366 * DAY)
    ok(api("POST", f"{SUBSCRIPTIONS}/{id}/renew", {}))
    until = subscription(api, id)["expires_at"]
    assert (entry(api, "new.com")["status"], entry(api, "new.com")["expires_at"]) == (
        "active",
        until,
    )
    assert (details(api, "new.com")["status"], details(api, "new.com")["expires_at"]) == (
        "active",
        until,
    )


def test_the_renewal_information_has_a_form_of_its_own(api: Api) -> None:
    not_renewed(api, "new.com")
    path = f"{PORTFOLIO}/new.com/renewal"
    assert ok(api("GET", path)) == {
        "domain": "new.com",
        "status": "Active",
        "expires_at": "2027-01-01 00:00:00",
    }
    advance(api, 366 * DAY)
    assert ok(api("GET", path))["status"] == "Expired"


# -- magic --------------------------------------------------------------------------------


def test_a_name_that_fails_is_failed_and_free_again(api: Api) -> None:
    buy(api, "fails-a.com")
    assert entry(api, "fails-a.com")["status"] == "failed"
    assert api("GET", f"{PORTFOLIO}/fails-a.com").status_code == 404
    assert is_free(api, "fails-a")


def test_a_name_that_is_stuck_stays_pending_until_its_time_is_over(api: Api) -> None:
    id = not_renewed(api, "stuck-a.com")
    advance(api, 365 * DAY)
    assert entry(api, "stuck-a.com")["status"] == "pending_setup"
    assert subscription(api, id)["status"] == "cancelled"
    advance(api, 46 * DAY)
    assert entry(api, "stuck-a.com")["status"] == "deleted"
    assert is_free(api, "stuck-a")


@pytest.mark.parametrize("word", ["taken", "fails", "stuck", "refused"])
def test_without_magic_the_names_are_ordinary(api: Api, word: str) -> None:
    STRICT(api)
    buy(api, f"{word}-a.com")
    assert entry(api, f"{word}-a.com")["status"] == "active"


# -- what is set --------------------------------------------------------------------------


def test_the_lock_is_set_and_lifted_and_guards_the_authorization_code(api: Api) -> None:
    path = f"{PORTFOLIO}/example.com"
    first = ok(api("GET", f"{path}/auth-code"))["auth_code"]
    assert ok(api("GET", f"{path}/auth-code"))["auth_code"] != first
    for _ in range(2):  # setting what is set is no error
        ok(api("PUT", f"{path}/domain-lock"))
    assert details(api, "example.com")["is_locked"] is True
    assert api("GET", f"{path}/auth-code").status_code == 422
    ok(api("DELETE", f"{path}/domain-lock"))
    assert details(api, "example.com")["is_locked"] is False
    ok(api("GET", f"{path}/auth-code"))


def test_there_is_no_authorization_code_for_sixty_days_after_registration(api: Api) -> None:
    buy(api, "new.com")
    ok(api("DELETE", f"{PORTFOLIO}/new.com/domain-lock"))
    advance(api, 60 * DAY - 100)
    assert api("GET", f"{PORTFOLIO}/new.com/auth-code").status_code == 422
    advance(api, 100)
    ok(api("GET", f"{PORTFOLIO}/new.com/auth-code"))


def test_privacy_protection_is_switched(api: Api) -> None:
    for method, on in (("DELETE", False), ("PUT", True)):
        advance(api, 1)
        ok(api(method, f"{PORTFOLIO}/example.com/privacy-protection"))
        assert details(api, "example.com")["is_privacy_protected"] is on
    assert details(api, "example.com")["updated_at"] == "2026-01-01T00:00:02Z"


def test_name_servers_are_replaced_as_a_whole(api: Api) -> None:
    path = f"{PORTFOLIO}/example.com/nameservers"
    four = {f"ns{n}": f"ns{n}.example.net" for n in range(1, 5)}
    ok(api("PUT", path, four))
    assert details(api, "example.com")["name_servers"] == four
    ok(api("PUT", path, {"ns1": "NS9.example.net.", "ns2": "ns8.example.net", "ns3": ""}))
    assert details(api, "example.com")["name_servers"] == {
        "ns1": "ns9.example.net",
        "ns2": "ns8.example.net",
    }


def test_nothing_is_set_on_an_expired_domain(api: Api) -> None:
    not_renewed(api, "new.com")
    advance(api, 366 * DAY)
    path = f"{PORTFOLIO}/new.com"
    hosts = {"ns1": "ns1.example.net", "ns2": "ns2.example.net"}
    for method, what, body in (
        ("PUT", "nameservers", hosts),
        ("PUT", "domain-lock", None),
        ("DELETE", "privacy-protection", None),
    ):
        answer = api(method, f"{path}/{what}", body)
        assert answer.status_code == 422
        assert "The domain is expired" in (answer.json or {})["message"]


def test_a_forwarding_keeps_its_birth_when_it_changes(api: Api) -> None:
    body = {"domain": "example.com", "redirect_type": "301", "redirect_url": "https://a.example"}
    made = ok(api("POST", f"{V1}/forwarding", body))
    assert made == {**body, "created_at": "2026-01-01T00:00:00Z", "updated_at": None}
    advance(api, 5)
    change = {"redirect_type": "302", "redirect_url": "http://b.example:8080/c?d#e"}
    changed = ok(api("PUT", f"{V1}/forwarding/example.com", change))
    assert changed == {**made, **change, "updated_at": "2026-01-01T00:00:05Z"}
    assert ok(api("GET", f"{V1}/forwarding/example.com")) == changed
    ok(api("DELETE", f"{V1}/forwarding/example.com"))
    assert api("GET", f"{V1}/forwarding/example.com").status_code == 404
    ok(api("POST", f"{V1}/forwarding", body))


# -- transfers ----------------------------------------------------------------------------


@pytest.mark.parametrize("keep", [True, False])
def test_a_transfer_takes_days_and_ends_in_an_active_domain(api: Api, keep: bool) -> None:
    body = {"domain": "old.com", "auth_code": "Auth123Code456", "should_keep_ns": keep}
    started = ok(api("POST", f"{V1}/transfers/claim", body))
    assert started == {
        "domain": "old.com",
        "status": "Pending",
        "initiated_at": "2026-01-01T00:00:00Z",
        "completed_at": None,
    }
    assert entry(api, "old.com")["status"] == "requested"
    assert not is_free(api, "old")
    assert "hostinger.domains.transfer" in advance(api, 6 * DAY)
    done = {**started, "status": "Completed", "completed_at": "2026-01-06T00:07:00Z"}
    assert ok(api("GET", f"{V1}/transfers/old.com")) == done
    assert done in ok(api("GET", f"{V1}/transfers"))
    found = entry(api, "old.com")
    assert (found["status"], found["type"]) == ("active", "free_domain_transfer")
    parked = details(api, "old.com")["name_servers"]["ns1"] == "ns1.dns-parking.com"
    assert parked is not keep
    assert zone(api, "old.com")


def test_a_transfer_may_fail(api: Api) -> None:
    body = {"domain": "fails-old.com", "auth_code": "Auth123Code456"}
    ok(api("POST", f"{V1}/transfers/claim", body))
    advance(api, 6 * DAY)
    assert ok(api("GET", f"{V1}/transfers/fails-old.com"))["status"] == "Failed"
    assert entry(api, "fails-old.com")["status"] == "failed"
    assert is_free(api, "fails-old")


# -- between the accounts -----------------------------------------------------------------


def test_the_domain_of_another_account_is_unknown_and_its_zone_closed(api: Api) -> None:
    buy(api, "theirs.com", headers=SECOND)
    assert api("GET", f"{PORTFOLIO}/theirs.com").status_code == 404
    assert api("GET", "/api/dns/v1/zones/theirs.com").status_code == 403
    assert zone(api, "theirs.com", headers=SECOND)
    assert api("GET", "/api/dns/v1/zones/example.com", headers=SECOND).status_code == 403


def test_worlds_do_not_share_their_registry(api: Api) -> None:
    buy(api, "new.com")
    other = Api(api.app, world="other")
    ok(other("POST", PORTFOLIO, order("new.com")))


def test_an_account_of_any_size_is_seeded() -> None:
    api = watched(size=300)
    assert len(ok(api("GET", PORTFOLIO))) == 304
    names = ok(api("GET", f"{V1}/whois/564653/usage"))
    assert len(names) == 299
    assert details(api, names[-1])["status"] == "active"
    assert ok(api("POST", f"{V1}/whois", profile()))["id"] == 564658
