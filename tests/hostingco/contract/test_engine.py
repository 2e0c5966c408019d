"""The Schemathesis engine over a socket, along the contract's links, as each of the roles.

It alone orders operations, follows links with ids it captured from answers, and speaks real HTTP.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import contracts
from tests.hostingco.contract.test_operations import CONFIG
from tests.hostingco.contract.world import ADMIN_PASSWORD, World
from tests.hostingco.support import PASSWORD, PEOPLE, SECRET
from tests.running import HOSTINGCO, running

ROOT = Path(__file__).parents[3]
LINKS = {"admin": 20, "support": 20, "customer": 20}
"""How many are covered at least: stories got somewhere. That every link leads to a good answer is
for test_links.py to say."""
TOTAL = 49


@pytest.mark.parametrize("who", LINKS)
def test_the_engine_finds_nothing_and_follows_links(world: World, tmp_path: Path, who: str) -> None:
    served = {"HOSTINGCO_LIMITS": "off", "HOSTINGCO_SECRET": SECRET}
    database = ("--database", world.copied(tmp_path))
    password = ADMIN_PASSWORD if who == "admin" else PASSWORD
    with running(tmp_path, *database, env=served, program=HOSTINGCO) as server:
        hooks = {
            "SCHEMATHESIS_HOOKS": "tests.hostingco.contract.hooks",
            "HOSTINGCO_ENGINE_LOGIN": f"{server.url} {PEOPLE[who][0]} {password}",
        }
        run = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"),
                "--config-file",
                CONFIG,
                "run",
                contracts.path("hostingco.yaml"),
                "--url",
                server.url,
                "--phases",
                "examples,fuzzing,stateful",
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
