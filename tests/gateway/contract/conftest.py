import pytest

from tests.gates import put_last
from tests.gateway.contract.world import World, the_world

HERE = "tests/gateway/contract/"
JUDGED = {"test_commands.py", "test_operations.py", "test_statuses.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(HERE):
            item.add_marker("contract")
    put_last(HERE, JUDGED, config, items)


@pytest.fixture
def world(server: str) -> World:
    found = the_world(server)
    found.restore()
    return found
