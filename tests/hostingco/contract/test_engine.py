"""The Schemathesis engine over a socket, along the contract's links, as each of the roles.

It alone orders operations, follows links with ids it captured from answers, and speaks real HTTP.
What single calls can meet is for test_operations.py, which is quicker.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import contracts
from tests.hostingco.contract.test_operations import CONFIG
from tests.hostingco.contract.world import ADMIN_PASSWORD, the_world
from tests.hostingco.support import PASSWORD, PEOPLE, SECRET
from tests.running import HOSTINGCO, running

ROOT = Path(__file__).parents[3]
LINKS = {"customer": 14, "support": 14, "admin": 18}
"""How many are covered at least: stories got somewhere. That every link leads to a good answer is
for test_links.py to say. The administrator comes last, since nothing is safe from them."""
TOTAL = 49


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server with all that is in the furnished portal."""
    folder = tmp_path_factory.mktemp("engine")
    env = {"HOSTINGCO_LIMITS": "off", "HOSTINGCO_SECRET": SECRET}
    database = ("--database", the_world().kept.copied(folder))
    with running(folder, *database, env=env, program=HOSTINGCO) as server:
        yield server.url
        server.process.terminate()
        assert server.finish() == 0, server.output
        assert "Traceback" not in server.output


@pytest.mark.parametrize("who", LINKS)
def test_the_engine_finds_nothing_and_follows_links(url: str, who: str) -> None:
    password = ADMIN_PASSWORD if who == "admin" else PASSWORD
    hooks = {
        "SCHEMATHESIS_HOOKS": "tests.hostingco.contract.hooks",
        "HOSTINGCO_ENGINE_LOGIN": f"{url} {PEOPLE[who][0]} {password}",
    }
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "--config-file",
            CONFIG,
            "run",
            contracts.path("hostingco.yaml"),
            "--url",
            url,
            "--phases",
            "examples,stateful",
            "--no-color",
        ],
        env={**os.environ, **hooks},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr
    links = re.search(r"API Links: +(\d+) covered / (\d+) selected", run.stdout)
    assert links, run.stdout
    assert int(links[2]) == TOTAL
    assert int(links[1]) >= LINKS[who]
