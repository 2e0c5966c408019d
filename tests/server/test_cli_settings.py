"""Every flag of `hostsim serve` has an effect, and so has its twin in the environment."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from simulators.kernel.clock import EPOCH
from tests.running import Running, running
from tests.server.conftest import CommandLine
from tests.support import ZONE, Api, application

TOKEN = {"Authorization": "Bearer sim_default"}
LOCAL = "127.0.0.2"  # not the default, and on this machine all the same


@pytest.fixture(scope="module", params=["flags", "environment"])
def configured(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A server with every setting changed, one way or the other."""
    folder = Path(tmp_path_factory.mktemp("configured"))
    settings = {
        "host": LOCAL,
        "port": "0",
        "port-file": str(folder / "port"),
        "seed": "42",
        "seed-size": "30",
        "strict": "1",
        "clock": "frozen",
        "limits": "tiny",
        "store": f"sqlite:///{folder}/worlds.db",
        "log-format": "json",
    }
    env = {"HOSTSIM_CONTROL_TOKEN": "let-me-in"}
    flags: list[str] = []
    for name, value in settings.items():
        if request.param == "flags":
            flags += [f"--{name}"] if name == "strict" else [f"--{name}", value]
        else:
            env[f"HOSTSIM_{name.replace('-', '_').upper()}"] = value
    with running(folder, flags=flags, env=env, host=LOCAL) as server:
        yield server


def test_it_listens_on_that_host_alone(configured: Running) -> None:
    assert requests.get(configured.url).status_code == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", configured.port))


def test_it_took_a_free_port_and_wrote_it_down(configured: Running) -> None:
    assert configured.port_file.read_text() == f"{configured.port}\n"
    assert configured.port > 0
    assert f"http://{LOCAL}:{configured.port}/hostinger" in configured.output


def test_it_has_that_seed(configured: Running) -> None:
    answer = requests.get(f"{configured.url}/hostinger/nowhere", headers=token("seed"))
    same = application(seed=42, size=30, strict=True)
    expected = Api(same, world="seed")("GET", "/nowhere").json
    assert answer.json() == expected


def test_its_accounts_have_that_size(configured: Running) -> None:
    api = f"{configured.url}/hostinger/api"
    domains = requests.get(f"{api}/domains/v1/portfolio", headers=token("size")).json()
    assert sum(entry["status"] == "active" for entry in domains) == 30
    machines = requests.get(f"{api}/vps/v1/virtual-machines", headers=token("size")).json()
    assert len(machines) == 3


def test_it_knows_no_magic(configured: Running) -> None:
    asked = {"domain": "taken-by-magic", "tlds": ["com"]}
    url = f"{configured.url}/hostinger/api/domains/v1/availability"
    (answer,) = requests.post(url, json=asked, headers=token("strict")).json()
    assert answer["is_available"]


def test_its_clock_stands_still(configured: Running) -> None:
    answer = requests.get(f"{configured.url}/hostinger{ZONE}", headers=token("clock"))
    assert answer.headers["Date"] == EPOCH.strftime("%a, %d %b %Y %H:%M:%S GMT")


def test_its_limits_are_tiny(configured: Running) -> None:
    url = f"{configured.url}/hostinger{ZONE}"
    statuses = [requests.get(url, headers=token("limits")).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_its_worlds_are_in_the_file(configured: Running) -> None:
    requests.get(f"{configured.url}/hostinger{ZONE}", headers=token("store"))
    assert (configured.port_file.parent / "worlds.db").exists()


def test_its_log_is_json(configured: Running) -> None:
    requests.get(f"{configured.url}/hostinger{ZONE}", headers=token("log"))
    lines = [line for line in configured.output.splitlines() if line.startswith("{")]
    assert "log" in {json.loads(line)["world"] for line in lines}


def test_its_control_api_opens_to_the_token(configured: Running) -> None:
    url = f"{configured.url}/__sim/health"
    proxied = {"X-Forwarded-For": "203.0.113.9"}
    assert requests.get(url, headers=proxied).status_code == 403
    allowed = proxied | {"Authorization": "Bearer let-me-in"}
    assert requests.get(url, headers=allowed).status_code == 200


def token(world: str) -> dict[str, str]:
    return {"Authorization": f"Bearer sim_{world}"}


def test_without_settings_time_is_real_and_limits_too(hostsim: CommandLine) -> None:
    app, sock = hostsim.serve()
    view = Api(app).control("GET", "/worlds/default")
    assert sock.getsockname()[0] == "127.0.0.1"
    assert (view["seed"], view["clock"]["mode"], view["limits"]) == (1, "real", "real")
    assert app.control_token is None


@pytest.mark.parametrize("clock", ["real", "frozen", "auto", "scaled=60", "scaled=0.5"])
@pytest.mark.parametrize("how", ["flag", "environment"])
def test_every_clock_can_be_had(hostsim: CommandLine, clock: str, how: str) -> None:
    flags, env = (["--clock", clock], {}) if how == "flag" else ([], {"HOSTSIM_CLOCK": clock})
    app, _ = hostsim.serve(*flags, **env)
    assert Api(app).control("GET", "/worlds/default/clock")["mode"] == clock


@pytest.mark.parametrize("limits", ["real", "tiny", "off"])
def test_all_limits_can_be_had(hostsim: CommandLine, limits: str) -> None:
    app, _ = hostsim.serve("--limits", limits)
    assert Api(app).control("GET", "/worlds/default/limits")["mode"] == limits


def test_a_flag_goes_before_the_environment(hostsim: CommandLine) -> None:
    app, _ = hostsim.serve("--seed", "5", HOSTSIM_SEED="6", HOSTSIM_LIMITS="off")
    view = Api(app).control("GET", "/worlds/default")
    assert (view["seed"], view["limits"]) == (5, "off")


def test_short_flags_are_those_of_the_long_ones(hostsim: CommandLine) -> None:
    result = hostsim("serve", "-p", "0", "-H", LOCAL)
    assert result.exit_code == 0
    (_, sock) = hostsim.served[-1]
    assert sock.getsockname()[0] == LOCAL


def test_help_names_every_flag_and_its_twin(hostsim: CommandLine) -> None:
    text = " ".join(hostsim("serve", "--help").output.split())
    names = ("host", "port", "port-file", "seed", "seed-size", "strict", "clock", "limits")
    for name in (*names, "store", "log-format"):
        assert f"--{name}" in text
        assert f"HOSTSIM_{name.replace('-', '_').upper()}" in text
