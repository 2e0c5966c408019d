"""POST to anybody's URL reaches nothing of ours, and nobody keeps us waiting."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from hostingco_api import outgoing
from hostingco_api.core.clock import utcnow
from hostingco_api.outgoing import Answer, NotSent, check_url, is_public, post
from tests.public_v1.endpoints import NAME, PUBLIC, Authority, Endpoint, Resolver, endpoint, said
from tests.running import free_port

HEADERS = {"Content-Type": "application/json", "User-Agent": "tests"}

PRIVATE = """
    0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 192.0.0.8
    192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1
    255.255.255.255 :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1
    64:ff9b::a00:1 64:ff9b:1::1 100::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1
    2002:7f00:1:: 3fff::1 5f00::1 fc00::1 fd12::1 fe80::1 fec0::1 ff02::1 2606:4700::1%1
""".split()  # noqa: SIM905 (a line each is a page)
OURS = """
    localhost LOCALHOST localhost. a.localhost localhost.localdomain 127.0.0.1 127.1 0x7f.1
    2130706433 0177.0.0.1 0 10.0.0.1 169.254.169.254 [::1] [::ffff:10.0.0.1] [fe80::1%25lo]
    %6cocalhost
""".split()  # noqa: SIM905 (a line each is a page)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    context = authority.client()
    monkeypatch.setattr(outgoing, "_trust", lambda: context)
    return authority


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    return Resolver(monkeypatch, ["127.0.0.1"])


@pytest.fixture
def listening() -> Iterator[Endpoint]:
    with endpoint() as made:
        yield made


def send(url: str, private: bool = True, body: bytes = b"{}") -> Answer:
    return post(url, body, HEADERS, private=private)


def refused(url: str, private: bool = False) -> str:
    with pytest.raises(NotSent) as raised:
        send(url, private)
    return str(raised.value)


def test_what_is_sent_is_what_was_said(resolver: Resolver, listening: Endpoint) -> None:
    answer = send(f"http://{NAME}:{listening.port}/a%20b?c=d", body=b'{"ok":1}')
    assert answer[:3] == (200, "thanks", None)
    assert 0 <= answer.latency_ms < 5000
    (asked,) = listening.asked
    head, _, body = asked.partition(b"\r\n\r\n")
    assert body == b'{"ok":1}'
    assert sorted(head.decode().split("\r\n")) == [
        "Accept-Encoding: identity",
        "Content-Length: 8",
        "Content-Type: application/json",
        f"Host: {NAME}:{listening.port}",
        "POST /a%20b?c=d HTTP/1.1",
        "User-Agent: tests",
    ]


@pytest.mark.parametrize("status", [204, 302, 404, 503])
def test_whatever_the_status_it_is_an_answer(listening: Endpoint, status: int) -> None:
    location = f"Location: http://127.0.0.1:{listening.port}/"
    with endpoint(said(status, location)) as other:
        assert send(f"http://127.0.0.1:{other.port}/").status == status
    assert listening.asked == []  # nobody is followed


def test_the_environment_has_no_part_in_it(
    listening: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password geheim\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert send(f"http://127.0.0.1:{listening.port}/").status == 200
    assert b"authorization" not in listening.asked[0].lower()


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], [PUBLIC, "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"]]
)
def test_a_name_of_ours_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, listening: Endpoint, answers: list[str]
) -> None:
    Resolver(monkeypatch, answers)
    reason = refused(f"http://{NAME}:{listening.port}/")
    assert reason == "its host has an address that is not public"
    assert listening.asked == []


def test_who_was_checked_is_who_is_asked(
    monkeypatch: pytest.MonkeyPatch, listening: Endpoint
) -> None:
    monkeypatch.setattr(outgoing, "is_public", lambda address: address == "127.0.0.1")
    resolver = Resolver(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    assert send(f"http://{NAME}:{listening.port}/", private=False).status == 200
    assert resolver.asked == 1


def test_another_address_is_tried_where_one_fails(
    monkeypatch: pytest.MonkeyPatch, listening: Endpoint
) -> None:
    Resolver(monkeypatch, ["127.0.0.2", "127.0.0.1"])
    assert send(f"http://{NAME}:{listening.port}/").status == 200


def test_a_certificate_is_of_the_name(trusted: Authority, resolver: Resolver) -> None:
    names: list[str | None] = []
    context = trusted.context(NAME)
    context.sni_callback = lambda sock, name, _: names.append(name)
    with endpoint(context=context) as secure:
        assert send(f"https://{NAME}:{secure.port}/").status == 200
        assert send(f"https://{NAME}.:{secure.port}/").status == 200  # without a search list
        assert b"Host: %b:%d\r\n" % (NAME.encode(), secure.port) in secure.asked[0]
        assert names == [NAME, NAME]
        reason = refused(f"https://127.0.0.1:{secure.port}/", private=True)
        assert reason.startswith("the certificate was not accepted: IP address mismatch")
        assert len(secure.asked) == 2


def test_another_s_certificate_is_not_accepted(trusted: Authority, resolver: Resolver) -> None:
    with endpoint(context=trusted.context("another.example")) as secure:
        reason = refused(f"https://{NAME}:{secure.port}/", private=True)
        assert reason.startswith("the certificate was not accepted: Hostname mismatch")
        assert secure.asked == []


def test_an_authority_that_nobody_knows_is_not_trusted(
    authority: Authority, resolver: Resolver
) -> None:
    with endpoint(context=authority.context(NAME)) as secure:
        reason = refused(f"https://{NAME}:{secure.port}/", private=True)
        assert reason.startswith("the certificate was not accepted: ")
        assert secure.asked == []


@pytest.mark.parametrize(
    ("scheme", "says"),
    [
        ("http", said(200, *[f"X-{number}: so" for number in range(20)])),
        ("http", said(200, body="x" * 100)),
        ("https", b"\x16\x03\x03\x01\x00" + b"\0" * 150),  # the begin of a handshake
    ],
    ids=["head", "body", "handshake"],
)
def test_bytes_that_drip_have_an_end(
    monkeypatch: pytest.MonkeyPatch, scheme: str, says: bytes
) -> None:
    monkeypatch.setattr(outgoing, "LONGEST", 0.3)
    begun = time.monotonic()
    with endpoint(says, pause=0.02, hears=scheme == "http") as slow:
        assert refused(f"{scheme}://127.0.0.1:{slow.port}/", private=True) == "it took too long"
        assert time.monotonic() - begun < 1
    assert time.monotonic() - begun < 2  # and they were hung up on


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()

    def hang(*args: Any, **kwargs: Any) -> Any:
        if not kwargs["flags"] & socket.AI_NUMERICHOST:
            over.wait(5)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    monkeypatch.setattr(outgoing, "LONGEST", 0.1)
    assert refused(f"http://{NAME}/") == "it took too long"
    over.set()


def test_who_does_not_take_the_connection_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outgoing, "CONNECTING", 0.1)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        with socket.create_connection(address):  # who waits where there is one place
            begun = time.monotonic()
            reason = refused(f"http://127.0.0.1:{address[1]}/", private=True)
    assert reason == "no connection: it took too long"
    assert time.monotonic() - begun < 1


def test_little_is_read_of_what_never_ends() -> None:
    with endpoint(b"HTTP/1.1 200 So\r\n\r\n" + b"\0x" * (10 << 20)) as endless:
        answer = send(f"http://127.0.0.1:{endless.port}/")
    assert (answer.status, answer.text) == (200, "\N{REPLACEMENT CHARACTER}x" * 500)


@pytest.mark.parametrize("says", [b"HTTP/none of it\r\n\r\n", b"HTTP/", b"\r\n", b"\0" * 100])
def test_what_is_no_http_has_a_reason(says: bytes) -> None:
    with endpoint(says) as odd:
        reason = refused(f"http://127.0.0.1:{odd.port}/", private=True)
    assert reason == "what was answered is no HTTP"


def test_who_is_not_there_has_a_reason(resolver: Resolver) -> None:
    where = f"127.0.0.1:{free_port()}"
    assert refused(f"http://{where}/", private=True) == "no connection: it was refused"
    assert refused("http://nowhere.invalid/") == "its host is not known"
    assert refused(f"http://{'a' * 64}.example/") == "its host is not known"
    assert refused("http://.example/") == "its host is not known"
    assert refused("http://127.0.0.1/") == "its host is an address that is not public"
    assert refused("ftp://example.com/") == "has to begin with http:// or https:// and a host"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("0", 0), ("soon", None), ("-1", None), ("9" * 30, None), ("²", None)],
)
def test_when_to_come_again_is_a_number(header: str, seconds: int | None) -> None:
    with endpoint(said(429, f"Retry-After: {header}")) as busy:
        assert send(f"http://127.0.0.1:{busy.port}/").retry_after == seconds


def test_when_to_come_again_is_a_date() -> None:
    for ahead, least, most in ((90, 85, 90), (-90, 0, 0)):
        at = format_datetime(utcnow() + timedelta(seconds=ahead), usegmt=True)
        with endpoint(said(503, f"Retry-After: {at}")) as busy:
            found = send(f"http://127.0.0.1:{busy.port}/").retry_after
        assert found is not None
        assert least <= found <= most


@pytest.mark.parametrize(
    "address",
    PRIVATE,
)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "100.128.0.1", "2606:4700::1", "2a00::1", "::ffff:1.1.1.1", "64:ff9b::101:101"],
)
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "//example.com/",
        "http:example.com",
        "http://",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://me@example.com/",
        "http://me:pw@example.com/",
        "http://example.com/#a",
        "http://example.com/#",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:http/",
        "http://example.com/a b",
        "http://example.com/\n",
        "http://example.com\\@127.0.0.1/",
        "http://[::1",
        "http://[x]/",
        "http://\N{FULLWIDTH DIGIT ONE}27.0.0.1/",
    ],
)
def test_what_is_no_url_for_a_webhook(url: str) -> None:
    for private in (False, True):
        with pytest.raises(ValueError, match=r".") as raised:
            check_url(url, private)
        assert "pw" not in str(raised.value)


@pytest.mark.parametrize(
    "host",
    OURS,
)
def test_a_host_that_is_plainly_ours_is_told_at_once(host: str) -> None:
    with pytest.raises(ValueError, match="its host is"):
        check_url(f"http://{host}/", private=False)
    check_url(f"http://{host}/", private=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "HTTPS://Example.com:65535/a?b=c",
        "https://bücher.example/ü",
        "http://1.1.1.1/",
        "http://[2606:4700::1]:8080/",
        f"http://{NAME}/",
        "http://localhost.example/",
    ],
)
def test_a_url_for_a_webhook(url: str) -> None:
    check_url(url, private=False)
