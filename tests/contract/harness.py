"""What the contract layers share: contracts as Schemathesis schemas, a watched application."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.datastructures import Headers

from contracts.judge import Judge
from simulators.server.app import Application
from tests.contract.calls import VENDORS
from tests.hostafrica.client import Hostafrica
from tests.hostens.client import Hostens
from tests.suite import bound
from tests.support import EXAMPLES, Api, application

JUDGES = {vendor: Judge(f"{vendor}.yaml", strict=True) for vendor in VENDORS}
HOSTINGER = JUDGES["hostinger"]
CLIENTS: dict[str, Callable[[Any], Api]] = {
    "hostinger": Api,
    "hostafrica": Hostafrica,
    "hostens": Hostens,
}

seen: Counter[tuple[str, int]] = Counter()
"""How often each (operation, status) was answered in this run; the gate reads it."""


class Watched:
    """An application whose every documented answer is counted and held against its contract."""

    def __init__(self, app: Application):
        self.app = app
        self.worlds = app.worlds

    def __call__(self, environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
        answer: dict[str, Any] = {}

        def started(status: str, headers: list[tuple[str, str]], *exc: Any) -> Any:
            answer.update(status=int(status[:3]), headers=Headers(headers))
            return start(status, headers, *exc)

        body = list(self.app(environ, started))
        vendor, slash, rest = environ["PATH_INFO"].removeprefix("/").partition("/")
        if vendor in JUDGES:
            method, judge = environ["REQUEST_METHOD"], JUDGES[vendor]
            if id := judge.route(method, slash + rest):
                seen[id, answer["status"]] += 1
                faults = judge.faults(
                    id, answer["status"], answer["headers"], b"".join(body), head=method == "HEAD"
                )
                assert not faults, "\n".join(faults)
        return body


def watched(vendor: str = "hostinger", **kwargs: Any) -> Api:
    """A client of a fresh server whose answers are all held against the contracts."""
    return CLIENTS[vendor](Watched(application(**kwargs)))


def schema(app: Any, vendor: str) -> Any:
    """A contract, bound to an application in this process."""
    return bound(f"{vendor}.yaml", app, f"http://localhost/{vendor}", EXAMPLES // 2)
