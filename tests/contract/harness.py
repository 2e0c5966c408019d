"""What the contract layers share: the contract as a Schemathesis schema, a watched application."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import schemathesis
from werkzeug.datastructures import Headers

import contracts
from contracts.judge import Judge
from simulators.server.app import Application
from tests.support import EXAMPLES, SEED, Api, application

CONFIG = Path(__file__).with_name("schemathesis.toml")
HOSTINGER = Judge("hostinger.yaml", strict=True)

seen: Counter[tuple[str, int]] = Counter()
"""How often each (operation, status) was answered in this run; the gate reads it."""


class Watched:
    """An application whose every documented answer is counted and held against the contract."""

    def __init__(self, app: Application, judge: Judge = HOSTINGER, prefix: str = "/hostinger"):
        self.app = app
        self.worlds = app.worlds
        self.judge = judge
        self.prefix = prefix

    def __call__(self, environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
        answer: dict[str, Any] = {}

        def started(status: str, headers: list[tuple[str, str]], *exc: Any) -> Any:
            answer.update(status=int(status[:3]), headers=Headers(headers))
            return start(status, headers, *exc)

        body = list(self.app(environ, started))
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        id = self.judge.route(method, path.removeprefix(self.prefix))
        if id and path.startswith(self.prefix):
            seen[id, answer["status"]] += 1
            faults = self.judge.faults(
                id, answer["status"], answer["headers"], b"".join(body), head=method == "HEAD"
            )
            assert not faults, "\n".join(faults)
        return body


def watched(**kwargs: Any) -> Api:
    """A client of a fresh server whose answers are all held against the contract."""
    return Api(Watched(application(**kwargs)))


def schema(app: Any) -> Any:
    """The contract, bound to an application in this process."""
    config = schemathesis.Config.from_path(CONFIG)
    loaded = schemathesis.openapi.from_path(contracts.path("hostinger.yaml"), config=config)
    loaded.config.update(base_url="http://localhost/hostinger")
    loaded.config.seed = SEED
    loaded.config.generation.update(max_examples=EXAMPLES)
    loaded.app = app
    return loaded
