"""The document's own commands to try the API with, to the letter: bash and curl run them.

They speak of port 3003, and `.curlrc` leads them to the server of the test; only what stands for a
token and for a server is replaced.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostingco.contract.world import JUDGE
from tests.running import HOSTINGCO, environment, running

HEALTH = "curl http://localhost:3003/api/health"
PLANS = "curl http://localhost:3003/api/hosting/plans"
LOGIN = """\
curl -X POST http://localhost:3003/api/auth/login \\
-H "Content-Type: application/json" \\
-d '{"email":"admin@hostingco.com","password":"admin123"}'"""
STATS = """\
curl http://localhost:3003/api/dashboard/stats \\
-H "Authorization: Bearer <token>\""""
POWER = """\
curl -X POST http://localhost:3003/api/hosting/servers/server_id/power \\
-H "Authorization: Bearer <token>" \\
-H "Content-Type: application/json" \\
-d '{"action":"restart"}'"""

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Curl's, while the demo is served."""
    folder = tmp_path_factory.mktemp("demo")
    env = {"XDG_DATA_HOME": str(folder)}
    with running(folder, "--demo", env=env, program=HOSTINGCO) as server:
        (folder / ".curlrc").write_text(
            f'connect-to = "localhost:3003:127.0.0.1:{server.port}"\nnoproxy = "*"\n'
        )
        yield folder


def data(home: Path, command: str, id: str, **replaced: str) -> Any:
    """Of the answer, which has to be a good one."""
    for text, real in replaced.items():
        command = command.replace("<token>" if text == "token" else text, real)
    env = environment(CURL_HOME=str(home))
    done = subprocess.run(["bash", "-c", command], env=env, capture_output=True, check=True)
    ok = JUDGE.operations[id]["responses"]["200"]["content"]["application/json"]
    answer = json.loads(done.stdout)
    assert JUDGE.misfits(ok["schema"], answer, "answer") == []
    return answer["data"]


def test_the_documented_commands_work(home: Path) -> None:
    assert data(home, HEALTH, "getHealth")["status"] == "healthy"
    assert [plan["id"] for plan in data(home, PLANS, "listPlans")][:2] == ["basic", "pro"]
    token = data(home, LOGIN, "login")["token"]
    stats = data(home, STATS, "getDashboardStats", token=token)
    assert stats["overview"]["activeServers"] > 0
    servers = STATS.replace("dashboard/stats", "hosting/servers?status=active")
    server = data(home, servers, "listServers", token=token)[0]
    done = data(home, POWER, "powerServer", token=token, server_id=server["id"])
    assert done == {"id": server["id"], "action": "restart", "status": "active"}
