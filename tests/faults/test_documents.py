"""No fault corrupts a world: it is as if the call had never come, or as the effect says.

Every effect, of every operation of every vendor, on the operation's good call.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from simulators.kernel.faults import EFFECTS, INSTEAD
from simulators.server.app import Application
from tests.contract.calls import VENDOR, Call
from tests.contract.calls.every import GOOD
from tests.contract.harness import CLIENTS
from tests.support import application

BEFORE = "before"
NEEDED: dict[str, dict[str, Any]] = {"status": {"status": 503}}
CASES = [
    *((effect, False) for effect in EFFECTS),
    *((effect, True) for effect in INSTEAD if effect != "expire"),
]
NO_ANSWER = (ConnectionResetError, TimeoutError)


@pytest.fixture(scope="module")
def app() -> Application:
    return application()


class Tried:
    """A world in which one call can be made again and again, from where it was before."""

    def __init__(self, app: Application, id: str) -> None:
        self.api = CLIENTS[VENDOR[id]](app)
        self.api.world = id.lower().replace("_", "-")[:60]
        self.api.app.worlds.create(self.api.world)
        self.id = id
        self.call: Call = GOOD[id].prepared(self.api)
        self.worlds = self.api.app.worlds
        self.api.authorization()  # a token is a call of its own
        self.worlds.checkpoint(self.api.world, BEFORE)

    def __call__(self, do: Callable[[], object], *, without_events: bool = False) -> str:
        """What the documents come to when that is done."""
        self.worlds.roll_back(self.api.world, BEFORE)
        do()
        if not without_events:
            return self.api.digest()
        with self.api.meddling() as world:
            world.shared("kernel.events").clear()
        return self.api.digest()

    def make(self) -> None:
        with suppress(*NO_ANSWER):
            self.call.make(self.api, self.id)

    def make_twice(self) -> None:
        self.make()
        self.make()

    def make_with(self, effect: str, *, applied: bool) -> Callable[[], None]:
        def do() -> None:
            given: dict[str, Any] = {"applied": True} if applied else {}
            self.api.fault(effect, id="it", **NEEDED.get(effect, {}), **given)
            self.make()

        return do


@pytest.mark.parametrize("id", GOOD)
def test_the_documents_are_as_without_the_call_or_as_with_it(app: Application, id: str) -> None:
    tried = Tried(app, id)
    before = tried(lambda: None)
    done = tried(tried.make)
    for effect, applied in CASES:
        expected, without_events = before, False
        if applied or effect not in INSTEAD:
            expected = done
        if effect == "duplicate" and done != before:
            expected = tried(tried.make_twice)
        if effect in ("stuck", "fail"):  # events have other times and kinds, and nothing else
            without_events = True
            expected = tried(tried.make, without_events=True)
        found = tried(tried.make_with(effect, applied=applied), without_events=without_events)
        assert found == expected, (effect, applied)
    tried.worlds.delete(tried.api.world)
