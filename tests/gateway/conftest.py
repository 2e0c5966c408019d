from collections.abc import Iterator

import pytest

from tests.gateway.simulated import World
from tests.running import serving


@pytest.fixture(scope="session")
def simulators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of running simulators, whose limits do not keep tests waiting."""
    with serving(tmp_path_factory.mktemp("simulators"), "--limits", "off") as url:
        yield url


@pytest.fixture
def sim(simulators: str) -> World:
    return World(simulators)
