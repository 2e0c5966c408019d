import pytest

from tests.gates import put_last

HERE = "tests/contract/"
JUDGED = {"test_operations.py", "test_statuses.py", "test_privileges.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(HERE) and item.path.name != "test_mutants.py":
            item.add_marker("contract")
    put_last(HERE, JUDGED, config, items)
