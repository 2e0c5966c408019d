"""All worlds of a server, found by name.

Every world is a copy of its seed's template, an account made once per seed; resetting replaces it
by a fresh copy, so nothing can be forgotten.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib import metadata
from threading import Lock

from simulators.kernel import effects
from simulators.kernel.clock import Clock, Mode
from simulators.kernel.credentials import SECOND
from simulators.kernel.masking import Public
from simulators.kernel.nature import Nature
from simulators.kernel.repository import (
    DEFAULT,
    NAME,
    UnknownWorld,
    WorldExists,
    opened,
)
from simulators.kernel.store import Store
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World

START = "start"
"""The checkpoint of how a world began: when it was made, forked, loaded or rolled back."""
MOST_CHECKPOINTS = 32


class UnknownCheckpoint(KeyError):
    """The world has no checkpoint of that label, but some others: both are told."""


class TooManyCheckpoints(ValueError):
    """The world has MOST_CHECKPOINTS already."""


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
        store: str = "memory",
    ) -> None:
        """`size` is that of the accounts; `strict` worlds know no magic inputs.

        `store` is where they are kept, see `repository.opened`. Raises StoreRefused.
        """
        self.vendors = {vendor.name: vendor for vendor in vendors}
        self.seed = seed
        self._size = size
        quirks = {
            f"{vendor.name}.{quirk.id}": quirk.default and not (strict and quirk.id == vendor.magic)
            for vendor in self.vendors.values()
            for quirk in vendor.quirks
        }
        handlers = {name: vendor.on_event for name, vendor in self.vendors.items()}
        work = {name: vendor.work for name, vendor in self.vendors.items()}
        self.nature = Nature(handlers, work, quirks, mode, limits, self._public)
        self._kept = opened(store, self.nature)
        self._template_lock = Lock()
        self.seeded: Callable[[int], Store] = self._seeded
        """What every world of a seed begins with; whoever has it already may say so."""

    @contextmanager
    def use(self, name: str) -> Iterator[World]:
        """Hold the world a credential names, made if need be; a NAME is the caller's duty."""
        while True:  # it may be gone again before we have it
            with ExitStack() as stack:
                try:
                    world = stack.enter_context(self._kept.hold(name))
                except UnknownWorld:
                    with suppress(WorldExists):
                        self._make(name, self.seed, on_use=True)
                else:
                    yield world
                    return

    @contextmanager
    def hold(self, name: str) -> Iterator[World]:
        """Have a world for oneself; the default one is always there. Raises UnknownWorld."""
        if not NAME.fullmatch(name):
            raise UnknownWorld(name)
        with self.use(name) if name == DEFAULT else self._kept.hold(name) as world:
            yield world

    def names(self) -> list[str]:
        with self.use(DEFAULT):
            pass
        return [name for name in self._kept.names() if NAME.fullmatch(name)]

    def create(self, name: str, seed: int | None = None) -> None:
        """Raises WorldExists, TooManyWorlds."""
        if name == DEFAULT:
            raise WorldExists(name)
        self._make(name, self.seed if seed is None else seed)

    def fork(self, name: str, new: str) -> None:
        """Raises UnknownWorld, WorldExists, TooManyWorlds."""
        if new == DEFAULT:
            raise WorldExists(new)
        with self.hold(name):
            pass
        self._kept.copy(name, new, f"{new}@{START}")

    def put(self, world: World) -> None:
        """Keep a world that was loaded, whatever was there. Raises TooManyWorlds."""
        self._kept.put(world.name, world, f"{world.name}@{START}", replace=True)

    def reset(self, name: str) -> None:
        """Raises UnknownWorld."""
        with self.hold(name) as old:
            seed = old.seed
        self._make(name, seed, replace=True)

    def delete(self, name: str) -> None:
        """Raises UnknownWorld. The default world comes back, fresh, when next used."""
        with self.hold(name):
            pass
        self._kept.remove(name)

    def _public(self, world: str) -> Public:
        """What opens a world, which is no secret, and what its simulators signed."""
        vendors = self.vendors.values()
        credentials = {
            value
            for vendor in vendors
            for name in (world, f"{world}.{SECOND}")
            for value in vendor.credentials(name).values()
        }
        return lambda text: text in credentials or any(each.signed(text) for each in vendors)

    # -- checkpoints --------------------------------------------------------------------

    def checkpoints(self, name: str) -> list[str]:
        """Their labels, without the one of the beginning. Raises UnknownWorld."""
        with self.hold(name):
            pass
        labels = [
            n.removeprefix(f"{name}@") for n in self._kept.names() if n.startswith(f"{name}@")
        ]
        return [label for label in labels if label != START]

    def checkpoint(self, name: str, label: str) -> None:
        """Keep the world as it is now; one of that label is replaced.

        Raises UnknownWorld, TooManyCheckpoints.
        """
        labels = self.checkpoints(name)
        if label not in labels and len(labels) >= MOST_CHECKPOINTS:
            raise TooManyCheckpoints(name)
        self._mark(name, label)

    def roll_back(self, name: str, label: str) -> None:
        """Have the world as it was then. Raises UnknownWorld, UnknownCheckpoint."""
        with self.hold(name):
            pass
        kept = f"{name}@{label}"
        # The one of the beginning is as it should be, and may be the very one it is copied from.
        new = [name] if label == START else [name, f"{name}@{START}"]
        try:
            self._kept.copy(kept, *new, replace=True)
        except UnknownWorld as error:
            raise UnknownCheckpoint(label, [START, *self.checkpoints(name)]) from error

    def forget(self, name: str, label: str) -> None:
        """Drop a checkpoint. Raises UnknownWorld, UnknownCheckpoint."""
        if label not in (labels := self.checkpoints(name)):
            raise UnknownCheckpoint(label, labels)
        self._kept.remove(f"{name}@{label}")

    def begin_anew(self, name: str) -> None:
        """Forget what the world was asked, and have it begin as it is now. Raises UnknownWorld."""
        with self.hold(name):
            pass
        self._kept.copy(name, f"{name}@{START}", clear=True)

    @contextmanager
    def beginning(self, name: str) -> Iterator[World]:
        """Hold the world as it began. Raises UnknownWorld."""
        with self.hold(name):
            pass
        with self._kept.hold(f"{name}@{START}") as world:
            yield world

    def _mark(self, name: str, label: str) -> None:
        self._kept.copy(name, f"{name}@{label}")

    def blank(self, name: str) -> World:
        """A world that is kept nowhere, to answer in where the store fails."""
        return World(name, self.seed, Store(), self.nature)

    def close(self) -> None:
        self._kept.close()

    # -- fresh worlds -------------------------------------------------------------------

    def _make(self, name: str, seed: int, *, replace: bool = False, on_use: bool = False) -> None:
        # One is good for a day: an account is as old as its template.
        today = Clock(self.nature.mode).now().date()
        template = f"~{seed}/{self._size}/{_version()}/{today}"
        new = name, f"{name}@{START}"
        while True:  # a template may be dropped for others before it is used
            try:
                self._kept.copy(template, *new, replace=replace, on_use=on_use)
            except UnknownWorld:
                self._make_template(template, seed)
            else:
                return

    def _make_template(self, name: str, seed: int) -> None:
        with self._template_lock:
            if name not in self._kept.names():
                world = World("template", seed, self.seeded(seed), self.nature)
                world.index_events()
                world.template = True
                with suppress(WorldExists):
                    self._kept.put(name, world)

    def _seeded(self, seed: int) -> Store:
        """What every world of that seed begins with."""
        world = World("template", seed, Store(), self.nature)
        with world.transaction(readonly=False):
            for vendor in self.vendors.values():
                vendor.seed(world, self._size)
            world.shared(effects.COLLECTION).clear()
        return world.store


@cache
def _version() -> str:
    return metadata.version("hostsim")
