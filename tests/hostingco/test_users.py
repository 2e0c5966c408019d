"""Users: seen and changed by administrators, and by themselves within limits."""

from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core.models import Login, User
from tests.hostingco.support import IDS, PASSWORD, PEOPLE, Portal


def put(portal: Portal, who: str, whom: str, **changes: Any) -> Any:
    return portal.good("PUT", f"/users/{IDS[whom]}", who, json=changes)


def test_administrators_list_users_by_page_role_and_words(portal: Portal) -> None:
    answer = portal.call("GET", "/users?limit=3&page=2", "admin").get_json()
    assert [user["id"] for user in answer["data"]] == ["user_4"]
    assert answer["pagination"] == {"page": 2, "limit": 3, "total": 4, "pages": 2}
    assert [u["id"] for u in portal.good("GET", "/users?role=user", "admin")] == [
        "user_3",
        "user_4",
    ]
    assert [u["id"] for u in portal.good("GET", "/users?search=SUPPORT@", "admin")] == ["user_2"]
    assert portal.good("GET", "/users?page=1000000", "admin") == []


@pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1 --", '"; DROP TABLE users; --'])
def test_words_are_looked_for_as_they_are(portal: Portal, words: str) -> None:
    """None of them has a meaning for the database."""
    answer = portal.call("GET", "/users", "admin", query_string={"search": words})
    assert (answer.status_code, answer.get_json()["data"]) == (200, [])
    put(portal, "admin", "other", company=f"Co {words} Ltd")
    found = portal.call("GET", "/users", "admin", query_string={"search": words}).get_json()
    assert [user["id"] for user in found["data"]] == [IDS["other"]]


def test_customers_see_nobody_but_themselves(portal: Portal) -> None:
    assert portal.good("GET", f"/users/{IDS['customer']}", "customer")["id"] == IDS["customer"]
    for id in (IDS["other"], IDS["admin"], "user_99"):
        portal.refused(404, "NOT_FOUND", "GET", f"/users/{id}", "customer")
        portal.refused(404, "NOT_FOUND", "PUT", f"/users/{id}", "customer", json={"name": "Me"})
    portal.refused(403, "AUTHORIZATION_ERROR", "GET", "/users", "customer")


def test_support_sees_everybody_and_changes_itself_only(portal: Portal) -> None:
    for id in IDS.values():
        portal.good("GET", f"/users/{id}", "support")
    portal.refused(
        403, "AUTHORIZATION_ERROR", "PUT", f"/users/{IDS['other']}", "support", json={"name": "Me"}
    )
    assert put(portal, "support", "support", name="Samuel")["name"] == "Samuel"


def test_a_change_keeps_what_it_does_not_name(portal: Portal) -> None:
    before = portal.good("GET", f"/users/{IDS['customer']}", "customer")
    after = put(portal, "customer", "customer", settings={"theme": "dark"}, company="New Company")
    assert after["settings"] == {"theme": "dark", "notifications": True}
    changed = {"settings", "company", "updatedAt"}
    assert {k: v for k, v in after.items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }
    assert after["updatedAt"] > before["updatedAt"]
    assert put(portal, "customer", "customer", company=None)["company"] is None


@pytest.mark.parametrize("change", [{"role": "admin"}, {"isActive": True}, {"role": "user"}])
@pytest.mark.parametrize("who", ["customer", "support"])
def test_only_administrators_give_roles(portal: Portal, who: str, change: dict[str, Any]) -> None:
    path = f"/users/{IDS[who]}"
    portal.refused(403, "AUTHORIZATION_ERROR", "PUT", path, who, json={"name": "Me"} | change)
    user = portal.row(select(User).where(User.email == PEOPLE[who][0]))
    assert (user.role, user.name) == (PEOPLE[who][2], PEOPLE[who][1])


def test_a_new_role_counts_at_once_and_ends_the_logins(portal: Portal) -> None:
    token = portal.token("other")
    put(portal, "admin", "other", role="support")
    headers = {"Authorization": f"Bearer {token}"}
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", "/hosting/servers", headers=headers)
    portal._tokens.clear()
    portal.good("GET", f"/users/{IDS['customer']}", "other")


def test_one_s_own_password_is_changed_by_who_knows_it(portal: Portal) -> None:
    path, new = f"/users/{IDS['customer']}", "another password"
    for wrong in ({}, {"currentPassword": "wrong"}):
        error = portal.refused(
            400, "VALIDATION_ERROR", "PUT", path, "customer", json={"password": new} | wrong
        )
        assert list(error["details"]) == ["currentPassword"]
    token = portal.token("customer")
    put(portal, "customer", "customer", password=new, currentPassword=PASSWORD)
    headers = {"Authorization": f"Bearer {token}"}
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", path, headers=headers)
    email = PEOPLE["customer"][0]
    old = {"email": email, "password": PASSWORD}
    portal.refused(401, "AUTHENTICATION_ERROR", "POST", "/auth/login", json=old)
    portal.good("POST", "/auth/login", json={"email": email, "password": new})


def test_an_administrator_sets_another_s_password_and_ends_their_logins(portal: Portal) -> None:
    portal.token("customer")
    put(portal, "admin", "customer", password="given to them")
    assert portal.rows(select(Login).where(Login.user_id == 3)) == []
    body = {"email": PEOPLE["customer"][0], "password": "given to them"}
    portal.good("POST", "/auth/login", json=body)


def test_an_address_of_somebody_else_cannot_be_taken(portal: Portal) -> None:
    body = {"email": PEOPLE["other"][0].upper()}
    portal.refused(409, "CONFLICT", "PUT", f"/users/{IDS['customer']}", "customer", json=body)
    same = PEOPLE["customer"][0].upper()
    assert put(portal, "customer", "customer", email=same)["email"] == PEOPLE["customer"][0]


@pytest.mark.parametrize("change", [{"role": "user"}, {"isActive": False}])
def test_the_last_administrator_stays(portal: Portal, change: dict[str, Any]) -> None:
    path = f"/users/{IDS['admin']}"
    portal.refused(409, "CONFLICT", "PUT", path, "admin", json=change)
    portal.refused(409, "CONFLICT", "DELETE", path, "admin")
    put(portal, "admin", "other", role="admin")
    put(portal, "admin", "admin", **change)
    portal._tokens.clear()
    assert portal.good("GET", "/users?role=admin", "other")


def test_who_cannot_log_in_is_no_administrator_to_stay(portal: Portal) -> None:
    client = {"name": "Acme Corporation", "email": "contact@acme.com"}
    id = portal.good("POST", "/dashboard/add-client", "admin", json=client)["id"]
    portal.good("PUT", f"/users/{id}", "admin", json={"role": "admin"})
    path = f"/users/{IDS['admin']}"
    portal.refused(409, "CONFLICT", "PUT", path, "admin", json={"role": "user"})
    portal.good("PUT", f"/users/{id}", "admin", json={"password": "given to them"})
    put(portal, "admin", "admin", role="user")


def test_who_is_deleted_is_gone_and_the_address_free(portal: Portal) -> None:
    token = portal.token("other")
    assert portal.good("DELETE", f"/users/{IDS['other']}", "admin") is None
    portal.refused(404, "NOT_FOUND", "GET", f"/users/{IDS['other']}", "admin")
    portal.refused(404, "NOT_FOUND", "DELETE", f"/users/{IDS['other']}", "admin")
    assert IDS["other"] not in [user["id"] for user in portal.good("GET", "/users", "admin")]
    headers = {"Authorization": f"Bearer {token}"}
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", "/hosting/servers", headers=headers)
    body = {"email": PEOPLE["other"][0], "password": PASSWORD, "name": "Another Other"}
    assert portal.good("POST", "/auth/register", json=body)["user"]["id"] == "user_5"


def test_who_has_servers_is_not_deleted(portal: Portal) -> None:
    id = portal.server("other")
    portal.refused(409, "CONFLICT", "DELETE", f"/users/{IDS['other']}", "admin")
    portal.good("DELETE", f"/hosting/servers/{id}", "other")
    portal.good("DELETE", f"/users/{IDS['other']}", "admin")


def test_nothing_to_change_is_said(portal: Portal) -> None:
    nothing: list[dict[str, Any]] = [{}, {"settings": {}}]
    for body in nothing:
        portal.refused(
            400, "VALIDATION_ERROR", "PUT", f"/users/{IDS['customer']}", "customer", json=body
        )
