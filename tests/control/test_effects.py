"""The ledger of a world, as the control API shows it."""

from typing import Any

import pytest

from tests.control.conftest import Control
from tests.hostens.client import Hostens
from tests.hostinger.domains import PORTFOLIO, SECOND, order
from tests.support import Api

EFFECTS = "/worlds/default/effects"
NOTHING = {
    "domains_bought": 0,
    "domains_lost": 0,
    "machines_bought": 0,
    "machines_destroyed": 0,
    "services_bought": 0,
    "services_lost": 0,
    "zones_overwritten": 0,
    "money_spent": {},
    "money_returned": {},
}
AT = {"at": "2026-01-01T00:00:00Z", "vendor": "hostinger"}
BOUGHT = {**AT, "effect": "domain-bought", "domain": "my-shop.com"}
SPENT = {
    **AT,
    "effect": "money-spent",
    "amount": "12.09",
    "currency": "USD",
    "bill": "2957086",
    "why": "ordered",
}
PAID = {"event": "hostens.invoice-paid", "data": {"invoice_id": "308977"}}
YEAR = {"seconds": 366 * 86_400}


def buy(api: Api, name: str = "my-shop.com", **kwargs: Any) -> None:
    assert api("POST", PORTFOLIO, order(name), **kwargs).status_code == 200


def test_what_an_account_was_seeded_with_is_not_in_it(untouched: Control) -> None:
    assert untouched("GET", EFFECTS).json == {"totals": NOTHING, "effects": []}


def test_a_call_is_the_cause_of_what_it_had_for_effects(control: Control, api: Api) -> None:
    assert api("GET", PORTFOLIO).status_code == 200
    buy(api)
    reply = control("GET", EFFECTS).json
    assert reply["effects"] == [{**SPENT, "cause": 2}, {**BOUGHT, "cause": 2}]
    assert reply["totals"] == NOTHING | {"domains_bought": 1, "money_spent": {"USD": "12.09"}}
    (entry,) = control("GET", "/worlds/default/journal?status=200&method=POST").json["entries"]
    assert entry["n"] == 2


def test_it_shows_all_that_is_noted(control: Control, api: Api) -> None:
    buy(api)
    buy(api, "other-shop.com", headers=SECOND)
    control("POST", "/worlds/default/events", PAID)
    control("POST", "/worlds/default/clock/advance", YEAR)
    kept = [effect for _, effect in api.inside().shared("kernel.effects").items()]
    assert len(kept) > 50
    assert control("GET", EFFECTS).json["effects"] == kept


def test_a_refused_call_has_no_effects(control: Control, api: Api) -> None:
    buy(api)
    before = control("GET", EFFECTS).json
    for body, status in (
        (order("my-shop.com"), 422),
        (order("shop-2.com", payment_method_id=9693616), 402),
        (order("shop-2.com", item_id="unknown"), 422),
    ):
        assert api("POST", PORTFOLIO, body).status_code == status
    assert control("GET", EFFECTS).json == before


def test_the_second_account_is_named(control: Control, api: Api) -> None:
    buy(api, headers=SECOND)
    effects = control("GET", EFFECTS).json["effects"]
    assert effects == [{**one, "cause": 1, "account": "second"} for one in (SPENT, BOUGHT)]


def test_what_a_vendor_or_an_effect_is_asked_for_the_totals_are_of(
    control: Control, api: Api
) -> None:
    buy(api)
    assert control("POST", "/worlds/default/events", PAID).status == 200
    hostens = control("GET", f"{EFFECTS}?vendor=hostens").json
    assert {one["vendor"] for one in hostens["effects"]} == {"hostens"}
    assert {one["cause"] for one in hostens["effects"]} == {"hostens.invoice-paid"}
    assert hostens["totals"]["money_spent"] == {"USD": "12.09"}
    assert hostens["totals"]["domains_bought"] == 0
    spent = control("GET", f"{EFFECTS}?effect=money-spent").json
    assert [one["vendor"] for one in spent["effects"]] == ["hostinger", "hostens"]
    assert spent["totals"] == NOTHING | {"money_spent": {"USD": "24.18"}}
    both = control("GET", f"{EFFECTS}?effect=service-bought&vendor=hostens").json
    assert [one["service"] for one in both["effects"]] == ["302"]
    assert control("GET", f"{EFFECTS}?vendor=hostafrica").json["effects"] == []


def test_to_look_lets_happen_what_is_due(control: Control) -> None:
    control("PUT", "/worlds/default/clock", {"now": "2027-01-01T00:00:00Z"})
    causes = {one["cause"] for one in control("GET", EFFECTS).json["effects"]}
    assert "hostinger.billing.subscription-renewal" in causes
    assert "hostens.service-invoiced" in causes


def test_a_fork_goes_on_with_it_and_a_reset_world_has_none(control: Control, api: Api) -> None:
    buy(api)
    before = control("GET", EFFECTS).json
    control("POST", "/worlds/default/fork", {"name": "other"})
    buy(Api(api.app, world="other"), "shop-2.com")
    assert control("GET", EFFECTS).json == before
    forked = control("GET", "/worlds/other/effects").json
    assert forked["effects"][:2] == before["effects"]
    assert [one["effect"] for one in forked["effects"][2:]] == ["money-spent", "domain-bought"]
    assert forked["totals"]["money_spent"] == {"USD": "24.18"}
    control("POST", "/worlds/default/reset")
    assert control("GET", EFFECTS).json == {"totals": NOTHING, "effects": []}
    assert control("GET", "/worlds/other/effects").json == forked


def test_worlds_have_ledgers_of_their_own(control: Control, api: Api) -> None:
    Hostens(api.app, world="other").told("POST", "/order/333", {})
    assert control("GET", EFFECTS).json["effects"] == []
    assert control("GET", "/worlds/other/effects").json["totals"]["services_bought"] == 1


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("vendor=hostingr", "there is no vendor 'hostingr'; did you mean 'hostinger'?"),
        ("vendor=", "there is no vendor ''"),
        ("effect=domains-bought", "Did you mean 'domain-bought'?"),
        ("kind=domain-bought", "Unknown field; use one of vendor, effect"),
    ],
)
def test_a_wrong_question_is_refused_and_not_answered_by_nothing(
    untouched: Control, query: str, error: str
) -> None:
    reply = untouched("GET", f"{EFFECTS}?{query}")
    assert reply.status == 422
    assert error in reply.text


def test_a_world_that_is_not_there_has_no_ledger(untouched: Control) -> None:
    assert untouched("GET", "/worlds/other/effects").status == 404
