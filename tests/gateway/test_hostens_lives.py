"""Servers of Hostens are cancelled; there is no call to suspend one."""

import json
from typing import Any

import pytest

from hostingco_api.gateway.drivers.hostens import Hostens
from hostingco_api.gateway.provider import (
    Conflict,
    Lifecycle,
    NotFound,
    NotSupported,
    ProviderError,
    RateLimited,
)
from tests.gateway.hostens import LOST, another, calls, happen, waits
from tests.gateway.simulated import World
from tests.gateway.test_hostens_vms import ACTIVE, ORDER

__all__ = ["waits"]

HOUR, DAY = 3_600, 86_400


def destroyed(sim: World) -> int:
    return int(sim.totals()["machines_destroyed"])


@pytest.mark.parametrize("verb", ["suspend", "unsuspend"])
def test_there_is_no_call_to_suspend_a_server(sim: World, hostens: Hostens, verb: str) -> None:
    it: Lifecycle = hostens
    with pytest.raises(NotSupported, match=f"no call to {verb} a server"):
        getattr(it, f"{verb}_vm")("113")
    assert calls(sim) == []


def test_a_server_is_cancelled_at_once_and_goes_an_hour_later(sim: World, hostens: Hostens) -> None:
    for _ in range(2):
        hostens.terminate_vm("113")
        assert hostens.vm("113").status == "running"
    assert calls(sim).count("cancelService") == 2
    bodies = [e["request"]["body"] for e in sim.journal() if e["operation"] == "cancelService"]
    assert json.loads(bodies[0]) == {"immediate": True, "reason": "Terminated by HostingCo"}
    sim.advance(HOUR + 1)
    with pytest.raises(NotFound):
        hostens.vm("113")
    hostens.terminate_vm("113")
    assert calls(sim).count("cancelService") == 2, "it is gone"
    assert destroyed(sim) == 1


def test_a_server_that_was_not_paid_for_is_cancelled_too(sim: World, hostens: Hostens) -> None:
    happen(sim, "credit-changed", credit="0.00")
    sim.advance(32 * DAY)
    assert hostens.vm("113").status == "suspended"
    hostens.terminate_vm("113")
    sim.advance(HOUR + 1)
    assert destroyed(sim) == 1


def test_one_that_waits_to_be_active_cannot_be_cancelled_yet(sim: World, hostens: Hostens) -> None:
    id = hostens.create_vm(ORDER).id
    with pytest.raises(Conflict, match=r"not active \(Pending\)"):
        hostens.terminate_vm(id)
    sim.advance(ACTIVE)
    hostens.terminate_vm(id)
    sim.advance(HOUR + 1)
    assert destroyed(sim) == 1


@pytest.mark.parametrize("id", ["301", "10", "302", "900", "77", "vm-abc123", ""])
def test_what_is_no_server_of_the_account_is_left_alone(
    sim: World, hostens: Hostens, id: str
) -> None:
    hostens.terminate_vm(id)
    assert "cancelService" not in calls(sim)


@pytest.mark.parametrize("effect", LOST)
def test_after_a_lost_answer_it_can_be_repeated(sim: World, hostens: Hostens, effect: str) -> None:
    applied: Any = {"applied": True} if effect in ("reset", "html") else {}
    sim.fault(effect, operation="cancelService", **applied)
    with pytest.raises(ProviderError) as caught:
        hostens.terminate_vm("113")
    assert caught.type is ProviderError
    assert calls(sim).count("cancelService") == 1
    sim.mend()
    hostens.terminate_vm("113")
    sim.advance(HOUR + 1)
    assert destroyed(sim) == 1


def test_too_many_calls_are_waited_for(sim: World, hostens: Hostens, waits: list[float]) -> None:
    sim.fault("throttle", retry_after=7, times=2, operation="cancelService")
    hostens.terminate_vm("113")
    assert waits == [7, 7]
    sim.fault("throttle", retry_after=7, operation="cancelService")
    with pytest.raises(RateLimited):
        hostens.terminate_vm("113")


def test_where_the_call_is_not_there_no_server_is_gone(sim: World, hostens: Hostens) -> None:
    for operation in ("getService", "cancelService"):
        sim.fault("html", status=404, operation=operation)
        with pytest.raises(ProviderError) as caught:
            hostens.terminate_vm("113")
        assert caught.type is ProviderError
        sim.mend()


@pytest.mark.parametrize("answer", [{"info": []}, {"info": ["label_updated"]}, {}, {"info": None}])
def test_what_is_not_said_to_be_accepted_is_an_error(answer: Any) -> None:
    with (
        another(*steps("Active"), (200, answer)) as (hostens, _),
        pytest.raises(ProviderError, match="something else"),
    ):
        hostens.terminate_vm("7")


@pytest.mark.parametrize("status", ["Cancelled", "Terminated", "Fraud"])
def test_one_that_is_over_and_still_shown_is_not_cancelled_again(status: str) -> None:
    with another(*steps(status)) as (hostens, asked):
        hostens.terminate_vm("7")
    assert [call.split()[0] for call in asked] == ["GET", "GET"]


def steps(status: str) -> list[tuple[int, Any]]:
    """Answers of a service and its server."""
    server: dict[str, Any] = dict.fromkeys(("cpu_cores", "ram_limit", "disk_limit", "bw_limit"), 1)
    server |= {"package_id": 13, "domain": "a.net", "status": status, "active_task": None}
    server |= {"ip": "", "os": "", "label": ""}
    service = {"date_created": "2026-01-01", "status": status}
    return [(200, {"service": service}), (200, server)]
