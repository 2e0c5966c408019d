from collections.abc import Iterator
from itertools import count

import pytest

from simulators.server.app import Application
from tests.kernel.toy import Toy
from tests.support import Api, application

_numbers = count(1)


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
def toy_api(toy: Toy) -> Api:
    """The default world of a server that simulates nothing but the toy; its clock is frozen."""
    return Api(application(vendors=[toy]), base="/toy")


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
