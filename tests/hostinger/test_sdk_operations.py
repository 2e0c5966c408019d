"""The official SDK calls every operation and parses every answer with its strict models."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from contracts.diff import follow
from tests.contract.calls import OPERATIONS, Call, ids
from tests.contract.calls.hostinger import GOOD
from tests.contract.harness import HOSTINGER
from tests.hostinger import sdk_calls
from tests.running import environment
from tests.support import Api

ROOT = Path(__file__).parents[2]
NEWEST = ROOT / ".venv" / "sdk-4.3.1"

# Where the newest SDK, generated from the document 2.3.0, does not take what 1.42.5 promises.
DIFFERENT: dict[str, str] = {}


class Remote(Api):
    """Over a socket, in a world of its own."""

    def __init__(self, url: str, world: str) -> None:
        self.url, self.world = url, world

    def __call__(
        self, method: str, path: str, body: Any = None, *, headers: Any = None, **_: Any
    ) -> Any:
        account = {"Authorization": f"Bearer sim_{self.world}", **(headers or {})}
        answer = requests.request(
            method, f"{self.url}/hostinger{path}", json=body, headers=account, timeout=20
        )
        assert answer.status_code == 200, answer.text
        return SimpleNamespace(status_code=200, json=answer.json(), text=answer.text)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        path = path.replace("/worlds/default/", f"/worlds/{self.world}/")
        answer = requests.request(method, f"{self.url}/__sim{path}", json=body, timeout=20)
        answer.raise_for_status()
        return answer.json() if answer.content else None


def prepared(url: str, id: str, world: str) -> Call:
    remote = Remote(url, world)
    remote("GET", "/api/billing/v1/catalog")  # there it is
    return GOOD[id].prepared(remote)


def parameters(id: str, call: Call) -> dict[str, Any]:
    """Of path and query, typed as the contract has them."""
    types = {}
    path = HOSTINGER.document["paths"][OPERATIONS[id].path]
    for given in [*path.get("parameters", ()), *HOSTINGER.operations[id].get("parameters", ())]:
        parameter = follow(HOSTINGER.document, given)
        types[parameter["name"]] = parameter["schema"]["type"]
    query = dict(pair.split("=") for pair in call.query.split("&") if pair)
    found = {name: value for name, value in {**call.path, **query}.items() if name in types}
    read: dict[str, Any] = {"integer": int, "boolean": "true".__eq__}
    return {name: read.get(types[name], str)(value) for name, value in found.items()}


@pytest.mark.parametrize("id", ids("hostinger"))
def test_the_sdk_calls_it_and_parses_the_answer(server: str, id: str) -> None:
    world = f"sdk-{id[:55]}"
    call = prepared(server, id, world)
    with sdk_calls.client(server, f"sim_{world}") as sdk:
        assert sdk_calls.call(sdk, id, parameters(id, call), call.body) is not None


@pytest.mark.skipif(not NEWEST.exists(), reason="scripts/test installs the newest SDK there")
def test_the_newest_sdk_calls_what_it_still_has(server: str) -> None:
    lines = []
    for id in ids("hostinger"):
        world = f"sdk4-{id[:55]}"
        call = prepared(server, id, world)
        lines.append(
            {
                "url": server,
                "token": f"sim_{world}",
                "id": id,
                "parameters": parameters(id, call),
                "body": call.body,
            }
        )
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostinger.sdk_calls"],
        input=json.dumps(lines),
        env=environment(PYTHONPATH=str(NEWEST)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    faults = json.loads(done.stdout)
    assert faults.keys() == DIFFERENT.keys(), faults
    for id, text in DIFFERENT.items():
        assert text in faults[id]
