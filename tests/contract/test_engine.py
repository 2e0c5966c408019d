"""The Schemathesis engine over a socket, along the contract's explicit links.

It alone orders operations, follows links with ids it captured from answers, and speaks real HTTP.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import contracts
from tests.contract.harness import CONFIG
from tests.running import serving

ROOT = Path(__file__).parents[2]


def test_the_engine_finds_nothing_and_follows_links(tmp_path: Path) -> None:
    with serving(tmp_path, "--limits", "off", "--clock", "auto") as url:
        run = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"),
                "--config-file",
                CONFIG,
                "run",
                contracts.path("hostinger.yaml"),
                "--url",
                f"{url}/hostinger",
                "--header",
                "Authorization: Bearer sim_engine",
                "--phases",
                "examples,coverage,fuzzing,stateful",
                "--no-color",
            ],
            env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.contract.hooks"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr
    links = re.search(r"API Links: +(\d+) covered / (\d+) selected", run.stdout)
    assert links, run.stdout
    assert int(links[2]) > 100
    assert int(links[1]) >= 25, "stories got somewhere; test_links.py follows every link"
