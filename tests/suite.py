"""What the contract suites of all APIs share: contracts for Schemathesis, its engine, examples."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import schemathesis

import contracts
from contracts.diff import follow
from contracts.judge import Judge
from tests.support import SEED

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "tests" / "contract" / "schemathesis.toml"


def bound(contract: str, app: Any, base_url: str, examples: int) -> Any:
    """A contract as a Schemathesis schema of an application in this process."""
    config = schemathesis.Config.from_path(CONFIG)
    loaded = schemathesis.openapi.from_path(contracts.path(contract), config=config)
    loaded.config.update(base_url=base_url)
    loaded.config.seed = SEED
    # The phase's own number, which the engine takes, would win over the general one.
    loaded.config.phases.fuzzing.generation.update(max_examples=max(1, examples))
    loaded.app = app
    return loaded


def run_engine(contract: str, url: str, *args: str, **env: str) -> tuple[int, int]:
    """The engine over a socket, along the contract's links. It has to find nothing; of the links,
    how many it covered, and how many there are for it."""
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "--config-file",
            CONFIG,
            "run",
            contracts.path(contract),
            "--url",
            url,
            "--phases",
            "examples,stateful",
            "--no-color",
            *args,
        ],
        env={**os.environ, **env},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr
    links = re.search(r"API Links: +(\d+) covered / (\d+) selected", run.stdout)
    assert links, run.stdout
    return int(links[1]), int(links[2])


def evaluated(expression: Any, path: Any, body: Any, answer: Any) -> Any:
    """A runtime expression of OpenAPI, or what holds some: of a request's path parameters (the
    attributes of `path`), its body, and the document that was answered."""
    if isinstance(expression, dict):
        return {key: evaluated(inner, path, body, answer) for key, inner in expression.items()}
    if isinstance(expression, list):
        return [evaluated(inner, path, body, answer) for inner in expression]
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    if expression.startswith("$request.path."):
        return getattr(path, expression.removeprefix("$request.path."))
    source, _, pointer = expression.partition("#/")
    found: Any = {"$response.body": answer, "$request.body": body}[source]
    for key in pointer.split("/"):
        found = found[int(key) if isinstance(found, list) else key]
    return found


def succeeded(operations: Iterable[Any], items: Iterable[Any], accepted: set[str]) -> None:
    """Property tests that only ever meet refusals prove nothing: of all operations that were
    tried by one of `items`, each was accepted somewhere."""
    names = [item.name for item in items]
    tried = {
        operation.id
        for operation in operations
        if any(f"[{operation.method} {operation.path}]" in name for name in names)
    }
    assert tried == accepted


def all_examples(judge: Judge) -> list[tuple[Any, Any]]:
    """Every example of a contract, with its schema."""
    return [
        (media["schema"], follow(judge.document, example)["value"])
        for media in _media_types(judge.document)
        for example in media.get("examples", {}).values()
    ]


def _media_types(item: Any) -> Iterator[Any]:
    if isinstance(item, dict):
        if "schema" in item and "examples" in item:
            yield item
        for inner in item.values():
            yield from _media_types(inner)
    elif isinstance(item, list):
        for inner in item:
            yield from _media_types(inner)
