"""The customer's registration details."""

from typing import Any

import pytest

from tests.contract.examples import documented
from tests.hostens.client import Hostens


def client(api: Hostens) -> dict[str, str]:
    found: dict[str, str] = api.told("GET", "/details")["client"]
    return found


def test_the_seeded_customer_is_the_documented_one(api: Hostens) -> None:
    answer = api("GET", "/api/details")
    assert answer.json == documented("getDetails")
    assert list(answer.json["client"]) == list(documented("getDetails")["client"])


def test_a_change_answers_as_documented_but_for_what_no_field_changes(api: Hostens) -> None:
    """The documented answer has another login and another second line, which is no parameter."""
    same = documented("getDetails")["client"]
    answer = api.told("PUT", "/details", {"city": same["city"]})
    expected = documented("updateDetails")
    expected["client"] |= {"lastlogin": same["lastlogin"], "address2": same["address2"]}
    assert answer == expected


def test_a_change_changes_what_is_given_and_nothing_else(api: Hostens) -> None:
    before = client(api)
    given = {"firstname": "Jim", "email": "jim@example.com", "country": "CA", "phonenumber": 555123}
    after = api.told("PUT", "/details", given)["client"]
    assert after == before | given | {"phonenumber": "555123"}
    assert client(api) == after


def test_null_and_empty_texts_change_nothing(api: Hostens) -> None:
    before = api.digest()
    api.told("PUT", "/details", {"city": "", "email": None, "type": "", "emarketing": ""})
    api.told("PUT", "/details", {})
    api.told("PUT", "/details")
    assert api.digest() == before


def test_what_is_no_parameter_is_ignored(api: Hostens) -> None:
    before = client(api)
    api.told("PUT", "/details", {"id": "1", "credit": "9999", "address2": "x", "lastlogin": "y"})
    assert client(api) == before


def test_a_company_has_a_name(api: Hostens) -> None:
    company = {"type": "Company"}
    assert api.refused("PUT", "/details", company) == ["companyname_error"]
    api.told("PUT", "/details", company | {"companyname": "Example Inc."})
    api.told("PUT", "/details", company)
    assert client(api)["companyname"] == "Example Inc."


def test_all_that_is_wrong_is_told(api: Hostens) -> None:
    wrong = {"email": "emailValue", "phonenumber": "phonenumberValue", "type": "typeValue"}
    keys = ["emailformat_error", "phonenumber_error", ["field_format_error", "type"]]
    assert sorted(api.refused("PUT", "/details", wrong), key=str) == sorted(keys, key=str)


@pytest.mark.parametrize(
    ("field", "value", "good"),
    [
        ("state", "x" * 20, True),
        ("state", "x" * 21, False),
        ("firstname", "Zoë-Łucja O'Brien", True),
        ("lastname", "\u5f20", True),
        ("city", "'s-Gravenhage", True),
        ("city", "Paris\0", False),
        ("address1", "5 rue de l'Église", True),
        ("address1", "x" * 256, False),
        ("postcode", 95401, True),
        ("postcode", "SW1A 1AA", True),
        ("postcode", "95401\n", False),
        ("phonenumber", "+49 (30) 123-456", True),
        ("phonenumber", "+1.24123123", True),
        ("phonenumber", -5555, False),
        ("country", "DE", True),
        ("country", "de", False),
        ("email", "a+b.c@mail.example.co", True),
        ("email", "a@b", False),
        ("email", "a@example.com\n", False),
        ("email", "a b@example.com", False),
        ("email", "a@example.com, b@example.com", False),
        ("emarketing", ["news", "updates"], True),
        ("emarketing", {"0": "news"}, True),
        ("emarketing", "news", False),
        ("vateu", "LT1234567", True),
        ("companyregistrationnumber", 123456, True),
    ],
)
def test_these_are_good_and_these_are_not(api: Hostens, field: str, value: Any, good: bool) -> None:
    answer = api("PUT", "/api/details", {field: value})
    assert answer.status_code == (200 if good else 400), answer.text


def test_an_address_is_one_customers_or_contacts_in_whatever_case(api: Hostens) -> None:
    for taken in (
        "jane@example.net",
        "MARY@example.com",
        "free@sim.test",
        "Free@SIM.test",
        "a.second@sim.test",
    ):
        assert api.refused("PUT", "/details", {"email": taken}) == ["useralreadyexistsemail_error"]
    api.told("PUT", "/details", {"email": "API@example.com"})
    assert client(api)["email"] == "API@example.com"


def test_an_address_that_was_given_up_is_free_again(api: Hostens) -> None:
    other = Hostens(api.app, account="second")
    api.told("PUT", "/details", {"email": "joe@example.com"})
    refused = other.refused("PUT", "/details", {"email": "joe@example.com"})
    assert refused == ["useralreadyexistsemail_error"]
    other.told("PUT", "/details", {"email": "api@example.com"})
    assert client(other)["email"] == "api@example.com"
    assert client(api)["email"] == "joe@example.com"


def test_the_user_name_is_not_the_address(api: Hostens) -> None:
    api.told("PUT", "/details", {"email": "joe@example.com"})
    assert client(api)["email"] == "joe@example.com"
    api.become("joe@example.com", "secret_default")
    assert api.refused("GET", "/details", status=401) == ["wronglogin", "unauthorized"]
