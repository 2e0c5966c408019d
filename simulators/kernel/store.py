"""Collections of JSON documents, kept as bytes in wire form.

A document is stored as the bytes its answer will be made of, so a read that only renders it costs
nothing, every `get` hands out a private copy, and no caller can change what is stored by accident.

Forks share their tables (pointers, not documents) until one of them writes: that one copies the
table it writes to, once. After that a transaction changes its own tables in place and keeps a log
to undo it by, so what a write costs does not depend on how much there is. Deletions wait for the
commit: taken back, they could not give a document its place in the order again.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import orjson

Table = dict[str, bytes]


class ReadOnly(RuntimeError):
    """A reader tried to write: a defect of the simulator, never of its client."""


class Store:
    """Named collections with one transaction at a time; the world's lock guards it.

    Insertion order is kept. `version` rises with every commit that wrote.
    """

    def __init__(self, tables: dict[str, Table] | None = None) -> None:
        self.version = 0
        self._tables = tables if tables is not None else {}
        self._own: set[str] = set()  # what no fork shares
        self._undo: list[tuple[str, str | None, Any]] = []
        """(table, key, bytes before or None), or (table, None, the whole table before)."""
        self._gone: dict[str, set[str]] = {}
        self._readonly = True
        self.changes: dict[tuple[str, str], bool] | None = None
        """Where somebody wants to know: by (table, key), whether a commit put it last in order."""

    def fork(self) -> "Store":
        """A store with the same documents; neither sees what the other writes from now on."""
        self._own.clear()
        return Store(dict(self._tables))

    def begin(self, *, readonly: bool) -> None:
        self._readonly = readonly

    def take(self, name: str, key: str, raw: bytes | None, *, last: bool) -> None:
        """Between transactions, have a document as it is elsewhere: `last` in order, or gone."""
        table = self._owned(name)
        if raw is None or last:
            table.pop(key, None)
        if raw is not None:
            table[key] = raw

    def commit(self) -> None:
        if self.changes is not None:
            self._tell(self.changes)
        for name, keys in self._gone.items():
            for key in keys:
                del self._tables[name][key]
        if self._undo or self._gone:
            self.version += 1
        self._end()

    def _tell(self, changes: dict[tuple[str, str], bool]) -> None:
        for name, key, before in self._undo:
            if key is None:
                now = self._tables[name]
                for other, raw in before.items():
                    if now.get(other) is not raw:
                        changes.setdefault((name, other), False)
            elif before is None:
                changes.pop((name, key), None)
                changes[name, key] = True
            else:
                changes.setdefault((name, key), False)
        for name, keys in self._gone.items():
            for key in keys:
                changes.setdefault((name, key), False)

    def rollback(self) -> None:
        for name, key, before in reversed(self._undo):
            if key is None:
                self._tables[name] = before
            elif before is None:
                del self._tables[name][key]
            else:
                self._tables[name][key] = before
        self._end()

    def _end(self) -> None:
        self._undo, self._gone, self._readonly = [], {}, True

    def collection(self, name: str) -> "Collection":
        return Collection(self, name)

    def digest(self) -> str:
        """SHA-256 over every document, in order: equal digests, equal worlds."""
        total = sha256()
        for name in sorted(self._tables):
            for key, raw in self.table(name).items():
                for part in (name.encode(), key.encode(), raw):
                    total.update(len(part).to_bytes(8, "big") + part)
        return total.hexdigest()

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Every collection that has documents; to be read only."""
        tables = ((name, self.table(name)) for name in self._tables)
        return ((name, table) for name, table in tables if table)

    def table(self, name: str) -> Table:
        """To be read only."""
        table = self._tables.get(name, {})
        gone = self._gone.get(name)
        return {key: raw for key, raw in table.items() if key not in gone} if gone else table

    def raw(self, name: str, key: str) -> bytes | None:
        if key in self._gone.get(name, ()):
            return None
        return self._tables.get(name, {}).get(key)

    def put(self, name: str, key: str, raw: bytes) -> None:
        if key in self._gone.get(name, ()):  # it has to lose its place in the order
            self._replace(name, self.table(name))
        table = self._writable(name)
        self._undo.append((name, key, table.get(key)))
        table[key] = raw

    def delete(self, name: str, key: str) -> None:
        self._writable(name)
        self._gone.setdefault(name, set()).add(key)

    def clear(self, name: str) -> None:
        self._replace(name, {})

    def _replace(self, name: str, table: Table) -> None:
        self._undo.append((name, None, self._writable(name)))
        self._tables[name] = table
        self._gone.pop(name, None)

    def _writable(self, name: str) -> Table:
        if self._readonly:
            raise ReadOnly(f"write to {name!r} outside a writing transaction")
        return self._owned(name)

    def _owned(self, name: str) -> Table:
        if name not in self._own:
            self._tables[name] = dict(self._tables.get(name, {}))
            self._own.add(name)
        return self._tables[name]


class Collection:
    """The documents of one kind, by string key."""

    __slots__ = ("_name", "_store")

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name

    def get(self, key: str) -> Any:
        """A private copy of the document, or None."""
        raw = self.raw(key)
        return None if raw is None else orjson.loads(raw)

    def raw(self, key: str) -> bytes | None:
        """The document's bytes as they go over the wire, or None."""
        return self._store.raw(self._name, key)

    def put(self, key: str, document: Any) -> None:
        # orjson's bytes hold on to the 4 KiB and more that they were written into; a copy does not.
        raw = bytes(memoryview(orjson.dumps(document)))
        self._store.put(self._name, key, raw)

    def delete(self, key: str) -> None:
        if key in self:
            self._store.delete(self._name, key)

    def clear(self) -> None:
        if len(self):
            self._store.clear(self._name)

    def listing(self) -> bytes:
        """A JSON array of every document, in order."""
        return b"[" + b",".join(self._store.table(self._name).values()) + b"]"

    def items(self) -> Iterator[tuple[str, Any]]:
        # A list, so that the collection may be written to meanwhile.
        pairs = list(self._store.table(self._name).items())
        return ((key, orjson.loads(raw)) for key, raw in pairs)

    def keys(self) -> list[str]:
        return list(self._store.table(self._name))

    def __contains__(self, key: str) -> bool:
        return self._store.raw(self._name, key) is not None

    def __len__(self) -> int:
        return len(self._store.table(self._name))
