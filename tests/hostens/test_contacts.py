"""Contacts: people whom a customer lets see and do a part of it."""

from typing import Any

import pytest

from tests.contract.examples import documented
from tests.contract.harness import watched
from tests.hostens.client import Hostens

ANN, SECRET = "ann@default.sim.test", "a secret of hers"
CONTACT = {
    "email": ANN,
    "firstname": "Ann",
    "lastname": "Other",
    "password": SECRET,
    "privileges": {"support": ["tickets"]},
}
MANAGER = ["manageprofiles"]
REFUSED = ["wronglogin", "unauthorized"]
NOW = "2026-01-01 00:00:00"


@pytest.fixture
def api() -> Hostens:
    client = watched("hostens", size=3)
    assert isinstance(client, Hostens)
    return client


def add(api: Hostens, **given: Any) -> str:
    answer = api.told("POST", "/contact", CONTACT | given)
    assert answer == {"contact_id": answer["contact_id"], "info": ["profile_added"]}
    id: str = answer["contact_id"]
    return id


def contact(api: Hostens, id: str) -> dict[str, Any]:
    found: dict[str, Any] = api.told("GET", f"/contact/{id}")["contact"]
    return found


def becoming(api: Hostens, email: str = ANN, password: str = SECRET) -> Hostens:
    other = Hostens(api.app, world=api.world)
    other.become(email, password)
    return other


# -- what is documented -------------------------------------------------------------------


def test_the_seeded_contact_is_the_documented_one(api: Hostens) -> None:
    for id, path in (("listContacts", "/contact"), ("getContact", "/contact/49")):
        answer = api.told("GET", path)
        assert answer == documented(id)
    assert list(answer["contact"]) == list(documented("getContact")["contact"])


def test_the_answers_to_changes_are_the_documented_ones(api: Hostens) -> None:
    added = api.told("POST", "/contact", CONTACT)
    assert added | {"contact_id": "1"} == documented("addContact")
    assert api.told("PUT", "/contact/49", {"city": "Portland"}) == documented("updateContact")


def test_the_privileges_there_are_are_the_documented_ones(api: Hostens) -> None:
    """And more of each service and domain: the document says that there may be."""
    offered = api.told("GET", "/contact/privileges")["privileges"]
    expected = documented("listContactPrivileges")["privileges"]
    assert list(offered) == list(expected)
    for section in ("billing", "support", "misc"):
        assert offered[section] == expected[section]
    assert next(iter(offered["services"])) == next(iter(offered["domains"])) == "full"
    of_hosting, of_any = offered["services"].pop("301"), expected["services"]["332"]
    assert of_hosting == of_any
    assert offered["services"]["113"] == [*of_any, "servermanagement"]
    assert offered["services"]["10"] == [*of_any, "dnsmanagement"]
    assert "900" not in offered["services"]


# -- what they are ------------------------------------------------------------------------


def test_what_is_not_given_of_a_contact_is_empty(api: Hostens) -> None:
    found = contact(api, add(api))
    given = {"email", "firstname", "lastname", "id", "type", "privileges"}
    assert found["type"] == "Private"
    assert {name for name, value in found.items() if value} == given


def test_a_contact_that_is_a_company_is_listed_as_one(api: Hostens) -> None:
    add(api, type="Company", companyname="Example Inc.")
    listed = api.told("GET", "/contact")["contacts"]
    assert [(one["id"], one["company"]) for one in listed] == [("49", "0"), ("50", "1")]


def test_a_change_changes_what_is_given_and_nothing_else(api: Hostens) -> None:
    before = contact(api, "49")
    api.told("PUT", "/contact/49", {"email": "sue@example.com", "country": "CA"})
    assert contact(api, "49") == before | {"email": "sue@example.com", "country": "CA"}


def test_another_customer_has_other_contacts(api: Hostens) -> None:
    other = Hostens(api.app, account="second")
    assert other.told("GET", "/contact") == {"contacts": []}
    assert other.refused("GET", "/contact/49", status=404) == ["notfound"]
    assert other.refused("PUT", "/contact/49", {"city": "Rome"}, status=404) == ["notfound"]
    theirs = {"services": {"301": ["basic"]}}
    refused = other.refused("POST", "/contact", CONTACT | {"privileges": theirs})
    assert refused == [["privilege_not_exist", "services.301.basic"]]


def test_addresses_belong_to_one_alone(api: Hostens) -> None:
    add(api)
    other = Hostens(api.app, account="second")
    taken = ["useralreadyexistsemail_error"]
    for client in (api, other):
        assert client.refused("POST", "/contact", CONTACT | {"email": ANN.upper()}) == taken
    assert api.refused("PUT", "/contact/49", {"email": ANN}) == taken
    assert api.refused("PUT", "/contact/49", {"email": "default@sim.test"}) == taken


# -- how they log in ----------------------------------------------------------------------


def test_a_contact_logs_in_by_its_address_and_password(api: Hostens) -> None:
    id = add(api)
    ann = becoming(api)
    assert ann.told("GET", "/details") == api.told("GET", "/details")
    assert contact_login(api, id) == "0000-00-00 00:00:00"
    tokens = api.told("POST", "/login", {"username": ANN.title(), "password": SECRET})
    assert contact_login(api, id) == NOW
    headers = {"Authorization": f"Bearer {tokens['token']}"}
    assert api("GET", "/api/details", headers=headers).status_code == 200
    assert api("GET", "/api/contact", headers=headers).status_code == 403


def contact_login(api: Hostens, id: str) -> str:
    listed = api.told("GET", "/contact")["contacts"]
    return next(str(one["lastlogin"]) for one in listed if one["id"] == id)


def test_a_contact_of_another_world_logs_in_there(api: Hostens) -> None:
    there = Hostens(api.app, world="Other_1")
    email = "ann@Other_1.sim.test"
    add(there, email=email)
    ann = becoming(there, email)
    assert ann("GET", "/api/details").headers["X-Sim-World"] == "Other_1"
    assert ann.told("POST", "/login", {"username": email, "password": SECRET})


def test_any_address_does_in_the_default_world(api: Hostens) -> None:
    add(api, email="ann@example.org")
    assert becoming(api, "ann@example.org").told("GET", "/details")


def test_a_contact_of_the_second_customer_acts_for_it(api: Hostens) -> None:
    other = Hostens(api.app, account="second")
    add(other, privileges={"misc": ["editmain"]})
    ann = becoming(api)
    ann.told("PUT", "/details", {"city": "Rome"})
    assert other.told("GET", "/details")["client"]["city"] == "Rome"
    assert api.told("GET", "/details")["client"]["city"] == "Santa Rosa"
    ann.told("POST", "/login", {"username": ANN, "password": SECRET})
    assert contact_login(other, "50") == NOW


@pytest.mark.parametrize("password", ["", "secret_default", SECRET.upper(), SECRET + " "])
def test_no_other_password_does(api: Hostens, password: str) -> None:
    add(api)
    assert becoming(api, password=password).refused("GET", "/details", status=401) == REFUSED


def test_without_a_password_nobody_logs_in(api: Hostens) -> None:
    for email in ("mary@example.com", "api@example.com"):
        for password in ("", "secret_default"):
            mary = becoming(api, email, password)
            assert mary.refused("GET", "/details", status=401) == REFUSED


def test_a_number_is_a_password_too(api: Hostens) -> None:
    there = Hostens(api.app, world="other")
    for client, email in ((api, ANN), (there, "ann@other.sim.test")):
        add(client, email=email, password=12345678)
        assert becoming(client, email, "12345678").told("GET", "/details")
        for number in (12345678, "12345678", 12345678.0):
            answer = client("POST", "/api/login", {"username": email, "password": number})
            assert answer.status_code == 200, answer.text
            assert answer.headers["X-Sim-World"] == client.world


def test_who_has_another_address_logs_in_by_that(api: Hostens) -> None:
    id = add(api)
    tokens = api.told("POST", "/login", {"username": ANN, "password": SECRET})
    api.told("PUT", f"/contact/{id}", {"email": "anna@example.com"})
    assert becoming(api).refused("GET", "/details", status=401) == REFUSED
    assert becoming(api, "anna@example.com").told("GET", "/details")
    refresh = {"refresh_token": tokens["refresh"]}
    assert api.refused("POST", "/token", refresh, status=401) == REFUSED


def test_whoever_gets_the_address_does_not_get_the_sessions(api: Hostens) -> None:
    id = add(api)
    tokens = api.told("POST", "/login", {"username": ANN, "password": SECRET})
    api.told("PUT", f"/contact/{id}", {"email": "anna@example.com"})
    add(api, password="another", privileges={"misc": MANAGER})
    headers = {"Authorization": f"Bearer {tokens['token']}"}
    assert api("GET", "/api/contact", headers=headers).status_code == 401
    refresh = {"refresh_token": tokens["refresh"]}
    assert api.refused("POST", "/token", refresh, status=401) == REFUSED


def test_a_session_is_over_also_when_its_contact_has_the_address_again(api: Hostens) -> None:
    id = add(api)
    tokens = api.told("POST", "/login", {"username": ANN, "password": SECRET})
    for email in ("anna@example.com", ANN):
        api.told("PUT", f"/contact/{id}", {"email": email})
    assert becoming(api).told("GET", "/details")
    headers = {"Authorization": f"Bearer {tokens['token']}"}
    assert api("GET", "/api/details", headers=headers).status_code == 401
    for path in ("/token", "/revoke"):
        refresh = {"refresh_token": tokens["refresh"]}
        assert api.refused("POST", path, refresh, status=401) == REFUSED


def test_the_same_address_in_capitals_ends_no_session(api: Hostens) -> None:
    id = add(api)
    tokens = api.told("POST", "/login", {"username": ANN, "password": SECRET})
    api.told("PUT", f"/contact/{id}", {"email": ANN.upper()})
    headers = {"Authorization": f"Bearer {tokens['token']}"}
    assert api("GET", "/api/details", headers=headers).status_code == 200


# -- what they may ------------------------------------------------------------------------


def test_privileges_are_replaced_as_a_whole_and_count_at_once(api: Hostens) -> None:
    id = add(api, privileges={"misc": MANAGER})
    ann = becoming(api)
    ann.told("GET", "/contact")
    api.told("PUT", f"/contact/{id}", {"privileges": {"billing": ["orders"]}})
    assert ann.refused("GET", "/contact", status=403) == ["permission_denied"]
    assert contact(api, id)["privileges"] == {"billing": ["orders"]}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"misc": ["emails", "emails"]}, {"misc": ["emails"]}),
        ({"misc": {"3": "emails", "x": "editmain"}}, {"misc": ["emails", "editmain"]}),
        ({"misc": ["emails"], "billing": []}, {"misc": ["emails"]}),
        ({"services": {"full": True}}, {"services": {"full": 1}}),
        ({"services": {"full": "1", "113": []}}, {"services": {"full": 1}}),
        ({"services": {"full": 0, "113": ["basic"]}}, {"services": {"113": ["basic"]}}),
        ({"domains": {"full": 1}, "services": []}, {"domains": {"full": 1}}),
    ],
)
def test_privileges_are_kept_as_they_are_documented(
    api: Hostens, given: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert contact(api, add(api, privileges=given))["privileges"] == kept


def test_all_that_there_is_can_be_given_as_it_is_listed(api: Hostens) -> None:
    offered = api.told("GET", "/contact/privileges")["privileges"]
    assert contact(api, add(api, privileges=offered))["privileges"] == offered
    assert becoming(api).told("GET", "/contact/privileges")["privileges"] == offered


def test_a_contact_is_offered_what_it_has(api: Hostens) -> None:
    has = {"misc": MANAGER, "services": {"113": ["basic", "notify"]}}
    add(api, privileges=has)
    nothing: dict[str, Any] = {"billing": [], "support": [], "misc": [], "domains": {}}
    assert becoming(api).told("GET", "/contact/privileges") == {"privileges": nothing | has}


def test_no_contact_makes_more_of_itself_or_others(api: Hostens) -> None:
    has = {"misc": MANAGER, "services": {"113": ["basic"]}}
    id = add(api, privileges=has)
    ann = becoming(api)
    for beyond in (
        {"misc": [*MANAGER, "editmain"]},
        {"billing": ["orders"]},
        {"services": {"full": 1}},
        {"services": {"113": ["basic", "notify"]}},
        {"services": {"114": ["basic"]}},
        {"domains": {"full": 1}},
    ):
        before = api.digest()
        for path in (f"/contact/{id}", "/contact/49"):
            key, name = ann.refused("PUT", path, {"privileges": beyond}, status=403)[0]
            assert (key, name.split(".")[0]) == ("permission_denied", next(iter(beyond)))
        body = CONTACT | {"email": "bob@example.com", "privileges": beyond}
        ann.refused("POST", "/contact", body, status=403)
        assert api.digest() == before
    ann.told("POST", "/contact", CONTACT | {"email": "bob@example.com", "privileges": has})


def test_full_is_every_service_and_may_be_split(api: Hostens) -> None:
    add(api, privileges={"misc": MANAGER, "services": {"full": 1}})
    ann = becoming(api)
    for privileges in ({"services": {"full": 1}}, {"services": {"114": ["servermanagement"]}}):
        ann.told("PUT", "/contact/49", {"privileges": privileges})
    refused = ann.refused(
        "PUT", "/contact/49", {"privileges": {"domains": {"full": 1}}}, status=403
    )
    assert refused == [["permission_denied", "domains.full"]]


def test_what_a_contact_has_may_be_left_to_it(api: Hostens) -> None:
    """Mary has what Ann has not: Ann may take it away or leave it, and not give it back."""
    add(api, privileges={"misc": MANAGER})
    ann = becoming(api)
    mary = contact(api, "49")["privileges"]
    ann.told("PUT", "/contact/49", {"privileges": mary | {"misc": MANAGER}})
    assert contact(api, "49")["privileges"] == mary | {"misc": MANAGER}
    ann.told("PUT", "/contact/49", {"privileges": {"misc": MANAGER}})
    refused = ann.refused("PUT", "/contact/49", {"privileges": mary}, status=403)
    assert refused == [["permission_denied", "support.tickets"]]


def test_a_contact_without_any_privilege_is_not_made(api: Hostens) -> None:
    nothings: list[Any] = [{}, [], "", None, {"services": {"full": 0}}, {"billing": []}]
    for nothing in nothings:
        body = CONTACT | {"privileges": nothing}
        assert api.refused("POST", "/contact", body) == ["empty_privileges"]


@pytest.mark.parametrize(
    "odd",
    [
        [1],
        {"billing": 1},
        {"billing": None},
        {"billing": [["orders"]]},
        {"billing": [1]},
        {"billing": {"a": {"b": "orders"}}},
        {"services": 1},
        {"services": None},
        {"services": {"113": "basic"}},
        {"services": {"113": [None]}},
        {"services": {"full": []}},
        {"services": {"full": None}},
        {"services": {"\0": ["basic"]}},
        {"services": {"113": ["full"]}},
        {"\ud83d\ude00": ["basic"]},
        {"x" * 10_000: ["basic"]},
    ],
)
def test_odd_privileges_are_refused(api: Hostens, odd: Any) -> None:
    before = api.digest()
    api.refused("POST", "/contact", CONTACT | {"privileges": odd})
    assert api.digest() == before
