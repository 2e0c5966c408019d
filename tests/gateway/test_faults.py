"""Every fault, met by every kind of operation: the answer, what comes of trying again, and how much
was bought are those of docs/gateway-faults.md."""

import os
from pathlib import Path

import pytest

from hostingco_api.gateway import upstream
from tests.gateway import faulty
from tests.gateway.faulty import FAULTS, OPERATIONS
from tests.gateway.simulated import World
from tests.gateway.support import Gateway

PAGE = Path(__file__).parents[2] / "docs" / "gateway-faults.md"
ROWS = faulty.rows(PAGE.read_text())


PROVIDERS = ("hostinger", "hostens", "hostafrica")
CASES = [(o, f) for o in OPERATIONS for f in FAULTS if FAULTS[f].meets(OPERATIONS[o])]


def test_the_page_has_every_operation_and_fault() -> None:
    assert list(ROWS) == CASES


def test_nothing_is_bought_twice_but_what_is_delivered_twice() -> None:
    twice = {
        (op, fault) for (op, fault), (*_, there, _) in ROWS.items() if there not in ("", "0", "1")
    }
    assert twice == {(f"{name} createVm", "delivered twice") for name in PROVIDERS}


@pytest.mark.parametrize(("operation", "fault"), CASES)
def test_a_fault_has_the_documented_outcome(
    gateway: Gateway, sim: World, operation: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody waits as long as in real life.
    monkeypatch.setattr("hostingco_api.gateway.purchases.sleep", lambda seconds: None)
    monkeypatch.setattr(upstream, "LONGEST_WAIT", 0.01)
    if FAULTS[fault].effect == "hang":
        monkeypatch.setattr(upstream.Upstream, "TIMEOUT", (5.0, 1.5))
    outcome = faulty.play(gateway, sim, OPERATIONS[operation], FAULTS[fault])
    if file := os.environ.get("GATEWAY_FAULTS"):
        with Path(file).open("a") as table:
            table.write(faulty.row(OPERATIONS[operation], FAULTS[fault], outcome) + "\n")
    assert outcome.cells() == ROWS[operation, fault]
