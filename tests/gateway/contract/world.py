"""A gateway whose providers are simulated ones, which every test finds as it was in the beginning.

All that it answers is held against the contract, and counted for the gate.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import orjson

import contracts
from contracts.judge import Judge
from hostingco_api.app import create_app
from tests.gateway.simulated import CREDENTIALS
from tests.gateway.simulated import World as Simulated
from tests.gateway.support import PREFIX, Gateway
from tests.hostingco.kept import Kept
from tests.hostingco.support import PEOPLE, Portal, populated
from tests.watched import Watched

JUDGE = Judge("gateway.yaml", strict=True)
OPERATIONS = {operation.id: operation for operation in contracts.operations("gateway.yaml")}
ROOT = f"/api{PREFIX}"

seen: Counter[tuple[str, int]] = Counter()
"""How often each (operation, status) was answered in this run; the gate reads it."""

SECRETS: set[bytes] = set()
"""What no answer may have in it."""

ERROR = {"$ref": "#/components/schemas/Error"}
KEPT_NOWHERE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def _faults(method: str, path: str, status: int, headers: Any, body: bytes) -> Iterator[str]:
    id = JUDGE.route(method, path)
    if id:
        seen[id, status] += 1
    if id and status != 405:  # of which no operation is
        yield from JUDGE.faults(id, status, headers, body, head=method == "HEAD")
    elif method not in ("HEAD", "OPTIONS"):
        yield from JUDGE.misfits(ERROR, orjson.loads(body), f"{method} {path}")
    for name, rightly in (
        ("Retry-After", status == 429),
        ("Allow", status == 405 or method == "OPTIONS"),
    ):
        if (name in headers) is not rightly:
            yield f"{name}: {headers.get(name)} in a {status}"
    for name, value in KEPT_NOWHERE.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)}"
    for secret in SECRETS:
        if secret in body:
            yield f"{method} {path} tells {secret.decode()}"


def watched(portal: Portal) -> Any:
    """An application like the portal's, with a gateway that is watched. No other test has it."""
    app = create_app(portal.config, portal.database)
    gateway = app.extensions["hostingco.mounted"][ROOT]
    gateway.wsgi_app = Watched(gateway.wsgi_app, _faults)
    for one in (app, gateway):
        one.extensions["hostingco"] = portal.services
    return app


class State(NamedTuple):
    database: bytes
    credentials: dict[str, bytes]
    provider: str


class World(Gateway):
    """Every provider is configured, with the credentials of one simulated world."""

    ROOT = ROOT

    def __init__(self, folder: Path, server: str) -> None:
        super().__init__(Portal(populated(folder)))
        self.portal.app = watched(self.portal)
        self.services = self.portal.services
        for name in PEOPLE:
            self.portal.token(name)
        self.sim = Simulated(server)
        for provider in CREDENTIALS:
            given = self.sim.credentials(provider)
            SECRETS.update(text.encode() for text in given.values() if isinstance(text, str))
            self.configure(self.sim, provider)
            # Some have to log in first. Logged in they begin.
            self.good("POST", f"/{provider}/test")
            self.good("POST", f"/{provider}/configure", json=given)
        self._database = Kept(self.portal.database)
        self._credentials = self._files()
        self.sim.control("PUT", "/checkpoints/ready")
        self._requests, self._digest = self.sim.requests(), self.sim.digest()

    def restore(self) -> None:
        self.portal.clock.ahead = timedelta(0)
        self._database.restore()
        self.sim.control("POST", "/checkpoints/ready/rollback")
        if self._files() != self._credentials:
            folder = self.portal.config.credentials
            for path in folder.glob("*.json"):
                path.unlink()
            for name, content in self._credentials.items():
                (folder / name).touch(0o600)
                (folder / name).write_bytes(content)

    def copied(self, folder: Path) -> tuple[str, Path]:
        """A database and a folder of credentials that are as these were in the beginning."""
        credentials = folder / "hosting"
        credentials.mkdir(0o700)
        for name, content in self._credentials.items():
            (credentials / name).touch(0o600)
            (credentials / name).write_bytes(content)
        return self._database.copied(folder), credentials

    def state(self) -> State:
        """All that a call can change, on either side."""
        # Whom nobody asked has nothing new: to see that is quicker than to have all of it.
        asked = self.sim.requests() != self._requests
        provider = self.sim.digest() if asked else self._digest
        return State(self._database.state(), self._files(), provider)

    def _files(self) -> dict[str, bytes]:
        folder = self.portal.config.credentials
        return {path.name: path.read_bytes() for path in folder.glob("*.json")}


_folder = TemporaryDirectory(prefix="hostingco-gateway-")


@cache
def the_world(server: str) -> World:
    """The one of this process: making it takes longer than many tests do."""
    return World(Path(_folder.name), server)
