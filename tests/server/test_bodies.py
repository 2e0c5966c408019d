"""Bodies over a socket: how large they may be, in chunks or whole, complete or not."""

import json
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from simulators.kernel.body import MOST_BYTES
from tests.running import read_answer
from tests.support import ZONE, Api

ASK = {"zone": [{"name": "body", "type": "A", "records": [{"content": "192.0.2.1"}]}]}
BODY = json.dumps(ASK).encode()


def padded(length: int) -> bytes:
    """A body that is valid JSON, of that many bytes."""
    return BODY + b" " * (length - len(BODY))


def chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 50_000):
        yield body[start : start + 50_000]


@pytest.fixture
def url(server: str) -> str:
    return f"{server}/hostinger{ZONE}"


@pytest.fixture
def headers(request: pytest.FixtureRequest) -> dict[str, str]:
    """A world per test."""
    world = re.sub(r"[^A-Za-z0-9]+", "-", request.node.name)[-63:].strip("-")
    return {"Authorization": f"Bearer sim_{world}", "Content-Type": "application/json"}


@pytest.mark.parametrize("how", ["whole", "chunked"])
@pytest.mark.parametrize(
    ("length", "expected"),
    [(MOST_BYTES, 200), (MOST_BYTES + 1, 413), (4 * MOST_BYTES, 413)],
)
def test_a_body_may_have_one_mebibyte(
    url: str, headers: dict[str, str], how: str, length: int, expected: int
) -> None:
    body = padded(length)
    before = requests.get(url, headers=headers).json()
    answer = requests.put(url, chunks(body) if how == "chunked" else body, headers=headers)
    assert answer.status_code == expected
    after = requests.get(url, headers=headers).json()
    assert (after == before) is (expected == 413)
    if expected == 413:
        assert set(answer.json()) == {"message", "correlation_id"}
        assert str(MOST_BYTES) in answer.json()["message"]


def test_too_large_a_body_is_refused_in_process_too(api: Api) -> None:
    answer = api("PUT", ZONE, data=padded(MOST_BYTES + 1))
    assert answer.status_code == 413
    assert answer.headers["X-Sim-Rule"].startswith("hostinger.body-too-large")


@pytest.mark.parametrize("how", ["whole", "chunked"])
def test_the_control_api_takes_no_more_either(server: str, how: str) -> None:
    body = b'{"name": "too-large"}' + b" " * MOST_BYTES
    answer = requests.post(
        f"{server}/__sim/worlds",
        chunks(body) if how == "chunked" else body,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 413
    assert set(answer.json()) == {"error"}
    assert requests.get(f"{server}/__sim/worlds/too-large").status_code == 404


def test_chunks_are_one_body(url: str, headers: dict[str, str]) -> None:
    tiny = (BODY[index : index + 7] for index in range(0, len(BODY), 7))
    assert requests.put(url, tiny, headers=headers).status_code == 200
    assert "body" in {rrset["name"] for rrset in requests.get(url, headers=headers).json()}


def test_a_client_that_waits_for_100_continue_gets_it(server: str, headers: dict[str, str]) -> None:
    with sending(
        server, "PUT", f"/hostinger{ZONE}", headers, f"Content-Length: {len(BODY)}"
    ) as sock:
        sock.sendall(BODY)
        assert read_answer(sock).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("length", "part"),
    [
        ("Content-Length: 50", b""),
        ("Content-Length: 50", b"  "),
        ("Content-Length: 50", b"{}"),
        ("Transfer-Encoding: chunked", b"2\r\n  \r\n"),
        ("Transfer-Encoding: chunked", b'5\r\n{"sy'),
    ],
)
def test_a_request_whose_body_breaks_off_changes_nothing(
    server: str, url: str, headers: dict[str, str], length: str, part: bytes
) -> None:
    """A reset may come without a body, so half of one must not be taken for none.

    Left out is a chunked body that breaks off before its first byte: Granian hands it out as empty.
    """
    assert requests.put(url, BODY, headers=headers).status_code == 200
    before = requests.get(url, headers=headers).json()
    with sending(server, "POST", f"/hostinger{ZONE}/reset", headers, length) as sock:
        sock.sendall(part)
        sock.shutdown(socket.SHUT_WR)
        answer = read_answer(sock)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert requests.get(url, headers=headers).json() == before


@pytest.mark.parametrize("part", [b"", b"  ", b"{}"])
def test_a_call_to_the_control_api_whose_body_breaks_off_changes_nothing(
    server: str, url: str, headers: dict[str, str], part: bytes
) -> None:
    assert requests.put(url, BODY, headers=headers).status_code == 200
    before = requests.get(url, headers=headers).json()
    world = headers["Authorization"].removeprefix("Bearer sim_")
    own = {"Content-Type": "application/json"}
    with sending(server, "POST", f"/__sim/worlds/{world}/reset", own, "Content-Length: 50") as sock:
        sock.sendall(part)
        sock.shutdown(socket.SHUT_WR)
        answer = read_answer(sock)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert requests.get(url, headers=headers).json() == before


def sending(
    server: str, method: str, path: str, headers: dict[str, str], length: str
) -> socket.socket:
    """A request up to its body, which the server has asked for."""
    at = urlsplit(server)
    sock = socket.create_connection((str(at.hostname), at.port), timeout=10)
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", length]
    lines += ["Expect: 100-continue", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    sock.sendall("\r\n".join([*lines, "", ""]).encode())
    assert sock.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    return sock
