"""The repository that is a database: locking, learning what is new, writing what changed."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Lock
from time import monotonic

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from simulators.kernel import repository
from simulators.kernel.journal import Journal
from simulators.kernel.nature import Nature
from simulators.kernel.repository import StoreFailed, UnknownWorld, WorldExists
from simulators.kernel.sql import entries, writing
from simulators.kernel.sql import statements as sql
from simulators.kernel.sql.opening import open_engine, reason
from simulators.kernel.sql.writing import Found
from simulators.kernel.store import Store
from simulators.kernel.world import EVENTS, World

ATTEMPTS = 10
"""How often somebody else may make a world of the same name at the same moment."""
PATIENCE = 60
"""Seconds in which others may be first to replace a world, each time anew."""


class _Meanwhile(Exception):
    """What was locked is not all that there is by now: begin again."""


class _Slot:
    """A cached world as it was at a version; None while it may be ahead of the database."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.world: World | None = None
        self.id = 0
        self.version = 0


class Database:
    """Worlds outlive the process; there may be any number of them, and none is dropped."""

    def __init__(self, store: str, nature: Nature) -> None:
        """Raises StoreRefused."""
        self._engine = open_engine(store)
        self._puts = sql.Puts(self._engine.dialect.name)
        self._nature = nature
        self._lock = Lock()
        self._slots: OrderedDict[str, _Slot] = OrderedDict()
        self._templates_lock = Lock()
        self._templates: dict[int, World] = {}  # the worlds made from one share its bytes

    def names(self) -> list[str]:
        with self._transaction() as connection:
            return list(connection.scalars(sql.names))

    @contextmanager
    def hold(self, name: str) -> Iterator[World]:
        slot = self._slot(name)
        with slot.lock:
            with self._transaction() as connection:
                row = self._locked(connection, name)
                if row is None:
                    self._forget(name, slot)
                    raise UnknownWorld(name)
                world, kept = self._up_to_date(connection, slot, row)
                kept.connection = connection
                try:
                    yield world
                    version = self._write(connection, row, world, kept)
                finally:
                    kept.connection = None
            slot.world, slot.id, slot.version = world, row.id, version
        self._make_room()

    def put(self, name: str, world: World, *copies: str, replace: bool = False) -> None:
        put = partial(self._put, name=name, world=world, copies=copies, replace=replace)
        self._writing(put)

    def copy(
        self,
        name: str,
        *new: str,
        replace: bool = False,
        on_use: bool = False,
        clear: bool = False,
    ) -> None:
        self._writing(partial(self._copy, name=name, new=new, replace=replace, clear=clear))

    def remove(self, name: str) -> None:
        with self._transaction() as connection:
            if self._locked(connection, name) is None:
                raise UnknownWorld(name)
            owned = connection.scalars(sql.lock_owned, {"name": name}).all()
            writing.delete(connection, owned)

    def close(self) -> None:
        self._engine.dispose()

    # -- transactions -------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreFailed(reason(error)) from error

    def _writing(self, work: Callable[[Connection], None]) -> None:
        end = monotonic() + PATIENCE
        attempts = 0
        while True:
            try:
                with self._transaction() as connection:
                    work(connection)
                return
            except _Meanwhile:
                if monotonic() > end:
                    raise StoreFailed(
                        "others make and replace the same world all the time"
                    ) from None
            except StoreFailed as error:  # maybe of a name that was not there when we looked
                attempts += 1
                if attempts == ATTEMPTS or not isinstance(error.__cause__, IntegrityError):
                    raise

    def _locked(self, connection: Connection, name: str) -> Found | None:
        """The world's row, which no other transaction has or gets."""
        while True:
            row = connection.execute(sql.lock, {"name": name}).one_or_none()
            # One that was replaced while we waited for it is not found, its successor neither.
            if row or not connection.scalars(sql.there, {"names": [name]}).all():
                return row

    def _all_locked(self, connection: Connection, names: Sequence[str]) -> Mapping[str, Found]:
        """The rows there are, by name."""
        rows = {row.name: row for row in connection.execute(sql.lock_all, {"names": names})}
        if len(rows) < len(names) and rows.keys() < set(
            connection.scalars(sql.there, {"names": names})
        ):
            raise _Meanwhile  # to lock the others now would be out of order
        return rows

    # -- reading ------------------------------------------------------------------------

    def _slot(self, name: str) -> _Slot:
        with self._lock:
            slot = self._slots.setdefault(name, _Slot())
            self._slots.move_to_end(name)
            return slot

    def _forget(self, name: str, slot: _Slot) -> None:
        """There is no such world, so it takes no other one's place."""
        with self._lock:
            if self._slots.get(name) is slot:
                del self._slots[name]

    def _make_room(self) -> None:
        with self._lock:
            while len(self._slots) > repository.MOST_WORLDS:
                self._slots.popitem(last=False)  # whoever has it still has the row's lock

    def _up_to_date(
        self, connection: Connection, slot: _Slot, row: Found
    ) -> tuple[World, entries.Kept]:
        world, slot.world = slot.world, None
        # Of what was deleted before, no trace may be left.
        traced = (row.version // writing.PRUNED - 1) * writing.PRUNED
        if world is None or slot.id != row.id or not traced <= slot.version <= row.version:
            world = self._build(connection, row)
        elif slot.version < row.version:
            self._catch_up(connection, world, row, since=slot.version)
        assert isinstance(world.journal, entries.Kept)
        return world, world.journal

    def _build(self, connection: Connection, row: Found) -> World:
        if row.base is None:
            world = World(row.name, row.seed, Store(), self._nature)
        else:
            world = self._template(connection, row.base).fork(row.name)
        world.journal = entries.Kept(partial(self._journal, row.id), world.journal.public)
        self._catch_up(connection, world, row, since=-1)
        world.store.changes = {}
        return world

    def _template(self, connection: Connection, id: int) -> World:
        with self._templates_lock:
            world = self._templates.get(id)
            if world is None:
                row = connection.execute(sql.by_id, {"of": id}).one()
                world = self._templates[id] = self._build(connection, row)
                for other in list(self._templates)[: -repository.MOST_TEMPLATES]:
                    del self._templates[other]
            return world

    def _catch_up(self, connection: Connection, world: World, row: Found, *, since: int) -> None:
        if row.state is None:
            world.template = True
        else:
            world.restore(orjson.loads(row.state))
        found = connection.execute(sql.changed, {"of": row.id, "since": since})
        for collection, key, born, body in found:
            anew = born is not None and born > since
            world.store.take(collection, key, body, last=anew)
            if collection == EVENTS:
                world.index_event(key)

    def _journal(self, id: int, connection: Connection | None) -> Journal:
        if connection is None:
            with self._transaction() as connection:
                return self._journal(id, connection)
        newest, cleared = connection.execute(sql.numbers, {"of": id}).one()
        found = connection.scalars(sql.entries, {"of": id, "after": cleared}).all()
        kept = Journal(newest - cleared - len(found))
        for raw in found:
            kept.keep(entries.load(raw))
        return kept

    # -- writing ------------------------------------------------------------------------

    def _write(self, connection: Connection, row: Found, world: World, kept: entries.Kept) -> int:
        """What changed since it was held; the answer is the world's version now."""
        store = world.store
        changes, store.changes = store.changes or {}, {}
        state = None if row.state is None else orjson.dumps(world.state())
        if state == row.state and not (changes or kept.new or kept.cleared):
            return int(row.version)
        version: int = row.version + 1
        cleared = row.entries if kept.cleared else row.cleared
        connection.execute(
            sql.change_world,
            {
                "of": row.id,
                "new_version": version,
                "new_state": state,
                "new_entries": row.entries + len(kept.new),
                "new_cleared": cleared,
            },
        )
        last, in_place = [], []
        for place, ((name, key), anew) in enumerate(changes.items()):
            body = store.raw(name, key)
            if anew and body is not None:
                last.append(writing.document(row.id, name, key, version, place, version, body))
            else:
                in_place.append(writing.document(row.id, name, key, None, None, version, body))
        if last:
            connection.execute(self._puts.last, last)
        if in_place:
            connection.execute(self._puts.in_place, in_place)
        writing.add_entries(connection, row.id, row.entries, kept.new)
        if kept.cleared:
            connection.execute(sql.prune_entries, {"of": row.id, "until": cleared})
        kept.written()
        if version % writing.PRUNED == 0:
            writing.prune(connection, row, version)
        return version

    def _put(
        self,
        connection: Connection,
        *,
        name: str,
        world: World,
        copies: Sequence[str],
        replace: bool,
    ) -> None:
        old = self._locked(connection, name)
        if old is not None:
            if not replace:
                raise WorldExists(name)
            writing.delete(connection, [old.id])
        template = name.startswith("~")
        asked = list(world.journal.entries())
        newest = world.journal.dropped + len(asked)
        state = None if template else orjson.dumps(world.state())
        id = writing.add_world(connection, name, world.seed, None, 1, state, newest)
        if rows := [
            writing.document(id, collection, key, 1, place, 1, raw)
            for collection, table in world.store.tables()
            for place, (key, raw) in enumerate(table.items())
        ]:
            connection.execute(sql.add_documents, rows)
        writing.add_entries(connection, id, newest - len(asked), asked)
        if template:
            writing.drop_templates(connection)
        if copies:
            self._copy(connection, name=name, new=copies, replace=replace, clear=False)

    def _copy(
        self,
        connection: Connection,
        *,
        name: str,
        new: Sequence[str],
        replace: bool,
        clear: bool,
    ) -> None:
        rows = self._all_locked(connection, [name, *new])
        source = rows.get(name)
        if source is None:
            raise UnknownWorld(name)
        for other in new:
            old = rows.get(other)
            if old is not None:
                if not (replace or "@" in other):
                    raise WorldExists(other)
                writing.delete(connection, [old.id])
            if source.state is None:
                fresh = orjson.dumps(World(other, source.seed, Store(), self._nature).state())
                writing.add_world(connection, other, source.seed, source.id, 0, fresh)
            else:
                id = writing.add_world(
                    connection, other, source.seed, source.base, source.version, source.state
                )
                connection.execute(sql.copy_documents, {"of": source.id, "new": id})
        if clear:
            connection.execute(sql.clear_entries, {"of": source.id})
            connection.execute(sql.prune_entries, {"of": source.id, "until": source.entries})
