"""Sessions: logged in by a password, kept by tokens, ended by hand or by time."""

from typing import Any

import pytest

from simulators.common import jwt
from tests.contract.harness import watched
from tests.hostens.client import Hostens

LOGIN = {"username": "default@sim.test", "password": "secret_default"}
REFUSED = ["wronglogin", "unauthorized"]
HOUR, DAY = 3_600, 86_400


@pytest.fixture
def api() -> Hostens:
    client = watched("hostens", size=5)
    assert isinstance(client, Hostens)
    return client


def log_in(api: Hostens) -> dict[str, str]:
    found: dict[str, str] = api.told("POST", "/login", LOGIN)
    return found


def details(api: Hostens, token: str) -> int:
    """The status of a call by a token."""
    headers = {"Authorization": f"Bearer {token}"}
    return api("GET", "/api/details", headers=headers).status_code


def exchange(api: Hostens, refresh: str, status: int = 200) -> dict[str, Any]:
    found: dict[str, Any] = api.told("POST", "/token", {"refresh_token": refresh}, status=status)
    return found


def test_a_token_opens_what_the_password_opens(api: Hostens) -> None:
    token = log_in(api)["token"]
    answer = api("GET", "/api/details", headers={"Authorization": f"bearer {token}"})
    assert answer.json == api.told("GET", "/details")


def test_a_login_is_told_by_the_details(api: Hostens) -> None:
    assert api.told("GET", "/details")["client"]["lastlogin"] == "2016-12-30 12:24:28"
    log_in(api)
    assert api.told("GET", "/details")["client"]["lastlogin"] == "2026-01-01 00:00:00"
    api.advance(61)
    log_in(api)
    assert api.told("GET", "/details")["client"]["lastlogin"] == "2026-01-01 00:01:01"


def test_a_call_with_a_password_is_no_login(api: Hostens) -> None:
    api.told("PUT", "/details", {"city": "Portland"})
    assert api.told("GET", "/details")["client"]["lastlogin"] == "2016-12-30 12:24:28"


def test_the_token_looks_like_the_documented_one(api: Hostens) -> None:
    given = log_in(api)
    assert list(given) == ["token", "refresh"]
    header = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9."
    assert given["token"].startswith(header + "eyJpc3MiOiJodHR")
    assert given["refresh"].startswith(header + "eyJzdWIiOi")


def test_a_refresh_token_is_good_once(api: Hostens) -> None:
    first = log_in(api)
    second = exchange(api, first["refresh"])
    assert second["refresh"] != first["refresh"]
    assert exchange(api, first["refresh"], 401)["error"] == REFUSED
    exchange(api, second["refresh"])


def test_an_exchange_leaves_the_access_token_good(api: Hostens) -> None:
    first = log_in(api)
    second = exchange(api, first["refresh"])
    assert details(api, first["token"]) == details(api, second["token"]) == 200


def test_an_access_token_is_good_for_an_hour_to_the_second(api: Hostens) -> None:
    token = log_in(api)["token"]
    api.advance(HOUR - 1)
    assert details(api, token) == 200
    api.advance(1)
    assert details(api, token) == 401


def test_a_refresh_token_is_good_for_thirty_days_to_the_second(api: Hostens) -> None:
    first, second = log_in(api), log_in(api)
    api.advance(30 * DAY - 1)
    exchange(api, first["refresh"])
    api.advance(1)
    exchange(api, second["refresh"], 401)


def test_a_session_lives_on_as_long_as_it_is_exchanged(api: Hostens) -> None:
    given: dict[str, Any] = log_in(api)
    for _ in range(4):
        api.days(29)
        given = exchange(api, given["refresh"])
    assert details(api, given["token"]) == 200


@pytest.mark.parametrize("by", ["refresh", "access token", "access token, posted", "logout"])
def test_to_end_a_session_ends_both_of_its_tokens(api: Hostens, by: str) -> None:
    given, other = log_in(api), log_in(api)
    bearer = {"Authorization": f"Bearer {given['token']}"}
    if by == "refresh":
        ended = api("POST", "/api/revoke", {"refresh_token": given["refresh"]})
    elif by == "access token":
        ended = api("POST", "/api/revoke", headers=bearer)
    elif by == "access token, posted":
        ended = api("POST", "/api/revoke", {"refresh_token": given["token"]})
    else:
        ended = api("POST", "/api/logout", headers=bearer)
    assert ended.json == {"status": True}
    assert details(api, given["token"]) == 401
    exchange(api, given["refresh"], 401)
    assert details(api, other["token"]) == 200


def test_a_used_refresh_token_still_ends_its_session(api: Hostens) -> None:
    first = log_in(api)
    second = exchange(api, first["refresh"])
    api.told("POST", "/revoke", {"refresh_token": first["refresh"]})
    assert details(api, second["token"]) == 401


def test_nothing_can_be_ended_twice(api: Hostens) -> None:
    given = log_in(api)
    refresh = {"refresh_token": given["refresh"]}
    api.told("POST", "/revoke", refresh)
    assert api.refused("POST", "/revoke", refresh, status=401) == REFUSED
    bearer = {"Authorization": f"Bearer {given['token']}"}
    assert api("POST", "/api/logout", headers=bearer).status_code == 401


def test_to_log_out_by_a_password_ends_nothing(api: Hostens) -> None:
    token = log_in(api)["token"]
    assert api.told("POST", "/logout") == {"status": True}
    assert details(api, token) == 200


def test_a_refresh_token_opens_nothing(api: Hostens) -> None:
    assert details(api, log_in(api)["refresh"]) == 401


def test_an_access_token_is_not_exchanged(api: Hostens) -> None:
    exchange(api, log_in(api)["token"], 401)


def test_what_is_posted_counts_whatever_is_in_the_header(api: Hostens) -> None:
    """Clients send their access token with every call, also where it is too old."""
    given = log_in(api)
    other = Hostens(api.app, world="other")
    bearer = {"Authorization": f"Bearer {other.told('POST', '/login', login('other'))['token']}"}
    api.advance(2 * HOUR)
    answer: Any = api("POST", "/api/token", {"refresh_token": given["refresh"]}, headers=bearer)
    assert answer.status_code == 200
    assert details(api, answer.json["token"]) == 200


def login(name: str) -> dict[str, str]:
    return {"username": f"{name}@sim.test", "password": f"secret_{name}"}


def test_customers_of_a_world_have_sessions_of_their_own(api: Hostens) -> None:
    first = log_in(api)["token"]
    second = api.told("POST", "/login", login("default.second"))["token"]
    for token, id in ((first, "26"), (second, "27")):
        answer: Any = api("GET", "/api/details", headers={"Authorization": f"Bearer {token}"})
        assert answer.json["client"]["id"] == id


def test_a_reset_ends_every_session_also_beside_a_new_one(api: Hostens) -> None:
    given = log_in(api)
    api.control("POST", "/worlds/default/reset")
    assert details(api, given["token"]) == 401
    exchange(api, given["refresh"], 401)
    api.told("GET", "/details")
    log_in(api)
    assert details(api, given["token"]) == 401
    exchange(api, given["refresh"], 401)


def test_the_sessions_that_are_over_are_forgotten(api: Hostens) -> None:
    for _ in range(3):
        log_in(api)
    api.days(30)
    log_in(api)
    assert sessions(api) == 1


def test_also_behind_one_that_goes_on(api: Hostens) -> None:
    first = log_in(api)
    log_in(api)
    api.days(29)
    exchange(api, first["refresh"])
    api.days(1)
    log_in(api)
    assert sessions(api) == 2


def sessions(api: Hostens) -> int:
    return len(api.inside().shared("hostens.sessions"))


def test_an_address_that_is_not_allowed_gets_no_token_either(api: Hostens) -> None:
    given = log_in(api)
    api.control("PATCH", "/worlds/default/quirks", {"quirks": {"hostens.ip-not-allowed": True}})
    refused = ["ipnotallowed", "unauthorized"]
    assert api.refused("GET", "/details", status=401) == refused
    assert api.refused("POST", "/login", LOGIN, status=401) == refused
    assert exchange(api, given["refresh"], 401)["error"] == refused
    assert api.refused("POST", "/login", LOGIN | {"password": "x"}, status=401) == REFUSED


def test_the_journal_keeps_what_hostsim_gives_everybody(api: Hostens) -> None:
    """Its passwords and what it signed are no secrets: nothing can be asked again without them."""
    given = log_in(api)
    exchange(api, given["refresh"])
    api("POST", f"/api/revoke?refresh_token={given['refresh']}")
    kept = str(api.control("GET", "/worlds/default/journal"))
    assert LOGIN["password"] in kept
    for token in given.values():
        assert token in kept
    assert jwt.read(given["token"]) is not None
