"""A server as a process that a test can signal, and sockets to it without a client."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOSTSIM = Path(sys.executable).with_name("hostsim")
HOSTINGCO = Path(sys.executable).with_name("hostingco")
PATIENCE = 60.0  # seconds until what never comes is given up


def environment(**changed: str) -> dict[str, str]:
    """This process's, without settings of ours but those given."""
    ours = ("HOSTSIM_", "HOSTINGCO_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return kept | changed


def run(
    *args: str | Path, stdin: bytes = b"", program: str | Path = HOSTSIM, **env: str
) -> "subprocess.CompletedProcess[bytes]":
    """A program as a process, until it ends."""
    return subprocess.run(
        [program, *args],
        input=stdin,
        capture_output=True,
        timeout=PATIENCE,
        env=environment(**env),
    )


def free_port() -> int:
    """On loopback, where nobody listens for now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@dataclass
class Running:
    process: "subprocess.Popen[bytes]"
    port_file: Path
    output_file: Path
    host: str

    def wait_until_listening(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.port_file.exists():
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.0002)

    @property
    def output(self) -> str:
        """Banner and log so far."""
        return self.output_file.read_text()

    @property
    def port(self) -> int:
        return int(self.port_file.read_text())

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def connect(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=PATIENCE)

    def finish(self) -> int:
        return self.process.wait(PATIENCE)


@contextmanager
def running(
    folder: Path,
    *args: str | Path,
    env: Mapping[str, str] | None = None,
    flags: Sequence[str | Path] | None = None,
    host: str = "127.0.0.1",
    program: Path = HOSTSIM,
) -> Iterator[Running]:
    """Started and listening. `flags` replaces those that take a free port and tell it in a file."""
    port_file, output = folder / "port", folder / "output"
    port_file.unlink(missing_ok=True)  # of one before
    given = ("-p", "0", "--port-file", port_file) if flags is None else flags
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [program, "serve", *given, *args],
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=environment(**(env or {})),
        )
    try:
        server = Running(process, port_file, output, host)
        server.wait_until_listening()
        yield server
    finally:
        process.kill()
        process.wait(PATIENCE)


@contextmanager
def serving(folder: Path, *args: str) -> Iterator[str]:
    """A server for clients: its base URL. It has to end well when told to."""
    with running(folder, *args) as server:
        yield server.url
        server.process.terminate()
        assert server.finish() == 0, server.output


def read_answer(sock: socket.socket) -> bytes:
    """Everything until the server closes."""
    return b"".join(iter(lambda: sock.recv(65536), b""))


def exchange(url: str, request: bytes) -> bytes:
    """The answer to bytes as they are; the request asks for the connection to be closed."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as sock:
        sock.sendall(request)
        return read_answer(sock)
