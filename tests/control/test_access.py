"""The control API is closed but to callers on this machine, and to those who have the token."""

from typing import Any

import pytest
import requests

from tests.control.conftest import Control

TOKEN = {"Authorization": "Bearer let-me-in"}


def status(control: Control, path: str = "/health", **kwargs: Any) -> int:
    return control("GET", path, **kwargs).status


@pytest.mark.parametrize("remote", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_it_is_open_to_callers_on_this_machine(untouched: Control, remote: str) -> None:
    assert status(untouched, remote=remote) == 200


@pytest.mark.parametrize(
    "remote", ["192.0.2.1", "10.0.0.1", "0.0.0.0", "2001:db8::1", "::ffff:192.0.2.1", "", "x"]
)
def test_it_is_closed_to_all_others(untouched: Control, remote: str) -> None:
    reply = untouched("GET", "/health", remote=remote)
    assert reply.status == 403
    assert "HOSTSIM_CONTROL_TOKEN" in reply.json["error"]


def test_it_is_open_over_a_socket_from_this_machine(server: str) -> None:
    assert requests.get(f"{server}/__sim/health").json() == {"status": "ok"}


def test_a_caller_without_an_address_is_not_on_this_machine(untouched: Control) -> None:
    from werkzeug.test import Client

    assert Client(untouched.app).get("/__sim/health").status_code == 403


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:4380",
        "LOCALHOST",
        "127.0.0.1",
        "127.0.0.1:4380",
        "127.0.0.2:4380",
        "[::1]",
        "[::1]:4380",
    ],
)
def test_these_are_names_of_this_machine(untouched: Control, host: str) -> None:
    assert status(untouched, headers={"Host": host}) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:4380",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "evil.example#127.0.0.1",
        "192.0.2.1",
        "[::1",
        "]",
        "",
        " ",
        "localhost localhost",
    ],
)
def test_a_name_rebound_to_this_machine_does_not_open_it(untouched: Control, host: str) -> None:
    assert status(untouched, headers={"Host": host}) in (400, 403)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost:3000",
        "https://localhost",
        "http://localhost.evil.example",
        "null",
        "",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_another_origin_does_not_get_in(
    untouched: Control, method: str, origin: str
) -> None:
    path = "/health" if method == "GET" else "/worlds/default/reset"
    assert untouched(method, path, headers={"Origin": origin}).status == 403


def test_its_own_pages_get_in(untouched: Control) -> None:
    own = {"Origin": "http://localhost:4380", "Sec-Fetch-Site": "same-origin"}
    assert status(untouched, headers=own, base_url="http://localhost:4380") == 200
    assert status(untouched, headers={"Sec-Fetch-Site": "none"}) == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_browser_sends_for_another_site_does_not_get_in(
    untouched: Control, site: str
) -> None:
    """As for an image or a form: without Origin, but with this."""
    assert status(untouched, headers={"Sec-Fetch-Site": site}) == 403


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("Forwarded", "for=203.0.113.9"),
        ("X-Real-IP", "203.0.113.9"),
        ("Via", "1.1 proxy"),
    ],
)
def test_what_comes_through_a_proxy_does_not_get_in(
    untouched: Control, name: str, value: str
) -> None:
    assert status(untouched, headers={name: value}) == 403


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"remote": "192.0.2.1"},
        {"headers": {"Host": "sim.example"}},
        {"headers": {"Origin": "https://tool.example"}},
        {"headers": {"X-Forwarded-For": "192.0.2.1"}},
    ],
    ids=["address", "host", "origin", "proxy"],
)
def test_the_token_opens_it_from_anywhere(closed: Control, elsewhere: dict[str, Any]) -> None:
    given = elsewhere | {"headers": elsewhere.get("headers", {}) | TOKEN}
    assert status(closed, **given) == 200
    assert status(closed, **elsewhere) == 403


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_of_the_token_is_spelled_as_one_likes(closed: Control, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} let-me-in"}
    assert status(closed, remote="192.0.2.1", headers=headers) == 200


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer wrong",
        "Bearer let-me-i",
        "Bearer let-me-in2",
        "Bearer LET-ME-IN",
        "Bearer l\u00e9t-me-in",
        "Bearer",
        "Bearer ",
        "let-me-in",
        "Basic let-me-in",
        "Basic bGV0LW1lLWluOmxldC1tZS1pbg==",
    ],
)
def test_anything_but_the_token_does_not(closed: Control, authorization: str) -> None:
    headers = {"Authorization": authorization}
    assert status(closed, remote="192.0.2.1", headers=headers) == 403


def test_a_wrong_token_is_wrong_on_this_machine_too(closed: Control) -> None:
    assert status(closed, headers={"Authorization": "Bearer wrong"}) == 403


@pytest.mark.parametrize("token", ["", "let-me-in", "None"])
def test_without_a_token_none_is_right(untouched: Control, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    assert status(untouched, remote="192.0.2.1", headers=headers) == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/worlds"),
        ("POST", "/worlds"),
        ("DELETE", "/worlds/default"),
        ("GET", "/worlds/nowhere"),
        ("GET", "/openapi.json"),
        ("GET", "/docs"),
        ("GET", "/docs/swagger-ui.css"),
        ("GET", "/nothing"),
        ("OPTIONS", "/worlds"),
        ("PATCH", "/health"),
    ],
)
def test_all_of_it_is_closed(untouched: Control, method: str, path: str) -> None:
    assert untouched(method, path, remote="192.0.2.1").status == 403


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost"])
def test_there_are_no_cors_headers(untouched: Control, method: str, origin: str) -> None:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
        "Access-Control-Request-Private-Network": "true",
    }
    reply = untouched(method, "/worlds", {} if method == "POST" else None, headers=asked)
    assert "access-control" not in str(reply.headers).lower()
