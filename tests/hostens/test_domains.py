"""Domains: ordered, paid, renewed, moved, set; and what becomes of those that are not paid."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from simulators.hostens import products
from simulators.hostens.cart import orders
from simulators.hostens.domains import product
from simulators.kernel.credentials import SECOND
from simulators.kernel.refusal import Refusal
from tests.contract.harness import watched
from tests.hostens.client import Hostens
from tests.hostens.domains import (
    MINUTES,
    NAME,
    NEW,
    available,
    credit,
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


@pytest.fixture
def other(api: Hostens) -> Hostens:
    """The second customer of the same world."""
    return Hostens(api.app, account=SECOND)


def day(ahead: int) -> str:
    """Of the world, which begins on the first of January 2026."""
    return (date(2026, 1, 1) + timedelta(days=ahead)).isoformat()


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
    found = details(api, answer.json["items"]["id"])  # type: ignore[index]
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


# -- transfers ----------------------------------------------------------------------------


def test_a_transfer_from_outside_takes_five_days_and_any_code(api: Hostens) -> None:
    id = order(api, name="google.com", tld_id=6, action="transfer", epp="a-code")
    assert credit(api) == 250  # .com transfers cost nothing for a year
    assert status(api, id) == "Pending Transfer"
    assert api.days(4) == []
    assert api.days(1) == ["domain-transferred"]
    found = details(api, id)
    assert (found["status"], found["expires"]) == ("Active", "2027-01-06")
    code = api.told("GET", f"/domain/{id}/epp")["epp_code"]
    assert len(code) == 16


def transfer(api: Hostens, code: str) -> Any:
    body = {"name": "another-shop.example", "action": "transfer", "epp": code}
    return api("POST", "/api/domain/order", body).json


def test_a_domain_moves_from_one_customer_to_another(api: Hostens, other: Hostens) -> None:
    code = other.told("GET", "/domain/90/epp")["epp_code"]
    assert transfer(api, code)["error"] == ["domain_locked"]
    other.told("PUT", "/domain/90/reglock", {"switch": "false"})
    assert transfer(api, code.swapcase())["error"] == ["epp_code_error"]
    assert transfer(other, code)["error"] == ["domain_already_exist"]
    id = transfer(api, code)["items"]["id"]
    assert transfer(api, code)["error"] == ["domain_already_exist"]
    assert (status(api, id), status(other, "90")) == ("Pending Transfer", "Active")
    assert api.days(5) == ["domain-transferred"]
    assert (status(api, id), status(other, "90")) == ("Active", "Cancelled")
    assert api.told("GET", f"/domain/{id}/epp")["epp_code"] != code
    assert api.told("GET", f"/domain/{id}/reglock") == {"reglock": "1"}
    refused = other.refused("GET", "/domain/90/epp")
    assert refused == [["domain_not_active", "Cancelled"]]
    assert not available(other, "another-shop.example")
    assert all("another-shop" not in subject for subject in subjects(api)[:-1])


def test_a_transfer_that_is_not_paid_leaves_the_domain_where_it_was(
    api: Hostens, other: Hostens
) -> None:
    other.told("PUT", "/domain/90/reglock", {"switch": False})
    code = other.told("GET", "/domain/90/epp")["epp_code"]
    api.credit("0")
    id = transfer(api, code)["items"]["id"]
    api.days(8)
    assert (status(api, id), status(other, "90")) == ("Cancelled", "Active")
    api.credit("10")
    again = transfer(api, code)["items"]["id"]
    api.days(5)
    assert (status(api, again), status(other, "90")) == ("Active", "Cancelled")


def test_a_name_that_is_deleted_while_it_is_transferred_is_the_buyer_s(
    api: Hostens, other: Hostens
) -> None:
    other.told("PUT", "/domain/90/reglock", {"switch": False})
    other.told("PUT", "/domain/90/autorenew", {"autorenew": False})
    code = other.told("GET", "/domain/90/epp")["epp_code"]
    api.days(366 + 38)
    api.credit("10")
    id = transfer(api, code)["items"]["id"]
    api.days(3)
    assert (status(api, id), status(other, "90")) == ("Pending Transfer", "Cancelled")
    assert other.refused("POST", "/domain/order", {"name": "another-shop.example"}) == [
        "domain_already_exist"
    ]
    api.days(2)
    assert status(api, id) == "Active"


def test_what_is_only_ordered_cannot_be_transferred(api: Hostens, other: Hostens) -> None:
    order(other, name="new-shop.com", tld_id=6)
    body = {"name": "new-shop.com", "action": "transfer", "epp": "a-code"}
    assert api.refused("POST", "/domain/order", body) == ["domain_not_registered"]


# -- settings -----------------------------------------------------------------------------


def test_name_servers_are_replaced_and_without_any_the_default_ones_are_used(api: Hostens) -> None:
    chosen = ["ns1.example.net", "ns2.example.net"]
    api.told("PUT", "/domain/47/ns", {"nameservers": {"a": "NS1.example.net.", "b": chosen[1]}})
    assert api.told("GET", "/domain/47/ns") == {"nameservers": chosen}
    assert details(api, "47")["nameservers"] == chosen
    assert api.told("GET", "/domain/47/sync")["nameservers"] == chosen
    nothings: list[Any] = [None, {}, {"nameservers": []}, {"nameservers": ""}]
    for nothing in nothings:
        api.told("PUT", "/domain/47/ns", {"nameservers": chosen})
        api.told("PUT", "/domain/47/ns", nothing)
        assert len(api.told("GET", "/domain/47/ns")["nameservers"]) == 4


def test_name_servers_below_the_domain_are_registered_and_told_again(api: Hostens) -> None:
    def register(body: Any = None) -> Any:
        return api.told("POST", "/domain/47/reg", body)["nameservers"]

    assert register() == []
    first = {"nameserver": "ns1.testname.com", "ip": "192.0.2.53"}
    second = {"nameserver": "ns2.testname.com", "ip": "2001:db8::53"}
    assert register({"nameserver": "NS1.testname.com", "ip": "192.0.2.53"}) == [first]
    assert register(second) == [first, second]
    moved = first | {"ip": "192.0.2.54"}
    assert register(moved) == [second, moved]
    assert register() == [second, moved]


def test_a_lock_is_switched_by_the_field_of_other_installations(api: Hostens) -> None:
    assert api.told("GET", "/domain/47/reglock") == {"reglock": "1"}
    api.told("PUT", "/domain/47/reglock?switch=false")
    assert api.told("GET", "/domain/47/reglock") == {"reglock": "0"}
    assert api.told("GET", "/domain/47/sync")["reglock"] == "0"
    api.told("PUT", "/domain/47/reglock")
    assert api.told("GET", "/domain/47/reglock") == {"reglock": "0"}


def test_roles_are_contacts_or_else_the_customer(api: Hostens) -> None:
    id = registered(api, registrant=49, tech="49")
    people = api.told("GET", f"/domain/{id}/contact")["contact_info"]
    assert [person["firstname"] for person in people.values()] == ["Mary", "Joe", "Mary", "Joe"]
    api.told("PUT", f"/domain/{id}/contact", {"admin": 49})
    people = api.told("GET", f"/domain/{id}/contact")["contact_info"]
    assert [person["firstname"] for person in people.values()] == ["Mary", "Mary", "Mary", "Joe"]
    refused = api.refused("PUT", f"/domain/{id}/contact", {"billing": 50})
    assert refused == [["field_format_error", "billing"]]


def test_a_contact_sees_the_domains_that_it_may_see(api: Hostens) -> None:
    api.become_contact(domains={"47": ["basic"], "101": ["renew"]})
    assert [row["id"] for row in api.told("GET", "/domain")["domains"]] == ["47"]
    named = api.told("GET", "/domain/name/testname.com")["details"]
    assert [one["id"] for one in named] == ["47"]
    api.refused("GET", "/domain/name/shop-3.example", status=404)
    assert api.refused("GET", "/domain/101", status=403) == ["permission_denied"]
    assert api.refused("POST", "/domain/order", NEW, status=403) == ["permission_denied"]


def test_codes_are_not_in_the_journal(api: Hostens, other: Hostens) -> None:
    code = other.told("GET", "/domain/90/epp")["epp_code"]
    other.told("PUT", "/domain/90/reglock", {"switch": False})
    assert transfer(api, code)["items"]
    form = urlencode({"name": "google.com", "action": "transfer", "epp": code})
    assert api("POST", f"/api/domain/order?{form}").status_code == 200
    assert api("POST", "/api/domain/order", data=form, headers=FORM).status_code == 400
    assert code not in str(api.control("GET", "/worlds/default/journal"))


def test_the_document_s_calls_without_a_body_change_nothing(api: Hostens) -> None:
    before = [api.told("GET", f"/domain/47/{what}") for what in ("reglock", "autorenew", "contact")]
    for method, what in (("PUT", "reglock"), ("PUT", "autorenew"), ("PUT", "contact")):
        assert api.told(method, f"/domain/47/{what}") == {"info": ["success_changes_save"]}
    after = [api.told("GET", f"/domain/47/{what}") for what in ("reglock", "autorenew", "contact")]
    assert after == before


def test_a_large_account_has_as_many_domains_as_it_should() -> None:
    api = watched("hostens", size=120)
    assert isinstance(api, Hostens)
    rows = api.told("GET", "/domain")["domains"]
    assert len(rows) == 120
    assert len({row["id"] for row in rows}) == 120
    assert all(int(row["daytoexpire"]) > 60 for row in rows if row["status"] == "Active")
