"""Domains that move from one account of a world to the other."""

from typing import Any

import pytest

from tests.contract.harness import watched
from tests.hostinger.domains import (
    COM,
    EMAIL,
    PORTFOLIO,
    SECOND,
    SECOND_COM,
    SECOND_EMAIL,
    STRICT,
    V1,
    advance,
    buy,
    contacts,
    details,
    ok,
)
from tests.support import Api

OUT, IN = f"{V1}/move/outgoing", f"{V1}/move/incoming"
SUBSCRIPTIONS = "/api/billing/v1/subscriptions"
NAME = "example.com"


@pytest.fixture
def api() -> Api:
    return watched()


def start(api: Api, domain: str = NAME) -> None:
    ok(api("POST", f"{OUT}/{domain}", {"new_customer_email": SECOND_EMAIL}))


def accept(api: Api, domain: str = NAME, id: int = SECOND_COM, **kwargs: Any) -> None:
    kwargs = kwargs or {"headers": SECOND}
    ok(api("PUT", f"{IN}/{domain}", {"domain_contacts": contacts(id)}, **kwargs))


def statuses(api: Api, path: str, **kwargs: Any) -> dict[str, str]:
    return {move["domain"]: move["status"] for move in ok(api("GET", path, **kwargs))}


def names(api: Api, **kwargs: Any) -> set[str]:
    return {e["domain"] for e in ok(api("GET", PORTFOLIO, **kwargs))}


def test_a_move_is_seen_from_both_sides_until_it_is_completed(api: Api) -> None:
    start(api)
    assert statuses(api, OUT) == {NAME: "initiated"}
    both = ok(api("GET", f"{OUT}/{NAME}"))
    assert ok(api("GET", f"{IN}/{NAME}", headers=SECOND)) == both
    assert statuses(api, IN, headers=SECOND) == {NAME: "initiated"}
    advance(api, 5)
    accept(api)
    assert statuses(api, OUT) == {NAME: "activating"}
    moving = {**both, "status": "activating", "updated_at": "2026-01-01T00:00:05Z"}
    assert ok(api("GET", f"{IN}/{NAME}?force_sync=true", headers=SECOND)) == moving
    assert advance(api, 600) == ["hostinger.domains.move"]
    assert statuses(api, OUT) == {}
    assert api("GET", f"{OUT}/{NAME}").status_code == 404
    assert statuses(api, IN, headers=SECOND) == {NAME: "completed"}


def test_everything_that_is_the_domains_goes_with_it(api: Api) -> None:
    body = {"domain": NAME, "redirect_type": "301", "redirect_url": "https://a.example"}
    forwarding = ok(api("POST", f"{V1}/forwarding", body))
    zone = ok(api("GET", f"/api/dns/v1/zones/{NAME}"))
    before = details(api, NAME)
    paid = {s["id"]: s["status"] for s in ok(api("GET", SUBSCRIPTIONS))}
    start(api)
    accept(api)
    advance(api, 600)

    assert NAME not in names(api)
    assert api("GET", f"{PORTFOLIO}/{NAME}").status_code == 404
    assert api("GET", f"/api/dns/v1/zones/{NAME}").status_code == 403
    assert api("GET", f"{V1}/forwarding/{NAME}").status_code == 404
    assert NAME not in ok(api("GET", f"{V1}/whois/{COM}/usage"))
    after = {s["id"]: s["status"] for s in ok(api("GET", SUBSCRIPTIONS))}
    assert [after[id] for id in paid if after[id] != paid[id]] == ["transferred"]

    assert NAME in names(api, headers=SECOND)
    moved = details(api, NAME, headers=SECOND)
    assert moved == {
        **before,
        "domain_contacts": contacts(SECOND_COM),
        "updated_at": "2026-01-01T00:10:00Z",
    }
    assert ok(api("GET", f"/api/dns/v1/zones/{NAME}", headers=SECOND)) == zone
    assert ok(api("GET", f"{V1}/forwarding/{NAME}", headers=SECOND)) == forwarding
    assert NAME in ok(api("GET", f"{V1}/whois/{SECOND_COM}/usage", headers=SECOND))
    got = [s for s in ok(api("GET", SUBSCRIPTIONS, headers=SECOND)) if s["name"] == ".COM Domain"]
    assert [s["expires_at"] for s in got] == [before["expires_at"]]


def test_the_subscription_goes_on_for_the_moved_domain(api: Api) -> None:
    start(api)
    accept(api)
    advance(api, 600)
    (paid,) = [s for s in ok(api("GET", SUBSCRIPTIONS, headers=SECOND)) if "COM" in s["name"]]
    ok(api("DELETE", f"{SUBSCRIPTIONS}/{paid['id']}/auto-renewal/disable", headers=SECOND))
    advance(api, 240 * 86400)
    assert details(api, NAME, headers=SECOND)["status"] == "expired"


def test_a_domain_can_move_back(api: Api) -> None:
    start(api)
    accept(api)
    advance(api, 600)
    ok(api("POST", f"{OUT}/{NAME}", {"new_customer_email": EMAIL}, headers=SECOND))
    accept(api, id=COM, headers={})
    advance(api, 600)
    assert details(api, NAME)["domain_contacts"] == contacts(COM)
    assert NAME not in names(api, headers=SECOND)
    assert ok(api("GET", f"/api/dns/v1/zones/{NAME}"))


@pytest.mark.parametrize("who", ["cancel", "reject"])
def test_a_move_that_is_not_accepted_yet_can_be_called_off(api: Api, who: str) -> None:
    start(api)
    if who == "cancel":
        ok(api("DELETE", f"{OUT}/{NAME}"))
    else:
        ok(api("DELETE", f"{IN}/{NAME}", headers=SECOND))
    assert statuses(api, OUT) == statuses(api, IN, headers=SECOND) == {}
    assert details(api, NAME)["status"] == "active"
    start(api)


def test_an_accepted_move_cannot_be_called_off(api: Api) -> None:
    start(api)
    accept(api)
    assert api("DELETE", f"{OUT}/{NAME}").status_code == 422
    assert api("DELETE", f"{IN}/{NAME}", headers=SECOND).status_code == 422
    advance(api, 600)
    assert api("DELETE", f"{IN}/{NAME}", headers=SECOND).status_code == 422
    assert NAME in names(api, headers=SECOND)


def test_a_domain_that_expires_before_the_confirmation_stays(api: Api) -> None:
    (paid,) = [s for s in ok(api("GET", SUBSCRIPTIONS)) if s["expires_at"].startswith("2026-08-27")]
    ok(api("DELETE", f"{SUBSCRIPTIONS}/{paid['id']}/auto-renewal/disable"))
    start(api)
    now = {"now": "2026-08-26T23:55:00Z"}
    api.control("PUT", "/worlds/default/clock", now)
    accept(api)
    advance(api, 600)
    assert details(api, NAME)["status"] == "expired"
    assert statuses(api, OUT) == statuses(api, IN, headers=SECOND) == {}
    assert NAME not in ok(api("GET", f"{V1}/whois/{SECOND_COM}/usage", headers=SECOND))


def test_a_seeded_domain_is_on_its_way_to_the_main_account(api: Api) -> None:
    assert statuses(api, IN) == statuses(api, OUT, headers=SECOND) == {"example.net": "initiated"}
    accept(api, "example.net", 564655, headers={})
    advance(api, 600)
    assert details(api, "example.net")["status"] == "active"


def test_premium_protection_is_magic(api: Api) -> None:
    buy(api, "premium-a.com")
    path, body = f"{OUT}/premium-a.com", {"new_customer_email": SECOND_EMAIL}
    assert api("POST", path, body).status_code == 428
    STRICT(api)
    ok(api("POST", path, body))
