"""What the tests of servers share."""

from typing import Any

from simulators.hostens.services import stored
from tests.contract.harness import watched
from tests.hostens.client import SERVER, Hostens

ADDITIONAL = ["198.51.100.5", "198.51.100.6"]
NOW = "2026-01-01T00:00:00+00:00"


class Servers:
    """A client that knows its way among servers."""

    def __init__(self) -> None:
        """Of a fresh server."""
        api = watched("hostens")
        assert isinstance(api, Hostens)
        self.api = api

    def start_anew(self) -> None:
        """In a fresh world, which takes a tenth of a fresh server's time."""
        self.api.app.worlds.reset(self.api.world)

    def details(self, id: str = SERVER) -> Any:
        return self.api.told("GET", f"/server/{id}")

    def begin(self, what: str, body: Any = None, id: str = SERVER) -> int:
        """The id of the task."""
        answer = self.api.told("POST", f"/server/{id}/{what}", body)
        assert list(answer) == ["task_id"]
        number: int = answer["task_id"]
        return number

    def task(self, task: int | str, id: str = SERVER) -> Any:
        return self.api.told("GET", f"/server/{id}/task/{task}")

    def results(self, what: str, body: Any = None, id: str = SERVER) -> str:
        """Of a task that is begun and waited for."""
        task = self.begin(what, body, id)
        self.api.advance(3_600)
        found: str = self.task(task, id)["results"]
        return found

    def service(self, id: str = SERVER, **fields: Any) -> None:
        """Have its service changed."""
        with self.api.meddling() as world:
            stored.put(world, stored.get(world, id) | fields)

    def quirk(self, name: str, on: bool) -> None:
        quirks = {"quirks": {f"hostens.{name}": on}}
        self.api.control("PATCH", f"/worlds/{self.api.world}/quirks", quirks)
