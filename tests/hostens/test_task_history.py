"""What a server's past costs those who look at it."""

from types import SimpleNamespace

import orjson
import pytest

from simulators.kernel import store
from tests.hostens.client import SERVER
from tests.hostens.servers import Servers


def test_a_look_at_a_server_costs_the_same_however_many_tasks_it_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    servers = Servers()
    decoded: list[bytes] = []

    def loads(raw: bytes) -> object:
        decoded.append(raw)
        return orjson.loads(raw)

    monkeypatch.setattr(store, "orjson", SimpleNamespace(loads=loads, dumps=orjson.dumps))

    def costs() -> list[int]:
        found = []
        for path in ("", "/task/server_reboot"):
            decoded.clear()
            servers.api.told("GET", f"/server/{SERVER}{path}")
            found.append(len(decoded))
        return found

    for _ in range(11):
        servers.results("reboot")
    before = costs()
    for _ in range(5):
        servers.results("reboot")
    assert costs() == before
