import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from socket import socket
from typing import Any

import pytest
from click.testing import CliRunner, Result

from simulators.server import http
from simulators.server.app import Application
from simulators.server.cli import main
from tests.running import environment
from tests.server.commanding import Commander


@dataclass
class CommandLine:
    """`hostsim` in this process; `serve` prepares a server and returns without serving."""

    served: list[tuple[Application, socket]] = field(default_factory=list)

    def __call__(self, *args: str, **env: str) -> Result:
        return CliRunner().invoke(main, args, env=env)

    def serve(self, *args: str, **env: str) -> tuple[Application, socket]:
        """The application and listening socket of `hostsim serve`."""
        result = self("serve", "-p", "0", *args, **env)
        assert result.exit_code == 0, result.output
        return self.served[-1]


@pytest.fixture
def hostsim(monkeypatch: pytest.MonkeyPatch) -> Iterator[CommandLine]:
    log = logging.getLogger("hostsim")
    before = log.handlers, log.level, log.propagate
    line = CommandLine()
    monkeypatch.setattr("os.environ", environment())

    def serve(app: Application, sock: socket, ready: Callable[[], None], *_: Any) -> None:
        line.served.append((app, sock))
        ready()

    monkeypatch.setattr(http, "serve", serve)
    yield line
    log.handlers, log.level, log.propagate = before
    for _, sock in line.served:
        sock.close()


@pytest.fixture
def sim(server: str) -> Commander:
    return Commander(server)
