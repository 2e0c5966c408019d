"""Every operation answers the same bytes in every process, and leaves the same documents."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from tests.contract.calls import VENDOR
from tests.contract.calls.every import GOOD
from tests.contract.harness import CLIENTS
from tests.support import application

ROOT = Path(__file__).parents[2]
YEAR = {"seconds": 366 * 86_400}


def played() -> str:
    """A digest of the good calls' answers, and of what they come to in a year."""
    total = sha256()
    for id, call in GOOD.items():
        api = CLIENTS[VENDOR[id]](application())
        answer = call.prepared(api).make(api, id)
        total.update(answer.data)
        api.control("POST", "/worlds/default/clock/advance", YEAR)
        total.update(api.digest().encode())
    return total.hexdigest()


def test_processes_agree_whatever_the_order_of_their_sets() -> None:
    digests = {
        subprocess.run(
            [
                sys.executable,
                "-c",
                "import tests.contract.test_determinism as t; print(t.played())",
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert digests.pop().strip()
