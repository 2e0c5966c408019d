"""Gates: what comes last in a folder, and judges a run that had every layer in it."""

import pytest

GATE = "test_gate.py"


def put_last(here: str, layers: set[str], config: pytest.Config, items: list[pytest.Item]) -> None:
    """The gate of the folder `here` (`tests/contract/`) goes last, and is skipped unless every one
    of `layers`, files of the folder, was selected as a whole."""
    mine = [item for item in items if item.nodeid.startswith(here)]
    gate = [item for item in mine if item.path.name == GATE]
    items[:] = [item for item in items if item not in gate] + gate
    missing = layers - {item.path.name for item in mine}
    if missing or config.getoption("keyword"):
        why = pytest.mark.skip(reason="the gate judges the whole suite; a part of it was selected")
        for item in gate:
            item.add_marker(why)
