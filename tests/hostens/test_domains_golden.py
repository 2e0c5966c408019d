"""The document's examples of domains, to the letter but for what is named here."""

import re
from datetime import date, timedelta
from typing import Any

import orjson

from tests.contract.examples import documented
from tests.hostens.client import Hostens

# Everything but 48 is as old as on the day of the document.
SHIFT = date(2026, 1, 1) - date(2016, 12, 30)


def shifted(value: Any) -> Any:
    """With days that are as far from the world's first one as they were from the document's."""

    def shift(match: re.Match[bytes]) -> bytes:
        return (date.fromisoformat(match[0].decode()) + SHIFT).isoformat().encode()

    return orjson.loads(re.sub(rb"\d{4}-\d\d-\d\d", shift, orjson.dumps(value)))


def test_the_list_begins_with_the_documented_domain(api: Hostens) -> None:
    (row,) = shifted(documented("listDomains"))["domains"]
    assert api.told("GET", "/domain")["domains"][0] == row


def test_its_details_are_the_documented_ones(api: Hostens) -> None:
    assert api.told("GET", "/domain/47") == shifted(documented("getDomain"))


def test_by_name_a_domain_is_found_however_it_is_spelled(api: Hostens) -> None:
    names = ("testname.com", "TestName.com.")
    plain, other = (api.told("GET", f"/domain/name/{name}") for name in names)
    assert plain == other


def test_by_name_there_is_an_earlier_one_too_whose_days_could_not_have_been(api: Hostens) -> None:
    now, earlier = api.told("GET", "/domain/name/TestName.com")["details"]
    assert now == shifted(documented("getDomainsByName"))["details"][0]
    days = {key: earlier[key] for key in ("date_created", "expires", "next_due", "next_invoice")}
    assert earlier == documented("getDomainsByName")["details"][1] | days
    assert days["expires"] < now["date_created"]
    before = date.fromisoformat(days["expires"]) - timedelta(days=30)
    assert days["next_invoice"] == before.isoformat()


def test_a_lookup_is_the_documented_one_but_for_a_price_that_the_list_has_otherwise(
    api: Hostens,
) -> None:
    answer = documented("lookUpDomain")
    answer["periods"][1]["renew"] = documented("listTlds")["tlds"][0]["periods"][1]["renew"]
    assert api.told("POST", "/domain/lookup", {"name": "example.com"}) == answer


def test_the_tlds_begin_with_the_documented_one(api: Hostens) -> None:
    assert api.told("GET", "/domain/order")["tlds"][:1] == documented("listTlds")["tlds"]


def test_the_forms_are_the_documented_ones_with_more_languages(api: Hostens) -> None:
    forms = api.told("GET", "/domain/order/6/form")["forms"]
    del forms[1]["items"][2:]
    assert forms == documented("getTldForms")["forms"]


def test_an_order_answers_what_is_documented_with_tax_and_ids_of_its_own(api: Hostens) -> None:
    body = {"name": "test.com", "years": "1", "action": "register", "tld_id": "6"}
    order = api.told("POST", "/domain/order", body)
    example = documented("orderDomain")
    assert list(order) == list(example)
    assert 100_000_000 <= order["order_num"] <= 999_999_999
    assert order["invoice_id"] == "308978"  # the documented one's next but one
    assert order["total"] == "12.10"
    assert order["items"] == example["items"] | {"id": order["items"]["id"], "product_id": "6"}


def test_new_name_servers_answer_what_is_documented(api: Hostens) -> None:
    body = {"nameservers": ["ns1.example.net", "ns2.example.net"]}
    assert api.told("PUT", "/domain/47/ns", body) == documented("setNameservers")
