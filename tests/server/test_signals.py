"""A signal ends a server politely: what is in flight is finished, the exit status is 0."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.running import PATIENCE, Running, environment, read_answer, running
from tests.support import ZONE

SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
EACH = pytest.mark.parametrize("sent", SIGNALS, ids=lambda sent: sent.name)
BODY = b'{"zone": [{"name": "late", "type": "A", "records": [{"content": "192.0.2.1"}]}]}'
HEAD = (
    f"PUT /hostinger{ZONE} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sim_default\r\n"
    "Content-Type: application/json\r\nExpect: 100-continue\r\n"
)


@pytest.fixture
def running_server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path) as server:
        yield server


def begin(server: Running, length: str) -> socket.socket:
    """A request whose body the server waits for, in its handler, by the time this returns."""
    sock = server.connect()
    sock.sendall(f"{HEAD}{length}\r\n\r\n".encode())
    assert sock.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    return sock


def wait_until_closed(server: Running) -> None:
    """Until new connections are refused, so the signal has arrived."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            server.connect().close()
            time.sleep(0.005)  # a server that only ever takes connections hears of no signal
        except ConnectionError:
            return
    raise AssertionError("the server still takes connections")


@contextmanager
def stopping_in_an_upload(server: Running, sent: signal.Signals) -> Iterator[socket.socket]:
    """Told to stop, the server waits for the rest of a body."""
    with begin(server, f"Content-Length: {len(BODY)}") as sock:
        sock.sendall(BODY[:10])
        server.process.send_signal(sent)
        wait_until_closed(server)
        assert server.process.poll() is None
        yield sock


@EACH
def test_a_request_in_flight_is_finished_before_the_server_exits(
    running_server: Running, sent: signal.Signals
) -> None:
    with stopping_in_an_upload(running_server, sent) as sock:
        sock.sendall(BODY[10:])
        answer = read_answer(sock)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b'{"message":"Request accepted"}')
    assert running_server.finish() == 0


@EACH
def test_a_chunked_upload_in_flight_is_finished_too(
    running_server: Running, sent: signal.Signals
) -> None:
    with begin(running_server, "Transfer-Encoding: chunked") as sock:
        sock.sendall(b"a\r\n" + BODY[:10] + b"\r\n")
        running_server.process.send_signal(sent)
        wait_until_closed(running_server)
        sock.sendall(f"{len(BODY) - 10:x}\r\n".encode() + BODY[10:] + b"\r\n0\r\n\r\n")
        assert read_answer(sock).startswith(b"HTTP/1.1 200 ")
    assert running_server.finish() == 0


@EACH
def test_an_idle_server_exits_at_once_and_takes_its_port_file_along(
    running_server: Running, sent: signal.Signals
) -> None:
    with running_server.connect() as idle:
        idle.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 200 ")
        running_server.process.send_signal(sent)
        assert running_server.finish() == 0
        assert idle.recv(100) == b""
    assert not running_server.port_file.exists()
    assert "Traceback" not in running_server.output


def test_what_was_logged_before_the_signal_is_in_the_log(running_server: Running) -> None:
    with running_server.connect() as sock:
        sock.sendall(f"GET /hostinger{ZONE} HTTP/1.0\r\n\r\n".encode())
        assert b" 401 " in read_answer(sock)[:20]
    running_server.process.terminate()
    assert running_server.finish() == 0
    assert f"GET {ZONE} 401" in running_server.output


@EACH
def test_whoever_reads_the_port_may_stop_the_server(tmp_path: Path, sent: signal.Signals) -> None:
    """From the first moment on: scripts and fixtures wait for the port file and no longer."""
    statuses = []
    for attempt in range(2):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        with running(folder) as server:
            server.process.send_signal(sent)
            statuses.append(server.finish())
    assert statuses == [0, 0]


@EACH
def test_a_second_signal_ends_a_server_that_waits_for_a_stalled_upload(
    running_server: Running, sent: signal.Signals
) -> None:
    with stopping_in_an_upload(running_server, sent):
        running_server.process.send_signal(sent)
        assert running_server.finish() == 1


def test_a_stalled_upload_does_not_keep_a_server_for_longer_than_the_grace(
    tmp_path: Path,
) -> None:
    code = (
        "import sys; from simulators.server import http, cli; http.GRACE = 0.2;"
        "cli.main(['serve', '-p', '0', *sys.argv[1:]])"
    )
    port_file, output = tmp_path / "port", tmp_path / "output"
    with output.open("wb") as sink:
        command = [sys.executable, "-c", code, "--port-file", str(port_file)]
        process = subprocess.Popen(command, stdout=sink, stderr=sink, env=environment())
    server = Running(process, port_file, output, "127.0.0.1")
    server.wait_until_listening()
    with begin(server, f"Content-Length: {len(BODY)}"):
        process.terminate()
        assert server.finish() == 1
    assert "requests were still in flight after 0.2 s" in server.output
