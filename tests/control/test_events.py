"""What the control API makes happen in a world that no client could ask for."""

from typing import Any

import pytest

from tests.control.conftest import Control
from tests.hostens.client import Hostens
from tests.support import Api, application

EVENTS = "/worlds/default/events"
PAID = {"event": "hostens.invoice-paid", "data": {"invoice_id": "308977"}}


def test_they_are_listed(untouched: Control) -> None:
    listed = {one["event"]: one["about"] for one in untouched("GET", EVENTS).json}
    assert "invoice_id" in listed["hostens.invoice-paid"]


def test_one_happens_at_once(control: Control, api: Api) -> None:
    reply = control("POST", EVENTS, PAID)
    assert reply.json == {"event": "hostens.invoice-paid", "account": "", "result": "Paid"}
    assert Hostens(api.app).told("GET", "/invoice")["invoices"][0]["status"] == "Paid"


def test_what_fell_due_before_comes_first(control: Control) -> None:
    """The order is off by then."""
    control("PUT", "/worlds/default/clock", {"now": "2026-01-10T00:00:00Z"})
    reply = control("POST", EVENTS, PAID)
    assert (reply.status, reply.json["error"]) == (422, "invoice_not_unpaid Cancelled")


def test_it_happens_to_the_account_that_is_named(control: Control, api: Api) -> None:
    change: dict[str, Any] = {"event": "hostens.credit-changed", "data": {"credit": "7.00"}}
    assert control("POST", EVENTS, change | {"account": "second"}).json["account"] == "second"
    assert Hostens(api.app, account="second").credit() == "7.00"
    assert Hostens(api.app).credit() == "250.00"


def test_to_look_what_came_of_it_is_not_to_poll() -> None:
    """An auto clock stays where it is for that, and moves for the next look."""
    app = application(clock="auto")
    control, hostens = Control(app), Hostens(app)

    def looked() -> str:
        hostens.told("GET", "/service/302")
        return str(control("GET", "/worlds/default/clock").json["now"])

    before = looked()
    control("POST", EVENTS, PAID)
    assert [looked(), looked()] == [before, "2026-01-01T00:02:00Z"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"event": "hostens.invoice-payed"}, "did you mean 'hostens.invoice-paid'?"),
        ({"event": "invoice-paid"}, "there is no event 'invoice-paid'"),
        ({"event": "hostinger.invoice-paid"}, "there is no event"),
        ({"event": "hostens.invoice-overdue"}, "there is no event"),
        ({}, "event"),
        ({**PAID, "account": "third"}, "account"),
        ({**PAID, "world": "default"}, "world"),
        ({**PAID, "data": []}, "data"),
        ({**PAID, "data": {"invoice_id": "1"}}, "notfound"),
        ({**PAID, "data": {"invoice_id": None}}, "invoice_id"),
        ({**PAID, "data": {"invoice": "308977"}}, "Unknown field"),
    ],
)
def test_what_cannot_happen_is_refused(untouched: Control, body: Any, error: str) -> None:
    before = Api(untouched.app).inside().store.digest()
    reply = untouched("POST", EVENTS, body)
    assert reply.status == 422
    assert error in reply.text
    assert Api(untouched.app).inside().store.digest() == before


def test_nothing_happens_in_a_world_that_is_not_there(untouched: Control) -> None:
    assert untouched("POST", "/worlds/other/events", PAID).status == 404
    assert untouched("GET", "/worlds/other/events").status == 404
