import pytest

from tests.gates import put_last
from tests.public_v1.contract.world import World, the_world

HERE = "tests/public_v1/contract/"
JUDGED = {"test_operations.py", "test_statuses.py", "test_scopes.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(HERE):
            item.add_marker("contract")
    put_last(HERE, JUDGED, config, items)


@pytest.fixture
def world() -> World:
    found = the_world()
    found.restore()
    return found
