"""What a `Connection` is told happens on the wire, and to nobody else's connection."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.test import Client

from simulators.kernel.connection import Hang, Reset
from simulators.server.http import THREADS
from tests.running import PATIENCE, Running, environment, read_answer
from tests.server.faulty import app

LONG = 600  # seconds that no test waits


@contextmanager
def faulty(folder: Path, host: str = "127.0.0.1", body_seconds: float = 60) -> Iterator[Running]:
    port_file, output = folder / "port", folder / "output"
    module = [sys.executable, "-m", "tests.server.faulty"]
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [*module, host, str(port_file), str(body_seconds)],
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=environment(),
            cwd=Path(__file__).parents[2],
        )
    try:
        server = Running(process, port_file, output, f"[{host}]" if ":" in host else host)
        server.wait_until_listening()
        yield server
    finally:
        process.kill()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with faulty(tmp_path_factory.mktemp("faulty")) as server:
        yield server
        server.process.terminate()
        assert server.finish() == 0, server.output


@pytest.fixture(scope="module", params=["127.0.0.1", "::1"])
def either(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A server of each family."""
    with faulty(tmp_path_factory.mktemp("family"), request.param) as server:
        yield server


def connect(server: Running) -> socket.socket:
    return socket.create_connection((server.host.strip("[]"), server.port), timeout=PATIENCE)


def send(sock: socket.socket, path: str, body: bytes = b"", *headers: str) -> None:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}", *headers]
    sock.sendall("\r\n".join([*lines, "", ""]).encode() + body)


def descriptors(server: Running) -> int:
    return int(requests.get(f"{server.url}/descriptors").text)


def settled(server: Running, expected: int) -> int:
    """The server's descriptors, once they are as many or PATIENCE is at an end."""
    deadline = time.monotonic() + PATIENCE
    while (found := descriptors(server)) != expected and time.monotonic() < deadline:
        pass
    return found


def test_a_reset_is_one_for_the_client(either: Running) -> None:
    with connect(either) as sock:
        send(sock, "/reset")
        with pytest.raises(ConnectionResetError):
            sock.recv(1)


def test_a_reset_may_come_late_and_after_answers(server: Running) -> None:
    with connect(server) as sock:
        send(sock, "/", b"first")
        assert sock.recv(1000).endswith(b"first")
        send(sock, "/reset/0.01", b"second")
        with pytest.raises(ConnectionResetError):
            sock.recv(1)


def test_requests_calls_it_a_connection_error(server: Running) -> None:
    with pytest.raises(requests.exceptions.ConnectionError, match="reset by peer"):
        requests.get(f"{server.url}/reset")


def test_a_reset_leaves_other_connections_alone(server: Running) -> None:
    with connect(server) as other, connect(server) as waiting, connect(server) as upload:
        send(other, "/", b"before")
        assert other.recv(1000).endswith(b"before")
        send(waiting, "/wait/0.3", b"waited")
        upload.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nha")
        with ExitStack() as stack:
            doomed = [stack.enter_context(connect(server)) for _ in range(20)]
            for sock in doomed:
                send(sock, "/reset")
            for sock in doomed:
                with pytest.raises(ConnectionResetError):
                    sock.recv(1)
        upload.sendall(b"lf")
        upload.sendall(b"s")
        for sock, body in ((upload, b"halfs"), (waiting, b"waited")):
            assert sock.recv(1000).endswith(body)
        send(other, "/", b"after")
        assert other.recv(1000).endswith(b"after")


def test_a_body_may_break_off(either: Running) -> None:
    connection = http.client.HTTPConnection(either.host.strip("[]"), either.port, timeout=PATIENCE)
    connection.request("POST", "/short/7", b"a part")
    answer = connection.getresponse()
    assert answer.status == 200
    assert answer.getheader("Content-Length") == "13"
    with pytest.raises(http.client.IncompleteRead) as caught:
        answer.read()
    assert caught.value.partial == b"a part"
    connection.close()


def test_a_large_body_breaks_off_where_it_should(server: Running) -> None:
    part = b"x" * 1_000_000
    with connect(server) as sock:
        send(sock, "/short/1", part)
        head, _, body = read_answer(sock).partition(b"\r\n\r\n")
    assert b"Content-Length: 1000001" in head
    assert body == part


def test_a_head_has_no_body_to_break_off(server: Running) -> None:
    with connect(server) as sock:
        sock.sendall(b"HEAD /short/7 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"content-length: 7" in sock.recv(1000).lower()
        send(sock, "/", b"on the same connection")
        assert sock.recv(1000).endswith(b"on the same connection")


def test_an_answer_waits(server: Running) -> None:
    begun = time.monotonic()
    answer = requests.post(f"{server.url}/wait/0.2", b"late")
    assert answer.text == "late"
    assert time.monotonic() - begun >= 0.2


def test_a_hang_ends_with_the_clients_patience_or_its_own(server: Running) -> None:
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(f"{server.url}/hang/{LONG}", timeout=0.1)
    with connect(server) as sock:
        send(sock, "/hang/0.1")
        with pytest.raises(ConnectionResetError):
            sock.recv(1)


@pytest.mark.parametrize("what", ["hang", "wait"])
def test_who_is_kept_waiting_takes_no_thread(server: Running, what: str) -> None:
    before = descriptors(server)
    many = 4 * THREADS
    with ExitStack() as stack:
        for _ in range(many):
            send(stack.enter_context(connect(server)), f"/{what}/{LONG}")
        assert settled(server, before + many) == before + many
        assert requests.post(server.url, b"meanwhile", timeout=PATIENCE).text == "meanwhile"
    assert settled(server, before) == before, "they have left"


def test_what_is_broken_off_or_reset_leaves_no_descriptor_behind(server: Running) -> None:
    before = descriptors(server)
    for path in ("/reset", "/reset/0.001", "/short/5", "/hang/0.001", "/wait/0.001") * 5:
        with connect(server) as sock:
            send(sock, path, b"body", "Connection: close")
            try:
                read_answer(sock)
            except ConnectionResetError:
                assert path.startswith(("/reset", "/hang"))
    assert settled(server, before) == before


def test_uploads_that_stall_keep_nobody_waiting_and_are_given_up(tmp_path: Path) -> None:
    with faulty(tmp_path, body_seconds=2) as server, ExitStack() as stack:
        stalled = []
        for _ in range(4 * THREADS):
            sock = stack.enter_context(connect(server))
            sock.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf")
            stalled.append(sock)
        assert requests.post(server.url, b"meanwhile", timeout=PATIENCE).text == "meanwhile"
        for sock in stalled:
            assert read_answer(sock).startswith(b"HTTP/1.1 408 ")


def test_an_error_of_the_application_is_a_500(server: Running) -> None:
    assert requests.get(f"{server.url}/broken").status_code == 500
    assert "an error of the application's own" in server.output


def test_a_server_that_is_told_to_stop_keeps_nobody_waiting(tmp_path: Path) -> None:
    with faulty(tmp_path) as server, connect(server) as hanging, connect(server) as waiting:
        before = descriptors(server)
        send(hanging, f"/hang/{LONG}")
        send(waiting, f"/wait/{LONG}", b"early")
        assert settled(server, before) == before
        server.process.terminate()
        assert read_answer(waiting).endswith(b"early")
        with pytest.raises(ConnectionResetError):
            hanging.recv(1)
        assert server.finish() == 0, server.output


def test_a_client_in_this_process_has_no_connection() -> None:
    client: Any = Client(app)
    with pytest.raises(Reset):
        client.get("/reset")
    with pytest.raises(Hang, match="no answer for 60 s"):
        client.get("/hang/60")
    assert client.post(f"/wait/{LONG}", data=b"at once").data == b"at once"
    assert client.post("/short/7", data=b"a part").data == b"a part"
