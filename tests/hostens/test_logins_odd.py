"""Credentials that are wrong, broken or forged: 401, or 400 of a body, and never a new world."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc import jws

from simulators.common import jwt
from simulators.common.jwt import HEADER
from tests.contract.harness import watched
from tests.hostens.client import Hostens, basic

REFUSED = ["wronglogin", "unauthorized"]
FAR = 2**40


@pytest.fixture
def api() -> Iterator[Hostens]:
    client = watched("hostens")
    assert isinstance(client, Hostens)
    client.told("GET", "/details")
    yield client
    assert client.app.worlds.names() == ["default"]


def coded(text: bytes) -> str:
    return "Basic " + base64.b64encode(text).decode()


HEADERS = {
    "nothing": "",
    "a scheme only": "Basic",
    "a scheme and a blank": "Basic ",
    "no base64": "Basic !!!",
    "base64 that is cut": coded(b"default@sim.test:secret_default")[:-3],
    "no colon": coded(b"default@sim.test"),
    "only a colon": coded(b":"),
    "no name": coded(b":secret_default"),
    "no password": coded(b"default@sim.test:"),
    "no UTF-8": coded(b"default@sim.test:\xff\xfe"),
    "letters beyond ASCII": "Basic \u00e9\u00e9\u00e9",
    "a NUL": coded(b"default@sim.test\0:secret_default"),
    "a NUL after it": coded(b"default@sim.test:secret_default\0"),
    "a line's end": coded(b"default@sim.test\n:secret_default"),
    "other digits": coded("default@sim.test:secret_d\u00e9fault".encode()),
    "capitals": coded(b"DEFAULT@SIM.TEST:secret_default"),
    "other world, wrong password": basic("other@sim.test", "wrong"),
    "other world's contact": basic("ann@other.sim.test", "secret_other"),
    "no world's name": basic("-@sim.test", "secret_-"),
    "a third account": basic("default.third@sim.test", "secret_default.third"),
    "huge": coded(b"x" * 50_000 + b":y"),
    "huge password": coded(b"default@sim.test:" + b"x" * 50_000),
    "another scheme": "Digest default@sim.test",
    "bearer only": "Bearer",
    "bearer and a blank": "Bearer ",
    "no token": "Bearer x",
    "dots": "Bearer ..",
    "huge token": "Bearer " + "x" * 50_000,
    "token beyond ASCII": "Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.\u00e9.\u00e9",
    "the password as a token": "Bearer secret_default",
    "another API's": "Bearer sim_default",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_header_that_says_nobody_is_refused_everywhere(api: Hostens, header: str) -> None:
    before = api.digest()
    for method, path in (("GET", "/details"), ("POST", "/logout"), ("POST", "/contact")):
        answer: Any = api(method, f"/api{path}", headers={"Authorization": header})
        assert (answer.status_code, answer.json["error"]) == (401, REFUSED)
    assert api("POST", "/api/revoke", headers={"Authorization": header}).status_code == 401
    assert api.digest() == before


@pytest.mark.parametrize("name", HEADERS)
def test_the_public_statuses_are_the_default_world_s_where_no_other_one_is_named(
    api: Hostens, name: str
) -> None:
    answer = api("GET", "/api/statuses", headers={"Authorization": HEADERS[name]})
    assert answer.status_code == (401 if name == "other world's contact" else 200)


def signed(claims: Any) -> str:
    """With the key that everybody has; of JSON as it is, also what a library would not sign."""
    return jws.serialize_compact(dict(HEADER), json.dumps(claims).encode(), jwt.key())


GOOD: dict[str, Any] = {"sub": "default@sim.test", "exp": FAR}
CLAIMS: dict[str, Any] = {
    "none": {},
    "a list of them": [GOOD],
    "a text": "default@sim.test",
    "no session": GOOD,
    "a session that is not": {**GOOD, "sid": "1"},
    "a number": {**GOOD, "sid": 1},
    "a list": {**GOOD, "sid": ["1"]},
    "nothing": {**GOOD, "sid": None},
    "half a letter": {**GOOD, "sid": "\ud800"},
    "a name of half a letter": {"sub": "\ud800@default.sim.test", "exp": FAR, "sid": "1"},
    "other world": {"sub": "other@sim.test", "exp": FAR, "sid": "1"},
    "other world's contact": {"sub": "a@other.sim.test", "exp": FAR, "sid": "1"},
    "no name": {"exp": FAR, "sid": "1"},
    "a name that is a number": {"sub": 5, "exp": FAR, "sid": "1"},
    "a name that is an object": {"sub": {"a": 1}, "exp": FAR, "sid": "1"},
}


@pytest.mark.parametrize("claims", CLAIMS.values(), ids=CLAIMS)
def test_a_token_signed_with_our_key_is_good_for_no_session_of_ours(
    api: Hostens, claims: Any
) -> None:
    refuses_everywhere(api, signed(claims))


@pytest.fixture
def given(api: Hostens) -> dict[str, str]:
    login = {"username": "default@sim.test", "password": "secret_default"}
    found: dict[str, str] = api.told("POST", "/login", login)
    return found


CHANGES: dict[str, dict[str, Any]] = {
    "another customer": {"sub": "default.second@sim.test"},
    "capitals": {"sub": "Default@sim.test"},
    "expired": {"exp": 0},
    "long expired": {"exp": -FAR},
    "expires when it is true": {"exp": True},
    "expires at a fraction": {"exp": FAR + 0.5},
    "expires at a text": {"exp": str(FAR)},
    "expires never": {"exp": None},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("which", ["token", "refresh"])
def test_a_token_that_was_changed_is_no_good(
    api: Hostens, given: dict[str, str], which: str, change: dict[str, Any]
) -> None:
    claims = jwt.read(given[which])
    assert claims
    refuses_everywhere(api, signed({**claims, **change}))


@pytest.mark.parametrize("serial", [-1, 1, "0", None, [0], 10**400])
def test_a_refresh_token_of_another_exchange_is_no_good(
    api: Hostens, given: dict[str, str], serial: Any
) -> None:
    claims = jwt.read(given["refresh"])
    assert claims
    forged = signed({**claims, "serial": serial})
    assert api.refused("POST", "/token", {"refresh_token": forged}, status=401) == REFUSED


def test_no_token_is_good_for_longer_than_its_session(api: Hostens, given: dict[str, str]) -> None:
    claims = jwt.read(given["token"])
    assert claims
    forged = signed({**claims, "exp": 10**400})
    assert api("GET", "/api/details", headers=bearer(forged)).status_code == 200
    api.days(30)
    refuses_everywhere(api, forged)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def refuses_everywhere(api: Hostens, token: str) -> None:
    before = api.digest()
    for method, path in (("GET", "/details"), ("POST", "/logout"), ("POST", "/revoke")):
        assert api(method, f"/api{path}", headers=bearer(token)).status_code == 401
    for path in ("/token", "/revoke"):
        assert api.refused("POST", path, {"refresh_token": token}, status=401) == REFUSED
    assert api.digest() == before


LOGINS: dict[str, tuple[int, Any]] = {
    "wrong": (401, {"username": "other@sim.test", "password": "secret"}),
    "no such contact": (401, {"username": "ann@other.sim.test", "password": "secret_other"}),
    "no address": (401, {"username": "root", "password": "toor"}),
    "numbers": (401, {"username": 1, "password": 2}),
    "a NUL": (401, {"username": "default@sim.test\0", "password": "secret_default"}),
    "other letters": (401, {"username": "d\u00e9fault@sim.test", "password": "\U0001f511"}),
    "a password at its longest": (401, {"username": "other@sim.test", "password": "x" * 255}),
    "a password that is longer": (400, {"username": "other@sim.test", "password": "x" * 256}),
    "a list": (400, {"username": ["default@sim.test"], "password": "secret_default"}),
    "an object": (400, {"username": {"a": "b"}, "password": "secret_default"}),
    "truth": (400, {"username": True, "password": True}),
    "null": (400, {"username": "other@sim.test", "password": None}),
    "empty": (400, {"username": "other@sim.test", "password": ""}),
    "nothing": (400, {}),
}


@pytest.mark.parametrize(("status", "body"), LOGINS.values(), ids=LOGINS)
def test_a_login_that_names_nobody_is_refused(api: Hostens, status: int, body: Any) -> None:
    before = api.digest()
    api.refused("POST", "/login", body, status=status)
    assert api.digest() == before


FORMS = {
    "wrong": (401, "username=other@sim.test&password=wrong"),
    "a list": (400, "username[]=other@sim.test&password=wrong"),
    "twice, the last one wrong": (401, "username=default@sim.test&password=secret_default&password"
                                  "=wrong"),
    "no UTF-8": (401, "username=%ff%fe@sim.test&password=%00"),
    "no end": (400, "&" .join(f"a{n}=" for n in range(1_001))),
    "no escape": (401, "username=%zz&password=%"),
}  # fmt: skip


@pytest.mark.parametrize(("status", "form"), FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("where", ["form", "query"])
def test_a_form_or_query_that_names_nobody_is_refused(
    api: Hostens, where: str, status: int, form: str
) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    if where == "form":
        answer = api("POST", "/api/login", data=form, headers=kind)
    else:
        answer = api("POST", f"/api/login?{form}")
    assert answer.status_code == status


PARTS = '--b\r\nContent-Disposition: form-data; name="username"\r\n\r\nother@sim.test\r\n'
KINDS = ["multipart/form-data", "multipart/form-data; boundary=b", "multipart/form-data; boundary="]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", ["", "--b", PARTS, PARTS + "--b--"])
def test_parts_that_are_broken_are_refused(api: Hostens, kind: str, data: str) -> None:
    answer = api("POST", "/api/login", data=data, headers={"Content-Type": kind})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/login", "/token", "/revoke"])
def test_a_body_nested_as_deep_as_can_be_is_refused(api: Hostens, path: str) -> None:
    deep = "[" * 1_000 + "]" * 1_000
    names = ("username", "password", "refresh_token")
    body = "{" + ",".join(f'"{name}": {deep}' for name in names) + "}"
    answer = api("POST", f"/api{path}", data=body)
    assert answer.status_code == 400


def test_of_fields_given_twice_the_last_one_counts(api: Hostens) -> None:
    body = '{"username": "x", "username": "default@sim.test", "password": "secret_default"}'
    assert api("POST", "/api/login", data=body).status_code == 200
    query = "username=x&username=default@sim.test&password=secret_default"
    assert api("POST", f"/api/login?{query}").status_code == 200


def test_credentials_may_come_in_the_query_and_the_body_counts(api: Hostens) -> None:
    query = "username=default@sim.test&password=wrong"
    answer = api("POST", f"/api/login?{query}", {"password": "secret_default"})
    assert answer.status_code == 200
    answer = api("POST", "/api/login?password=secret_default", {"username": "default@sim.test"})
    assert answer.status_code == 200


def test_a_good_login_makes_its_world() -> None:
    api = watched("hostens")
    assert isinstance(api, Hostens)
    login = {"username": "fresh.second@sim.test", "password": "secret_fresh.second"}
    answer = api("POST", "/api/login", login)
    assert answer.headers["X-Sim-World"] == "fresh"
    assert answer.status_code == 200
