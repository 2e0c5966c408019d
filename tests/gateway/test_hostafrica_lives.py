"""Machines of HOSTAFRICA are suspended, come back and come to their end, on the simulator of it."""

from typing import Any

import pytest

from hostingco_api.gateway.drivers.hostafrica import Hostafrica
from hostingco_api.gateway.provider import Conflict, Lifecycle, NotFound, ProviderError, RateLimited
from tests.gateway.hostafrica import ORDER, asked, driver, slept
from tests.gateway.simulated import World
from tests.hostafrica.client import PENDING, RUNNING, STOPPED, SUSPENDED

__all__ = ["driver", "slept"]

VERBS = ("suspend", "unsuspend", "terminate")
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def do(driver: Lifecycle, verb: str, id: str) -> None:
    getattr(driver, f"{verb}_vm")(id)


def destroyed(sim: World) -> int:
    return int(sim.totals()["machines_destroyed"])


@pytest.mark.parametrize(("id", "then"), [(RUNNING, "starting"), (STOPPED, "stopped")])
def test_a_machine_is_suspended_and_comes_back_as_it_was(
    driver: Hostafrica, sim: World, id: str, then: str
) -> None:
    for _ in range(2):
        driver.suspend_vm(id)
        assert driver.vm(id).status == "suspended"
    for _ in range(2):
        driver.unsuspend_vm(id)
        assert driver.vm(id).status == then
    assert destroyed(sim) == 0


def test_a_reason_is_given(driver: Hostafrica, sim: World) -> None:
    driver.suspend_vm(RUNNING)
    (call,) = [entry for entry in sim.journal() if entry["operation"] == "suspendService"]
    assert call["request"]["body"] == '{"suspend_reason": "Suspended by HostingCo"}'


@pytest.mark.parametrize("id", [RUNNING, STOPPED, SUSPENDED, PENDING])
def test_a_machine_is_terminated_in_every_state_and_gone(
    driver: Hostafrica, sim: World, id: str
) -> None:
    for _ in range(2):
        driver.terminate_vm(id)
        with pytest.raises(NotFound):
            driver.vm(id)
    assert destroyed(sim) == 1


def test_what_could_not_be_created_is_not_once_it_is_terminated(
    driver: Hostafrica, sim: World
) -> None:
    sim.fault("status", status=500, operation="createService")
    id = driver.create_vm(ORDER).id
    before = asked(sim).count("createService")
    driver.terminate_vm(id)
    with pytest.raises(NotFound):
        driver.vm(id)
    assert asked(sim).count("createService") == before


@pytest.mark.parametrize("id", [UNKNOWN, "no/machine"])
@pytest.mark.parametrize("verb", VERBS)
def test_only_to_terminate_what_is_not_there_is_no_error(
    driver: Hostafrica, verb: str, id: str
) -> None:
    if verb == "terminate":
        driver.terminate_vm(id)
    else:
        with pytest.raises(NotFound):
            do(driver, verb, id)


@pytest.mark.parametrize("verb", ["suspend", "unsuspend"])
def test_a_state_that_does_not_allow_it_is_told(driver: Hostafrica, verb: str) -> None:
    with pytest.raises(Conflict, match="Service is pending"):
        do(driver, verb, PENDING)


@pytest.mark.parametrize("status", [400, 409, 422])
@pytest.mark.parametrize(
    ("verb", "id"), [("suspend", SUSPENDED), ("unsuspend", RUNNING), ("unsuspend", STOPPED)]
)
def test_a_refusal_of_what_is_so_already_is_none(
    driver: Hostafrica, sim: World, verb: str, id: str, status: int
) -> None:
    """No document says that HOSTAFRICA takes a call that is repeated."""
    sim.fault("status", status=status, operation=f"{verb}Service")
    do(driver, verb, id)
    with pytest.raises(Conflict):
        do(driver, verb, PENDING)


@pytest.mark.parametrize("effect", ["reset", "html", "malformed", "truncate"])
@pytest.mark.parametrize("verb", VERBS)
def test_after_a_lost_answer_it_can_be_repeated(
    driver: Hostafrica, sim: World, verb: str, effect: str
) -> None:
    applied: Any = {"applied": True} if effect in ("reset", "html") else {}
    sim.fault(effect, operation=f"{verb}Service", **applied)
    id = SUSPENDED if verb == "unsuspend" else RUNNING
    with pytest.raises(ProviderError) as caught:
        do(driver, verb, id)
    assert caught.type is ProviderError
    assert asked(sim).count(f"{verb}Service") == 1
    sim.mend()
    do(driver, verb, id)
    assert destroyed(sim) == (verb == "terminate")


@pytest.mark.parametrize("verb", VERBS)
def test_too_many_calls_are_waited_for(
    driver: Hostafrica, sim: World, slept: list[float], verb: str
) -> None:
    sim.fault("throttle", retry_after=7, times=2, operation=f"{verb}Service")
    do(driver, verb, RUNNING)
    assert slept == [7, 7]
    sim.fault("throttle", retry_after=7, operation=f"{verb}Service")
    with pytest.raises(RateLimited):
        do(driver, verb, RUNNING)


def test_where_the_call_is_not_there_no_machine_is_gone(driver: Hostafrica, sim: World) -> None:
    sim.fault("html", status=404, operation="terminateService")
    with pytest.raises(ProviderError, match="is base_url right") as caught:
        driver.terminate_vm(RUNNING)
    assert caught.type is ProviderError
    with pytest.raises(ProviderError, match=r"The route .*: is base_url right") as caught:
        driver._api.do(f"/machines/{RUNNING}/terminate")
    assert caught.type is ProviderError
