"""Worlds for the tests of repositories, and how they are put, changed and looked at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from simulators.kernel.clock import EPOCH, parse_mode
from simulators.kernel.journal import Message
from simulators.kernel.masking import nothing
from simulators.kernel.nature import Nature
from simulators.kernel.repository import Repository, opened
from simulators.kernel.store import Store
from simulators.kernel.world import World

TEMPLATE = "~template"
fired: list[tuple[str, Any]] = []
NATURE = Nature(
    {"toy": lambda world, kind, data: fired.append((kind, data))},
    {"toy": {}},
    {"toy.odd": False},
    parse_mode("frozen"),
    "off",
    lambda world: nothing,
)

Open = Callable[[], Repository]
"""The repository as one more process has it."""


@contextmanager
def opening(request: pytest.FixtureRequest, folder: Path, kind: str) -> Iterator[Open]:
    store = f"sqlite:///{folder}/worlds.db" if kind == "sqlite" else kind
    if kind == "postgresql":
        store = request.getfixturevalue("postgresql")()
    opened_: list[Repository] = []

    def open_one() -> Repository:
        opened_.append(opened(store, NATURE))
        return opened_[-1]

    fired.clear()
    yield open_one
    for one in opened_:
        one.close()


def fresh(name: str = "w", seed: int = 1, **documents: Any) -> World:
    """A world that is kept nowhere yet."""
    world = World(name, seed, Store(), NATURE)
    with world.transaction(readonly=False):
        for key, value in documents.items():
            world.docs("things").put(key, value)
    return world


def put(kept: Repository, name: str = "w", **documents: Any) -> None:
    kept.put(name, fresh(name, **documents))


def put_template(kept: Repository, name: str = TEMPLATE, **documents: Any) -> None:
    world = fresh("template", **documents)
    world.template = True
    kept.put(name, world)


@contextmanager
def changing(kept: Repository, name: str = "w") -> Iterator[World]:
    with kept.hold(name) as world, world.transaction(readonly=False):
        yield world


def things(kept: Repository, name: str = "w") -> list[tuple[str, Any]]:
    with kept.hold(name) as world:
        return list(world.docs("things").items())


def ask(world: World, n: int, body: bytes = b"") -> None:
    """Have an exchange in its journal."""
    world.journal.add(
        n=n,
        at=EPOCH + timedelta(seconds=n),
        vendor="toy",
        operation=None,
        method="GET",
        path="/",
        query="",
        status=200,
        request=Message([("a", "b")], body),
        response=Message([], body),
    )


def asked(kept: Repository, name: str = "w") -> list[int]:
    with kept.hold(name) as world:
        return [entry.n for entry in world.journal.find()]
