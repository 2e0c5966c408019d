from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from simulators.kernel.repository import Repository
from simulators.server.app import Application
from tests.kernel.keeping import Open, opening
from tests.support import Api, application

_numbers = count(1)


@pytest.fixture(scope="session")
def shared_server() -> Application:
    return application()


@pytest.fixture
def world(shared_server: Application) -> Iterator[Api]:
    """A fresh world of a shared server: where a server per test would take most of the time."""
    name = f"test-{next(_numbers)}"
    shared_server.worlds.create(name)
    yield Api(shared_server, world=name)
    shared_server.worlds.delete(name)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Repository]:
    with opening(request, tmp_path, request.param) as open_one:
        yield open_one()


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    with opening(request, tmp_path, request.param) as open_one:
        yield open_one
