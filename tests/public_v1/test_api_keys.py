"""API keys: what they look like, who gets in with them, and what nobody gets by them."""

import logging
import string
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from hostingco_api.core import api_keys
from hostingco_api.core.errors import Refusal
from hostingco_api.core.models import ApiKey
from tests.hostingco.support import Portal, Portals
from tests.public_v1.support import Api

KEY = {"name": "Shop", "scopes": ["clients.read"]}
LIST = "/v1/clients"
VALID = "hc_live_0123456789AB_" + "x" * 43


@contextmanager
def statements(portal: Portal) -> Iterator[list[str]]:
    """All SQL that is run meanwhile."""
    run: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        run.append(statement)

    event.listen(portal.database.engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(portal.database.engine, "before_cursor_execute", note)


def status(portal: Portal, path: str = LIST, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return portal.call("GET", path, headers=named).status_code


def bearer(key: str) -> str:
    return f"Bearer {key}"


# -- their form ---------------------------------------------------------------------------------


def test_a_key_has_its_form(api: Api) -> None:
    key = api.good("POST", "/api-keys", KEY)["key"]
    start, ref_and_secret = key[:8], key[8:]
    ref, _, rest = ref_and_secret.partition("_")
    letters = set(string.ascii_letters + string.digits)
    assert (start, len(ref), len(rest)) == ("hc_live_", 12, 49)
    assert {*ref, *rest} <= letters
    assert api_keys._checksum(key[:-6]) == key[-6:]
    assert key != api.good("POST", "/api-keys", KEY)["key"]


@given(
    st.integers(0, 69),
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(string.printable),
)
@hypothesis.settings(max_examples=300)
def test_any_other_character_is_refused_without_asking_the_database(at: int, other: str) -> None:
    key = VALID + api_keys._checksum(VALID)
    hypothesis.assume(key[at] != other)
    with pytest.raises(Refusal, match="not valid"):
        # There is no session that could be asked.
        api_keys.find(None, key[:at] + other + key[at + 1 :], datetime.now(UTC))  # type: ignore[arg-type]


@given(st.text(max_size=80) | st.from_regex(r"hc_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}\n?"))
@hypothesis.settings(max_examples=100)
def test_what_is_no_key_is_refused_without_asking_the_database(text: str) -> None:
    hypothesis.assume(api_keys._ref(text) is None)
    with pytest.raises(Refusal, match="not valid"):
        api_keys.find(None, text, datetime.now(UTC))  # type: ignore[arg-type]


def test_a_mistyped_key_costs_no_statement(api: Api) -> None:
    wrong = api.key[:-1] + ("a" if api.key[-1] != "a" else "b")
    with statements(api.portal) as run:
        assert status(api.portal, Authorization=bearer(wrong)) == 401
        assert status(api.portal, X_API_Key="") == 401
        assert not run
        assert status(api.portal, Authorization=bearer(api.key)) == 200
        assert run


def test_the_hashes_are_compared_in_constant_time(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[str, str]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("hostingco_api.core.api_keys.compare_digest", compare)
    forged = api.key[:21] + "0" * 43
    assert status(api.portal, Authorization=bearer(forged + api_keys._checksum(forged))) == 401
    key = api.portal.row(select(ApiKey).where(ApiKey.id == api.key_id))
    assert [pair for pair in compared if key.hash in pair]


# -- getting in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_either_header_lets_in(api: Api, scheme: str) -> None:
    portal, key = api.portal, api.key
    assert status(portal, Authorization=f"{scheme} {key}") == 200
    assert status(portal, X_API_Key=key) == 200
    assert status(portal, Authorization=f"{scheme} {key}", X_API_Key=key) == 200


def test_two_headers_have_to_agree(api: Api) -> None:
    other = Api(api.portal)
    for headers in (
        {"Authorization": bearer(api.key), "X_API_Key": other.key},
        {"Authorization": bearer(api.key), "X_API_Key": "nonsense"},
        {"Authorization": bearer("nonsense"), "X_API_Key": api.key},
        {"Authorization": "Basic dTpw", "X_API_Key": api.key},
        {"Authorization": "", "X_API_Key": api.key},
    ):
        assert status(api.portal, **headers) == 401, headers


@pytest.mark.parametrize(
    "said",
    ["", "Bearer", "Bearer ", "Basic dTpw", "Bearer \xff", "Bearer hc_live_", "Bearer a b", "None"],
)
def test_what_is_no_key_is_401(api: Api, said: str) -> None:
    answer = api.portal.call("GET", LIST, headers={"Authorization": said})
    assert (answer.status_code, answer.get_json()["code"]) == (401, "AUTHENTICATION_ERROR")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="hostingco"'


def test_a_key_counts_in_its_headers_only(api: Api) -> None:
    key = api.key
    assert status(api.portal, f"{LIST}?api_key={key}&access_token={key}") == 401
    assert status(api.portal, Cookie=f"api_key={key}; setec_token={key}") == 401
    assert status(api.portal, Authorization=key) == 401


def test_a_portal_s_token_is_no_key_and_a_key_no_token(api: Api) -> None:
    assert status(api.portal, Authorization=bearer(api.portal.token("admin"))) == 401
    assert status(api.portal, "/users", Authorization=bearer(api.key)) == 401
    assert status(api.portal, "/hosting/providers", Authorization=bearer(api.key)) == 401


def test_a_key_that_has_expired_is_401(api: Api) -> None:
    ends = (api.portal.clock() + timedelta(hours=1)).isoformat()
    made = api.good("POST", "/api-keys", KEY | {"expires_at": ends})
    headers = {"Authorization": bearer(made["key"])}
    assert (made["status"], status(api.portal, **headers)) == ("active", 200)
    api.portal.later(hours=1)
    answer = api.portal.call("GET", LIST, headers=headers)
    assert (answer.status_code, answer.get_json()["error"]) == (401, "The API key is expired")
    assert api.good("GET", f"/api-keys/{made['id']}")["status"] == "expired"
    later = (api.portal.clock() + timedelta(hours=1)).isoformat()
    api.good("PUT", f"/api-keys/{made['id']}", {"expires_at": later})
    assert status(api.portal, **headers) == 200
    api.good("PUT", f"/api-keys/{made['id']}", {"expires_at": None})
    api.portal.later(days=4000)
    assert status(api.portal, **headers) == 200


@pytest.mark.parametrize("said", ["2020-01-01T00:00:00Z", "2030-01-01", "soon", "", 5, "9" * 30])
def test_a_key_expires_at_an_instant_to_come(api: Api, said: Any) -> None:
    body = KEY | {"expires_at": said}
    errors = api.refused(422, "VALIDATION_ERROR", "POST", "/api-keys", body)["errors"]
    assert list(errors) == ["expires_at"]


def test_a_revoked_key_is_of_no_use_at_once(api: Api) -> None:
    made = api.good("POST", "/api-keys", KEY)
    headers = {"X_API_Key": made["key"]}
    assert status(api.portal, **headers) == 200
    told = api.good("POST", f"/api-keys/{made['uuid']}/revoke", status=200)
    assert told["status"] == "revoked"
    assert status(api.portal, **headers) == 401
    again = api.good("POST", f"/api-keys/{made['id']}/revoke", status=200)
    assert again["revoked_at"] == told["revoked_at"]
    path = f"/api-keys/{made['id']}/rotate"
    api.refused(409, "INVALID_STATE", "POST", path)
    later = (api.portal.clock() + timedelta(hours=1)).isoformat()
    api.good("PUT", f"/api-keys/{made['id']}", {"expires_at": later, "name": "Again"})
    assert status(api.portal, **headers) == 401


def test_who_revokes_or_deletes_their_own_key_is_answered_once(api: Api) -> None:
    api.good("POST", f"/api-keys/{api.key_id}/revoke", status=200)
    api.refused(401, "AUTHENTICATION_ERROR", "POST", f"/api-keys/{api.key_id}/revoke")
    other = Api(api.portal)
    other.good("DELETE", f"/api-keys/{other.key_id}")
    other.refused(401, "AUTHENTICATION_ERROR", "GET", "/clients")


def test_a_write_that_was_let_in_meets_the_revocation(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check of the key and the transaction."""

    def revoke(*_: Any) -> set[str]:
        monkeypatch.undo()
        with api.portal.database.writing() as session:
            api_keys.revoke(session.get_one(ApiKey, api.key_id), api.portal.clock())
        return {"clients.create"}

    monkeypatch.setattr("hostingco_api.core.api_keys.allowed", revoke)
    body = {"first_name": "A", "last_name": "B", "email": "a@example.com"}
    api.refused(401, "AUTHENTICATION_ERROR", "POST", "/clients", body)
    assert not Api(api.portal).good("GET", "/clients?search=a@example.com")


def test_a_deleted_key_is_gone_and_401(api: Api) -> None:
    made = api.good("POST", "/api-keys", KEY)
    api.good("DELETE", f"/api-keys/{made['id']}")
    assert status(api.portal, X_API_Key=made["key"]) == 401
    for method in ("GET", "DELETE"):
        api.refused(404, "NOT_FOUND", method, f"/api-keys/{made['uuid']}")
    assert [key["id"] for key in api.good("GET", "/api-keys")] == [api.key_id]


def test_rotation_ends_the_old_key_at_once(api: Api) -> None:
    made = api.good("POST", "/api-keys", KEY)
    told = api.good("POST", f"/api-keys/{made['id']}/rotate", status=200)
    assert told["key"] != made["key"]
    assert told["key_preview"] == f"hc_live_...{told['key'][-4:]}"
    assert (told["id"], told["scopes"]) == (made["id"], made["scopes"])
    assert status(api.portal, X_API_Key=made["key"]) == 401
    assert status(api.portal, X_API_Key=told["key"]) == 200
    own = api.good("POST", f"/api-keys/{api.key_id}/rotate", status=200)
    assert status(api.portal, X_API_Key=api.key) == 401
    assert status(api.portal, X_API_Key=own["key"]) == 200


# -- the key itself -----------------------------------------------------------------------------


def test_a_key_is_shown_once_and_kept_as_a_hash(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    once = {"Idempotency-Key": "once"}
    made = api.good("POST", "/api-keys", KEY, headers=once)
    told = api.good("POST", f"/api-keys/{made['id']}/rotate", status=200)
    keys = [api.key, made["key"], told["key"]]
    for key in keys:
        status(api.portal, X_API_Key=key)
        status(api.portal, X_API_Key=key[:-1])
    api.good("PUT", f"/api-keys/{made['id']}", {"name": "Other"})
    shown = [
        api.call("GET", path).text
        for path in ("/api-keys", f"/api-keys/{made['id']}", "/audit-log?per_page=100")
    ]
    shown.append(api.call("POST", f"/api-keys/{made['id']}/revoke").text)
    path = api.portal.database.engine.url.database
    assert path
    files = [Path(path + end).read_bytes() for end in ("", "-wal")]
    for key in keys:
        for secret in (key, key[21:64], api_keys._hash(key)):
            assert not [text for text in shown if secret in text]
            assert secret not in caplog.text
        assert not [file for file in files if key.encode() in file or key[21:64].encode() in file]
    again = api.call("POST", "/api-keys", KEY, headers=once)  # it is kept, encrypted, for a day
    assert again.get_json()["data"]["key"] == made["key"]


def test_the_database_has_the_hash_of_the_whole_key(api: Api) -> None:
    row = api.portal.row(select(ApiKey).where(ApiKey.id == api.key_id))
    assert row.hash == api_keys._hash(api.key)
    assert len(row.hash) == 64
    assert (row.ref, row.last4) == (api.key[8:20], api.key[-4:])


# -- where from, and when -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allowed", "good", "bad"),
    [
        ("192.0.2.0/24", ["192.0.2.0", "192.0.2.255", "::ffff:192.0.2.7"], ["192.0.3.0", "::1"]),
        ("192.0.2.7", ["192.0.2.7"], ["192.0.2.8", "2001:db8::1"]),
        ("::ffff:192.0.2.0/120", ["192.0.2.9"], ["192.0.3.9"]),
        ("2001:db8::/32", ["2001:db8:ffff::1", "2001:DB8::2"], ["2001:db9::1", "192.0.2.7"]),
        ("2001:db8::7", ["2001:db8:0::7"], ["2001:db8::8"]),
        ("fe80::/10", ["fe80::1%eth0"], ["192.0.2.7"]),
    ],
)
def test_a_key_may_be_for_some_addresses(
    api: Api, allowed: str, good: list[str], bad: list[str]
) -> None:
    made = api.good("POST", "/api-keys", KEY | {"allowed_ips": [allowed, "203.0.113.99"]})
    for address in [*good, *bad]:
        answer = api.portal.call(
            "GET",
            LIST,
            headers={"X-API-Key": made["key"]},
            environ_overrides={"REMOTE_ADDR": address},
        )
        assert answer.status_code == (200 if address in good else 403), answer.text
    assert answer.get_json()["code"] == "AUTHORIZATION_ERROR"


def test_a_forwarded_address_counts_behind_a_proxy_only(portals: Portals) -> None:
    direct = portals()
    api = Api(direct, allowed_ips=["192.0.2.7/32"])
    forged = {"X-Forwarded-For": "192.0.2.7", "Forwarded": "for=192.0.2.7"}
    api.refused(403, "AUTHORIZATION_ERROR", "GET", "/clients", headers=forged)
    api.portal = portals(proxies=1)
    api = Api(api.portal, allowed_ips=["192.0.2.7/32"])
    api.good("GET", "/clients", headers={"X-Forwarded-For": "198.51.100.1, 192.0.2.7"})
    for forwarded in ("192.0.2.7, 198.51.100.1", "garbage", "192.0.2.7, garbage", ""):
        headers = {"X-Forwarded-For": forwarded}
        api.refused(403, "AUTHORIZATION_ERROR", "GET", "/clients", headers=headers)
    long = {"X-Forwarded-For": "fe80::1%" + "x" * 500}
    api.refused(403, "AUTHORIZATION_ERROR", "GET", "/clients", headers=long)


@pytest.mark.parametrize("said", ["192.0.2.0/33", "example.com", "", "1.2.3", "fe80::1%eth0", 7])
def test_addresses_are_addresses_or_networks(api: Api, said: Any) -> None:
    body = KEY | {"allowed_ips": ["192.0.2.7", said]}
    errors = api.refused(422, "VALIDATION_ERROR", "POST", "/api-keys", body)["errors"]
    assert list(errors) == ["allowed_ips.1"]


def test_networks_are_kept_in_one_spelling(api: Api) -> None:
    said = ["192.0.2.9/24", "192.0.2.7", "2001:DB8:0:0::1/32", "::ffff:192.0.2.0/120"]
    made = api.good("POST", "/api-keys", KEY | {"allowed_ips": said})
    assert made["allowed_ips"] == ["192.0.2.0/24", "192.0.2.7/32", "2001:db8::/32", "192.0.2.0/24"]


def test_when_it_was_used_is_written_down_once_a_minute(api: Api) -> None:
    portal = api.portal
    path = f"/api-keys/{api.key_id}"
    portal.clock.set(2026, 5, 8)

    def used() -> Any:
        with portal.database.reading() as session:
            key = session.get_one(ApiKey, api.key_id)
            return key.last_used_at, key.last_used_ip

    assert used() == (None, None)
    assert api.good("GET", path)["last_used_ip"] == "127.0.0.1"  # by this very call
    at, ip = used()
    assert ip == "127.0.0.1"
    portal.later(seconds=50)
    with statements(portal) as run:
        api.call("GET", path, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert not [statement for statement in run if statement.startswith("UPDATE")]
    assert used() == (at, "127.0.0.1")
    portal.later(seconds=10)
    api.call("GET", path, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert used()[1] == "192.0.2.7"
    assert used()[0] >= at + timedelta(minutes=1)
    portal.later(days=-1)  # a clock that was set back
    api.good("GET", path)
    assert used()[0] < at
    told = api.good("GET", path)
    assert told["updated_at"] == told["created_at"]


def test_who_reads_does_not_care_whether_that_can_be_written_down(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Waited(Exception):
        sqlstate = "55P03"

    def locked() -> None:
        raise OperationalError("UPDATE", {}, Waited())

    monkeypatch.setattr(api.portal.database, "writing", locked)
    assert api.good("GET", "/clients")
    Waited.sqlstate = "XX000"
    api.refused(500, "DATABASE_ERROR", "GET", "/clients")


def test_a_refused_address_is_no_use_of_the_key(api: Api) -> None:
    other = Api(api.portal, allowed_ips=["192.0.2.7/32"])
    other.refused(403, "AUTHORIZATION_ERROR", "GET", "/clients")
    assert api.good("GET", f"/api-keys/{other.key_id}")["last_used_at"] is None


# -- lists --------------------------------------------------------------------------------------


def test_keys_are_found_by_name_and_status(api: Api) -> None:
    ends = (api.portal.clock() + timedelta(hours=1)).isoformat()
    for name, more in (("Shop_1", {"expires_at": ends}), ("Shop21", {}), ("Till", {})):
        api.good("POST", "/api-keys", KEY | {"name": name} | more)
    api.good("POST", "/api-keys/4/revoke", status=200)
    api.portal.later(hours=2)

    def names(query: str) -> list[str]:
        return [key["name"] for key in api.good("GET", f"/api-keys?{query}")]

    assert names("search=shop") == ["Shop_1", "Shop21"]
    assert names("search=shop_") == ["Shop_1"]
    assert names("search=%25") == []
    assert names("status=expired") == ["Shop_1"]
    assert names("status=revoked") == ["Till"]
    assert names("status=active") == ["tests", "Shop21"]
