"""All worlds of a server, found by name.

Every world is a fork of its seed's template, an account made once per seed; resetting replaces it
by a fresh fork, so nothing can be forgotten.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from simulators.kernel import effects
from simulators.kernel.clock import Clock, Mode
from simulators.kernel.store import Store
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World

DEFAULT = "default"
MOST_WORLDS = 256
"""Beyond this many, worlds made on first use are dropped, the least recently used first."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")


class UnknownWorld(KeyError):
    """There is no world of that name."""


class WorldExists(ValueError):
    """There is a world of that name already."""


class TooManyWorlds(ValueError):
    """Every place is taken by a world that was made on purpose."""


class Worlds:
    def __init__(
        self,
        vendors: Iterable[Vendor],
        *,
        seed: int,
        size: int,
        strict: bool,
        mode: Mode,
        limits: str,
    ) -> None:
        """`size` is that of the accounts; `strict` worlds know no magic inputs."""
        self.vendors = {vendor.name: vendor for vendor in vendors}
        self.seed = seed
        self._size = size
        self._handlers = {name: vendor.on_event for name, vendor in self.vendors.items()}
        self._quirks = {
            f"{vendor.name}.{quirk.id}": quirk.default and not (strict and quirk.id == vendor.magic)
            for vendor in self.vendors.values()
            for quirk in vendor.quirks
        }
        self._mode = mode
        self._limits = limits
        self._lock = Lock()
        self._template_lock = Lock()
        self._templates: OrderedDict[int, Store] = OrderedDict()
        self._worlds: OrderedDict[str, World] = OrderedDict()
        self._made_on_use: set[str] = set()

    def use(self, name: str) -> World:
        """The world a credential names, made if need be; a valid NAME is the caller's duty."""
        with self._lock:
            world = self._worlds.get(name)
            if world is not None:
                self._worlds.move_to_end(name)
                return world
        fresh = self._fresh(name, self.seed)
        with self._lock:
            world = self._worlds.setdefault(name, fresh)
            if name != DEFAULT and world is fresh:
                self._made_on_use.add(name)
                self._make_room()
            return world

    def get(self, name: str) -> World:
        """The world of that name; the default world is always there. Raises UnknownWorld."""
        if name == DEFAULT:
            return self.use(DEFAULT)
        with self._lock:
            if name not in self._worlds:
                raise UnknownWorld(name)
            self._worlds.move_to_end(name)
            return self._worlds[name]

    def list(self) -> list[World]:
        self.use(DEFAULT)
        with self._lock:
            return list(self._worlds.values())

    def create(self, name: str, seed: int | None = None) -> World:
        """Raises WorldExists, TooManyWorlds."""
        return self._add(self._fresh(name, self.seed if seed is None else seed))

    def fork(self, name: str, new: str) -> World:
        """Raises UnknownWorld, WorldExists, TooManyWorlds."""
        world = self.get(name)
        with world.lock:
            copy = world.fork(new)
        return self._add(copy)

    def reset(self, name: str) -> World:
        """Raises UnknownWorld."""
        old = self.get(name)
        fresh = self._fresh(name, old.seed)
        with old.lock, self._lock:
            if name not in self._worlds:  # deleted or dropped meanwhile
                raise UnknownWorld(name)
            self._worlds[name] = fresh
        return fresh

    def delete(self, name: str) -> None:
        """Raises UnknownWorld. The default world comes back, fresh, when next used."""
        with self._lock:
            if name not in self._worlds and name != DEFAULT:
                raise UnknownWorld(name)
            self._worlds.pop(name, None)
            self._made_on_use.discard(name)

    def _add(self, world: World) -> World:
        with self._lock:
            if world.name in self._worlds or world.name == DEFAULT:
                raise WorldExists(world.name)
            if len(self._worlds) >= MOST_WORLDS and not self._made_on_use:
                raise TooManyWorlds(world.name)
            self._worlds[world.name] = world
            self._make_room()
        return world

    def _make_room(self) -> None:
        """Never by the newest world, which somebody is about to use."""
        newest = next(reversed(self._worlds))
        droppable = [name for name in self._worlds if name in self._made_on_use and name != newest]
        for name in droppable[: max(0, len(self._worlds) - MOST_WORLDS)]:
            del self._worlds[name]
            self._made_on_use.discard(name)

    def _fresh(self, name: str, seed: int) -> World:
        world = self._world(name, seed, self._template(seed).fork())
        world.limiter.mode = self._limits
        return world

    def _world(self, name: str, seed: int, store: Store) -> World:
        return World(name, seed, Clock(self._mode), store, self._handlers, self._quirks)

    def _template(self, seed: int) -> Store:
        with self._template_lock:
            store = self._templates.get(seed)
            if store is None:
                world = self._world("template", seed, Store())
                with world.transaction(readonly=False):
                    for vendor in self.vendors.values():
                        vendor.seed(world, self._size)
                    world.shared(effects.COLLECTION).clear()
                store = self._templates[seed] = world.store
                if len(self._templates) > 8:
                    self._templates.popitem(last=False)
            return store
