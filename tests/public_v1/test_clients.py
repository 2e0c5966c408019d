"""Clients, who are the portal's customers."""

from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core.models import User
from tests.hostingco.support import IDS, PASSWORD, PEOPLE
from tests.public_v1.support import Api

ANN = {"first_name": "Ann", "last_name": "Example", "email": "ann@example.com"}
FIELDS = [
    *("id", "uuid", "created_at", "updated_at", "email", "first_name", "last_name"),
    *("company_name", "status", "credit", "currency"),
]


def log_in(api: Api, email: str, password: str) -> int:
    body = {"email": email, "password": password}
    return api.portal.call("POST", "/auth/login", json=body).status_code


def test_a_client_can_log_in_to_the_portal(api: Api) -> None:
    made = api.client(password="a secret of Ann's", company_name="Acme Ltd")
    assert list(made) == FIELDS
    assert (made["status"], made["credit"], made["currency"]) == ("active", 0, "USD")
    assert log_in(api, ANN["email"], "a secret of Ann's") == 200
    user = api.portal.good("GET", f"/users/user_{made['id']}", "admin")
    assert (user["name"], user["company"], user["role"]) == ("Ann Example", "Acme Ltd", "user")


def test_a_password_that_is_made_up_is_shown_once(api: Api) -> None:
    made = api.client()
    assert list(made) == [*FIELDS, "password"]
    assert len(made["password"]) >= 20
    assert log_in(api, ANN["email"], made["password"]) == 200
    assert list(api.good("GET", f"/clients/{made['id']}")) == FIELDS
    assert made["password"] != api.client(email="bob@example.com")["password"]


def test_passwords_are_as_long_as_the_portal_wants(api: Api) -> None:
    body: Any = {"security": {"passwordMinLength": 60}}
    api.portal.good("PUT", "/settings/system", "admin", json=body)
    errors = api.refused(422, "VALIDATION_ERROR", "POST", "/clients", ANN | {"password": "a" * 59})[
        "errors"
    ]
    assert errors == {"password": ["Shorter than minimum length 60."]}
    made = api.client()
    assert 60 <= len(made["password"]) <= 128
    assert log_in(api, ANN["email"], made["password"]) == 200


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Ann", "Example"),
        ("Ann Mary", "van der Example"),
        ("A" * 50, "B" * 49),
        (" Ann", "Example "),
        ("مها", "العربية"),
        ("🎉", "👩‍👩‍👧"),
        ("'; DROP TABLE users; --", "<script>"),
    ],
)
def test_names_are_answered_as_they_were_given(api: Api, first: str, last: str) -> None:
    made = api.client(first_name=first, last_name=last)
    told = api.good("GET", f"/clients/{made['uuid']}")
    assert (told["first_name"], told["last_name"]) == (first, last)
    user = api.portal.good("GET", f"/users/user_{made['id']}", "admin")
    assert user["name"] == f"{first} {last}"
    changed = api.good("PUT", f"/clients/{made['id']}", {"last_name": "Other"})
    assert (changed["first_name"], changed["last_name"]) == (first, "Other")


def test_the_portal_renames_a_client(api: Api) -> None:
    made = api.client(first_name="Ann Mary")
    at, path = f"/users/user_{made['id']}", f"/clients/{made['id']}"
    for name, names in (
        ("Ann Mary Other", ("Ann Mary", "Other")),
        ("Jo de Vries", ("Jo de", "Vries")),
        ("Prince", ("Prince", "")),
    ):
        api.portal.good("PUT", at, "admin", json={"name": name})
        told = api.good("GET", path)
        assert (told["first_name"], told["last_name"]) == names
    for body, name in (
        ({"first_name": "The Artist"}, "The Artist"),
        ({"last_name": "Known"}, "The Artist Known"),
    ):
        told = api.good("PUT", path, body)
        assert f"{told['first_name']} {told['last_name']}".strip() == name
        assert told["first_name"] == "The Artist"
        assert api.portal.good("GET", at, "admin")["name"] == name


def test_a_name_of_the_portal_that_leaves_no_room_is_said(api: Api) -> None:
    """A column has an end, which not every database would say."""
    path = f"/clients/{api.client()['id']}"
    at = path.replace("/clients/", "/users/user_")
    api.portal.good("PUT", at, "admin", json={"name": "x" * 98 + " y"})
    for body in ({"last_name": "Example"}, {"last_name": "z"}):
        errors = api.refused(422, "VALIDATION_ERROR", "PUT", path, body)["errors"]
        assert list(errors) == ["first_name"]
    api.good("PUT", path, {"company_name": "Acme"})
    told = api.good("PUT", path, {"first_name": "A", "last_name": "B"})
    assert (told["first_name"], told["last_name"]) == ("A", "B")


def test_an_email_is_one_living_client_s(api: Api) -> None:
    made = api.client()
    for email in ("ann@example.com", "ANN@Example.com", PEOPLE["admin"][0], PEOPLE["customer"][0]):
        api.refused(409, "CONFLICT", "POST", "/clients", ANN | {"email": email})
        api.refused(409, "CONFLICT", "PUT", "/clients/3", {"email": email}) if (
            email != PEOPLE["customer"][0]
        ) else api.good("PUT", "/clients/3", {"email": email})
    api.good("DELETE", f"/clients/{made['id']}")
    again = api.client(email="Ann@EXAMPLE.com")
    assert (again["email"], again["id"] > made["id"]) == ("ann@example.com", True)
    api.good("PUT", "/clients/3", {"email": "new@example.com"})
    assert log_in(api, "new@example.com", PASSWORD) == 200
    assert log_in(api, PEOPLE["customer"][0], PASSWORD) == 401


def test_staff_are_no_clients(api: Api) -> None:
    """Their ids and addresses are nobody's business here."""
    users = api.portal.rows(select(User))
    staff = [user for user in users if user.role != "user"]
    assert [client["id"] for client in api.good("GET", "/clients")] == [3, 4]
    assert len(staff) == 2
    for user in staff:
        for id in (user.id, user.uuid):
            api.refused(404, "NOT_FOUND", "GET", f"/clients/{id}")
            api.refused(404, "NOT_FOUND", "PUT", f"/clients/{id}", {"status": "inactive"})
            api.refused(404, "NOT_FOUND", "DELETE", f"/clients/{id}")
            items = [{"description": "x", "price": 1}]
            body = {"client_id": id, "items": items}
            assert list(api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", body)["errors"])
        assert not api.good("GET", f"/clients?search={user.email}")
        assert not api.good("GET", f"/invoices?client_id={user.id}")
    api.portal.good("PUT", f"/users/{IDS['other']}", "admin", json={"role": "support"})
    api.refused(404, "NOT_FOUND", "GET", "/clients/4")


@pytest.mark.parametrize("field", ["role", "id", "is_active", "password", "credit", "permissions"])
def test_nobody_is_made_more_than_a_client(api: Api, field: str) -> None:
    error = api.refused(422, "VALIDATION_ERROR", "PUT", "/clients/3", {field: "admin"})
    assert error["errors"] == {field: ["Unknown field."]}
    if field != "password":
        api.refused(422, "VALIDATION_ERROR", "POST", "/clients", ANN | {field: "admin"})
    api.refused(422, "VALIDATION_ERROR", "POST", "/clients", ANN | {"status": "inactive"})


def test_who_is_inactive_is_shut_out_at_once(api: Api) -> None:
    portal = api.portal
    portal.good("GET", "/users/user_3", "customer")
    assert api.good("PUT", "/clients/3", {"status": "inactive"})["status"] == "inactive"
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", "/users/user_3", "customer")
    assert log_in(api, PEOPLE["customer"][0], PASSWORD) == 401
    assert [client["id"] for client in api.good("GET", "/clients?status=inactive")] == [3]
    api.good("PUT", "/clients/3", {"status": "active"})
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", "/users/user_3", "customer")
    assert log_in(api, PEOPLE["customer"][0], PASSWORD) == 200


def test_a_client_is_deleted_softly_and_once(api: Api) -> None:
    portal = api.portal
    portal.token("customer")
    invoice = api.invoice()
    uuid = api.good("GET", "/clients/3")["uuid"]
    answer = api.call("DELETE", f"/clients/{uuid}")
    assert answer.get_json() == {"success": True, "message": "Client deleted"}
    for method, body in (("GET", None), ("PUT", {"first_name": "A"}), ("DELETE", None)):
        api.refused(404, "NOT_FOUND", method, "/clients/3", body)
        api.refused(404, "NOT_FOUND", method, f"/clients/{uuid}", body)
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", "/users/user_3", "customer")
    assert log_in(api, PEOPLE["customer"][0], PASSWORD) == 401
    assert [client["id"] for client in api.good("GET", "/clients")] == [4]
    row = portal.row(select(User).where(User.id == 3))
    assert row.deleted_at is not None
    assert not row.is_active
    assert api.good("GET", f"/invoices/{invoice['id']}")["client_id"] == 3
    billed = {"client_id": 3, "items": [{"description": "x", "price": 1}]}
    error = api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", billed)
    assert list(error["errors"]) == ["client_id"]


def test_who_has_something_stays(api: Api) -> None:
    product = api.product()
    for verbs in ((), ("provision",), ("provision", "suspend")):
        service = api.service(product)
        for verb in verbs:
            api.good("POST", f"/services/{service['id']}/{verb}", status=200)
        api.refused(409, "CONFLICT", "DELETE", "/clients/3")
        if verbs:
            api.good("POST", f"/services/{service['id']}/terminate", status=200)
        else:
            api.good("DELETE", f"/services/{service['id']}")
    server = api.portal.server()
    api.refused(409, "CONFLICT", "DELETE", "/clients/3")
    api.portal.good("DELETE", f"/hosting/servers/{server}", "customer")
    api.good("DELETE", "/clients/3")


def test_clients_are_found_by_words_status_and_day(api: Api) -> None:
    clock = api.portal.clock
    for day, email, company in (
        ((2026, 3, 1, 0), "first@shop.example", "100% Acme_Ltd"),
        ((2026, 3, 1, 23, 59, 59), "second@shop.example", "100 Acme-Ltd"),
        ((2026, 3, 2, 0), "third@shop.example", None),
    ):
        clock.set(*day)
        api.client(email=email, company_name=company)
    api.good("PUT", "/clients/7", {"status": "inactive"})

    def ids(query: str) -> list[int]:
        return [client["id"] for client in api.good("GET", f"/clients?{query}")]

    assert ids("search=SHOP.example") == [5, 6, 7]
    assert ids("search=acme_") == [5]
    assert ids("search=100%25") == [5]
    assert ids("search=ann%20ex&status=active") == [5, 6]
    assert ids("search=%5C") == []
    assert ids("created_from=2026-03-01&created_to=2026-03-01") == [5, 6]
    assert ids("created_from=2026-03-02&created_to=2026-03-02") == [7]
    assert ids("created_to=2026-02-28") == []
    assert ids("created_from=2026-03-02&created_to=2026-03-01") == []
    assert ids("created_from=2999-12-31&created_to=2999-12-31") == []
    for query in (
        *("status=deleted", "status=", "search=", f"search={'a' * 101}", "search=%00"),
        *("created_from=2026-02-30", "created_from=2026-3-1", "created_to=20260301"),
        *("created_to=1969-12-31", "created_from=3000-01-01", "created_from=2026-W01-1"),
        *("created_to=2026-03-01T00:00:00Z", "created_to=%D9%A2026-03-01"),
    ):
        error = api.refused(422, "VALIDATION_ERROR", "GET", f"/clients?{query}")
        assert list(error["errors"]) == [query.partition("=")[0]]
