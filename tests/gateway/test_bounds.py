"""Providers that answer out of all proportion: each call has an end, and takes little memory."""

import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from time import monotonic, sleep

import pytest

from hostingco_api.gateway import upstream
from hostingco_api.gateway.provider import Invalid, ProviderError
from hostingco_api.gateway.upstream import Upstream, base_url

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Parts = Callable[[], Iterator[bytes]]


@contextmanager
def answering(parts: Parts) -> Iterator[Upstream]:
    """One that answers so, whatever is asked."""

    def answer() -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                with client, suppress(OSError):
                    client.recv(65536)
                    for part in parts():
                        client.sendall(part)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=answer, daemon=True).start()
        yield Upstream("Acme", f"http://127.0.0.1:{listening.getsockname()[1]}", None)


def endless() -> Iterator[bytes]:
    yield HEAD + b"\r\n["
    while True:
        yield b"1, " * 20000


def announced() -> Iterator[bytes]:
    yield HEAD + b"Content-Length: 99999999999\r\n\r\n"
    while True:
        yield b" " * 60000


def chunked() -> Iterator[bytes]:
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"10000\r\n" + b" " * 0x10000 + b"\r\n"


def blown_up() -> Iterator[bytes]:
    body = gzip.compress(b" " * (64 << 20))
    yield HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize("parts", [endless, announced, chunked, blown_up])
def test_an_answer_that_is_too_long_is_not_read_to_its_end(parts: Parts) -> None:
    with (
        answering(parts) as acme,
        pytest.raises(ProviderError, match="Acme answered more than 16 MB"),
    ):
        acme.ask("GET", "/")


def drop_by_drop(head: bytes, drop: bytes) -> Parts:
    def parts() -> Iterator[bytes]:
        yield head
        for _ in range(300):
            yield drop
            sleep(0.05)

    return parts


@pytest.mark.parametrize(
    "parts",
    [
        drop_by_drop(HEAD + b"\r\n", b" "),
        drop_by_drop(HEAD + b"Content-Length: 9999\r\n\r\n", b" "),
        drop_by_drop(HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n", b" "),
    ],
    ids=["until it ends", "announced", "chunked"],
)
def test_an_answer_that_comes_drop_by_drop_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, parts: Parts
) -> None:
    monkeypatch.setattr(upstream, "LONGEST_ANSWER", 0.2)
    begun = monotonic()
    with answering(parts) as acme, pytest.raises(ProviderError, match="did not answer in time"):
        acme.ask("GET", "/")
    assert monotonic() - begun < 5


def refusing(body: bytes) -> Parts:
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n" % len(body)
    return lambda: iter((head + body,))


def test_what_a_provider_says_is_told_in_part_if_it_is_long() -> None:
    body = b'{"message": "' + b"x" * 100000 + b'"}'
    with answering(refusing(body)) as acme, pytest.raises(Invalid) as caught:
        acme.ask("GET", "/")
    assert len(str(caught.value)) < 1100


def test_a_refusal_that_is_too_deep_is_one_all_the_same() -> None:
    with answering(refusing(b"[" * 200000)) as acme, pytest.raises(Invalid, match="answered 400"):
        acme.ask("GET", "/")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/?",
        "http://a.example/#",
        "http://a.example\n/x",
        "http://a.ex ample",
        "http://a.example/\t",
        "http://[::1",
        "http://@a.example",
        "http://a.example:99999",
        "http://a.example\\@b.example",
        "http:///a",
        "//a.example",
        "file:///etc/passwd",
    ],
)
def test_a_base_that_paths_cannot_be_added_to_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="base_url"):
        base_url(url)
