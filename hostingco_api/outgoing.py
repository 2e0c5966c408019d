"""POST to whoever's URL it is: nothing of ours can be reached by it, and nobody keeps us waiting.

The host is resolved once. Unless what is `private` is allowed, all its addresses have to be public,
and the connection is made to one of them, not to the name, which another answer of DNS could send
elsewhere. The `Host` header and the certificate are still those of the name.

It is http.client on a socket of our own: that follows nothing, repeats nothing, and knows no proxy,
cookie or password.
"""

import math
import socket
import ssl
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import closing, suppress
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Thread
from time import monotonic
from typing import NamedTuple

import certifi
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from hostingco_api.core.clock import utcnow

CONNECTING, LONGEST = 5.0, 10.0
"""Seconds: to connect, and for all of it, the name's resolution and the answer's last byte."""
LARGEST = 64 << 10
"""Bytes that are read of an answer."""
LONGEST_TEXT = 1000
GLOBAL = ip_network("2000::/3")
"""Where all IPv6 addresses are that may be anybody's."""
NAT64 = ip_network("64:ff9b::/96")
"""How a network without IPv4 reaches it: the last 32 bits (RFC 6052)."""
ODD = [
    ip_network(said)
    for said in (
        "192.0.0.0/24",  # older Pythons know only a part of it as private
        "192.88.99.0/24",  # to 6to4, and
        "2002::/16",  # from it: whatever IPv4 address is in it
        "2001::/23",  # Teredo, which has two in it, and others that nobody is
        "3fff::/20",  # documentation (RFC 9637)
    )
]
LOCAL = ("localhost", "localdomain")

_Address = tuple[socket.AddressFamily, tuple[str, int]]


class NotSent(Exception):
    """There is no answer, though it may have arrived. Its text may be shown to whose URL it is."""


class Answer(NamedTuple):
    status: int
    text: str
    """How it begins."""
    retry_after: int | None
    """Seconds."""
    latency_ms: int


def check_url(url: str, private: bool) -> None:
    """Raises ValueError for what can be said without asking who the host is."""
    _checked(url, private)


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool) -> Answer:
    """Raises NotSent. Whatever the status, an answer is one."""
    begun = monotonic()
    answer: Future[Answer] = Future()
    opened: list[socket.socket] = []

    def run() -> None:
        try:
            answer.set_result(_post(url, body, headers, private, begun, opened))
        except BaseException as error:
            answer.set_exception(error)

    # By another thread, since nothing else ends a resolution, or an answer of a byte a second.
    Thread(target=run, name="post", daemon=True).start()
    try:
        return answer.result(LONGEST)
    except TimeoutError:
        for line in opened:
            with suppress(OSError):  # it has just ended
                line.shutdown(socket.SHUT_RDWR)
        raise NotSent("it took too long") from None
    except OSError as error:
        raise NotSent(_explained(error)) from error
    except HTTPException as error:
        raise NotSent("what was answered is no HTTP") from error


def _post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    private: bool,
    begun: float,
    opened: list[socket.socket],
) -> Answer:
    try:
        parts = _checked(url, private)
    except ValueError as error:
        raise NotSent(str(error)) from None
    name = _host(parts)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    # What is shut down by its second handle is the connection, whoever has the first wrapped.
    with _connected(_resolved(name, port, private)) as plain, plain.dup() as line:
        opened.append(line)
        if monotonic() - begun > LONGEST:
            raise TimeoutError
        plain.settimeout(LONGEST)
        if secure:
            connection: HTTPConnection = HTTPSConnection(name, port, context=_trust())
            connection.sock = _trust().wrap_socket(plain, server_hostname=name.rstrip("."))
        else:
            connection = HTTPConnection(name, port)
            connection.sock = plain
        with closing(connection):
            connection.request("POST", parts.request_uri, body, dict(headers))
            with connection.getresponse() as got:
                text = got.read(LARGEST).decode(errors="replace")[:LONGEST_TEXT]
                return Answer(
                    got.status,
                    text.replace("\0", "\N{REPLACEMENT CHARACTER}"),  # no database takes a NUL
                    _seconds(got.getheader("Retry-After")),
                    round((monotonic() - begun) * 1000),
                )


def _checked(url: str, private: bool) -> Url:
    if not url.isprintable() or set(url) & set(" \\"):
        raise ValueError("not a URL")
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise ValueError("not a URL") from None
    if parts.scheme not in ("http", "https") or not parts.host:
        raise ValueError("has to begin with http:// or https:// and a host")
    if parts.auth is not None:
        raise ValueError("has a user or a password in it")
    if parts.fragment is not None:
        raise ValueError("has a fragment (#)")
    if parts.port == 0:
        raise ValueError("has no port from 1 to 65535")
    if private:
        return parts
    name = _host(parts)
    if name.rstrip(".").rpartition(".")[2] in LOCAL:
        raise ValueError("its host is this machine")
    # Whatever is a number to the system, such as 127.1 or 0x7f000001.
    with suppress(socket.gaierror, UnicodeError):
        for _, address in _asked(name, 0, socket.AI_NUMERICHOST):
            if not is_public(address[0]):
                raise ValueError("its host is an address that is not public")
    return parts


def _host(parts: Url) -> str:
    return (parts.host or "").strip("[]")


def is_public(said: str) -> bool:
    """May it be anybody's, and nobody's but one's, as far as its number tells?"""
    address = ip_address(said)
    if isinstance(address, IPv6Address):
        if inner := address.ipv4_mapped:
            return is_public(str(inner))
        if address in NAT64:
            return is_public(str(ip_address(address.packed[-4:])))
        if address not in GLOBAL or address.scope_id:
            return False
    odd = any(address in network for network in ODD)
    return address.is_global and not (address.is_multicast or address.is_reserved or odd)


def _may(said: str, private: bool) -> bool:
    """May it be sent to? What is link-local never: there clouds keep credentials of machines."""
    if not private:
        return is_public(said)
    address = ip_address(said)
    return not (getattr(address, "ipv4_mapped", None) or address).is_link_local


def _asked(name: str, port: int, flags: int = 0) -> list[_Address]:
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=flags)
    return [(family, address) for family, _, _, _, address in found]  # type: ignore[misc]


def _resolved(name: str, port: int, private: bool) -> list[_Address]:
    try:
        found = _asked(name, port)
    except (socket.gaierror, UnicodeError):
        raise NotSent("its host is not known") from None
    if not all(_may(address[0], private) for _, address in found):
        raise NotSent("its host has an address that is not public")
    return found


def _connected(addresses: list[_Address]) -> socket.socket:
    """To the first that lets us."""
    deadline = monotonic() + CONNECTING
    failed: OSError = TimeoutError()
    for family, address in addresses:
        tried = socket.socket(family, socket.SOCK_STREAM)
        try:
            tried.settimeout(max(0.001, deadline - monotonic()))
            tried.connect(address)
        except OSError as error:
            tried.close()
            failed = error
        else:
            return tried
    raise NotSent(f"no connection: {_explained(failed)}") from failed


@cache
def _trust() -> ssl.SSLContext:
    """Who is trusted by the system, or would be by a usual one."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _explained(error: OSError) -> str:
    """Without what an error of the system has of ours: paths, addresses."""
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate was not accepted: {error.verify_message}"
    if isinstance(error, ConnectionRefusedError):
        return "it was refused"
    return "TLS failed" if isinstance(error, ssl.SSLError) else "the connection failed"


def _seconds(said: str | None) -> int | None:
    """Of a Retry-After, which is a number or a date."""
    if said is None:
        return None
    if said.isascii() and said.isdigit() and len(said) < 10:
        return int(said)
    try:
        wait = parsedate_to_datetime(said) - utcnow()
    except (TypeError, ValueError, OverflowError):  # or a date without its zone
        return None
    return max(0, math.ceil(wait.total_seconds()))
