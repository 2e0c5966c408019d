"""What goes over the socket: connections, bytes that are no HTTP, paths of all kinds."""

import http.client
import json
import socket
from urllib.parse import urlsplit

import pytest
import requests

from tests.running import exchange
from tests.support import ZONE

TARGET = f"/hostinger{ZONE}"
TOKEN = "Authorization: Bearer sim_wire"


def ask(server: str, method: str, target: str, *headers: str, body: bytes = b"") -> bytes:
    """One raw request on a connection of its own; its raw answer."""
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return exchange(server, "\r\n".join([*lines, "", ""]).encode() + body)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def alive(server: str) -> bool:
    return status(ask(server, "GET", TARGET, TOKEN)) == 200


def connection(server: str) -> http.client.HTTPConnection:
    at = urlsplit(server)
    return http.client.HTTPConnection(str(at.hostname), at.port, timeout=10)


def test_one_connection_serves_many_requests(server: str) -> None:
    client = connection(server)
    sockets: set[socket.socket | None] = set()
    body = json.dumps({"zone": [{"name": "k", "type": "A", "records": [{"content": "192.0.2.1"}]}]})
    headers = {"Authorization": "Bearer sim_keep-alive", "Content-Type": "application/json"}
    for method, path, sent, expected in [
        ("GET", TARGET, None, 200),
        ("PUT", TARGET, body, 200),
        ("PUT", TARGET, "{", 400),
        ("HEAD", TARGET, None, 200),
        ("POST", TARGET, body, 405),
        ("OPTIONS", TARGET, None, 200),
        ("GET", "/hostinger/nowhere", None, 404),
        ("PUT", "/nowhere", body, 404),
        ("GET", "/", None, 200),
        ("GET", "/__sim/health", None, 200),
    ]:
        client.request(method, path, sent, headers)
        sockets.add(client.sock)
        answer = client.getresponse()
        answer.read()
        assert answer.status == expected, (method, path)
    assert len(sockets) == 1
    assert None not in sockets
    client.close()


def test_head_and_get_announce_the_same_length(server: str) -> None:
    head, _, rest = ask(server, "HEAD", TARGET, TOKEN).partition(b"\r\n\r\n")
    _, _, body = ask(server, "GET", TARGET, TOKEN).partition(b"\r\n\r\n")
    assert rest == b""
    assert f"content-length: {len(body)}".encode() in head.lower()


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",  # a TLS greeting
        b"this is not HTTP\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"PUT / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"PUT / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        f"PUT {TARGET} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".encode(),
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x00" * 100,
    ],
    ids=lambda garbage: repr(garbage[:24]),
)
def test_bytes_that_are_no_http_are_refused_and_the_server_lives_on(
    server: str, garbage: bytes
) -> None:
    at = urlsplit(server)
    with socket.create_connection((str(at.hostname), at.port), timeout=10) as sock:
        sock.sendall(garbage)
        sock.shutdown(socket.SHUT_WR)
        answer = sock.recv(65536)
    assert answer == b"" or 400 <= status(answer) < 500
    assert alive(server)


def test_a_client_that_hangs_up_at_once_harms_nobody(server: str) -> None:
    at = urlsplit(server)
    for _ in range(20):
        socket.create_connection((str(at.hostname), at.port)).close()
    assert alive(server)


@pytest.mark.parametrize("domain", ["%E2%82%AC.com", "%FF%FE.com", "a%00%0D%0A.com", "%2e%2e", "%"])
def test_any_bytes_in_a_path_are_answered_by_the_vendor(server: str, domain: str) -> None:
    answer = ask(server, "GET", f"/hostinger/api/dns/v1/zones/{domain}", TOKEN)
    assert 400 <= status(answer) < 500
    assert b"x-sim-rule: hostinger." in answer.lower()


def test_an_encoded_path_is_the_path(server: str) -> None:
    plain = ask(server, "GET", TARGET, TOKEN)
    encoded = ask(server, "GET", TARGET.replace("example", "ex%61mple"), TOKEN)
    assert encoded.partition(b"\r\n\r\n")[2] == plain.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("method", ["get", "Put", "post", "BREW"])
def test_a_method_is_its_exact_spelling(server: str, method: str) -> None:
    assert status(ask(server, method, TARGET)) == 405


def test_header_bytes_outside_ascii_are_no_credentials(server: str) -> None:
    assert status(ask(server, "GET", TARGET, "Authorization: Bearer sim_é", "X-A: ü")) == 401


def test_two_credentials_are_none(server: str) -> None:
    assert status(ask(server, "GET", TARGET, TOKEN, "Authorization: Bearer sim_b")) == 401


def test_host_names_work_over_a_socket(server: str) -> None:
    headers = {"Host": "developers.hostinger.com", "Authorization": "Bearer sim_wire"}
    assert requests.get(f"{server}{ZONE}", headers=headers).status_code == 200


def test_a_slash_more_leads_nowhere(server: str) -> None:
    assert status(ask(server, "GET", f"/{TARGET}", TOKEN)) == 404
