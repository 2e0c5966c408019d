"""Who may use the gateway: administrators of the portal, by header or by cookie."""

import pytest

from tests.gateway.support import Gateway

COOKIE = "setec_token"
WRITE = "/hostinger/configure"
BODY = {"api_key": "nobodys-key"}


def test_without_a_token_nobody_gets_in(gateway: Gateway) -> None:
    answer = gateway.call("GET", who=None)
    assert (answer.status_code, answer.get_json()) == (401, {"error": "Authentication required"})
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("who", ["support", "customer"])
def test_only_administrators_get_in(gateway: Gateway, who: str) -> None:
    assert "administrators" in gateway.refused(403, "GET", who=who)
    assert gateway.refused(403, "POST", WRITE, who=who, json=BODY)
    assert gateway.good("GET", "/hostinger")["configured"] is False


def test_a_token_that_is_logged_out_is_of_no_use(gateway: Gateway) -> None:
    token = gateway.portal.token("admin")
    gateway.portal.good("POST", "/auth/logout", "admin")
    headers = {"Authorization": f"Bearer {token}"}
    gateway.refused(401, "GET", who=None, headers=headers)


def by_cookie(gateway: Gateway, **headers: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={gateway.portal.token('admin')}", **headers}


def test_the_cookie_is_as_good_as_the_header(gateway: Gateway) -> None:
    gateway.good("GET", who=None, headers=by_cookie(gateway))
    gateway.good("POST", WRITE, who=None, headers=by_cookie(gateway), json=BODY)


def test_the_header_wins(gateway: Gateway) -> None:
    gateway.refused(401, "GET", who=None, headers=by_cookie(gateway, Authorization="Bearer no"))


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
    ids=str,
)
def test_another_site_s_page_writes_nothing_by_the_cookie(
    gateway: Gateway, headers: dict[str, str]
) -> None:
    theirs = by_cookie(gateway, **headers)
    assert "another site" in gateway.refused(
        403, "POST", WRITE, who=None, headers=theirs, json=BODY
    )
    assert gateway.good("GET", "/hostinger")["configured"] is False
    gateway.good("GET", who=None, headers=theirs)  # a page cannot read the answer


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}],
    ids=str,
)
def test_our_own_page_writes_by_the_cookie(gateway: Gateway, headers: dict[str, str]) -> None:
    gateway.good("POST", WRITE, who=None, headers=by_cookie(gateway, **headers), json=BODY)


def test_a_token_in_the_header_is_not_a_browser_s_doing(gateway: Gateway) -> None:
    gateway.good("POST", WRITE, headers={"Origin": "https://evil.example"}, json=BODY)


def test_to_log_in_sets_the_cookie_and_to_log_out_takes_it(gateway: Gateway) -> None:
    login = {"email": "admin@hostingco.com", "password": "password123"}
    answer = gateway.portal.call("POST", "/auth/login", json=login)
    kept = answer.headers["Set-Cookie"]
    token = answer.get_json()["data"]["token"]
    assert kept == f"{COOKIE}={token}; HttpOnly; Path=/api/hosting/providers; SameSite=Strict"
    headers = {"Authorization": f"Bearer {token}"}
    gone = gateway.portal.call("POST", "/auth/logout", headers=headers)
    assert gone.headers["Set-Cookie"].startswith(f"{COOKIE}=; ")
    assert "Max-Age=0; HttpOnly; Path=/api/hosting/providers" in gone.headers["Set-Cookie"]


def test_a_failed_login_sets_no_cookie(gateway: Gateway) -> None:
    login = {"email": "admin@hostingco.com", "password": "wrong password"}
    assert "Set-Cookie" not in gateway.portal.call("POST", "/auth/login", json=login).headers


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "http://a]b", "//", "", "\xff"])
def test_what_is_no_origin_is_another_site_s(gateway: Gateway, origin: str) -> None:
    headers = by_cookie(gateway, Origin=origin)
    gateway.refused(403, "POST", WRITE, who=None, headers=headers, json=BODY)


def test_no_origin_is_that_of_no_host(gateway: Gateway) -> None:
    headers = by_cookie(gateway, Origin="null", Host="a b")
    gateway.refused(403, "POST", WRITE, who=None, headers=headers, json=BODY)
