import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres, redis_server
from tests.contract import mutants
from tests.kernel.toy import Toy
from tests.running import serving
from tests.support import Api, application

# The least that is looked through for garbage, and how seldom all of it: as it comes, that takes a
# quarter of the processor, over and over for thousands of tests that stay.
gc.set_threshold(10_000, 20, 20)


def pytest_configure() -> None:
    mutants.apply_named_by_environment()


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.fixture
def api() -> Api:
    """A fresh server's default world: frozen clock, no rate limits."""
    return Api(application())


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
def toy_api(toy: Toy) -> Api:
    """The default world of a server that simulates nothing but the toy; its clock is frozen."""
    return Api(application(vendors=[toy]), base="/toy")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running server with a real clock and no rate limits; take a world of your own.

    Of several processes that run tests, it may be the same one: that of HOSTSIM_TEST_SERVER.
    """
    if url := os.environ.get("HOSTSIM_TEST_SERVER"):
        yield url
        return
    with serving(Path(tmp_path_factory.mktemp("server")), "--limits", "off") as url:
        yield url


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Databases]:
    """Empty databases of a real PostgreSQL; the test is skipped where there is none."""
    with postgres.serving() as databases:
        yield databases


@pytest.fixture(scope="session")
def _redis() -> Iterator[redis_server.RedisServer]:
    with redis_server.serving() as server:
        yield server


@pytest.fixture
def redis(_redis: redis_server.RedisServer) -> redis_server.RedisServer:
    """An empty one; the test is skipped where there is none."""
    _redis.start()
    _redis.client.flushall()
    return _redis
