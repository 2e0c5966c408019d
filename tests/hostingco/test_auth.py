"""Getting in: register, log in, refresh, log out; what a token is, and when it is good no more."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from sqlalchemy import select

from hostingco_api.core.models import Login, User
from tests.hostingco.support import HASHER, IDS, PASSWORD, PEOPLE, SECRET, Portal

NEW = {"email": "newuser@example.com", "password": "password123", "name": "New User"}
LOGIN = {"email": PEOPLE["customer"][0], "password": PASSWORD}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def claims(token: str) -> dict[str, Any]:
    return jwt.decode(
        token, SECRET, algorithms=["HS256"], audience="hostingco-users", issuer="hostingco"
    )


def test_who_registers_is_a_customer_and_can_log_in(portal: Portal) -> None:
    user = portal.good("POST", "/auth/register", json=NEW | {"company": "Example Corp"})["user"]
    assert (user["role"], user["isActive"], user["company"]) == ("user", True, "Example Corp")
    found = portal.good("POST", "/auth/login", json={k: NEW[k] for k in ("email", "password")})
    assert found["user"] == {
        "id": user["id"],
        "email": NEW["email"],
        "name": NEW["name"],
        "role": "user",
        "permissions": ["read", "write"],
    }
    assert found["expiresIn"] == "24h"


def test_a_password_is_kept_as_an_argon2id_hash_only(portal: Portal) -> None:
    portal.good("POST", "/auth/register", json=NEW)
    user = portal.row(select(User).where(User.email == NEW["email"]))
    assert user.password.startswith("$argon2id$")
    assert HASHER.verify(user.password, NEW["password"])


def test_an_address_has_one_account_however_it_is_written(portal: Portal) -> None:
    portal.good("POST", "/auth/register", json=NEW)
    again = NEW | {"email": "NewUser@Example.COM"}
    portal.refused(409, "CONFLICT", "POST", "/auth/register", json=again)
    portal.good("POST", "/auth/login", json={"email": again["email"], "password": NEW["password"]})


@pytest.mark.parametrize("field", ["role", "isActive", "id", "permissions", "is_active"])
def test_nobody_registers_with_more_than_is_theirs_to_say(portal: Portal, field: str) -> None:
    error = portal.refused(
        400, "VALIDATION_ERROR", "POST", "/auth/register", json=NEW | {field: "admin"}
    )
    assert error["details"] == {field: "Unknown field."}
    assert portal.row(select(User).where(User.email == NEW["email"])) is None


def test_an_address_that_is_too_long_is_not_looked_at(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That takes a second for one that fills a body."""

    def look(*_: Any, **__: Any) -> None:
        pytest.fail("it was")

    monkeypatch.setattr("hostingco_api.web.fields.validate_email", look)
    body = LOGIN | {"email": "a" * 255}
    error = portal.refused(400, "VALIDATION_ERROR", "POST", "/auth/login", json=body)
    assert error["details"] == {"email": "Longer than maximum length 254."}


def test_a_wrong_password_and_an_unknown_address_look_the_same(portal: Portal) -> None:
    wrong = portal.refused(
        401, "AUTHENTICATION_ERROR", "POST", "/auth/login", json=LOGIN | {"password": "wrong"}
    )
    unknown = portal.refused(
        401, "AUTHENTICATION_ERROR", "POST", "/auth/login", json=LOGIN | {"email": "x@example.com"}
    )
    assert wrong == unknown


def test_an_unknown_address_takes_a_hash_as_well(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher, verified = portal.services.accounts.hasher, []

    class Watching:
        def verify(self, known: str, given: str) -> bool:
            verified.append(known)
            return hasher.verify(known, given)

    monkeypatch.setattr(portal.services.accounts, "hasher", Watching())
    portal.call("POST", "/auth/login", json=LOGIN | {"email": "nobody@example.com"})
    assert len(verified) == 1
    assert verified[0].startswith("$argon2id$")


def test_who_has_no_password_or_is_not_active_cannot_log_in(portal: Portal) -> None:
    client = {"email": "contact@acme.com", "name": "Acme Corporation"}
    with portal.database.writing() as session:
        user = session.scalars(select(User).where(User.id == 4)).one()
        user.is_active = False
        session.add(User(**client, created_at=portal.clock(), updated_at=portal.clock()))
    for email in (client["email"], PEOPLE["other"][0]):
        body = {"email": email, "password": PASSWORD}
        portal.refused(401, "AUTHENTICATION_ERROR", "POST", "/auth/login", json=body)


def test_a_token_says_what_is_documented(portal: Portal) -> None:
    said = claims(portal.token("support"))
    assert said["sub"] == said["id"] == IDS["support"]
    assert (said["email"], said["role"]) == (PEOPLE["support"][0], "support")
    assert said["permissions"] == ["read", "write"]
    assert said["exp"] - said["iat"] == 24 * 3600
    assert jwt.get_unverified_header(portal.token("support"))["alg"] == "HS256"


def test_logging_out_revokes_the_token_and_no_other(portal: Portal) -> None:
    other = portal.good("POST", "/auth/login", json=LOGIN)["token"]
    token = portal.token("customer")
    assert portal.call("POST", "/auth/logout", "customer").get_json()["data"] is None
    for path in ("/users/user_3", "/hosting/servers"):
        portal.refused(401, "AUTHENTICATION_ERROR", "GET", path, headers=bearer(token))
    portal.refused(401, "AUTHENTICATION_ERROR", "POST", "/auth/refresh", headers=bearer(token))
    portal.good("GET", "/users/user_3", headers=bearer(other))


def test_a_refreshed_token_takes_the_old_one_s_place(portal: Portal) -> None:
    old = portal.token("customer")
    new = portal.good("POST", "/auth/refresh", "customer")
    assert new["expiresIn"] == "24h"
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", "/users/user_3", headers=bearer(old))
    portal.good("GET", "/users/user_3", headers=bearer(new["token"]))


def test_a_login_is_over_after_seven_days_however_often_it_was_refreshed(portal: Portal) -> None:
    portal.token("customer")
    login = portal.row(select(Login))
    assert login.ends_at - login.created_at == timedelta(days=7)

    def ends_in(**time: float) -> None:
        with portal.database.writing() as session:
            session.get_one(Login, login.id).ends_at = portal.clock() + timedelta(**time)

    ends_in(hours=1)
    new = portal.good("POST", "/auth/refresh", "customer")
    token = new["token"]
    assert new["expiresIn"] == "59m"
    assert 3590 <= claims(token)["exp"] - claims(token)["iat"] <= 3600
    ends_in(seconds=-1)
    for method, path in (("POST", "/auth/refresh"), ("GET", "/users/user_3")):
        portal.refused(401, "AUTHENTICATION_ERROR", method, path, headers=bearer(token))


def test_an_expired_token_is_refused(portal: Portal) -> None:
    token = portal.token("customer")
    portal.clock.move(hours=23, minutes=59)
    portal.good("GET", "/users/user_3", headers=bearer(token))
    portal.clock.move(minutes=1)
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", "/users/user_3", headers=bearer(token))


def test_ended_logins_are_cleared_away(portal: Portal) -> None:
    portal.token("customer")
    portal.clock.move(days=6)
    portal.work()
    assert portal.rows(select(Login))
    portal.clock.move(days=2)
    portal.work()
    assert portal.rows(select(Login)) == []
