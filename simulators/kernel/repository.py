"""Where worlds are kept: in this process' memory, or (package `sql`) in a database.

Beside the worlds, whose names are NAMEs, a repository keeps their checkpoints (`<world>@<label>`),
which go with them, and templates (`~...`), which never change once they are put.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock
from typing import Protocol

from simulators.kernel.nature import Nature
from simulators.kernel.nearest import nearest
from simulators.kernel.world import World

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
DEFAULT = "default"
MOST_WORLDS = 4096
"""Beyond this many, worlds made on first use are dropped, the least recently used first.

A world that is used a little takes some 30 KiB (`benchmarks/abuse.py worlds`)."""
MOST_TEMPLATES = 8


class UnknownWorld(KeyError):
    """There is no world of that name."""


class WorldExists(ValueError):
    """There is a world of that name already."""


class TooManyWorlds(ValueError):
    """Every place is taken by a world that was made on purpose."""


class StoreRefused(ValueError):
    """No worlds can be kept there; the message says why, without a password."""


class StoreFailed(RuntimeError):
    """The database did not do what it was asked; the message says what, without a password."""


class Repository(Protocol):
    def names(self) -> list[str]:
        """Of everything that is kept."""

    def hold(self, name: str) -> AbstractContextManager[World]:
        """The world for one caller alone, and kept as it is in the end. Raises UnknownWorld."""

    def put(self, name: str, world: World, *copies: str, replace: bool = False) -> None:
        """Keep a world that nobody knows yet, and forks of it as checkpoints, all or none.

        Raises WorldExists, TooManyWorlds.
        """

    def copy(
        self,
        name: str,
        *new: str,
        replace: bool = False,
        on_use: bool = False,
        clear: bool = False,
    ) -> None:
        """Keep forks of a world as it is now, all or none; a checkpoint is replaced anyway.

        `on_use`: nobody asked for it. `clear`: the world itself forgets what it was asked.
        Raises as `hold` and `put` do.
        """

    def remove(self, name: str) -> None:
        """A world goes with its checkpoints. Raises UnknownWorld."""

    def close(self) -> None:
        """Let go of files and connections; nothing is asked of it any more."""


def opened(store: str, nature: Nature) -> Repository:
    """`memory`, `sqlite:///<path>` or `postgresql://...`; raises StoreRefused."""
    if store == "memory":
        return Memory()
    scheme = store.partition(":")[0]  # of the rest, nothing is shown: there may be a password
    if scheme not in ("sqlite", "postgresql") or scheme == store:
        found = nearest(scheme, ("memory", "sqlite", "postgresql"))
        hint = f"did you mean {found!r}? " if found else ""
        raise StoreRefused(
            f"there is no store {scheme!r}; {hint}"
            "Use memory, sqlite:///<path> or postgresql://<user>@<host>/<database>."
        )
    from simulators.kernel.sql import Database  # only here: SQLAlchemy takes its time

    return Database(store, nature)


class Memory:
    """Worlds are objects, and gone with the process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._worlds: OrderedDict[str, World] = OrderedDict()
        self._aside: OrderedDict[str, World] = OrderedDict()  # checkpoints and templates
        self._made_on_use: set[str] = set()

    def names(self) -> list[str]:
        with self._lock:
            return [*self._worlds, *self._aside]

    @contextmanager
    def hold(self, name: str) -> Iterator[World]:
        while True:
            with self._lock:
                world = self._find(name)
                if world is None:
                    raise UnknownWorld(name)
                if name in self._worlds:
                    self._worlds.move_to_end(name)
            with world.lock:
                if self._find(name) is world:  # not replaced meanwhile
                    yield world
                    return

    def put(self, name: str, world: World, *copies: str, replace: bool = False) -> None:
        new = {name: world} | {other: world.fork(other) for other in copies}
        self._keep(new, replace=replace, on_use=False)
        with self._lock:
            self._made_on_use.discard(name)

    def copy(
        self,
        name: str,
        *new: str,
        replace: bool = False,
        on_use: bool = False,
        clear: bool = False,
    ) -> None:
        while True:
            with self.hold(name) as world:
                forks = {other: world.fork(other) for other in new}
                if clear:
                    world.journal.clear()
            if self._keep(forks, replace=replace, on_use=on_use, source=(name, world)):
                return

    def remove(self, name: str) -> None:
        with self._lock:
            if self._find(name) is None:
                raise UnknownWorld(name)
            self._drop(name)

    def close(self) -> None:
        """There is nothing to let go of."""

    def _find(self, name: str) -> World | None:
        return self._worlds.get(name) or self._aside.get(name)

    def _keep(
        self,
        new: Mapping[str, World],
        *,
        replace: bool,
        on_use: bool,
        source: tuple[str, World] | None = None,
    ) -> bool:
        """All at once; nothing where the source is there no more.

        Only the first can be a world that is there already; the others are checkpoints.
        """
        first = next(iter(new))
        while True:
            old = self._find(first)
            if old and not (replace or "@" in first):
                raise WorldExists(first)
            with old.lock if old else nullcontext(), self._lock:  # no request is in the middle
                if self._find(first) is not old:
                    continue
                if source and self._find(source[0]) is not source[1]:
                    return False
                for name, world in new.items():
                    if kept := next((k for k in (self._worlds, self._aside) if name in k), None):
                        kept[name] = world
                    else:
                        self._add(name, world, on_use=on_use)
                return True

    def _add(self, name: str, world: World, *, on_use: bool) -> None:
        if "@" in name or name.startswith("~"):
            self._aside[name] = world
            templates = [other for other in self._aside if other.startswith("~")]
            for other in templates[:-MOST_TEMPLATES]:
                del self._aside[other]
            return
        purposeful = name != DEFAULT and not on_use
        if purposeful and len(self._worlds) >= MOST_WORLDS and not self._made_on_use:
            raise TooManyWorlds(name)
        self._worlds[name] = world
        if on_use and name != DEFAULT:
            self._made_on_use.add(name)
        self._make_room()

    def _make_room(self) -> None:
        """Never by the newest world, which somebody is about to use."""
        newest = next(reversed(self._worlds))
        droppable = [name for name in self._worlds if name in self._made_on_use and name != newest]
        for name in droppable[: max(0, len(self._worlds) - MOST_WORLDS)]:
            self._drop(name)

    def _drop(self, name: str) -> None:
        self._worlds.pop(name, None)
        self._made_on_use.discard(name)
        for other in [n for n in self._aside if n == name or n.startswith(f"{name}@")]:
            del self._aside[other]
