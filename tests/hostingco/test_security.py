"""What an attacker tries first: forged tokens, injected SQL and headers, too much of everything."""

import base64
import json
import logging
import time
from typing import Any

import jwt
import pytest
from sqlalchemy import select, text

from hostingco_api.core.models import User
from tests.hostingco.support import IDS, PASSWORD, PEOPLE, SECRET, Portal
from tests.hostingco.tickets import NEW

ME = f"/users/{IDS['customer']}"
LONG = "another secret, which is as long as it has to be"


def genuine(portal: Portal) -> dict[str, Any]:
    token = portal.token("customer")
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def signed(claims: dict[str, Any], key: str = SECRET, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


def unsigned(claims: dict[str, Any], algorithm: str) -> str:
    parts = ({"typ": "JWT", "alg": algorithm}, claims)
    raw = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*raw, b""]).decode()


def refuses(portal: Portal, authorization: str) -> None:
    answer = portal.call("GET", ME, headers={"Authorization": authorization})
    assert answer.status_code == 401, answer.text
    assert answer.get_json()["error"]["code"] == "AUTHENTICATION_ERROR"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="hostingco"'


def test_the_genuine_claims_signed_again_are_good(portal: Portal) -> None:
    """So what the next tests change is what is refused."""
    authorization = f"Bearer {signed(genuine(portal))}"
    assert portal.call("GET", ME, headers={"Authorization": authorization}).status_code == 200


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "HS256"])
def test_an_unsigned_token_is_refused(portal: Portal, algorithm: str) -> None:
    refuses(portal, f"Bearer {unsigned(genuine(portal), algorithm)}")


def test_another_key_or_algorithm_is_refused(portal: Portal) -> None:
    refuses(portal, f"Bearer {signed(genuine(portal), LONG)}")
    refuses(portal, f"Bearer {signed(genuine(portal), SECRET * 2, 'HS512')}")
    refuses(portal, f"Bearer {signed(genuine(portal), SECRET * 2, 'HS384')}")


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "somebody else"},
        {"aud": ["hostingco"]},
        {"iss": "somebody else"},
        {"exp": int(time.time()) - 1},
        {"exp": "tomorrow"},
        {"nbf": int(time.time()) + 1000},
        {"iat": int(time.time()) + 1000},
        {"sub": "user_1"},
        {"sub": "user_03"},
        {"sub": "user_99999999999999999999"},
        {"sub": ""},
        {"jti": "0" * 32},
        {"jti": ""},
    ],
    ids=str,
)
def test_a_claim_that_is_wrong_is_refused(portal: Portal, change: dict[str, Any]) -> None:
    refuses(portal, f"Bearer {signed(genuine(portal) | change)}")


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "iat", "exp", "jti"])
def test_a_claim_that_is_missing_is_refused(portal: Portal, claim: str) -> None:
    claims = genuine(portal)
    del claims[claim]
    refuses(portal, f"Bearer {signed(claims)}")


def test_claims_of_a_role_give_none(portal: Portal) -> None:
    """What somebody may is in the database; even the right signature changes nothing."""
    forged = genuine(portal) | {"role": "admin", "permissions": ["read", "write", "delete"]}
    headers = {"Authorization": f"Bearer {signed(forged)}"}
    portal.refused(403, "AUTHORIZATION_ERROR", "GET", "/users", headers=headers)
    portal.refused(403, "AUTHORIZATION_ERROR", "GET", "/settings/system", headers=headers)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer a.b.c",
        "Bearer ..",
        "Basic dXNlcjpwYXNz",
        "Bearer \xff",
        "a",
    ],
)
def test_what_is_no_token_is_refused(portal: Portal, authorization: str) -> None:
    refuses(portal, authorization)


def test_the_scheme_may_be_written_in_any_case(portal: Portal) -> None:
    headers = {"Authorization": f"bEARER {portal.token('customer')}"}
    assert portal.call("GET", ME, headers=headers).status_code == 200


def test_a_token_counts_in_its_header_only(portal: Portal) -> None:
    token = portal.token("customer")
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", f"{ME}?token={token}&access_token={token}")
    portal.refused(401, "AUTHENTICATION_ERROR", "GET", ME, headers={"Cookie": f"token={token}"})


SQL = "'; DELETE FROM users; --"


def test_sql_is_a_text_like_any_other(portal: Portal) -> None:
    body = {"email": "sql@example.com", "password": SQL, "name": SQL, "company": SQL}
    user = portal.good("POST", "/auth/register", json=body)["user"]
    assert (user["name"], user["company"]) == (SQL, SQL)
    login = {"email": "sql@example.com", "password": SQL}
    portal.good("POST", "/auth/login", json=login)
    for wrong in ("' OR '1'='1", SQL + " "):
        portal.refused(
            401, "AUTHENTICATION_ERROR", "POST", "/auth/login", json=login | {"password": wrong}
        )
    for path in (f"/users/{SQL}", "/users/user_1 OR 1=1", "/users/user_1'"):
        portal.refused(404, "NOT_FOUND", "GET", path, "admin")
    assert len(portal.rows(select(User))) == 5


@pytest.mark.parametrize("field", ["id", "userId", "user_id", "status", "ip", "createdAt", "price"])
def test_a_server_is_ordered_with_what_a_customer_may_say(portal: Portal, field: str) -> None:
    body = {"name": "web-1", "plan": "pro", "location": "us-east-1", field: "x"}
    error = portal.refused(
        400, "VALIDATION_ERROR", "POST", "/hosting/servers", "customer", json=body
    )
    assert error["details"] == {field: "Unknown field."}


@pytest.mark.parametrize("end", ["\n", "\r\nX-Evil: 1", "\u2028"])
def test_a_name_has_no_line_ends_where_a_pattern_forbids_them(portal: Portal, end: str) -> None:
    for field, value in (("name", "web-1"), ("location", "us-east-1"), ("plan", "pro")):
        body = {"name": "web-1", "plan": "pro", "location": "us-east-1", field: value + end}
        portal.refused(400, "VALIDATION_ERROR", "POST", "/hosting/servers", "customer", json=body)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "\udfff\ud800"])
def test_no_text_can_have_what_a_database_cannot_keep(portal: Portal, text: str) -> None:
    for body in ({"name": "ab" + text}, {"company": text}):
        raw = json.dumps(body)
        answer = portal.call("PUT", ME, "customer", data=raw, content_type="application/json")
        assert answer.status_code == 400, answer.text
    answer = portal.call("GET", "/users", "admin", query_string=b"search=%00".decode())
    assert answer.status_code == 400


def test_bodies_have_an_end(portal: Portal) -> None:
    raw = json.dumps({"name": "a" * (1 << 20)})
    for method, path in (("PUT", ME), ("POST", "/auth/login"), ("POST", "/auth/register")):
        answer = portal.call(method, path, "customer", data=raw, content_type="application/json")
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "VALIDATION_ERROR")


def test_deep_and_wide_bodies_are_refused_and_do_no_harm(portal: Portal) -> None:
    deep = '{"settings":' * 5000 + "1" + "}" * 5000
    wide = json.dumps({f"f{number}": number for number in range(50_000)})
    huge = '{"name":' + "9" * 100_000 + "}"
    for raw in (deep, wide, huge, "[" * 100_000, '{"name": NaN}', '{"name": 1e999}', "\ufeff{}"):
        answer = portal.call("PUT", ME, "customer", data=raw, content_type="application/json")
        assert answer.status_code == 400, answer.text


def test_ids_are_numbers_that_a_row_can_have(portal: Portal) -> None:
    for id in (
        "user_0",
        "user_01",
        "user_-1",
        "user_1e3",
        "user_2147483648",
        "user_" + "9" * 50,
        "USER_1",
        "user_٣",
        "user_1%00",
        "1",
        "%2e%2e",
        "user_1/",
    ):
        portal.refused(404, "NOT_FOUND", "GET", f"/users/{id}", "admin")
    for id in ("server_1", "server_0001", "server_" + "9" * 20):
        portal.refused(404, "NOT_FOUND", "GET", f"/hosting/servers/{id}", "admin")


def test_answers_are_not_kept_nor_guessed_at(portal: Portal) -> None:
    for path in ("/health", "/nothing", ME):
        answer = portal.call("GET", path, "customer")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_secret_is_in_an_answer_or_a_log(
    portal: Portal, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where a statement fails that has one among its parameters."""
    caplog.set_level(logging.DEBUG)
    with portal.database.writing() as session:
        session.execute(text("ALTER TABLE users RENAME TO people"))
    body = {"email": "new@example.com", "password": "a secret of mine", "name": "A Name of Mine"}
    for path in ("/auth/register", "/auth/login"):
        given = body if path.endswith("register") else {k: body[k] for k in ("email", "password")}
        answer = portal.call("POST", path, json=given)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (500, "DATABASE_ERROR")
        assert answer.get_json()["error"]["details"] == {}
        assert "people" not in answer.text
        assert "sqlite" not in answer.text.lower()
    assert "no such table" in caplog.text
    for secret in (*body.values(), "$argon2id$", SECRET):
        assert secret not in caplog.text
    assert not [record for record in caplog.records if PASSWORD in record.getMessage()]
    assert PEOPLE["customer"][0] not in caplog.text


def test_what_fails_in_the_background_is_logged_without_what_it_was_about(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"name": "secret-1", "plan": "pro", "location": "us-east-1"}
    portal.good("POST", "/hosting/servers", "customer", json=body)
    with portal.database.writing() as session:
        session.execute(text("ALTER TABLE machines RENAME TO gone"))
    portal.work()
    assert "no such table: machines" in caplog.text
    assert "server_001" not in caplog.text  # what the provider was to make


def test_a_failure_of_ours_tells_nothing(
    portal: Portal, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("a detail that is nobody's business")

    monkeypatch.setattr("hostingco_api.core.accounts.visible", broken)
    answer = portal.call("GET", ME, "customer")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert "business" not in answer.text
    assert "a detail that is nobody's business" in caplog.text


def test_a_row_that_cannot_be_is_our_failure_and_nobody_s_conflict(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hostingco_api.core.support._category", lambda text: None)
    portal.refused(500, "INTERNAL_ERROR", "POST", "/support/tickets", "customer", json=NEW)
