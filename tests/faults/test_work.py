"""Work that never ends, and work that fails: what calls set going, at each vendor."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.hostafrica.client import PENDING, SERVICE, Hostafrica
from tests.hostens.client import Hostens
from tests.kernel.toy import DO, LOOK, Toy
from tests.support import ZONE, Api, application

MACHINES = "/api/vps/v1/virtual-machines"
DOMAINS = "/api/domains/v1/portfolio"
YEAR = 366 * 86_400


@pytest.fixture
def hostinger() -> Api:
    return Api(application())


@pytest.fixture
def hostafrica() -> Hostafrica:
    return Hostafrica(application())


@pytest.fixture
def hostens() -> Hostens:
    return Hostens(application())


def pass_time(api: Api, seconds: int = YEAR) -> None:
    api.control("POST", f"/worlds/{api.world}/clock/advance", {"seconds": seconds})


def told(api: Api, path: str) -> Any:
    return json.loads(api("GET", path).data)


def restarted(api: Api) -> tuple[str, str, str]:
    """A machine that is told to restart: its action's path, and the states before time passes."""
    machine = next(m for m in told(api, MACHINES) if m["state"] == "running")
    path = f"{MACHINES}/{machine['id']}"
    action = api("POST", f"{path}/restart").json or {}
    return f"{path}/actions/{action['id']}", path, action["state"]


def test_an_action_that_is_stuck_never_comes_to_an_end(hostinger: Api) -> None:
    hostinger.fault("stuck", operation="VPS_restartVirtualMachineV1")
    action, machine, _ = restarted(hostinger)
    pass_time(hostinger, 86_400)
    assert told(hostinger, action)["state"] == "sent"
    assert told(hostinger, machine)["actions_lock"] == "locked"


def test_an_action_that_fails_ends_in_error(hostinger: Api) -> None:
    hostinger.fault("fail", operation="VPS_restartVirtualMachineV1")
    action, machine, _ = restarted(hostinger)
    pass_time(hostinger, 600)
    assert told(hostinger, action)["state"] == "error"
    assert told(hostinger, machine)["actions_lock"] == "unlocked"
    assert told(hostinger, machine)["state"] == "running"


def test_the_answer_says_nothing_of_it_but_in_a_header(hostinger: Api) -> None:
    hostinger.fault("stuck", id="slow", nth=[1])
    machine = next(m for m in told(hostinger, MACHINES) if m["state"] == "running")
    answer = hostinger("POST", f"{MACHINES}/{machine['id']}/restart")
    assert answer.status_code == 200
    assert answer.headers["X-Sim-Fault"] == "slow; stuck; call=1"


def test_what_sets_nothing_going_has_no_fault(hostinger: Api) -> None:
    hostinger.fault("stuck")
    hostinger.fault("fail", id="f2")
    body = {"zone": [{"name": "x", "type": "A", "records": [{"content": "192.0.2.1"}]}]}
    answers = [hostinger("PUT", ZONE, body), hostinger("GET", ZONE)]
    assert not any("X-Sim-Fault" in answer.headers for answer in answers)


def test_what_is_refused_has_no_fault(hostinger: Api) -> None:
    hostinger.fault("stuck")
    answer = hostinger("POST", DOMAINS, {"domain": "no"})
    assert (answer.status_code, "X-Sim-Fault" in answer.headers) == (422, False)
    taken = {"domain": "example.com", "item_id": "hostingercom-domain-com-usd-1y"}
    answer = hostinger("POST", DOMAINS, taken)
    assert (answer.status_code, "X-Sim-Fault" in answer.headers) == (422, False)


def domain(api: Api, name: str) -> str:
    """Its status, when a year less a day has passed."""
    body = {"domain": name, "item_id": "hostingercom-domain-com-usd-1y"}
    assert api("POST", DOMAINS, body).status_code == 200
    pass_time(api, 364 * 86_400)
    (found,) = [entry for entry in told(api, DOMAINS) if entry["domain"] in (name, None)][-1:]
    return str(found["status"])


@pytest.mark.parametrize(
    ("effect", "status"), [(None, "active"), ("stuck", "pending_setup"), ("fail", "failed")]
)
def test_a_registration_may_never_end_or_fail(
    hostinger: Api, effect: str | None, status: str
) -> None:
    if effect:
        hostinger.fault(effect, operation="domains_purchaseNewDomainV1")
    assert domain(hostinger, "some-shop.com") == status


def test_a_subscription_is_renewed_whatever_is_stuck(hostinger: Api) -> None:
    """Only work is; what is due in a year falls due."""
    hostinger.fault("stuck")
    body = {"domain": "some-shop.com", "item_id": "hostingercom-domain-com-usd-1y"}
    order = hostinger("POST", DOMAINS, body).json or {}
    fired = hostinger.control("POST", "/worlds/default/clock/advance", {"seconds": 2 * YEAR})
    renewed = [e for e in fired["fired"] if e["data"] == order["subscription_id"]]
    assert [e["event"] for e in renewed] == ["hostinger.billing.subscription-renewal"] * 2


@pytest.mark.parametrize(
    ("effect", "status"), [("stuck", "creating"), ("fail", "pending"), (None, "running")]
)
def test_a_service_may_never_be_created(
    hostafrica: Hostafrica, effect: str | None, status: str
) -> None:
    if effect:
        hostafrica.fault(effect, operation="createService")
    hostafrica.told(f"{SERVICE}/{PENDING}/create")
    pass_time(hostafrica, 3_000)  # for as long as its token is good
    assert hostafrica.told(f"{SERVICE}/{PENDING}/status")["status"] == status


def test_what_failed_can_be_told_again(hostafrica: Hostafrica) -> None:
    hostafrica.fault("fail", operation="createService", nth=[1])
    for status in ("pending", "running"):
        hostafrica.told(f"{SERVICE}/{PENDING}/create")
        pass_time(hostafrica, 600)
        assert hostafrica.told(f"{SERVICE}/{PENDING}/status")["status"] == status


@pytest.mark.parametrize(
    ("effect", "results"), [("stuck", ""), ("fail", "Error: the task has failed")]
)
def test_a_task_may_never_end_or_fail(hostens: Hostens, effect: str, results: str) -> None:
    hostens.fault(effect, operation="rebootServer")
    id = hostens.told("POST", "/server/113/reboot")["task_id"]
    pass_time(hostens, 86_400)
    task = hostens.told("GET", f"/server/113/task/{id}")
    assert task["results"] == results
    assert (hostens.told("GET", "/server/113")["active_task"] is None) is (effect == "fail")


def test_an_auto_clock_does_not_wait_for_what_is_stuck() -> None:
    api = Hostens(application(clock="auto"))
    api.fault("stuck", operation="rebootServer")
    id = api.told("POST", "/server/113/reboot")["task_id"]
    dates = {api("GET", f"/api/server/113/task/{id}").headers["Date"] for _ in range(50)}
    assert all("2026" in date for date in dates)


def test_what_is_stuck_is_so_until_the_end_of_time() -> None:
    toy = Toy()

    happened: list[object] = []
    toy.events = {"done": lambda _, data: happened.append(data)}
    toy.handle = lambda world: world.schedule("toy", "done", timedelta(seconds=1), "it")
    api = Api(application(vendors=[toy]), base="/toy")
    api.fault("stuck", method="POST")
    api("POST", DO)
    api.control("PUT", "/worlds/default/clock", {"now": "9000-01-01T00:00:00Z"})
    api("GET", LOOK)
    assert happened == []
