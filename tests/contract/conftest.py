import pytest

HERE = "tests/contract/"
GATE = "test_gate.py"
JUDGED = {"test_operations.py", "test_statuses.py", "test_privileges.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The gate goes last, and only judges a run that had every layer in it."""
    for item in items:
        if item.nodeid.startswith(HERE) and item.path.name != "test_mutants.py":
            item.add_marker("contract")
    gate = [item for item in items if item.path.name == GATE]
    rest = [item for item in items if item.path.name != GATE]
    items[:] = rest + gate
    present = {item.path.name for item in rest}
    if JUDGED - present or config.getoption("keyword"):
        why = pytest.mark.skip(reason="the gate judges the whole suite; a part of it was selected")
        for item in gate:
            item.add_marker(why)
