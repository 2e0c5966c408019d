"""Rows that are written and deleted, in a transaction that has the locks it takes."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from simulators.kernel import journal, repository
from simulators.kernel.journal import Entry
from simulators.kernel.sql import entries
from simulators.kernel.sql import statements as sql

PRUNED = 128
"""Every so many versions of a world, what nobody needs any more is deleted."""

Found = Any
"""A row of `tables.worlds`."""


def add_world(
    connection: Connection,
    name: str,
    seed: int,
    base: int | None,
    version: int,
    state: bytes | None,
    entries: int = 0,
) -> int:
    """Its id."""
    row = {
        "name": name,
        "owner": name.partition("@")[0],
        "seed": seed,
        "base": base,
        "version": version,
        "state": state,
        "entries": entries,
        "cleared": 0,
    }
    return int(connection.execute(sql.add_world, row).scalar_one())


def document(
    world: int,
    collection: str,
    key: str,
    born: int | None,
    place: int | None,
    version: int,
    body: bytes | None,
) -> dict[str, Any]:
    return {
        "world": world,
        "collection": collection,
        "key": key,
        "born": born,
        "place": place,
        "version": version,
        "body": body,
    }


def add_entries(connection: Connection, id: int, after: int, new: Iterable[Entry]) -> None:
    if rows := [
        {"world": id, "n": n, "size": entry.size, "entry": entries.dump(entry)}
        for n, entry in enumerate(new, after + 1)
    ]:
        connection.execute(sql.add_entries, rows)


def delete(connection: Connection, ids: Sequence[int]) -> None:
    for statement in sql.delete_world:
        connection.execute(statement, {"ids": ids})


def prune(connection: Connection, row: Found, version: int) -> None:
    """What was deleted, once every process has seen it or is too late; the journal's old end."""
    gone = {"of": row.id, "base": row.base, "until": version - PRUNED}
    connection.execute(sql.prune_documents, gone)
    count = size = 0
    for entry in connection.execute(sql.sizes, {"of": row.id}).all():
        count, size = count + 1, size + entry.size
        if count > journal.ENTRIES or size > journal.TOTAL_BYTES:
            connection.execute(sql.prune_entries, {"of": row.id, "until": entry.n})
            return


def drop_templates(connection: Connection) -> None:
    """But the newest, and those that a world is based on."""
    if old := connection.scalars(sql.templates).all()[: -repository.MOST_TEMPLATES]:
        # Locked first: from then on nobody makes a world of them.
        locked = connection.scalars(sql.lock_idle, {"ids": old}).all()
        unused = connection.scalars(sql.unused, {"ids": locked}).all()
        delete(connection, unused)
