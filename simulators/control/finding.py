"""Finding a world, and refusing what cannot be done in the control API's words."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, request
from flask_smorest import abort

from simulators.kernel.journal import CONTROL, Message
from simulators.kernel.nearest import nearest
from simulators.kernel.repository import TooManyWorlds, UnknownWorld, WorldExists
from simulators.kernel.world import World
from simulators.kernel.worlds import (
    MOST_CHECKPOINTS,
    TooManyCheckpoints,
    UnknownCheckpoint,
    Worlds,
)


def worlds() -> Worlds:
    """Those of the server that is asked."""
    found: Worlds = request.environ["hostsim.worlds"]
    return found


@contextmanager
def held(name: str) -> Iterator[World]:
    """The world, with its lock held; refuses what cannot be done in the API's words."""
    with refusing(), worlds().hold(name) as world:
        yield world


@contextmanager
def changing(name: str) -> Iterator[World]:
    """The world, held to be changed; what changed it is in its journal, as one of its changes."""
    with held(name) as world:
        world.look_at_clock()
        yield world
        view: Any = current_app.view_functions[request.endpoint or ""]
        method = getattr(view.view_class, request.method.lower())
        world.changes += 1
        world.journal.add(
            n=world.changes,
            at=world.now,
            vendor=CONTROL,
            operation=method._apidoc["manual_doc"]["operationId"],
            method=request.method,
            path=request.path,
            query=request.query_string.decode(),
            status=200,
            request=Message([("content-type", "application/json")], request.get_data()),
            response=Message([], b""),
        )


@contextmanager
def refusing() -> Iterator[None]:
    try:
        yield
    except UnknownWorld as error:
        abort(404, message=f"there is no world {near(error.args[0], worlds().names())}")
    except WorldExists as error:
        abort(409, message=f"there is a world {error.args[0]!r} already; reset or delete it")
    except UnknownCheckpoint as error:
        abort(404, message=f"the world has no checkpoint {near(*error.args)}")
    except TooManyCheckpoints:
        abort(409, message=f"there are {MOST_CHECKPOINTS} checkpoints already; delete some")
    except TooManyWorlds:
        abort(409, message="there are too many worlds; delete some")


def must_be_a_vendor(name: str | None) -> None:
    """What names no vendor finds nothing, which would let a test pass that expects nothing."""
    vendors = worlds().vendors
    if name is not None and name not in vendors:
        abort(422, message=f"there is no vendor {near(name, vendors)}")


def near(name: str, known: Iterable[str]) -> str:
    found = nearest(name, known)
    return f"{name!r}; did you mean {found!r}?" if found else f"{name!r}"
