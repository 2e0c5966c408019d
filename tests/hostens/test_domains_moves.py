"""Domains: moved between customers, and set."""

from typing import Any
from urllib.parse import urlencode

from tests.contract.harness import watched
from tests.hostens.client import Hostens
from tests.hostens.domains import (
    NEW,
    available,
    credit,
    details,
    order,
    registered,
    status,
    subjects,
)

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


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
