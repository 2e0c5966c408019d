"""What HOSTAFRICA's simulator notes: machines. Its API has no prices, so no money."""

from typing import Any

import pytest

from tests.contract.harness import watched
from tests.hostafrica.client import (
    ANOTHERS,
    ORDER,
    PENDING,
    RUNNING,
    SERVICE,
    STOPPED,
    SUSPENDED,
    V2,
    Hostafrica,
)
from tests.ledger import ledger, noted


@pytest.fixture
def api() -> Any:
    return watched("hostafrica")


def test_an_order_buys_a_machine_and_to_create_it_nothing_more(api: Hostafrica) -> None:
    id = api.told(f"{SERVICE}/create-order", ORDER)["service_id"]
    api.service(id, "create")
    api.advance(180)
    assert noted(api) == [("machine-bought", id, "")]
    assert ledger(api)["totals"]["money_spent"] == {}


@pytest.mark.parametrize("id", [RUNNING, STOPPED, SUSPENDED, PENDING])
def test_terminating_destroys_it_in_whatever_state_it_is(api: Hostafrica, id: str) -> None:
    api.service(id, "terminate")
    api.service(id, "terminate", status=404)
    assert noted(api) == [("machine-destroyed", id, "terminated")]


def test_what_can_be_undone_has_no_effects(api: Hostafrica) -> None:
    api.told(f"{V2}/products")
    for verb, body in (
        ("restart", None),
        ("stop", None),
        ("start", None),
        ("suspend", {"suspend_reason": "Overdue"}),
        ("unsuspend", None),
        ("status", None),
        ("details", None),
    ):
        api.service(RUNNING, verb, body)
        api.advance(60)
    assert noted(api) == []


def test_what_is_refused_has_no_effects(api: Hostafrica) -> None:
    api.told(f"{SERVICE}/create-order", ORDER | {"ram": 0}, status=400)
    api.service("unknown", "terminate", status=404)
    api.service(ANOTHERS, "terminate", status=404)
    assert ledger(api)["effects"] == []


def test_the_other_client_has_effects_of_its_own(api: Hostafrica) -> None:
    api.take(api.token(client=".second"))
    api.service(ANOTHERS, "terminate")
    assert noted(api) == []
    assert noted(api, account="second") == [("machine-destroyed", ANOTHERS, "terminated")]
