"""WHOIS profiles, and domains that change theirs."""

from typing import Any

import pytest

from tests.contract.harness import watched
from tests.hostinger.domains import (
    COM,
    OTHER_COM,
    PORTFOLIO,
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

DAY = 86_400
IRTP = f"{V1}/irtp/example.com"
CONFIRMATION = "hostinger.domains.irtp-confirmation"


@pytest.fixture
def api() -> Api:
    return watched()


def made(api: Api, **details: Any) -> int:
    id: int = ok(api("POST", f"{V1}/whois", profile(**details)))["id"]
    return id


def change(api: Api, id: int, *roles: str, domain: str = "example.com") -> Any:
    body = {"new_whois_id": id, "domain": domain, "change_for": roles}
    return api("PUT", f"{V1}/whois/change", body)


def usage(api: Api, id: int) -> list[str]:
    names: list[str] = ok(api("GET", f"{V1}/whois/{id}/usage"))
    return names


def on(api: Api) -> Any:
    """Whose contacts example.com has."""
    return details(api, "example.com")["domain_contacts"]


# -- profiles -----------------------------------------------------------------------------


def test_a_profile_is_kept_as_it_was_sent(api: Api) -> None:
    sent = profile("US", note={"any": ["thing"]}) | {
        "country": "US",
        "tld_details": {"nexus_purpose": "P1", "nexus_category": "C11"},
    }
    id = ok(api("POST", f"{V1}/whois", sent))["id"]
    kept = ok(api("GET", f"{V1}/whois/{id}"))
    now = "2026-01-01T00:00:00Z"
    assert kept == {**sent, "tld": "us", "id": id, "created_at": now, "updated_at": now}
    assert kept in ok(api("GET", f"{V1}/whois"))


def test_the_list_is_filtered_by_tld(api: Api) -> None:
    id = made(api)
    tlds = {p["tld"] for p in ok(api("GET", f"{V1}/whois"))}
    assert tlds == {"com", "example", "net"}
    assert [p["id"] for p in ok(api("GET", f"{V1}/whois?tld=com"))] == [COM, OTHER_COM, id]
    assert ok(api("GET", f"{V1}/whois?tld=io")) == []
    ok(api("DELETE", f"{V1}/whois/{id}"))
    assert [p["id"] for p in ok(api("GET", f"{V1}/whois?tld=com"))] == [COM, OTHER_COM]


def test_the_default_profile_is_what_a_purchase_takes(api: Api) -> None:
    for _ in range(2):
        ok(api("PUT", f"{V1}/whois/default/{OTHER_COM}"))
    buy(api, "new.com")
    assert details(api, "new.com")["domain_contacts"] == contacts(OTHER_COM)
    ok(api("DELETE", f"{V1}/whois/default/{COM}"))  # is it no more; changes nothing
    buy(api, "newer.com")
    ok(api("DELETE", f"{V1}/whois/default/{OTHER_COM}"))
    assert api("POST", PORTFOLIO, order("newest.com")).status_code == 422


def test_a_deleted_profile_is_the_default_no_more(api: Api) -> None:
    id = made(api)
    ok(api("PUT", f"{V1}/whois/default/{id}"))
    ok(api("DELETE", f"{V1}/whois/{id}"))
    assert api("GET", f"{V1}/whois/{id}").status_code == 404
    assert api("POST", PORTFOLIO, order("new.com")).status_code == 422


def test_the_faults_of_an_individual_are_told_by_field(api: Api) -> None:
    body = profile(first_name=None, email="ann", phone="12")
    answer = api("POST", f"{V1}/whois", body)
    assert answer.status_code == 422
    assert (answer.json or {})["errors"] == {
        "whois_details.first_name": ["The whois details.first name field is required."],
        "whois_details.email": ["The whois details.email field must be a valid email address."],
        "whois_details.phone": [
            "The whois details.phone field must be a phone number like +31.201234567."
        ],
    }


def test_an_individual_needs_no_more_than_the_document_shows(api: Api) -> None:
    shown = {"first_name": "John", "last_name": "Doe", "email": "john@example.com"}
    ok(api("POST", f"{V1}/whois", profile() | {"whois_details": shown}))


def test_the_faults_of_an_organization_are_not(api: Api) -> None:
    answer = api("POST", f"{V1}/whois", profile() | {"entity_type": "organization"})
    assert answer.status_code == 422
    assert (answer.json or {}).keys() == {"message", "correlation_id"}
    named = profile(company_name="Acme") | {"entity_type": "organization"}
    ok(api("POST", f"{V1}/whois", named))


def test_the_usage_follows_the_contacts(api: Api) -> None:
    id = made(api)
    assert usage(api, id) == []
    ok(api("POST", PORTFOLIO, order("new.com", domain_contacts={"tech_id": id})))
    assert usage(api, id) == ["new.com"]
    assert api("DELETE", f"{V1}/whois/{id}").status_code == 422
    advance(api, 60)
    ok(change(api, COM, "tech", domain="new.com"))
    advance(api, 60)
    assert usage(api, id) == []
    assert "new.com" in usage(api, COM)
    ok(api("DELETE", f"{V1}/whois/{id}"))


# -- changes ------------------------------------------------------------------------------


def test_other_contacts_change_after_a_moment(api: Api) -> None:
    ok(change(api, OTHER_COM, "tech", "admin"))
    assert on(api) == contacts(COM)
    assert advance(api, 10) == ["hostinger.domains.contacts-change"]
    assert on(api) == contacts(COM) | {"tech_id": OTHER_COM, "admin_id": OTHER_COM}
    assert usage(api, OTHER_COM) == ["example.com"]
    assert "example.com" in usage(api, COM)
    assert api("GET", IRTP).status_code == 404


def test_roles_of_different_profiles_do_not_change_together(api: Api) -> None:
    ok(change(api, OTHER_COM, "tech"))
    advance(api, 10)
    answer = change(api, OTHER_COM, "owner", "tech")
    assert answer.status_code == 422
    assert "not on the same WHOIS profile" in answer.json["message"]


def test_a_profile_that_is_gone_when_the_change_is_due_changes_nothing(api: Api) -> None:
    id = made(api)
    ok(change(api, id, "tech"))
    ok(api("DELETE", f"{V1}/whois/{id}"))
    advance(api, 10)
    assert on(api) == contacts(COM)


def test_another_owner_is_confirmed_by_both_and_locks_the_domain(api: Api) -> None:
    ok(change(api, OTHER_COM, "owner"))
    pending = ok(api("GET", IRTP))
    assert pending == {
        "domain": "example.com",
        "status": "pending",
        "old_confirmed_at": None,
        "new_confirmed_at": None,
        "old_whois_profile_email": "customer@example.com",
        "new_whois_profile_email": "jane@example.com",
        "expires_at": "2026-01-06T00:00:00Z",
    }
    assert advance(api, 1800) == [CONFIRMATION]
    pending["old_confirmed_at"] = "2026-01-01T00:30:00Z"
    assert ok(api("GET", IRTP)) == pending
    assert on(api) == contacts(COM)
    assert advance(api, 1800) == [CONFIRMATION]
    assert on(api) == contacts(COM) | {"owner_id": OTHER_COM}
    done = {"status": "completed", "new_confirmed_at": "2026-01-01T01:00:00Z"}
    assert ok(api("GET", IRTP)) == pending | done
    assert details(api, "example.com")["60_days_lock_expires_at"] == "2026-03-02T01:00:00Z"
    assert api("GET", f"{PORTFOLIO}/example.com/auth-code").status_code == 422
    assert api("DELETE", IRTP).status_code == 404, "there is nothing to cancel any more"


def test_a_cancelled_change_never_happens(api: Api) -> None:
    ok(change(api, OTHER_COM, "owner"))
    advance(api, 1800)
    ok(api("DELETE", IRTP))
    assert api("GET", IRTP).status_code == 404
    ok(change(api, OTHER_COM, "owner"))  # and what was asked before does not confirm this one
    advance(api, 1800)
    assert ok(api("GET", IRTP))["new_confirmed_at"] is None
    assert on(api) == contacts(COM)


def test_what_nobody_confirms_is_canceled_after_five_days(api: Api) -> None:
    id = made(api, email="unread@example.com")
    ok(change(api, id, "owner"))
    advance(api, 5 * DAY - 1)
    assert ok(api("GET", IRTP))["status"] == "pending"
    advance(api, 1)
    assert ok(api("GET", IRTP))["status"] == "canceled"
    assert on(api) == contacts(COM)
    ok(change(api, OTHER_COM, "owner"))


def test_without_magic_everybody_reads_their_mail(api: Api) -> None:
    STRICT(api)
    ok(change(api, made(api, email="unread@example.com"), "owner"))
    advance(api, 3600)
    assert ok(api("GET", IRTP))["status"] == "completed"


def test_the_same_person_at_another_address_is_no_new_owner(api: Api) -> None:
    same = {"first_name": "John", "last_name": "Doe", "email": "customer@example.com"}
    id = made(api, **same, address="Dam 99")
    ok(change(api, id, "owner"))
    assert api("GET", IRTP).status_code == 404
    advance(api, 10)
    assert on(api)["owner_id"] == id


def test_a_seeded_change_waits_for_its_registrants(api: Api) -> None:
    names = [e["domain"] for e in ok(api("GET", PORTFOLIO)) if e["domain"]]
    found = [api("GET", f"{V1}/irtp/{name}").json or {} for name in names]
    assert [v["status"] for v in found if "status" in v] == ["pending"]
