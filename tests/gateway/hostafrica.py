"""What the tests of HOSTAFRICA's driver share."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from hostingco_api.gateway.drivers import hostafrica as module
from hostingco_api.gateway.drivers.hostafrica import Hostafrica
from hostingco_api.gateway.provider import (
    Configuration,
    VMOrder,
)
from tests.gateway.simulated import World

YEAR = 365 * 86_400
CLOUD = "cbbd4ada-f8b5-4fd5-b50d-0d2b57341c33"
CENTOS = "d3412311-efad-4880-b265-cc9937877129"
NVME = "5a0f9f6e-3c1b-4a53-9d8c-6f0d1f0f2b7a"
UBUNTU = "1f7c2b90-5f2a-4c0d-9a41-7e6b8d9c3f15"
ORDER = VMOrder("cloud-server", "centos-7", "web.example.com")


@pytest.fixture
def driver(sim: World) -> Hostafrica:
    return connected(sim)


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have waited, which tests do not."""
    waits: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time", SimpleNamespace(sleep=waits.append))
    monkeypatch.setattr(module, "sleep", waits.append)
    return waits


def connected(sim: World, **extra: str) -> Hostafrica:
    """Another one: of a process that was started anew, say."""
    known = sim.credentials("hostafrica")
    return Hostafrica(Configuration("hostafrica", **{**known, "extra": known["extra"] | extra}))


def asked(sim: World) -> list[str]:
    """The operations that were, in that order."""
    return [entry["operation"] for entry in sim.journal()]


def bought(sim: World) -> int:
    machines: int = sim.totals()["machines_bought"]
    return machines


def ordered(sim: World) -> Any:
    """What was sent with the last order."""
    bodies = [e["request"]["body"] for e in sim.journal() if e["operation"] == "createOrder"]
    return json.loads(bodies[-1])


def order(**changed: str) -> VMOrder:
    return VMOrder(**{**vars(ORDER), **changed})
