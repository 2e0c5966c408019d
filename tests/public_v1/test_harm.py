"""Whatever is sent to do harm, or is wrong: it takes no longer than else, and it is said how."""

import json
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core.models import IdempotentCall
from tests.hostingco.test_command_line import serving
from tests.public_v1.support import Api
from tests.running import exchange

ANN = {"first_name": "Ann", "last_name": "Example", "email": "ann@example.com"}
HOOK = {"name": "Hook", "url": "https://example.com/", "events": ["invoice.paid"]}


def test_long_texts_and_lists_take_no_longer_than_others(api: Api) -> None:
    """A pattern that goes over a text again from each of its letters would take for hours."""
    long = "a" * 900_000 + "\n"
    many = 150_000
    cases: list[tuple[str, dict[str, Any]]] = [
        ("/clients", ANN | {"first_name": long}),
        ("/servers", {"name": "x", "module": "manual", "hostname": "a." * 400_000}),
        ("/products", {"name": "x", "type": "other", "pricing": [{}] * many}),
        ("/products", {"name": "x", "slug": "a-" * 400_000, "type": "other", "pricing": []}),
        ("/api-keys", {"name": "x", "scopes": ["x"] * many, "allowed_ips": ["x"] * 10_000}),
        ("/webhooks", HOOK | {"events": ["x"] * many, "url": "https://" + "a." * 50_000}),
        ("/invoices", {"client_id": 3, "items": [{}] * many}),
    ]
    for path, body in cases:
        begun = time.process_time()
        answer = api.call("POST", path, body)
        assert answer.status_code == 422
        assert time.process_time() - begun < 0.8, path
        assert len(answer.data) < 10_000


@pytest.mark.parametrize(
    "key", ["é", "\x7f", "a\tb", "🔑".encode().decode("latin-1"), "a" * 256, ""]
)
def test_an_idempotency_key_is_printable_ascii(api: Api, key: str) -> None:
    headers = {"Idempotency-Key": key}
    error = api.refused(422, "VALIDATION_ERROR", "POST", "/clients", ANN, headers=headers)
    assert list(error["errors"]) == ["Idempotency-Key"]
    api.good("GET", "/clients", headers=headers)  # where there is nothing to do twice
    assert not api.good("GET", "/clients?search=ann@example.com")


@pytest.mark.parametrize("key", [" ", "~" * 255, "' OR 1=1 --", "{}", "a;b,c"])
def test_an_idempotency_key_is_any_text_of_that_kind(api: Api, key: str) -> None:
    headers = {"Idempotency-Key": key}
    first = api.call("POST", "/clients", ANN, headers=headers)
    again = api.call("POST", "/clients", ANN, headers=headers)
    if key.strip():
        assert (first.status_code, first.data) == (201, again.data)
        assert again.headers["Idempotent-Replayed"] == "true"
    else:  # as a header's value it is nothing
        assert first.status_code in (201, 422)


def test_what_is_kept_of_a_call_tells_nobody_its_password(api: Api) -> None:
    """A mere hash of a body could be guessed at, as nobody can at a password's."""
    body = json.dumps(ANN | {"password": "password1"}).encode()
    headers = {"Idempotency-Key": "once"}
    answer = api.call(
        "POST", "/clients", data=body, content_type="application/json", headers=headers
    )
    assert answer.status_code == 201
    kept = api.portal.row(select(IdempotentCall))
    assert kept.fingerprint != sha256(b"POST /api/v1/clients?\n" + body).hexdigest()
    assert "Ann" not in kept.body


def test_headers_that_are_odd_do_no_harm(api: Api) -> None:
    for headers in (
        {"X-Request-Id": "mine\tx"},
        {"User-Agent": "\xff" * 5000},
        {"User-Agent": ""},
        {"Accept": "text/html"},
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"},
        {"Content-Length": "0"},
        {"Transfer-Encoding": "x"},
        {"Range": "bytes=0-1"},
        {"If-None-Match": "*"},
    ):
        answer = api.call("GET", "/clients?per_page=1", headers=headers)
        assert answer.status_code == 200
        assert "evil" not in answer.text
        assert answer.headers["X-Request-Id"] != headers.get("X-Request-Id")


def test_a_failure_of_ours_tells_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"a detail of {api.key}")

    monkeypatch.setattr("hostingco_api.core.clients.listed", broken)
    error = api.refused(500, "INTERNAL_ERROR", "GET", "/clients")
    assert error["error"] == "Something went wrong on our side"
    assert error["errors"] == {}
    # And yet it can be looked up.
    assert f"a request failed: {error['request_id']}" in caplog.text


@pytest.mark.parametrize(
    ("path", "body", "field", "said"),
    [
        ("/products", {"slug": "A b"}, "slug", "basic-hosting"),
        ("/services", {"domain": "a b"}, "domain", "shop.example.com"),
        ("/servers", {"hostname": "a b"}, "hostname", "host name"),
        ("/webhooks", {"url": "https://é.example/"}, "url", "in ASCII"),
        ("/webhooks", {"url": "example.com"}, "url", "begin with http"),
        ("/clients", {"first_name": "a\nb"}, "first_name", "on one line"),
    ],
)
def test_it_is_said_what_would_be_right(
    api: Api, path: str, body: dict[str, Any], field: str, said: str
) -> None:
    error = api.refused(422, "VALIDATION_ERROR", "POST", path, body)
    assert said in error["errors"][field][0]


def test_it_is_said_what_an_id_is_in_a_query(api: Api) -> None:
    error = api.refused(422, "VALIDATION_ERROR", "GET", "/services?client_id=x")
    assert error["errors"] == {"client_id": ["Not an id: a positive integer or a UUID."]}


def test_what_an_application_is_made_of_can_be_shown(api: Api) -> None:
    config = replace(
        api.portal.config, database="postgresql://me:geheim@x/y", redis="redis://:geheim@x"
    )
    assert "geheim" not in repr(config)
    assert config.secret not in repr(config)
    assert api.portal.config.secret not in repr(api.portal.services)


def test_what_is_no_http_has_an_id_too(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        for head in (b"Content-Length: 99999999", b"Content-Length: x", b"A b: c"):
            request = b"POST /api/v1/clients HTTP/1.1\r\n" + head + b"\r\n\r\n"
            said, _, body = exchange(server.url, request).partition(b"\r\n\r\n")
            lines = said.decode().lower().split("\r\n")
            document = json.loads(body)
            assert document["code"] == "VALIDATION_ERROR"
            assert f"x-request-id: {document['request_id']}" in lines
            assert {"cache-control: no-store", "x-content-type-options: nosniff"} <= {*lines}
