"""Whoever webhooks are sent to: real servers on loopback, and what the resolver says of them."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PUBLIC = "93.184.215.14"
NAME = "hooks.example"


@dataclass
class Endpoint:
    """Answers each connection with `says`, a byte every `pause` seconds if there is one."""

    listening: socket.socket
    says: bytes
    pause: float = 0
    context: ssl.SSLContext | None = None
    hears: bool = True
    asked: list[bytes] = field(default_factory=list)

    @property
    def port(self) -> int:
        port: int = self.listening.getsockname()[1]
        return port

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:  # it is over
                return
            with client:
                client.settimeout(5)
                try:
                    self._answer(client)
                except OSError:
                    continue

    def _answer(self, client: socket.socket) -> None:
        if self.context:
            client = self.context.wrap_socket(client, server_side=True)
        with client:
            if self.hears:
                self.asked.append(_request(client))
            if not self.pause:
                client.sendall(self.says)
                return
            for byte in self.says:
                client.sendall(bytes([byte]))
                time.sleep(self.pause)


def _request(client: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read or len(read) < _length(read):
        if not (part := client.recv(1 << 16)):
            break
        read += part
    return read


def _length(read: bytes) -> int:
    head, _, _ = read.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(head) + 4 + int(line.split(b":")[1])
    return 0


def said(status: int, *headers: str, body: str = "") -> bytes:
    lines = [f"HTTP/1.1 {status} So", f"Content-Length: {len(body.encode())}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@contextmanager
def endpoint(says: bytes = b"", address: str = "127.0.0.1", **kwargs: Any) -> Iterator[Endpoint]:
    with socket.create_server((address, 0)) as listening:
        made = Endpoint(listening, says or said(200, body="thanks"), **kwargs)
        thread = Thread(target=made.serve)
        thread.start()
        try:
            yield made
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


class Resolver:
    """What NAME is: each answer once, but the last. Hosts that are numbers are those."""

    def __init__(self, patch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0
        self._real = socket.getaddrinfo
        patch.setattr(socket, "getaddrinfo", self)

    def __call__(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host.rstrip(".") != NAME or kwargs.get("flags", 0) & socket.AI_NUMERICHOST:
            return self._real(host, port, *args, **kwargs)
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [found for each in answer for found in self._real(each, port, *args, **kwargs)]


@dataclass
class Authority:
    """One that nobody knows, and certificates by it."""

    folder: Path

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.trusted = self._signed("an authority of the tests", self._key.public_key(), None)

    def context(self, name: str) -> ssl.SSLContext:
        """A server's, whose certificate is of that name."""
        key = ec.generate_private_key(ec.SECP256R1())
        pem = serialization.Encoding.PEM
        path = self.folder / f"{name}.pem"
        path.write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + self._signed(name, key.public_key(), name).public_bytes(pem)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def client(self) -> ssl.SSLContext:
        """A client's, who trusts it."""
        pem = self.trusted.public_bytes(serialization.Encoding.PEM)
        return ssl.create_default_context(cadata=pem.decode())

    def _signed(self, called: str, key: Any, name: str | None) -> x509.Certificate:
        def whose(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

        now = datetime.now(UTC)
        built = (
            x509.CertificateBuilder()
            .subject_name(whose(called))
            .issuer_name(whose("an authority of the tests"))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(name is None, None), critical=True)
        )
        if name:
            names = x509.SubjectAlternativeName([x509.DNSName(name)])
            built = built.add_extension(names, critical=False)
        return built.sign(self._key, hashes.SHA256())
