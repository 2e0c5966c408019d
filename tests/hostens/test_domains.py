"""Domains: ordered, paid, renewed; and what becomes of those that are not paid."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest

from simulators.hostens import products
from simulators.hostens.cart import orders
from simulators.hostens.domains import product
from simulators.kernel.refusal import Refusal
from tests.hostens.client import Hostens
from tests.hostens.domains import (
    MINUTES,
    NAME,
    NEW,
    available,
    credit,
    day,
    details,
    open_invoices,
    order,
    registered,
    status,
    subjects,
    without_services,
)

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
def nothing_else_costs_anything(api: Hostens) -> None:
    without_services(api)


# -- orders -------------------------------------------------------------------------------


def test_what_credit_pays_is_registered_after_three_minutes(api: Hostens) -> None:
    id = order(api, years=2)
    assert credit(api) == Decimal("250.00") - Decimal("2.42")
    assert status(api, id) == "Pending Registration"
    assert api.advance(3 * MINUTES - 1) == []
    assert details(api, id)["expires"] == "0000-00-00"
    assert api.advance(1) == ["domain-registered"]
    found = details(api, id)
    assert (found["status"], found["period"]) == ("Active", "2")
    assert (found["expires"], found["next_invoice"]) == ("2028-01-01", "2027-12-02")
    assert (found["firstpayment"], found["recurring_amount"]) == ("2.00", "4.00")
    assert subjects(api) == [f"Domain {NAME} has been registered"]


def test_what_credit_does_not_pay_waits_for_the_customer(api: Hostens) -> None:
    api.credit("1.00")
    id = order(api)
    assert status(api, id) == "Pending"
    assert not available(api, NAME)
    api.days(6)
    (invoice,) = open_invoices(api)
    api.pay(invoice)
    assert status(api, id) == "Pending Registration"
    api.advance(3 * MINUTES)
    assert status(api, id) == "Active"


def test_what_nobody_pays_is_off_and_the_name_is_free(api: Hostens) -> None:
    api.credit("1.00")
    id = order(api)
    assert api.days(7) == []
    assert "invoice-overdue" in api.days(1)
    assert status(api, id) == "Cancelled"
    assert open_invoices(api) == []
    assert credit(api) == 1
    assert available(api, NAME)
    api.credit("250.00")
    again = registered(api)
    named = api.told("GET", f"/domain/name/{NAME}")["details"]
    assert [(one["id"], one["status"]) for one in named] == [(id, "Cancelled"), (again, "Active")]


def test_a_name_is_gone_as_soon_as_somebody_has_ordered_it(api: Hostens, other: Hostens) -> None:
    assert available(other, NAME)
    order(api)
    assert not available(other, NAME)
    assert other.refused("POST", "/domain/order", NEW) == ["domain_already_exist"]


def test_nothing_can_be_ordered_twice_in_one_order(api: Hostens) -> None:
    with pytest.raises(Refusal) as refused, api.meddling() as world:
        orders.place(world, [product.sell(world, NEW), product.sell(world, NEW)], "1")
    assert refused.value.message == "domain_already_exist"
    assert available(api, NAME)


def test_only_the_name_has_to_be_given(api: Hostens) -> None:
    answer = api.told("POST", "/domain/order", {"name": "New-Shop.Example."})
    assert answer["items"] == {
        "id": answer["items"]["id"],
        "type": "Domain Register",
        "name": NAME,
        "product_id": "11",
    }
    found = details(api, answer["items"]["id"])
    assert found["nameservers"] == [f"ns{n}.example.com" for n in (1, 2, 3, 4)]
    assert found["autorenew"] == "1"


def test_forms_may_cost_and_may_be_required(api: Hostens) -> None:
    com = {"name": "new-shop.com", "tld_id": "6"}
    for chosen in ({"9067": 1}, {"9067": "1"}, 9067, "9067"):
        answer = api.told("POST", "/domain/order", com | {"data": {"1424": chosen}})
        assert answer["total"] == "16.94"  # 10 and 4, and 21 percent
        assert details(api, answer["items"]["id"])["firstpayment"] == "14.00"
        api.control("POST", "/worlds/default/reset")
    for nothing in ({"9067": 0}, "", None, {}):
        answer = api.told("POST", "/domain/order", com | {"data": {"1424": nothing}})
        assert answer["total"] == "12.10"
        api.control("POST", "/worlds/default/reset")
    eu = {"name": "new-shop.eu", "tld_id": "9"}
    missing = [["field_marked_required", "data.1756"]]
    assert api.refused("POST", "/domain/order", eu) == missing
    assert api.refused("POST", "/domain/order", eu | {"data": {"1756": {"10972": 0}}}) == missing
    api.told("POST", "/domain/order", eu | {"data": {"1756": 10972}})


def test_bodies_may_be_forms_as_php_nests_them(api: Hostens) -> None:
    pairs = [
        ("name", "new-shop.com"),
        ("nameservers[]", "ns1.example.net"),
        ("nameservers[]", "NS2.example.net."),
        ("data[1424][9067]", "1"),
        ("data[1755]", "10953"),
    ]
    answer = api("POST", "/api/domain/order", data=urlencode(pairs), headers=FORM)
    assert answer.status_code == 200, answer.text
    found = details(api, (answer.json or {})["items"]["id"])
    assert found["nameservers"] == ["ns1.example.net", "ns2.example.net"]
    assert found["firstpayment"] == "14.00"


def test_a_fee_of_the_way_to_pay_comes_to_it(api: Hostens) -> None:
    answer = api.told("POST", "/domain/order", NEW | {"pay_method": 5})
    assert answer["total"] == "1.61"  # 1.00, 0.30 and 2.9 percent of it, and tax


def test_a_quote_says_what_the_document_s_says(api: Hostens) -> None:
    given = {"name": "hosting.com", "years": 1, "tld_id": 6}
    sale = products.kind("domain").sell(api.inside(), given)
    assert sale.quoted == {
        "domains": {
            "hosting.com": {
                "id": 6,
                "index": 0,
                "category_id": "6",
                "category_name": "Domains",
                "name": "hosting.com",
                "tld": ".com",
                "period": 1,
                "price": "10.00",  # the document's quote has 12.00, its list of TLDs 10.00
            }
        }
    }
    assert sale.recurring == {}


def test_what_cannot_be_sold_is_not_available(api: Hostens) -> None:
    for name in ("new-shop.invalid", "www.new-shop.com", "a.b"):
        answer = api.told("POST", "/domain/lookup", {"name": name})
        assert (answer["available"], answer["periods"]) == (False, [])
    assert available(api, "new-shop.com")
    assert not available(api, "taken-or-not.com")
    api.control("PATCH", "/worlds/default/quirks", {"quirks": {"hostens.magic-inputs": False}})
    assert available(api, "taken-or-not.com")


# -- renewals -----------------------------------------------------------------------------


def test_a_renewal_moves_the_last_day_when_it_is_paid(api: Hostens) -> None:
    answer = api.told("POST", "/domain/47/renew", {"years": "2", "pay_method": 1})
    assert answer["total"] == "36.30"
    item = {"id": "47", "type": "Domain Renew", "name": "testname.com", "product_id": "6"}
    assert answer["items"] == item
    assert details(api, "47")["expires"] == "2029-01-01"
    api.credit("0")
    api.told("POST", "/domain/47/renew")
    assert details(api, "47")["expires"] == "2029-01-01"
    api.pay(*open_invoices(api))
    assert details(api, "47")["expires"] == "2030-01-01"


def test_an_ordered_renewal_that_is_not_paid_is_off(api: Hostens) -> None:
    api.credit("0")
    api.told("POST", "/domain/47/renew")
    assert api.refused("POST", "/domain/47/renew") == ["unpaid_invoice_for_service"]
    api.days(8)
    assert open_invoices(api) == []
    api.credit("20")
    api.told("POST", "/domain/47/renew")
    assert details(api, "47")["expires"] == "2028-01-01"


def test_credit_renews_a_domain_thirty_days_before_its_last_one(api: Hostens) -> None:
    id = registered(api)
    before = credit(api)
    api.told("PUT", "/domain/47/autorenew", {"autorenew": False})
    for seeded in ("101", "102", "103"):
        api.told("PUT", f"/domain/{seeded}/autorenew", {"autorenew": False})
    api.advance(-3 * MINUTES + 334 * 86_400)
    assert details(api, id)["expires"] == day(365)
    assert "domain-renewal-invoiced" in api.days(1)
    assert details(api, id)["expires"] == "2028-01-01"
    assert credit(api) == before - Decimal("2.42")
    assert f"Domain {NAME} has been renewed until 2028-01-01" in subjects(api)


def test_without_credit_it_expires_and_can_be_paid_for_forty_days(api: Hostens) -> None:
    api.credit("5.00")
    api.days(335)
    assert credit(api) < 5  # what there is of it pays a part
    rest = open_invoices(api)
    assert any("testname.com is to be renewed" in subject for subject in subjects(api))
    assert status(api, "47") == "Active"
    api.days(30)
    assert status(api, "47") == "Active"
    assert api.told("GET", "/domain")["domains"][0]["daytoexpire"] == "0"
    assert "domain-expired" in api.days(1)
    assert status(api, "47") == "Expired"
    assert api.refused("PUT", "/domain/47/ns") == [["domain_not_active", "Expired"]]
    assert not available(api, "testname.com")
    assert api.days(39) == []
    assert api.told("GET", "/domain")["domains"][0]["daytoexpire"] == "-40"
    api.pay(rest[-1])
    assert (status(api, "47"), details(api, "47")["expires"]) == ("Active", "2028-01-01")
    assert api.days(30) == []


def test_after_forty_days_it_is_free_and_nobody_has_to_pay(api: Hostens) -> None:
    api.credit("5.00")
    api.days(366 + 39)
    assert status(api, "47") == "Expired"
    assert "domain-cancelled" in api.days(1)
    assert status(api, "47") == "Cancelled"
    assert available(api, "testname.com")
    assert open_invoices(api) == []
    assert "Domain testname.com has been deleted" in subjects(api)
    api.days(700)
    assert status(api, "47") == "Cancelled"


def test_what_is_not_renewed_by_itself_expires_without_an_invoice(api: Hostens) -> None:
    api.told("PUT", "/domain/47/autorenew", {"autorenew": "false"})
    api.days(365)
    assert status(api, "47") == "Active"
    assert api.days(1) == ["domain-expired"]
    assert status(api, "47") == "Expired"
    assert not any("testname.com is to be renewed" in subject for subject in subjects(api))
    api.told("POST", "/domain/47/renew")
    assert (status(api, "47"), details(api, "47")["expires"]) == ("Active", "2028-01-01")


def test_autorenew_that_is_switched_on_late_asks_at_once(api: Hostens) -> None:
    api.told("PUT", "/domain/47/autorenew", {"autorenew": 0})
    api.days(360)
    assert details(api, "47")["expires"] == "2027-01-01"
    api.told("PUT", "/domain/47/autorenew?autorenew=true")
    assert api.advance(0) == ["domain-renewal-invoiced"]
    assert details(api, "47")["expires"] == "2028-01-01"
