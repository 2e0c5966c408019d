"""The document's own commands, to the letter: bash and curl run them, over TLS.

They speak of `your-server`, and `.curlrc` leads them to the server of the test.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from hostingco_api.gateway.provider import Configuration, DomainOrder, Record, VMOrder
from hostingco_api.gateway.providers import Providers
from hostingco_api.gateway.registry import Registry
from tests.gateway.contract.commands import COMMANDS, SERVER
from tests.gateway.contract.documented import RECORDS, Documented
from tests.gateway.contract.test_documents import documented
from tests.gateway.contract.world import JUDGE, World, watched
from tests.hostingco.support import Portal
from tests.running import PATIENCE, environment

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Not even that."""


class Live:
    """An application behind TLS, under the documented name, for curl."""

    app: Any

    def __init__(self, folder: Path) -> None:
        self._home = folder
        self._server = make_server(
            "127.0.0.1", 0, self._answer, request_handler=_Quiet, ssl_context="adhoc"
        )
        (folder / ".curlrc").write_text(
            f'connect-to = "{SERVER}:127.0.0.1:{self._server.server_port}"\n'
            'insecure\nnoproxy = "*"\nwrite-out = "\\n%{http_code} %{content_type}"\n'
        )
        Thread(target=self._server.serve_forever).start()

    def _answer(self, environ: Any, start: Callable[..., Any]) -> Any:
        return self.app(environ, start)

    def run(self, id: str, token: str) -> tuple[int, Any]:
        """Status and document of the answer to a documented command."""
        env = environment(CURL_HOME=str(self._home), TOKEN=token)
        command = ["bash", "-c", COMMANDS[id]]
        done = subprocess.run(command, env=env, capture_output=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        body, _, said = done.stdout.decode().rpartition("\n")
        status, _, type = said.partition(" ")
        assert type == "application/json"
        return int(status), json.loads(body)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    live = Live(tmp_path_factory.mktemp("curl"))
    yield live
    live.close()


@pytest.fixture
def asked(portal: Portal, live: Live) -> list[tuple[Any, ...]]:
    """What the documented provider was asked. Live is a gateway that has no other."""
    portal.services.providers = Providers(
        portal.config.credentials, Registry({"hostinger": Documented})
    )
    portal.services.providers.store.put(Configuration("hostinger", "a token", connected=True))
    live.app = watched(portal)
    Documented.asked.clear()
    return Documented.asked


ZONE = "example.com"
ASKED: dict[str, tuple[Any, ...]] = {
    "testProvider": ("test", "a token"),
    "listDnsRecords": ("records", ZONE),
    "createDnsRecord": ("create_record", ZONE, Record("A", "api", "93.184.216.35", 3600)),
    "updateDnsRecords": ("update_records", ZONE, [*RECORDS[:2]], False),
    "deleteDnsRecords": ("delete_records", ZONE, "api", "A"),
    "resetDnsZone": ("reset_zone", ZONE),
    "checkDomains": ("check_domains", ["cool-project.com", "cool-project.io", "cool-project.dev"]),
    "purchaseDomain": (
        "purchase_domain",
        DomainOrder("cool-project.com", 1, True, True, "pm_abc123"),
    ),
    "setNameservers": ("set_nameservers", ZONE, ["ns1.cloudflare.com", "ns2.cloudflare.com"]),
    "lockDomain": ("lock_domain", ZONE, True),
    "unlockDomain": ("lock_domain", ZONE, False),
    "enablePrivacy": ("protect_domain", ZONE, True),
    "disablePrivacy": ("protect_domain", ZONE, False),
    "getVm": ("vm", "vm-abc123"),
    "createVm": (
        "create_vm",
        VMOrder(
            "kvm-2",
            "ubuntu-22.04",
            "web-server-2",
            "us-east-1",
            "SecurePassword123!",
            "key-abc123",
            "pm_abc123",
        ),
    ),
    "addSshKey": (
        "add_ssh_key",
        "new-deploy-key",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI... user@host",
    ),
    "deleteSshKey": ("delete_ssh_key", "key-def456"),
}
"""What a provider is asked for a command, but for what needs no words."""


@pytest.mark.parametrize("id", COMMANDS)
def test_a_documented_command_has_the_documented_answer(
    portal: Portal, live: Live, asked: list[tuple[Any, ...]], id: str
) -> None:
    status, answer = live.run(id, portal.token("admin"))
    assert status == 200, answer
    assert json.dumps(answer) == json.dumps(documented(JUDGE.operations[id]["responses"]["200"]))
    assert asked == ([ASKED[id]] if id in ASKED else [])


def test_a_documented_command_without_a_token_is_refused(
    live: Live, asked: list[tuple[Any, ...]]
) -> None:
    status, answer = live.run("lockDomain", "")
    assert (status, asked) == (401, []), answer


REFUSED = {
    "updateDnsRecords": (409, "ALIAS must not be used with A"),  # a new zone has an ALIAS of @
    "deleteDnsRecords": (404, "no A record of api"),  # it was made by the command before
    "purchaseDomain": (400, "payment_method_id: 'pm_abc123'"),  # there, ids are numbers
    "getVm": (404, "no machine 'vm-abc123'"),
    "createVm": (400, "payment_method_id: 'pm_abc123'"),
    "addSshKey": (400, "public_key"),  # it is cut short
    "deleteSshKey": (404, "no SSH key 'key-def456'"),
}
"""What the commands name that an account has not, and what is said of it."""


@pytest.mark.parametrize("id", COMMANDS)
def test_a_documented_command_does_at_a_provider_what_it_can(
    world: World, live: Live, id: str
) -> None:
    live.app = world.portal.app
    status, answer = live.run(id, world.portal.token("admin"))
    if id in REFUSED:
        expected, said = REFUSED[id]
        assert status == expected
        assert said in answer["error"]
    else:
        assert status == 200, answer
        assert_shaped(answer, documented(JUDGE.operations[id]["responses"]["200"]))


def assert_shaped(answer: Any, like: Any) -> None:
    """Names as documented and in that order, but for those that are not known."""
    assert type(answer) is type(like)
    if isinstance(like, list):
        for one in answer:
            assert_shaped(one, like[0])
    elif like.keys() == {"status"}:
        assert answer == like
    else:
        assert list(answer) == [name for name in like if name in answer]
