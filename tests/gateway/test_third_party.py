"""Drivers of other packages, installed as pip does it, in a server that runs."""

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
import requests

from hostingco_api.gateway import provider
from hostingco_api.gateway.registry import METHODS
from tests.running import HOSTINGCO, Running, running
from tests.test_docs import ROOT, blocks, shell

PAGE = (ROOT / "docs" / "drivers.md").read_text()
SECRET = "opensesame"
CLUMSY = """
from hostingco_api.gateway.provider import NotSupported


class Clumsy:
    display_name = "Clumsy"

    def __init__(self, configuration):
        self.key = configuration.api_key
        if configuration.extra.get("broken"):
            raise RuntimeError(f"cannot be made with {self.key}")

    def test(self):
        raise RuntimeError(f"cannot be tested with {self.key}")

    def catalog(self):
        raise NotSupported("Clumsy has a catalog and does not show it")

    def vm(self, id):
        return {"id": id}


class Untested:
    display_name = "Untested"
"""


class Machines(BaseHTTPRequestHandler):
    """ACME's API."""

    sold: list[dict[str, Any]]

    def do_GET(self) -> None:
        if self.headers["X-Api-Key"] != "acme-key":
            self._answer(401, {"message": "Who are you?"})
        elif self.path == "/account":
            self._answer(200, {})
        elif self.path == "/machines":
            self._answer(200, self.sold)
        elif found := self._named():
            self._answer(200, found[0])
        else:
            self._answer(404, {"message": "No such machine."})

    def do_POST(self) -> None:
        ordered = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        number = len(self.sold) + 1
        self.sold.append({"number": number, "state": "building", **ordered})
        self._answer(200, self.sold[-1])

    def do_PATCH(self) -> None:
        changed = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        for machine in self._named():
            machine |= changed
            return self._answer(200, machine)
        return self._answer(404, {"message": "No such machine."})

    def do_DELETE(self) -> None:
        for machine in self._named():
            self.sold.remove(machine)
            return self._answer(200, {})
        return self._answer(404, {"message": "No such machine."})

    def _named(self) -> list[dict[str, Any]]:
        return [m for m in self.sold if self.path == f"/machines/{m['number']}"]

    def _answer(self, status: int, document: Any) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def acme() -> Iterator[str]:
    handler = type("Handler", (Machines,), {"sold": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def install(folder: Path, name: str, module: str, points: dict[str, str]) -> None:
    """What pip leaves of a package."""
    (folder / f"{name}.py").write_text(module)
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [f"{point} = {value}\n" for point, value in points.items()]
    (info / "entry_points.txt").write_text(f"[hostingco.providers]\n{''.join(lines)}")


class Server(NamedTuple):
    process: Running
    acme: str
    token: str

    def call(self, method: str, path: str = "", **kwargs: Any) -> requests.Response:
        return requests.request(
            method,
            f"{self.process.url}/api/hosting/providers{path}",
            headers={"Authorization": f"Bearer {self.token}"},
            **kwargs,
        )

    def good(self, method: str, path: str = "", **kwargs: Any) -> Any:
        answer = self.call(method, path, **kwargs)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, status: int, method: str, path: str = "", **kwargs: Any) -> str:
        answer = self.call(method, path, **kwargs)
        assert answer.status_code == status, answer.text
        assert list(answer.json()) == ["error"]
        return str(answer.json()["error"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that was started with a good package and some others."""
    folder = tmp_path_factory.mktemp("third-party")
    project = tomllib.loads(blocks("toml", PAGE)[0])["project"]
    points = project["entry-points"]["hostingco.providers"]
    install(folder, "acme_hosting", blocks("python", PAGE)[0], points)
    others = {
        "clumsy": "clumsy:Clumsy",
        "untested": "clumsy:Untested",
        "absent": "clumsy:Absent",
        "Clumsy Ltd": "clumsy:Clumsy",
    }
    install(folder, "clumsy", CLUMSY, others)
    install(folder, "broken", "import a_module_that_is_not_there", {"broken": "broken:Driver"})
    path = ":".join((str(folder), str(ROOT)))
    env = {"XDG_DATA_HOME": str(folder), "PYTHONPATH": path}
    with acme() as url, running(folder, "--demo", env=env, program=HOSTINGCO) as process:
        login = {"email": "admin@hostingco.com", "password": "admin123"}
        answer = requests.post(f"{process.url}/api/auth/login", json=login)
        yield Server(process, url, answer.json()["data"]["token"])


def test_the_documented_driver_works(server: Server) -> None:
    scripts = [
        script.replace("http://127.0.0.1:3003", server.process.url).replace(
            "http://127.0.0.1:8080", server.acme
        )
        for script in blocks("sh", PAGE)
    ]
    printed = shell(server.process.url, scripts)
    assert '"display_name":"ACME Hosting"' in printed
    assert '{"status":"ok","message":"Connection successful"}' in printed
    machine = '{"id":"1","name":"web-1","status":"creating","plan":"small"}'
    assert json.loads(machine) == server.good("GET", "/acme/vms/1")
    assert f"{machine}[{machine}]" in printed


def test_it_is_listed_with_what_it_can_do(server: Server) -> None:
    assert {"name": "acme", "display_name": "ACME Hosting"}.items() <= next(
        known for known in server.good("GET") if known["name"] == "acme"
    ).items()
    assert server.good("GET", "/acme")["capabilities"] == {
        "dns": [],
        "domains": [],
        "vms": ["listVms", "getVm", "createVm"],
        "ssh_keys": [],
        "billing": [],
    }


def test_its_machines_are_suspended_come_back_and_are_terminated() -> None:
    known: dict[str, Any] = {}
    exec(blocks("python", PAGE)[0], known)
    with acme() as url:
        it = known["Acme"](provider.Configuration("acme", "acme-key", extra={"base_url": url}))
        its: provider.Lifecycle = it
        id = it.create_vm(provider.VMOrder("small", "debian-13", "web-1")).id
        for verb, status in ((its.suspend_vm, "stopped"), (its.unsuspend_vm, "running")):
            for _ in range(2):
                verb(id)
                assert it.vm(id).status == status
        for _ in range(2):
            its.terminate_vm(id)
            assert it.vms() == []
        with pytest.raises(provider.NotFound):
            its.suspend_vm(id)


@pytest.mark.parametrize("path", ["/datacenters", "/domains", "/dns/example.com", "/catalog"])
def test_what_it_lacks_is_not_supported(server: Server, path: str) -> None:
    assert "ErrNotSupported" in server.refused(501, "GET", f"/acme{path}")


def test_its_provider_s_refusals_are_told(server: Server) -> None:
    body = {"api_key": "stolen", "extra": {"base_url": server.acme}}
    server.good("POST", "/acme/configure", json=body)
    assert "Who are you?" in server.refused(401, "POST", "/acme/test")
    server.good("POST", "/acme/configure", json=body | {"api_key": "acme-key"})
    assert server.refused(404, "GET", "/acme/vms/99") == "ACME Hosting: No such machine."


@pytest.fixture
def clumsy(server: Server) -> Server:
    server.good("POST", "/clumsy/configure", json={"api_key": SECRET})
    return server


def test_an_exception_of_its_own_is_for_the_log_only(clumsy: Server) -> None:
    assert clumsy.refused(500, "POST", "/clumsy/test") == "the driver of Clumsy failed"
    assert "RuntimeError: cannot be tested with ***" in clumsy.process.output
    assert SECRET not in clumsy.process.output


def test_an_exception_while_it_is_made_is_for_the_log_only(clumsy: Server) -> None:
    body = {"api_key": SECRET, "extra": {"broken": "yes"}}
    said = clumsy.refused(500, "POST", "/clumsy/configure", json=body)
    assert said == "the driver of Clumsy failed"
    assert "RuntimeError: cannot be made with ***" in clumsy.process.output
    assert SECRET not in clumsy.process.output
    assert clumsy.good("GET", "/clumsy")["configured"], "as it was"


def test_an_answer_that_is_no_machine_is_its_failure(clumsy: Server) -> None:
    said = clumsy.refused(500, "GET", "/clumsy/vms/1")
    assert said == "the driver did not tell name, status"


def test_it_may_say_itself_that_it_does_not_support_something(clumsy: Server) -> None:
    assert clumsy.refused(501, "GET", "/clumsy/catalog").startswith("Clumsy has a catalog")


@pytest.mark.parametrize("name", ["untested", "absent", "Clumsy Ltd", "broken"])
def test_what_is_no_driver_is_left_out_and_the_log_says_so(server: Server, name: str) -> None:
    assert f"provider '{name}' of" in server.process.output
    assert name not in [known["name"] for known in server.good("GET")]
    server.refused(404, "GET", f"/{name}")
    assert server.good("GET", "/acme"), "all others work"


# -- the page -----------------------------------------------------------------------------------


def test_every_operation_is_listed_with_its_method() -> None:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)?) \| `(\w+)\(", PAGE, re.MULTILINE)
    listed = {id: method for ids, method in rows for id in re.findall(r"\w+", ids)}
    methods = {id: method for ids in METHODS.values() for id, method in ids.items()}
    assert listed == methods | {"testProvider": "test", "listVms": "vms"}


def test_every_error_is_listed_with_its_status() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d{3}) \|", PAGE, re.MULTILINE)
    errors: list[type[provider.ProviderError]] = [
        provider.ProviderError,
        *provider.ProviderError.__subclasses__(),
    ]
    assert {name: int(status) for name, status in rows} == {
        error.__name__: error.status for error in errors if error.__module__ == provider.__name__
    }
