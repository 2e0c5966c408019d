"""hostsim in the process of a test, and clients of it."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Protocol
from weakref import finalize

from werkzeug.test import Client, TestResponse

from simulators.kernel.clock import parse_mode
from simulators.kernel.repository import DEFAULT
from simulators.kernel.store import Store
from simulators.kernel.world import World
from simulators.kernel.worlds import Worlds
from simulators.server.app import Application

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "20"))
SEED = int(os.environ.get("FUZZ_SEED", "20260101"))
"""Of every property test; `scripts/fuzz` sets both."""

DOMAIN = "example.com"
ZONE = f"/api/dns/v1/zones/{DOMAIN}"
SNAPSHOTS = f"/api/dns/v1/snapshots/{DOMAIN}"


STORE = os.environ.get("HOSTSIM_TEST_STORE", "memory")
"""`memory` or `sqlite`: where the worlds of every `application` are, unless it says so itself."""

_folder = TemporaryDirectory(prefix="hostsim-")
_numbers = count(1)


def application(
    clock: str = "frozen", limits: str = "off", *, remember: bool = True, **kwargs: Any
) -> Application:
    """A whole server in this process, deterministic and without rate limits unless asked.

    What its worlds begin with was made by the first that was like it; `remember=False`: by itself.
    """
    file = None
    if STORE == "sqlite" and "store" not in kwargs:
        file = Path(_folder.name, f"{next(_numbers)}.db")
        if "vendors" not in kwargs:
            copyfile(_started(), file)
        kwargs["store"] = f"sqlite:///{file}"
    app = Application(clock=parse_mode(clock), limits=limits, **kwargs)
    if remember and clock in ("frozen", "auto") and "vendors" not in kwargs:
        own = app.worlds.seeded
        about = kwargs.get("size"), kwargs.get("strict")

        def seeded(seed: int) -> Store:
            if (seed, *about) not in _seeded:
                _seeded[seed, *about] = own(seed)
            return _seeded[seed, *about].fork()

        app.worlds.seeded = seeded
    finalize(app, _end, app.worlds, file)
    return app


_seeded: dict[tuple[Any, ...], Store] = {}


@cache
def _started() -> Path:
    """A database in which a server was before, to be copied: to make one takes longer."""
    file = Path(_folder.name, "started.db")
    app = Application(clock=parse_mode("frozen"), store=f"sqlite:///{file}")
    app.worlds.names()
    app.worlds.delete(DEFAULT)
    app.worlds.close()
    return file


def _end(worlds: Worlds, file: Path | None) -> None:
    worlds.close()
    if file:
        file.unlink(missing_ok=True)


class Serving(Protocol):
    """An application, or something around one."""

    worlds: Worlds

    def __call__(self, environ: Any, start: Any) -> Iterable[bytes]: ...


class Api:
    """A client of one world of an application in this process."""

    PREFIX: ClassVar = "/hostinger"

    def __init__(self, app: Serving, *, world: str = "default", base: str | None = None) -> None:
        self.app = app
        self.world = world
        self.base = self.PREFIX if base is None else base
        self._client = Client(app)

    def authorization(self) -> str:
        """What it sends to reach its world."""
        return f"Bearer sim_{self.world}"

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        data: bytes | str | None = None,
        **kwargs: Any,
    ) -> TestResponse:
        sent = {"Authorization": self.authorization(), **(headers or {})}
        if body is not None:
            data = json.dumps(body)
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        return self._client.open(self.base + path, method=method, headers=sent, data=data, **kwargs)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A call to the control API, which must succeed; the answer's JSON."""
        answer = self.controlled(method, path, body)
        assert answer.status_code < 400, answer.text
        return answer.json if answer.data else None

    def controlled(self, method: str, path: str, body: Any = None) -> TestResponse:
        """A call to the control API, whatever comes of it."""
        return self._client.open(
            f"/__sim{path}",
            method=method,
            json=body,
            base_url="http://localhost",
            environ_base={"REMOTE_ADDR": "127.0.0.1"},
        )

    def fault(self, effect: str, **rule: Any) -> Any:
        """A rule for something to go wrong in this world."""
        return self.control("POST", f"/worlds/{self.world}/faults", {"effect": effect, **rule})

    def inside(self) -> World:
        """The world itself, for what no call shows."""
        with self.app.worlds.hold(self.world) as world:
            return world

    @contextmanager
    def meddling(self, account: str = "") -> Iterator[World]:
        """The world to be changed, for what no call brings about."""
        with (
            self.app.worlds.hold(self.world) as world,
            world.transaction(readonly=False, account=account),
        ):
            yield world

    def digest(self) -> str:
        """Of every document of the world."""
        return self.inside().store.digest()
