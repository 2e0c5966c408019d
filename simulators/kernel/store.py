"""Collections of JSON documents, kept as bytes in wire form.

A document is stored as the bytes its answer will be made of, so a read that only renders it costs
nothing, every `get` hands out a private copy, and no caller can change what is stored by accident.
Committed collections are never changed in place: the first write of a transaction copies the
collection's table (pointers, not documents). So roll-back and fork are a few assignments.
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
        self._before: dict[str, Table | None] = {}
        self._readonly = True

    def fork(self) -> "Store":
        """A store with the same documents; neither sees what the other writes from now on."""
        return Store(dict(self._tables))

    def begin(self, *, readonly: bool) -> None:
        self._readonly = readonly

    def commit(self) -> None:
        if self._before:
            self.version += 1
        self._before = {}
        self._readonly = True

    def rollback(self) -> None:
        for name, table in self._before.items():
            if table is None:
                del self._tables[name]
            else:
                self._tables[name] = table
        self._before = {}
        self._readonly = True

    def collection(self, name: str) -> "Collection":
        return Collection(self, name)

    def digest(self) -> str:
        """SHA-256 over every document, in order: equal digests, equal worlds."""
        total = sha256()
        for name in sorted(self._tables):
            for key, raw in self._tables[name].items():
                for part in (name.encode(), key.encode(), raw):
                    total.update(len(part).to_bytes(8, "big") + part)
        return total.hexdigest()

    def table(self, name: str) -> Table:
        return self._tables.get(name, {})

    def writable(self, name: str) -> Table:
        if self._readonly:
            raise ReadOnly(f"write to {name!r} outside a writing transaction")
        if name not in self._before:
            before = self._tables.get(name)
            self._before[name] = before
            self._tables[name] = dict(before or {})
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
        return self._store.table(self._name).get(key)

    def put(self, key: str, document: Any) -> None:
        self._store.writable(self._name)[key] = orjson.dumps(document)

    def delete(self, key: str) -> None:
        if key in self:
            del self._store.writable(self._name)[key]

    def clear(self) -> None:
        if len(self):
            self._store.writable(self._name).clear()

    def listing(self) -> bytes:
        """A JSON array of every document, in order."""
        return b"[" + b",".join(self._store.table(self._name).values()) + b"]"

    def items(self) -> Iterator[tuple[str, Any]]:
        return ((key, orjson.loads(raw)) for key, raw in self._store.table(self._name).items())

    def keys(self) -> list[str]:
        return list(self._store.table(self._name))

    def __contains__(self, key: str) -> bool:
        return key in self._store.table(self._name)

    def __len__(self) -> int:
        return len(self._store.table(self._name))
