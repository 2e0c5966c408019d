"""The cart: what there is, what it costs, and that an order costs what its quote said."""

from typing import Any

import pytest

from tests.hostens.client import Hostens

BASKETS: list[list[dict[str, Any]]] = [
    [{"type": "product", "product_id": 333}],
    [
        {"type": "product", "product_id": 1080, "domain": "a.example", "cycle": "a"},
        {"type": "product", "product_id": "13", "custom": {"1702": 123}, "cycle": "q"},
        {"type": "product", "product_id": 333, "addon": {"31": "1"}, "promocode": "SIM10"},
    ],
    [{"type": "product", "product_id": 350, "custom": []}] * 7,
]


@pytest.mark.parametrize("credit", ["0.00", "7.01", "10000.00"])
@pytest.mark.parametrize("method", [1, 5])
@pytest.mark.parametrize("items", BASKETS)
def test_an_order_costs_what_its_quote_said(
    api: Hostens, items: list[Any], method: int, credit: str
) -> None:
    api.credit(credit)
    basket = {"pay_method": method, "items": items}
    before = api.digest()
    summary = api.told("POST", "/quote", basket)["summary"]
    assert api.digest() == before
    placed = api.told("POST", "/order", basket)
    invoice = api.invoice(placed["invoice_id"])
    for name in ("subtotal", "credit", "total"):
        assert summary[name] == invoice[name]
    assert summary["tax"] == [{"name": "VAT", "tax": invoice["tax"], "value": 21}]
    amounts = [float(item["amount"]) for item in invoice["items"]]
    assert sum(amounts) == pytest.approx(invoice["subtotal"])
    fee = sum(float(i["amount"]) for i in invoice["items"] if i["item_id"] == "-2")
    assert summary["cost"] - summary["discount"] + fee == pytest.approx(summary["subtotal"])
    assert float(placed["total"]) == pytest.approx(invoice["subtotal"] + invoice["tax"])
    assert placed["order_num_list"] == placed["order_num_list"][:1] * len(items)
    assert len(placed["items"]) == len(items)


def test_what_comes_again_is_summed_by_cycle(api: Hostens) -> None:
    summary = api.told("POST", "/quote", {"items": BASKETS[1]})["summary"]
    assert summary["recurring"] == [
        {"title": "Annually", "price": 219.89, "value": "a"},
        {"title": "Quarterly", "price": 15.99, "value": "q"},
        {"title": "Monthly", "price": 14.99, "value": "m"},
    ]


def test_a_quote_says_of_each_item_why_it_cannot_be_had(api: Hostens) -> None:
    items: list[Any] = [
        {"type": "product", "product_id": 333},
        {"type": "product", "product_id": 1},
        {"type": "product", "product_id": 333, "promocode": "FREE"},
        {"type": "product", "product_id": "x"},
    ]
    told = api.told("POST", "/quote", {"items": items})
    assert [one["valid"] for one in told["items"]] == [True, False, False, False]
    assert [one["error"] for one in told["items"][1:]] == [
        [["field_format_error", "product_id"]],
        ["coupon_not_exist"],
        [["field_format_error", "items.3.product_id"]],
    ]
    assert told["summary"]["cost"] == 9.99


def test_nothing_at_all_costs_nothing(api: Hostens) -> None:
    told = api.told("POST", "/quote", {"items": {}, "pay_method": 5}, status=400)
    assert told == {"error": [["field_marked_required", "items"]]}


def test_all_items_are_ordered_or_none(api: Hostens) -> None:
    before = api.digest()
    items = [{"type": "product", "product_id": 333}, {"type": "product", "product_id": 333.5}]
    assert api.refused("POST", "/order", {"items": items}) == [
        ["field_format_error", "items.1.product_id"]
    ]
    assert api.digest() == before


def test_items_may_come_as_php_has_arrays(api: Hostens) -> None:
    answer = api(
        "POST",
        "/api/order",
        data="pay_method=1&items[0][type]=product&items[0][product_id]=333&items[0][cycle]=a"
        "&items[0][custom][1618]=10331&items[1][type]=product&items[1][product_id]=13",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 200, answer.text
    assert [item["product_id"] for item in (answer.json or {})["items"]] == ["333", "13"]


def test_an_order_of_one_thing_answers_it_as_documented_or_as_it_is_live(api: Hostens) -> None:
    assert isinstance(api.told("POST", "/order/333", {})["items"], dict)
    api.control("PATCH", "/worlds/default/quirks", {"quirks": {"hostens.order-items-list": True}})
    (item,) = api.told("POST", "/order/333", {})["items"]
    assert item == {"id": "1002", "type": "Hosting", "name": "", "product_id": "333"}


def test_choices_may_be_sent_in_either_form(api: Hostens) -> None:
    totals = {
        api.told("POST", "/order/13", {"custom": custom})["total"]
        for custom in ({"1702": 123}, {"1702": "123"}, {"1702": {"123": 1}}, {"1702": {"123": "1"}})
    }
    assert totals == {"6.64"}  # 3.99 and 1.50, with 21%
    without = {
        api.told("POST", "/order/13", {"custom": custom})["total"]
        for custom in ({"1702": 0}, {"1702": None}, {"1702": {"123": "0"}}, {})
    }
    assert without == {"4.83"}


def test_every_product_that_is_listed_can_be_configured_and_ordered(api: Hostens) -> None:
    categories = api.told("GET", "/category")["categories"]
    listed = [
        product
        for category in categories
        for product in api.told("GET", f"/category/{category['id']}/product")["products"]
        if category["slug"] != "sslcertificates"
    ]
    assert len(listed) >= 6
    for product in listed:
        shown = api.told("GET", f"/order/{product['id']}")["product"]
        config = shown["config"]
        assert config["product"][0]["items"] == product["periods"]
        for period in product["periods"]:
            given = {
                "cycle": period["value"],
                "custom": {form["id"]: form["items"][-1]["id"] for form in config["forms"]},
                "addon": {addon["id"]: True for addon in config["addons"]},
            }
            api.told("POST", f"/order/{product['id']}", given)


def test_the_servers_are_among_the_products(api: Hostens) -> None:
    told = api.told("GET", "/category/available/vps")
    assert [one["id"] for one in told] == [13, 14, 15, 16]
    for one in told:
        shown = api.told("GET", f"/order/{one['id']}")["product"]
        periods = shown["config"]["product"][0]["items"]
        assert one["prices"] == {period["value"]: period["price"] for period in periods}


def test_a_server_without_a_name_has_the_white_label_s(api: Hostens) -> None:
    assert api.told("POST", "/order/13", {})["items"]["name"] == "serverhost.name"
    named = api.told("POST", "/order/13", {"domain": "Web.Example.COM"})
    assert named["items"]["name"] == "web.example.com"
