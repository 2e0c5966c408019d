"""Transactions of a database that get into each other's way."""

from typing import Any

import pytest

from simulators.kernel.sql import database, statements
from tests.kernel.keeping import NATURE, TEMPLATE, Open, put, put_template, things
from tests.postgres import Databases


def test_whoever_is_always_second_to_replace_a_world_goes_on(
    shared: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: Any = shared()
    put(kept, a=1)
    locked, others = kept._all_locked, iter(range(50))

    def late(*args: Any) -> Any:
        if next(others, None) is not None:
            raise database._Meanwhile
        return locked(*args)

    monkeypatch.setattr(kept, "_all_locked", late)
    kept.copy("w", "v")
    assert things(kept, "v") == [("a", 1)]


def test_a_fork_does_not_wait_for_those_who_copy_its_template(
    postgresql: Databases,
) -> None:
    """It would have inserted its name by then, for which they may have to wait."""
    kept = database.Database(f"{postgresql()}&options=-c%20lock_timeout%3D1s", NATURE)
    put_template(kept, a=1)
    kept.copy(TEMPLATE, "w")
    with kept._engine.begin() as connection:
        connection.execute(statements.lock_all, {"names": [TEMPLATE]})
        kept.copy("w", "v")
    assert things(kept, "v") == [("a", 1)]
    kept.close()
