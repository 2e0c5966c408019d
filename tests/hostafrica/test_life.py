"""What becomes of a service, on the world's clock."""

from typing import Any

import pytest

from simulators.hostafrica.schemas import STATUSES
from tests.contract.harness import watched
from tests.hostafrica.client import (
    ORDER,
    PENDING,
    RUNNING,
    SERVICE,
    STOPPED,
    SUSPENDED,
    Hostafrica,
    inner,
    message,
)

REASON = {"suspend_reason": "Overdue invoice"}
TAKES = {"create": 180, "start": 20, "stop": 20, "restart": 40}


@pytest.fixture
def api() -> Any:
    return watched("hostafrica")


def say(api: Hostafrica, id: str, verb: str) -> str:
    """The message of a call that was answered 200."""
    answer = api("POST", f"{SERVICE}/{id}/{verb}", REASON if verb == "suspend" else None)
    assert answer.status_code == 200, answer.text
    assert inner(answer) == []
    return message(answer)


def test_a_whole_life(api: Hostafrica) -> None:
    ordered = api.told(f"{SERVICE}/create-order", ORDER)
    id, login = ordered["service_id"], {k: ordered[k] for k in ("username", "password")}
    assert api.state(id) == "pending"
    assert say(api, id, "create") == "Service is being created."
    assert api.state(id) == "creating"
    assert api.service(id, "details") == {"ip": "", **login}
    assert api.advance(180) == ["service-created"]
    assert api.state(id) == "running"
    details = api.service(id, "details")
    assert details["ip"].startswith("192.0.2.")
    assert details == {"ip": details["ip"], **login}
    assert say(api, id, "stop") == "Service is being stopped."
    assert api.state(id) == "stopping"
    assert api.advance(20) == ["service-stopped"]
    assert api.state(id) == "stopped"
    assert say(api, id, "start") == "Service is being started."
    assert api.state(id) == "starting"
    assert api.advance(20) == ["service-started"]
    assert say(api, id, "restart") == "Service is being restarted."
    assert api.state(id) == "restarting"
    assert api.advance(40) == ["service-restarted"]
    assert say(api, id, "suspend") == "Service has been suspended."
    assert api.state(id) == "suspended"
    assert say(api, id, "unsuspend") == "Service has been unsuspended."
    assert api.advance(20) == ["service-started"]
    assert api.state(id) == "running"
    assert api.service(id, "details") == details
    assert say(api, id, "terminate") == "Service has been terminated."
    for verb in ("status", "details", "create", "start", "terminate"):
        api.service(id, verb, status=404)


@pytest.mark.parametrize(
    ("id", "verb"),
    [(PENDING, "create"), (STOPPED, "start"), (RUNNING, "stop"), (RUNNING, "restart")],
)
def test_a_move_takes_its_time_and_not_a_second_less(api: Hostafrica, id: str, verb: str) -> None:
    say(api, id, verb)
    during = api.state(id)
    assert api.advance(TAKES[verb] - 1) == []
    assert api.state(id) == during
    assert len(api.advance(1)) == 1
    assert api.state(id) == {"stop": "stopped"}.get(verb, "running")


@pytest.mark.parametrize(
    ("id", "verb", "state"),
    [
        (RUNNING, "start", "running"),
        (RUNNING, "create", "running"),
        (STOPPED, "stop", "stopped"),
        (SUSPENDED, "suspend", "suspended"),
    ],
)
def test_a_move_to_where_it_is_changes_nothing(
    api: Hostafrica, id: str, verb: str, state: str
) -> None:
    api.authorization()
    before = api.digest()
    assert say(api, id, verb) == f"Service is already {state}."
    assert api.digest() == before


@pytest.mark.parametrize("id", [RUNNING, STOPPED])
def test_unsuspending_what_is_not_suspended_changes_nothing(api: Hostafrica, id: str) -> None:
    before = api.digest()
    assert say(api, id, "unsuspend") == "Service is not suspended."
    assert api.digest() == before


@pytest.mark.parametrize(
    ("id", "verb"),
    [(PENDING, "create"), (STOPPED, "start"), (RUNNING, "stop"), (RUNNING, "restart")],
)
def test_a_repeated_move_takes_no_longer(api: Hostafrica, id: str, verb: str) -> None:
    say(api, id, verb)
    api.advance(TAKES[verb] - 1)
    assert say(api, id, verb) == f"Service is already {api.state(id)}."
    assert len(api.advance(1)) == 1
    assert api.advance(3_600) == []


def test_what_was_stopped_is_stopped_after_its_suspension(api: Hostafrica) -> None:
    say(api, STOPPED, "suspend")
    say(api, STOPPED, "unsuspend")
    assert api.state(STOPPED) == "stopped"
    assert api.advance(3_600) == []


def test_a_suspended_service_does_nothing_by_itself(api: Hostafrica) -> None:
    assert api.advance(365 * 86_400) == []


@pytest.mark.parametrize("verb", ["start", "stop", "restart", "create"])
def test_a_suspended_service_refuses(api: Hostafrica, verb: str) -> None:
    answer = api("POST", f"{SERVICE}/{SUSPENDED}/{verb}")
    assert answer.status_code == 400
    assert message(answer).startswith("Service is suspended: it cannot be ")
    assert api.state(SUSPENDED) == "suspended"


def test_a_suspended_service_can_be_terminated(api: Hostafrica) -> None:
    say(api, SUSPENDED, "terminate")
    api.service(SUSPENDED, "unsuspend", status=404)


@pytest.mark.parametrize(
    ("id", "verb"), [(PENDING, "create"), (STOPPED, "start"), (RUNNING, "restart")]
)
def test_termination_ends_what_goes_on(api: Hostafrica, id: str, verb: str) -> None:
    say(api, id, verb)
    say(api, id, "terminate")
    assert api.advance(3_600) == []
    api.service(id, "status", status=404)


def test_every_machine_has_an_address_of_its_own_and_keeps_it(api: Hostafrica) -> None:
    ids = [api.told(f"{SERVICE}/create-order", ORDER)["service_id"] for _ in range(5)]
    for id in ids:
        say(api, id, "create")
    api.advance(180)
    addresses = [api.service(id, "details")["ip"] for id in [*ids, RUNNING, STOPPED, SUSPENDED]]
    assert len(set(addresses)) == len(addresses)
    say(api, ids[0], "restart")
    api.advance(40)
    assert api.service(ids[0], "details")["ip"] == addresses[0]


def test_the_reason_of_a_suspension_may_be_in_a_form(api: Hostafrica) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    path = f"{SERVICE}/{RUNNING}/suspend"
    assert api(
        "POST", path, data="suspend_reason=Overdue+invoice", headers=headers
    ).status_code == (200)
    assert api.state(RUNNING) == "suspended"


def test_a_body_that_is_not_asked_for_is_ignored(api: Hostafrica) -> None:
    """The document lists `service_id` under body parameters."""
    answer = api("POST", f"{SERVICE}/{STOPPED}/start", {"service_id": RUNNING})
    assert answer.status_code == 200
    assert api.state(STOPPED) == "starting"
    assert api("POST", f"{SERVICE}/{RUNNING}/stop", data="{").status_code == 200


def test_on_an_auto_clock_a_client_that_polls_waits_for_nothing() -> None:
    api = watched("hostafrica", clock="auto")
    assert isinstance(api, Hostafrica)
    say(api, PENDING, "create")
    assert [api.state(PENDING) for _ in range(3)] == ["creating", "running", "running"]
    say(api, PENDING, "stop")
    assert [api.state(PENDING) for _ in range(3)] == ["stopping", "stopped", "stopped"]


def test_fetching_a_token_is_no_poll() -> None:
    """Scripts fetch one per call; polling is what they do with it."""
    api = watched("hostafrica", clock="auto")
    assert isinstance(api, Hostafrica)
    say(api, PENDING, "create")
    for _ in range(3):
        api.take(api.token())
    assert api.state(PENDING) == "creating"
    api.take(api.token())
    assert api.state(PENDING) == "running"


def test_a_fork_has_the_services_and_a_reset_has_the_first_ones(api: Hostafrica) -> None:
    say(api, RUNNING, "terminate")
    say(api, STOPPED, "start")
    api.control("POST", "/worlds/default/fork", {"name": "copy"})
    copy = Hostafrica(api.app, world="copy")
    copy.service(RUNNING, "status", status=404)
    assert copy.advance(20) == ["service-started"]
    assert (copy.state(STOPPED), api.state(STOPPED)) == ("running", "starting")
    api.control("POST", "/worlds/default/reset")
    assert (api.state(RUNNING), api.state(STOPPED)) == ("running", "stopped")


def test_every_status_there_is_was_met(api: Hostafrica) -> None:
    met = {api.state(id) for id in (PENDING, RUNNING, STOPPED, SUSPENDED)}
    for id, verb in ((PENDING, "create"), (STOPPED, "start"), (RUNNING, "stop")):
        say(api, id, verb)
        met.add(api.state(id))
    api.advance(180)
    say(api, PENDING, "restart")
    assert met | {api.state(PENDING)} == set(STATUSES)
