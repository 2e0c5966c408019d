"""Where money and products meet: what is paid for is there, and what is not is not paid for."""

from typing import Any

import pytest

from tests.hostinger.domains import EMAIL, PORTFOLIO, SECOND_EMAIL, V1, ok, order, profile
from tests.hostinger.machines import DAY, ID, SETUP, Machines

SUBSCRIPTIONS = "/api/billing/v1/subscriptions"
METHODS = "/api/billing/v1/payment-methods"
CARD, PAYPAL, DECLINED, CHARGED = 9693613, 9693614, 9693616, 9693617
DOMAIN_ITEM = "hostingercom-domain-com-usd-1y"


class Account(Machines):
    """Machines, and what pays for them."""

    def paid(self, id: str) -> Any:
        (found,) = [one for one in ok(self.api("GET", SUBSCRIPTIONS)) if one["id"] == id]
        return found

    def renew(self, id: str, **body: Any) -> Any:
        return self.api("POST", f"{SUBSCRIPTIONS}/{id}/renew", body)

    def off(self, id: str) -> None:
        ok(self.api("DELETE", f"{SUBSCRIPTIONS}/{id}/auto-renewal/disable"))

    def domain(self, name: str) -> str:
        """Bought; the subscription's id."""
        id: str = ok(self.api("POST", PORTFOLIO, order(name)))["subscription_id"]
        self.advance(60)
        return id

    def entries(self) -> list[Any]:
        entries: list[Any] = ok(self.api("GET", PORTFOLIO))
        return entries

    def listed(self, name: str) -> Any:
        return [entry for entry in self.entries() if entry["domain"] == name][-1]

    def registered(self, name: str) -> Any:
        return ok(self.api("GET", f"{PORTFOLIO}/{name}"))


@pytest.fixture
def account() -> Account:
    return Account()


def test_a_renewal_that_is_refused_and_charged_renews_what_it_was_for(account: Account) -> None:
    id = account.read()["subscription_id"]
    before, machines = account.paid(id), len(account("GET", ""))
    assert account.renew(id, payment_method_id=CHARGED).status_code == 402
    assert "billing.orphaned-delivery" in account.advance(58)
    assert account.paid(id)["expires_at"] > before["expires_at"]
    assert len(account("GET", "")) == machines


def test_so_does_one_that_was_due_and_the_machine_comes_back(account: Account) -> None:
    ok(account.api("POST", f"{METHODS}/{CHARGED}"))
    ok(account.api("DELETE", f"{METHODS}/{CARD}"))
    account.advance(40 * DAY)
    subscription = account.paid(account.read()["subscription_id"])
    assert subscription["status"] == "active"
    assert account.read()["state"] == "running"


def test_what_is_bought_with_such_a_card_is_delivered_with_its_subscription(
    account: Account,
) -> None:
    body = {"item_id": "hostingercom-vps-kvm2-usd-1m", "payment_method_id": CHARGED, "setup": SETUP}
    before = len(account("GET", ""))
    account("POST", "", body, status=402)
    account.advance(60)
    orphan = account("GET", "")[-1]
    assert len(account("GET", "")) == before + 1
    assert (orphan["state"], orphan["template"]) == ("initial", None)
    assert account.paid(orphan["subscription_id"])["status"] == "active"


def test_a_declined_card_is_not_charged_for_a_wrong_host_name(account: Account) -> None:
    account.quirk("vps-wrong-hostname-charges")
    body = {"item_id": "hostingercom-vps-kvm2-usd-1m", "setup": SETUP | {"hostname": "BAD"}}
    account("POST", "", body | {"payment_method_id": DECLINED}, status=422)
    assert "billing.orphaned-delivery" not in account.advance(60)
    account("POST", "", body, status=422)
    assert "billing.orphaned-delivery" in account.advance(60)


def test_a_registration_that_failed_is_not_paid_for_any_longer(account: Account) -> None:
    id = account.domain("fails-here.com")
    assert account.listed("fails-here.com")["status"] == "failed"
    ended = account.paid(id)
    assert (ended["status"], ended["is_auto_renewed"]) == ("cancelled", False)
    assert account.renew(id).status_code == 422
    account.advance(400 * DAY)
    assert account.paid(id) == ended


def test_a_claim_takes_the_domain_that_was_paid_for(account: Account) -> None:
    body = {"items": [{"item_id": DOMAIN_ITEM}]}
    id = ok(account.api("POST", "/api/billing/v1/orders", body))["subscription_id"]
    free = sum(entry["type"] == "free_domain" for entry in account.entries())
    ok(account.api("POST", f"{PORTFOLIO}/claim", {"domain": "paid-for.com"}))
    claimed = account.listed("paid-for.com")
    assert claimed["type"] == "domain"
    assert claimed["expires_at"] == account.paid(id)["expires_at"]
    assert sum(entry["type"] == "free_domain" for entry in account.entries()) == free


def test_and_not_one_whose_paid_time_is_over(account: Account) -> None:
    body = {"items": [{"item_id": DOMAIN_ITEM}]}
    account.off(ok(account.api("POST", "/api/billing/v1/orders", body))["subscription_id"])
    account.advance(370 * DAY)
    for n in range(10):
        name = f"claimed-{n}.com"
        answer = account.api("POST", f"{PORTFOLIO}/claim", {"domain": name})
        if answer.status_code != 200:
            break
        now = account.registered(name)["registered_at"]
        assert account.listed(name)["expires_at"] > now
        assert account.listed(name)["type"] == "free_domain"
    assert (answer.json or {})["message"].startswith("[Domains:2037]")


def test_a_name_that_is_registered_elsewhere_can_be_transferred(account: Account) -> None:
    body = {"domain": "taken-elsewhere.com", "auth_code": "code"}
    assert ok(account.api("POST", f"{V1}/transfers/claim", body))["status"] == "Pending"


def test_the_forwarding_of_an_expired_domain_is_left_alone(account: Account) -> None:
    id = account.domain("gone.com")
    target = {"redirect_type": "301", "redirect_url": "https://there.example"}
    ok(account.api("POST", f"{V1}/forwarding", {"domain": "gone.com", **target}))
    account.off(id)
    account.advance(366 * DAY)
    assert account.api("PUT", f"{V1}/forwarding/gone.com", target).status_code == 422
    assert account.api("DELETE", f"{V1}/forwarding/gone.com").status_code == 422


def test_a_domain_renewed_in_its_grace_goes_on_from_the_old_date(account: Account) -> None:
    id = account.domain("late.com")
    account.off(id)
    before = account.registered("late.com")
    account.advance(370 * DAY)
    assert account.registered("late.com")["status"] == "expired"
    assert account.renew(id, payment_method_id=PAYPAL).status_code == 200
    after = account.registered("late.com")
    assert (before["expires_at"][:4], after["expires_at"][:4]) == ("2027", "2028")
    assert after["expires_at"][4:] == before["expires_at"][4:]
    assert after["updated_at"] > before["updated_at"]
    assert account.paid(id)["expires_at"] == after["expires_at"]


def test_a_domain_is_registered_for_ten_years_at_most(account: Account) -> None:
    id = account.domain("long.com")
    answers = [account.renew(id).status_code for _ in range(11)]
    assert answers == [200] * 9 + [422] * 2
    assert account.paid(id)["expires_at"].startswith("2036")


def test_an_account_whose_default_method_is_expired_is_told_so(account: Account) -> None:
    account.advance(5 * 366 * DAY)
    answer = account.api("POST", PORTFOLIO, order("any.com"))
    assert answer.status_code == 422
    assert "default payment method" in (answer.json or {})["message"]


def test_a_change_of_registrant_that_cannot_be_made_is_canceled(account: Account) -> None:
    other = ok(account.api("POST", f"{V1}/whois", profile(first_name="Ann", email=EMAIL)))["id"]
    body = {"new_whois_id": other, "domain": "example.com", "change_for": ["owner"]}
    contacts = account.registered("example.com")["domain_contacts"]
    ok(account.api("PUT", f"{V1}/whois/change", body))
    ok(account.api("DELETE", f"{V1}/whois/{other}"))
    account.advance(4_000)
    assert ok(account.api("GET", f"{V1}/irtp/example.com"))["status"] == "canceled"
    assert account.registered("example.com")["domain_contacts"] == contacts


def test_a_domain_on_its_way_keeps_its_registrant(account: Account) -> None:
    other = ok(account.api("POST", f"{V1}/whois", profile(first_name="Ann")))["id"]
    ok(account.api("POST", f"{V1}/move/outgoing/example.com", {"new_customer_email": SECOND_EMAIL}))
    body = {"new_whois_id": other, "domain": "example.com", "change_for": ["owner"]}
    assert account.api("PUT", f"{V1}/whois/change", body).status_code == 422


def test_metrics_of_the_past_do_not_change(account: Account) -> None:
    account.done("POST", "/stop")
    account.advance(DAY)
    span = "/metrics?date_from=2026-01-01T01:00:00Z&date_to=2026-01-01T02:00:00Z"
    at_rest = account("GET", f"/{ID}{span}")
    assert set(at_rest["cpu_usage"]["usage"].values()) == {0}
    account.done("POST", "/start")
    assert account("GET", f"/{ID}{span}") == at_rest


def test_a_machine_that_never_ran_has_neither_metrics_nor_backups(account: Account) -> None:
    id = account.bought(hostname="stuck.example.com")["id"]
    account.advance(9 * DAY)
    span = "/metrics?date_from=2026-01-01T00:00:00Z&date_to=2026-02-01T00:00:00Z"
    assert set(account("GET", f"/{id}{span}").values()) == {None}
    assert account("GET", f"/{id}/backups")["data"] == []
