"""Orders, what they cost, and what becomes of the subscriptions."""

from typing import Any

import pytest

from tests.contract.harness import watched
from tests.support import Api, application

ORDERS = "/api/billing/v1/orders"
METHODS = "/api/billing/v1/payment-methods"
SUBSCRIPTIONS = "/api/billing/v1/subscriptions"
CATALOG = "/api/billing/v1/catalog"
EMAIL, VPS = "hostingercom-email-business-usd-1m", "hostingercom-vps-kvm2-usd-1m"
CARD, PAYPAL, DECLINED, CHARGED = 9693613, 9693614, 9693616, 9693617
DAY = 86_400


@pytest.fixture
def api() -> Api:
    return watched()


def ok(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json


def order(api: Api, *items: str, **more: Any) -> Any:
    return ok(api("POST", ORDERS, {"items": [{"item_id": item} for item in items], **more}))


def subscription(api: Api, id: str) -> Any:
    (found,) = [one for one in ok(api("GET", SUBSCRIPTIONS)) if one["id"] == id]
    return found


def advance(api: Api, days: float, id: str | None = None) -> list[str]:
    """What fired; to a subscription, if one is given."""
    seconds = round(days * DAY)
    fired = api.control("POST", "/worlds/default/clock/advance", {"seconds": seconds})["fired"]
    return [one["event"].removeprefix("hostinger.") for one in fired if id in (None, one["data"])]


def set_time(api: Api, now: str) -> None:
    api.control("PUT", "/worlds/default/clock", {"now": now})


def auto_renewal(api: Api, id: str, on: bool) -> Any:
    method, word = ("PATCH", "enable") if on else ("DELETE", "disable")
    return ok(api(method, f"{SUBSCRIPTIONS}/{id}/auto-renewal/{word}"))


# -- catalog ------------------------------------------------------------------------------


def test_the_documented_price_is_in_the_catalog(api: Api) -> None:
    (item,) = ok(api("GET", f"{CATALOG}?category=VPS&name=kvm 2"))
    assert item["id"] == "hostingercom-vps-kvm2"
    assert item["prices"][0] == {
        "id": VPS,
        "name": "KVM 2 (billed every month)",
        "currency": "USD",
        "price": 1799,
        "first_period_price": 899,
        "period": 1,
        "period_unit": "month",
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=.COM*", [".COM Domain"]),
        ("name=.com domain", [".COM Domain"]),
        ("name=*2", ["KVM 2"]),
        ("category=DOMAIN&name=KVM*", []),
        ("name=.[C]OM*", []),
        ("name=.?OM*", []),
        ("name=", []),
    ],
)
def test_items_are_found_by_category_and_name(api: Api, query: str, names: list[str]) -> None:
    assert [item["name"] for item in ok(api("GET", f"{CATALOG}?{query}"))] == names


def test_every_category_is_on_offer_under_ids_of_its_own(api: Api) -> None:
    items = ok(api("GET", CATALOG))
    assert {item["category"] for item in items} == {"DOMAIN", "VPS", "EMAIL"}
    ids = [price["id"] for item in items for price in item["prices"]]
    assert len(ids) == len(set(ids)) > 80


# -- orders -------------------------------------------------------------------------------


def test_an_order_costs_the_first_price_and_vat_in_cents(api: Api) -> None:
    placed = order(api, VPS)
    assert (placed["subtotal"], placed["total"]) == (899, 1088), "as in the documented example"
    assert placed["status"] == "completed"
    assert placed["billing_address"]["country"] == "NL"


def test_an_order_begins_a_subscription_per_unit(api: Api) -> None:
    before = len(ok(api("GET", SUBSCRIPTIONS)))
    body = {"items": [{"item_id": EMAIL, "quantity": 3}, {"item_id": VPS}]}
    placed = ok(api("POST", ORDERS, body))
    assert placed["subtotal"] == 3 * 99 + 899
    new = ok(api("GET", SUBSCRIPTIONS))[before:]
    assert [one["name"] for one in new] == ["Business Email"] * 3 + ["KVM 2"]
    assert placed["subscription_id"] == new[0]["id"]
    assert len({one["id"] for one in new}) == 4


def test_a_subscription_tells_its_period_and_prices(api: Api) -> None:
    made = subscription(api, order(api, EMAIL)["subscription_id"])
    assert made.pop("id").startswith("Azz")
    assert made == {
        "name": "Business Email",
        "status": "active",
        "billing_period": 1,
        "billing_period_unit": "month",
        "currency_code": "USD",
        "total_price": 99,
        "renewal_price": 149,
        "is_auto_renewed": True,
        "created_at": "2026-01-01T00:00:00Z",
        "expires_at": "2026-02-01T00:00:00Z",
        "next_billing_at": "2026-02-01T00:00:00Z",
    }


def test_a_refused_order_buys_nothing_even_if_only_its_last_item_is_wrong(api: Api) -> None:
    before = api.digest()
    body = {"items": [{"item_id": VPS}, {"item_id": "nothing"}]}
    answer = api("POST", ORDERS, body)
    assert answer.status_code == 422
    assert list((answer.json or {})["errors"]) == ["items.1.item_id"]
    assert api.digest() == before


def test_a_purchase_that_is_refused_may_be_charged_and_delivered_all_the_same(api: Api) -> None:
    before = len(ok(api("GET", SUBSCRIPTIONS)))
    body = {"items": [{"item_id": EMAIL}], "payment_method_id": CHARGED}
    assert api("POST", ORDERS, body).status_code == 402
    advance(api, 57 / DAY)
    assert len(ok(api("GET", SUBSCRIPTIONS))) == before
    assert "billing.orphaned-delivery" in advance(api, 1 / DAY)
    assert len(ok(api("GET", SUBSCRIPTIONS))) == before + 1


def test_a_price_can_be_declined_or_charged_as_well(api: Api) -> None:
    body = {"items": [{"item_id": f"{EMAIL}!charged"}]}
    assert api("POST", ORDERS, body).status_code == 402
    assert "billing.orphaned-delivery" in advance(api, 1)
    body = {"items": [{"item_id": f"{EMAIL}!declined"}]}
    assert api("POST", ORDERS, body).status_code == 402
    assert "billing.orphaned-delivery" not in advance(api, 1)


def test_without_magic_the_cards_are_cards(api: Api) -> None:
    quirks = {"hostinger.magic-inputs": False}
    api.control("PATCH", "/worlds/default/quirks", {"quirks": quirks})
    order(api, EMAIL, payment_method_id=DECLINED)


# -- payment methods ----------------------------------------------------------------------


def test_one_method_is_the_default_at_any_time(api: Api) -> None:
    ok(api("POST", f"{METHODS}/{PAYPAL}"))
    assert [m["id"] for m in ok(api("GET", METHODS)) if m["is_default"]] == [PAYPAL]
    ok(api("DELETE", f"{METHODS}/{CARD}"))
    assert CARD not in [m["id"] for m in ok(api("GET", METHODS))]


def test_a_card_expires_and_pays_no_more(api: Api) -> None:
    (card,) = [m for m in ok(api("GET", METHODS)) if m["id"] == CARD]
    assert not card["is_expired"]
    set_time(api, card["expires_at"])
    (card,) = [m for m in ok(api("GET", METHODS)) if m["id"] == CARD]
    assert card["is_expired"]
    assert api("POST", ORDERS, {"items": [{"item_id": EMAIL}]}).status_code == 422


# -- time ---------------------------------------------------------------------------------


def test_it_renews_every_month_at_the_full_price_on_the_same_day(api: Api) -> None:
    set_time(api, "2026-01-31T12:00:00Z")
    id = order(api, EMAIL)["subscription_id"]
    dates = []
    for _ in range(3):
        dates.append(subscription(api, id)["next_billing_at"])
        set_time(api, dates[-1])
    assert dates == ["2026-02-28T12:00:00Z", "2026-03-31T12:00:00Z", "2026-04-30T12:00:00Z"]
    assert subscription(api, id)["total_price"] == 149


def test_a_year_in_one_step_is_as_a_year_in_many(api: Api) -> None:
    other = watched()
    id = order(api, EMAIL)["subscription_id"]
    assert order(other, EMAIL)["subscription_id"] == id
    fired = advance(api, 365, id)
    assert fired == [event for _ in range(73) for event in advance(other, 5, id)]
    assert fired == ["billing.subscription-renewal"] * 12
    assert subscription(api, id) == subscription(other, id)


def test_without_auto_renewal_it_is_over_when_the_paid_time_is(api: Api) -> None:
    id = order(api, EMAIL)["subscription_id"]
    off = auto_renewal(api, id, False)
    assert (off["status"], off["next_billing_at"]) == ("not_renewing", None)
    assert auto_renewal(api, id, False) == off, "twice is no error"
    assert advance(api, 31, id) == ["billing.subscription-expiry"]
    assert subscription(api, id)["status"] == "cancelled"


def test_turning_it_on_again_leaves_no_trace(api: Api) -> None:
    id = order(api, EMAIL)["subscription_id"]
    before = subscription(api, id)
    auto_renewal(api, id, False)
    assert auto_renewal(api, id, True) == before
    assert advance(api, 31, id) == ["billing.subscription-renewal"]


def test_renewing_by_hand_pays_one_more_period(api: Api) -> None:
    id = order(api, EMAIL)["subscription_id"]
    placed = ok(api("POST", f"{SUBSCRIPTIONS}/{id}/renew", {"payment_method_id": PAYPAL}))
    assert (placed["subtotal"], placed["subscription_id"]) == (149, id)
    assert subscription(api, id)["expires_at"] == "2026-03-01T00:00:00Z"
    assert advance(api, 58, id) == []
    assert advance(api, 1, id) == ["billing.subscription-renewal"]


def test_a_renewal_that_is_not_paid_pauses_and_one_by_hand_brings_it_back(api: Api) -> None:
    id = order(api, EMAIL)["subscription_id"]
    ok(api("POST", f"{METHODS}/{DECLINED}"))
    ok(api("DELETE", f"{METHODS}/{CARD}"))
    advance(api, 31)
    assert subscription(api, id)["status"] == "paused"
    ok(api("POST", f"{SUBSCRIPTIONS}/{id}/renew", {"payment_method_id": PAYPAL}))
    back = subscription(api, id)
    assert (back["status"], back["next_billing_at"]) == ("active", "2026-03-01T00:00:00Z")


def test_after_the_grace_nothing_brings_it_back(api: Api) -> None:
    id = order(api, EMAIL)["subscription_id"]
    auto_renewal(api, id, False)
    assert advance(api, 31 + 13, id) == ["billing.subscription-expiry"]
    assert advance(api, 1, id) == ["billing.end-of-grace"]
    answer = api("POST", f"{SUBSCRIPTIONS}/{id}/renew", {})
    assert answer.status_code == 422
    assert subscription(api, id)["status"] == "cancelled"


def test_the_second_account_has_its_own_money() -> None:
    first = watched()
    second = Api(first.app, world="default.second")
    id = ok(second("POST", ORDERS, {"items": [{"item_id": EMAIL}]}))["subscription_id"]
    assert id in [one["id"] for one in ok(second("GET", SUBSCRIPTIONS))]
    assert id not in [one["id"] for one in ok(first("GET", SUBSCRIPTIONS))]
    assert first("DELETE", f"{SUBSCRIPTIONS}/{id}/auto-renewal/disable").status_code == 404
    fired = first.control("POST", "/worlds/default/clock/advance", {"seconds": 31 * DAY})["fired"]
    assert [one["account"] for one in fired if one["data"] == id] == ["second"]
    assert subscription(second, id)["expires_at"] == "2026-03-01T00:00:00Z"


def test_quirk_an_undocumented_status() -> None:
    api = Api(application())  # not judged: the contract does not know it
    id = order(api, EMAIL)["subscription_id"]
    quirks = {"hostinger.billing-non-renewing": True}
    api.control("PATCH", "/worlds/default/quirks", {"quirks": quirks})
    assert auto_renewal(api, id, False)["status"] == "non_renewing"
    assert subscription(api, id)["status"] == "non_renewing"
