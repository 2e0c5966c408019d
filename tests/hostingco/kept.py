"""A database in SQLite that is put back to how it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from hostingco_api.core.database import Database


class Kept:
    """As it is now."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        with self._connection() as connection:
            connection.backup(self._kept)

    def restore(self) -> None:
        with self._connection() as connection:
            self._kept.backup(connection)

    def copied(self, folder: Path) -> str:
        """The URL of a database that is as this one was."""
        with closing(sqlite3.connect(folder / "copy.db")) as copy:
            self._kept.backup(copy)
        return f"sqlite:///{folder / 'copy.db'}"

    def state(self) -> bytes:
        """All that is in the database by now; see `told`."""
        with self._connection() as connection:
            return connection.serialize()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        pooled = self._database.engine.raw_connection()
        try:
            connection: Any = pooled.driver_connection
            yield connection
        finally:
            pooled.close()


def told(state: bytes) -> list[str]:
    """As statements, for people to read."""
    # In memory there is no write-ahead log, and what says that it has one cannot be opened there.
    state = state[:18] + b"\1\1" + state[20:]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(state)
        return list(connection.iterdump())
