"""A journal that is in the database; what is here is only what is not there yet."""

from collections.abc import Callable, Iterable

import orjson
from sqlalchemy import Connection

from simulators.kernel.journal import Entry, Journal
from simulators.kernel.masking import Public


class Kept(Journal):
    """`read` gives the journal as it is in the database, seen through a connection if there is one:
    that of the transaction in which its world is held."""

    def __init__(self, read: Callable[[Connection | None], Journal], public: Public) -> None:
        super().__init__(public=public)
        self._read = read
        self.connection: Connection | None = None
        self.new: list[Entry] = []
        self.cleared = False

    @property
    def dropped(self) -> int:
        return self._whole().dropped

    def entries(self) -> Iterable[Entry]:
        return self._whole().entries()

    def keep(self, entry: Entry) -> None:
        self.new.append(entry)

    def clear(self) -> None:
        self.new.clear()
        self.cleared = True

    def written(self) -> None:
        """All of it is in the database now."""
        self.new, self.cleared = [], False

    def _whole(self) -> Journal:
        whole = Journal() if self.cleared else self._read(self.connection)
        for entry in self.new:
            whole.keep(entry)
        return whole


def dump(entry: Entry) -> bytes:
    return orjson.dumps(entry.to_json())


def load(raw: bytes) -> Entry:
    return Entry.from_json(orjson.loads(raw))
