"""Ways to talk to hostsim from a test: in this process, or over a socket."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from werkzeug.test import Client, TestResponse

from simulators.kernel.clock import parse_mode
from simulators.kernel.worlds import Worlds
from simulators.server.app import Application

EXAMPLES = int(os.environ.get("HOSTSIM_EXAMPLES", "40"))
SEED = int(os.environ.get("HOSTSIM_SEED", "20260101"))
"""Of every property test; `scripts/fuzz` sets both."""

HOSTSIM = Path(sys.executable).with_name("hostsim")
DOMAIN = "example.com"
ZONE = f"/api/dns/v1/zones/{DOMAIN}"
SNAPSHOTS = f"/api/dns/v1/snapshots/{DOMAIN}"


def application(clock: str = "frozen", limits: str = "off", **kwargs: Any) -> Application:
    """A whole server in this process, deterministic and without rate limits unless asked."""
    return Application(clock=parse_mode(clock), limits=limits, **kwargs)


class Serving(Protocol):
    """An application, or something around one."""

    worlds: Worlds

    def __call__(self, environ: Any, start: Any) -> Iterable[bytes]: ...


class Api:
    """A client of one world of an application in this process."""

    def __init__(self, app: Serving, *, world: str = "default", base: str = "/hostinger") -> None:
        self.app = app
        self.world = world
        self.base = base
        self._client = Client(app)

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
        sent = {"Authorization": f"Bearer sim_{self.world}", **(headers or {})}
        if body is not None:
            data = json.dumps(body)
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        return self._client.open(self.base + path, method=method, headers=sent, data=data, **kwargs)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A call to the control API, which must succeed; the answer's JSON."""
        answer = self._client.open(
            f"/__sim{path}",
            method=method,
            json=body,
            base_url="http://localhost",
            environ_base={"REMOTE_ADDR": "127.0.0.1"},
        )
        assert answer.status_code < 400, answer.text
        return answer.json if answer.data else None

    def digest(self) -> str:
        """Of every document of the world."""
        return self.app.worlds.get(self.world).store.digest()


@contextmanager
def serving(folder: Path, *args: str, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """`hostsim serve` on a free port, as its users start it; yields the base URL."""
    port_file, output = folder / "port", folder / "output"
    with output.open("w") as sink:  # a pipe nobody reads would fill up and stop the server
        process = subprocess.Popen(
            [HOSTSIM, "serve", "-p", "0", "--port-file", port_file, *args],
            stdout=sink,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
        )
    try:
        deadline = time.monotonic() + 20
        while not port_file.exists():
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port_file.read_text().strip()}"
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert process.returncode == 0, output.read_text()
