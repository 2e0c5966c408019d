"""Machines of Hostinger are stopped, started, and not renewed any more."""

from typing import Any

import pytest

from hostingco_api.gateway.drivers.hostinger import Hostinger, lives
from hostingco_api.gateway.drivers.hostinger.billing import SUBSCRIPTIONS
from hostingco_api.gateway.provider import (
    Conflict,
    InvalidCredentials,
    Lifecycle,
    NotFound,
    ProviderError,
    RateLimited,
)
from tests.gateway.hostinger import CHARGED, VM, calls, driver
from tests.gateway.simulated import World

ID, PATH = "1268054", "/api/vps/v1/virtual-machines/1268054"
VERBS = {
    "suspend": "VPS_stopVirtualMachineV1",
    "unsuspend": "VPS_startVirtualMachineV1",
    "terminate": "billing_disableAutoRenewalV1",
}
"""By the operation that each needs."""
DAY = 86_400


@pytest.fixture
def hostinger(sim: World) -> Hostinger:
    return driver(sim)


@pytest.fixture(autouse=True)
def waited(sim: World, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, in the world's time."""
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        sim.advance(seconds)

    monkeypatch.setattr(lives, "sleep", wait)
    monkeypatch.setattr(lives, "monotonic", lambda: sum(waits))
    monkeypatch.setattr("urllib3.util.retry.time.sleep", waits.append)
    return waits


def do(it: Lifecycle, verb: str, id: str = ID) -> None:
    getattr(it, f"{verb}_vm")(id)


def subscription(it: Hostinger, id: str = ID) -> Any:
    of = it._api.ask("GET", f"/api/vps/v1/virtual-machines/{id}")["subscription_id"]
    (found,) = [one for one in it._api.ask("GET", SUBSCRIPTIONS) if one["id"] == of]
    return found


def test_a_machine_is_stopped_and_started_when_it_is_done(
    hostinger: Hostinger, waited: list[float]
) -> None:
    for _ in range(2):
        hostinger.suspend_vm(ID)
        assert hostinger.vm(ID).status == "stopped"
        assert 20 <= sum(waited) <= 21 + lives.PAUSE, "to repeat it takes no time"
    assert subscription(hostinger)["is_auto_renewed"] is True
    waited.clear()
    for _ in range(2):
        hostinger.unsuspend_vm(ID)
        assert hostinger.vm(ID).status == "running"
        assert 20 <= sum(waited) <= 21 + lives.PAUSE


def test_a_terminated_machine_is_stopped_and_not_paid_for_again(
    hostinger: Hostinger, sim: World
) -> None:
    spent = sim.totals()["money_spent"]
    for _ in range(2):
        hostinger.terminate_vm(ID)
        assert hostinger.vm(ID).status == "stopped"
        assert subscription(hostinger)["is_auto_renewed"] is False
    others = [one for one in hostinger.subscriptions() if one.name.startswith("KVM")]
    assert sorted(one.status for one in others) == ["active", "not_renewing"]
    assert sim.totals()["money_spent"] == spent


def test_what_is_over_is_terminated_already(hostinger: Hostinger, sim: World) -> None:
    hostinger.terminate_vm(ID)
    seen = set()
    for _ in range(55):
        sim.advance(DAY)
        hostinger.terminate_vm(ID)
        seen.add(hostinger.vm(ID).status)
    assert seen == {"stopped", "suspended", "destroyed"}
    with pytest.raises(Conflict, match="is destroyed"):
        hostinger.unsuspend_vm(ID)


def test_one_that_hostinger_has_suspended_does_not_run(hostinger: Hostinger, sim: World) -> None:
    hostinger.terminate_vm(ID)
    while hostinger.vm(ID).status != "suspended":
        sim.advance(DAY)
    hostinger.suspend_vm(ID)
    with pytest.raises(Conflict, match="is suspended"):
        hostinger.unsuspend_vm(ID)


def test_one_that_was_never_set_up_is_not_paid_for_again(hostinger: Hostinger, sim: World) -> None:
    with pytest.raises(ProviderError):
        hostinger._api.ask(
            "POST",
            "/api/vps/v1/virtual-machines",
            json={**hostinger._order(VM), "payment_method_id": int(CHARGED)},
        )
    sim.advance(60)
    id = hostinger.vms()[-1].id
    with pytest.raises(Conflict, match="is initial"):
        hostinger.suspend_vm(id)
    hostinger.terminate_vm(id)
    assert subscription(hostinger, id)["status"] == "not_renewing"


@pytest.mark.parametrize("id", ["1", "vm-abc123", f"{ID}/stop", "9" * 30])
@pytest.mark.parametrize("verb", VERBS)
def test_only_to_terminate_what_is_not_there_is_no_error(
    hostinger: Hostinger, verb: str, id: str
) -> None:
    if verb == "terminate":
        hostinger.terminate_vm(id)
    else:
        with pytest.raises(NotFound):
            do(hostinger, verb, id)
    assert hostinger.vm(ID).status == "running"


# -- what goes wrong --------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_after_a_lost_answer_it_can_be_repeated_at_once(
    hostinger: Hostinger, sim: World, verb: str
) -> None:
    """Although what goes on locks the machine."""
    if verb == "unsuspend":
        hostinger.suspend_vm(ID)
    for operation in (VERBS[verb], VERBS["suspend"]) if verb == "terminate" else (VERBS[verb],):
        sim.fault("reset", operation=operation, applied=True)
        with pytest.raises(ProviderError) as caught:
            do(hostinger, verb)
        assert caught.type is ProviderError
        sim.mend()
    do(hostinger, verb)
    assert hostinger.vm(ID).status == ("running" if verb == "unsuspend" else "stopped")


@pytest.mark.parametrize("verb", VERBS)
def test_too_many_calls_are_waited_for(
    hostinger: Hostinger, sim: World, waited: list[float], verb: str
) -> None:
    sim.fault("throttle", retry_after=7, times=2, operation=VERBS[verb])
    do(hostinger, verb)
    assert waited[:2] == [7, 7]
    sim.fault("throttle", retry_after=7, operation=VERBS[verb])
    with pytest.raises(RateLimited):
        do(hostinger, verb)


def test_something_else_that_goes_on_is_waited_for(
    hostinger: Hostinger, waited: list[float]
) -> None:
    hostinger._api.ask("POST", f"{PATH}/restart")
    hostinger.suspend_vm(ID)
    assert hostinger.vm(ID).status == "stopped"
    assert sum(waited) >= 80 - lives.PAUSE


def test_what_never_ends_is_given_up(hostinger: Hostinger, sim: World, waited: list[float]) -> None:
    sim.fault("stuck", operation=VERBS["suspend"])
    said = r"ct_stop of machine 1268054 \(action \d+\) is not done within 90 seconds"
    with pytest.raises(ProviderError, match=said):
        hostinger.suspend_vm(ID)
    assert sum(waited) == lives.PATIENCE
    waited.clear()
    with pytest.raises(Conflict, match="is locked"):
        hostinger.suspend_vm(ID)
    assert sum(waited) == lives.PATIENCE


def test_what_fails_is_not_done(hostinger: Hostinger, sim: World) -> None:
    sim.fault("fail", operation=VERBS["suspend"])
    with pytest.raises(ProviderError, match=r"ct_stop .* failed"):
        hostinger.terminate_vm(ID)
    assert subscription(hostinger)["is_auto_renewed"] is False, "money comes first"
    sim.mend()
    hostinger.terminate_vm(ID)
    assert hostinger.vm(ID).status == "stopped"


@pytest.mark.parametrize("status", [400, 404, 409, 422])
def test_a_subscription_that_is_renewed_all_the_same_is_not_over(
    hostinger: Hostinger, sim: World, status: int
) -> None:
    sim.fault("status", status=status, operation=VERBS["terminate"])
    with pytest.raises(ProviderError):
        hostinger.terminate_vm(ID)
    assert hostinger.vm(ID).status == "running"


def test_a_subscription_that_waits_for_its_payment_is_left_to_end(
    hostinger: Hostinger, sim: World
) -> None:
    sim.fault("status", status=422, operation=VERBS["terminate"])
    real, paused = hostinger._api.ask, subscription(hostinger) | {"status": "paused"}

    def ask(method: str, path: str, **kwargs: Any) -> Any:
        return [paused] if path == SUBSCRIPTIONS else real(method, path, **kwargs)

    hostinger._api.ask = ask  # type: ignore[method-assign] # of this one only
    hostinger.terminate_vm(ID)
    assert hostinger.vm(ID).status == "stopped"


@pytest.mark.parametrize(
    ("answer", "said"), [({"is_auto_renewed": True}, "all the same"), ({}, "unexpected")]
)
def test_an_answer_that_does_not_say_that_it_ends_is_an_error(
    hostinger: Hostinger, monkeypatch: pytest.MonkeyPatch, answer: Any, said: str
) -> None:
    real = hostinger._api.ask
    monkeypatch.setattr(
        hostinger._api,
        "ask",
        lambda method, *args, **how: answer if method == "DELETE" else real(method, *args, **how),
    )
    with pytest.raises(ProviderError, match=said):
        hostinger.terminate_vm(ID)


def test_a_machine_without_a_subscription_is_for_a_person_to_end(
    hostinger: Hostinger, sim: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which may be null, says the document."""
    machine = hostinger._machine(ID) | {"subscription_id": None}
    monkeypatch.setattr(hostinger, "_machine", lambda _: machine)
    with pytest.raises(ProviderError, match="does not tell the subscription of machine 1268054"):
        hostinger.terminate_vm(ID)
    assert not [call for call in calls(sim) if not call.startswith("GET")]


def test_without_good_credentials_nothing_is_gone(hostinger: Hostinger, sim: World) -> None:
    sim.fault("expire")
    for verb in VERBS:
        with pytest.raises(InvalidCredentials):
            do(hostinger, verb)
