"""With an `auto` clock a client that waits is not kept waiting, at any vendor.

Everything here goes through the vendors' own APIs, at their own limits; what the world's time is
their answers' `Date` says.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any

import pytest
from werkzeug.test import TestResponse

from simulators.kernel.clock import EPOCH
from tests.hostafrica.client import ORDER, RUNNING, SERVICE, Hostafrica
from tests.hostens.client import SERVER, Hostens
from tests.support import Api, application

PATIENT = 10
"""Polls until a client gives up."""


def clock_of(answer: TestResponse) -> datetime:
    return parsedate_to_datetime(answer.headers["Date"])


def polled(ask: Callable[[], TestResponse], done: Callable[[Any], bool]) -> datetime:
    """Ask until it is done; when that was."""
    for _ in range(PATIENT):
        answer = ask()
        assert answer.status_code == 200, answer.text
        if done(answer.json):
            return clock_of(answer)
    raise AssertionError(f"not done after {PATIENT} polls: {answer.text}")


@pytest.fixture
def app() -> Any:
    return application(clock="auto", limits="real")


def test_a_machine_of_hostinger_is_there_after_a_few_polls(app: Any) -> None:
    api = Api(app)
    setup = {"template_id": 1130, "data_center_id": 19, "hostname": "web.example.com"}
    order = {"item_id": "hostingercom-vps-kvm2-usd-1m", "setup": setup}
    bought = api("POST", "/api/vps/v1/virtual-machines", order)
    machine = f"/api/vps/v1/virtual-machines/{(bought.json or {})['virtual_machine']['id']}"
    ready = polled(lambda: api("GET", machine), lambda told: told["state"] == "running")
    assert ready == EPOCH + timedelta(minutes=3)


def test_a_server_of_hostafrica_is_there_after_a_few_polls(app: Any) -> None:
    api = Hostafrica(app)
    ordered = api("POST", f"{SERVICE}/create-order", ORDER)
    service = f"{SERVICE}/{json.loads((ordered.json or {})['data'])['service_id']}"
    assert api("POST", f"{service}/create").status_code == 200
    ready = polled(
        lambda: api("POST", f"{service}/status"),
        lambda told: json.loads(told["data"])["status"] == "running",
    )
    assert ready == EPOCH + timedelta(minutes=3)


def test_a_task_and_an_order_of_hostens_are_done_after_a_few_polls(app: Any) -> None:
    api = Hostens(app)
    task = api.told("POST", f"/server/{SERVER}/resetpassword")["task_id"]
    path = f"/api/server/{SERVER}/task/{task}"
    done = polled(lambda: api("GET", path), lambda told: bool(told["results"]))
    assert done == EPOCH + timedelta(seconds=45)
    order = {"domain": "my.example", "cycle": "m", "pay_method": "5"}
    id = api.told("POST", "/order/1080", order)["items"]["id"]
    ready = polled(
        lambda: api("GET", f"/api/service/{id}"),
        lambda told: told["service"]["status"] == "Active",
    )
    assert ready == done + timedelta(minutes=2)


def ask_hostinger(app: Any) -> TestResponse:
    return Api(app)("GET", "/api/vps/v1/virtual-machines")


def ask_hostens(app: Any) -> TestResponse:
    return Hostens(app)("GET", "/api/details")


@pytest.fixture
def hostafrica(app: Any) -> Callable[[Any], TestResponse]:
    api = Hostafrica(app)
    api.control("PATCH", "/worlds/default/quirks", {"quirks": {"hostafrica.throttle": True}})
    api.authorization()  # whose token endpoint has a limit of its own
    return lambda _: api("POST", f"{SERVICE}/{RUNNING}/status")


@pytest.mark.parametrize("vendor", ["hostinger", "hostafrica", "hostens"])
def test_to_honour_a_refusal_takes_no_time(
    app: Any, hostafrica: Callable[[Any], TestResponse], vendor: str
) -> None:
    """Hostens has no 429: it says 401 `wait_x_between_action`, and not for how long."""
    ask = {"hostinger": ask_hostinger, "hostafrica": hostafrica, "hostens": ask_hostens}[vendor]
    answers = [ask(app)]
    while answers[-1].status_code == 200:
        answers.append(ask(app))
        assert len(answers) < 1_000, "it was never refused"
    refused, again = answers[-1], ask(app)
    assert refused.status_code == (401 if vendor == "hostens" else 429)
    assert again.status_code == 200
    waited = clock_of(again) - clock_of(refused)
    assert timedelta() < waited <= timedelta(minutes=1)
    if vendor != "hostens":
        assert waited == timedelta(seconds=int(refused.headers["Retry-After"]))
    # And so on: a client that retries once never meets two refusals in a row.
    later = [ask(app).status_code == 200 for _ in range(300)]
    assert all(one or other for one, other in pairwise(later))
