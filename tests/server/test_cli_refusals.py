"""What the command line does not know it refuses, with the nearest that it knows."""

import socket
from pathlib import Path

import pytest

from tests.running import run
from tests.server.conftest import CommandLine

SETTINGS = {
    "HOSTSIM_PORT": ("abc", "--port"),
    "HOSTSIM_SEED": ("-1", "--seed"),
    "HOSTSIM_CLOCK": ("frozn", "Did you mean 'frozen'?"),
    "HOSTSIM_LIMITS": ("tny", "Did you mean 'tiny'?"),
    "HOSTSIM_LOG_FORMAT": ("jsn", "Did you mean 'json'?"),
}


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        ("serve --clok frozen", "Did you mean '--clock'?"),
        ("serve --log-fromat json", "Did you mean '--log-format'?"),
        ("operations --jsn", "Did you mean '--json'?"),
        ("serv", "Did you mean 'serve'?"),
        ("operation", "Did you mean 'operations'?"),
        ("nothing-like-it", "Use one of"),
        ("operations hostingr", "Did you mean 'hostinger'?"),
        ("operations nobody", "Use one of hostinger, hostafrica, hostens."),
        ("serve --clock frozn", "Did you mean 'frozen'?"),
        ("serve --clock scaled", "real, frozen, auto, scaled=N"),
        ("serve --clock scaled=0", "0 < N <= 1000000"),
        ("serve --clock scaled=fast", "scaled=N"),
        ("serve --limits tny", "Did you mean 'tiny'?"),
        ("serve --limits Real", "Did you mean 'real'?"),
        ("serve --log-format jsn", "Did you mean 'json'?"),
        ("serve --port 65536", "0<=x<=65535"),
        ("serve --port -1", "0<=x<=65535"),
        ("serve --port http", "not a valid integer"),
        ("serve --seed -1", "--seed"),
        ("serve --seed 9223372036854775808", "--seed"),
        ("serve --seed one", "not a valid integer"),
        ("serve 4380", "unexpected extra argument"),
        ("version 1", "unexpected extra argument"),
        ("serve --port", "requires an argument"),
    ],
)
def test_it_is_refused_with_a_hint_and_status_2(hostsim: CommandLine, args: str, hint: str) -> None:
    result = hostsim(*args.split())
    assert (result.exit_code, hostsim.served) == (2, [])
    assert hint in result.output
    assert result.stdout == ""


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_of_the_environment_is_refused_by_its_name(
    hostsim: CommandLine, name: str
) -> None:
    value, hint = SETTINGS[name]
    result = hostsim("serve", **{name: value})
    assert (result.exit_code, hostsim.served) == (2, [])
    assert hint in result.output
    assert name in result.output


def test_a_taken_port_is_a_clear_error_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "-p", port)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        f"hostsim: cannot listen on 127.0.0.1:{port}: Address already in use; "
        "choose another with -H and -p\n"
    )


def test_two_servers_do_not_share_a_port(server: str) -> None:
    done = run("serve", "-p", server.rpartition(":")[2])
    assert done.returncode == 2
    assert b"Address already in use" in done.stderr


@pytest.mark.parametrize("host", ["203.0.113.1", "..", "x" * 64])
def test_an_address_that_is_not_ours_is_a_clear_error(host: str) -> None:
    done = run("serve", "-p", "0", "-H", host)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"hostsim: cannot listen on {host}:0: ")


@pytest.mark.parametrize("name", ["nowhere/port", "folder"])
def test_a_port_file_that_cannot_be_written_is_a_clear_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    done = run("serve", "-p", "0", "--port-file", tmp_path / name)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith(b"hostsim: ")
    assert str(tmp_path / name) in done.stderr.decode()


def test_a_refusal_is_no_traceback_in_a_process_either() -> None:
    done = run("serve", "--clok", "frozen")
    assert done.returncode == 2
    assert "Did you mean '--clock'?" in done.stderr.decode()
    assert b"Traceback" not in done.stderr
