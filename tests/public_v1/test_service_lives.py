"""The life of services: every verb in every state, who sets them up, what payments do to them.

What a verb answers (`W`: 200 with the manual module, 202 with a driver):

                        provision  suspend  unsuspend  terminate
    pending                W         409       409        409
    ... is provisioned    202        409       409        409
    active                200         W        200         W
    ... is suspended      409        202       409        409
    ... is terminated     409        409       409        202
    suspended             409        200        W          W
    ... is unsuspended    409        409       202        409
    failed                 W         409       409         200; 409 if something may be bought
    terminated            409        409       409        200
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api import provisioning
from hostingco_api.core import lifecycle
from hostingco_api.core.models import Delivery
from hostingco_api.gateway.provider import Invalid, ProviderError
from tests.gateway.shop import Shelf
from tests.hostingco.support import Portal
from tests.public_v1.rented import MODULE, act, done, now, rent, shelf_of, verb
from tests.public_v1.support import Api
from tests.public_v1.test_invoices import messages, told

VERBS = lifecycle.ACTIONS
STATES = {
    name: answers.split()
    for name, answers in {
        "pending": "W 409 409 409",
        "provisioning": "202 409 409 409",
        "active": "200 W 200 W",
        "active, suspend": "409 202 409 409",
        "active, terminate": "409 409 409 202",
        "suspended": "409 200 W W",
        "suspended, unsuspend": "409 409 202 409",
        "suspended, terminate": "409 409 409 202",
        "failed": "W 409 409 200",
        "terminated": "409 409 409 200",
    }.items()
}
FAILS = Invalid("no more machines")


@pytest.fixture
def shelf(api: Api) -> Iterator[Shelf]:
    with pytest.MonkeyPatch.context() as patch:
        yield shelf_of(api, patch)


def bring(api: Api, shelf: Shelf, state: str) -> Any:
    """A service of the landlord's that is so."""
    service = rent(api)
    status, _, under_way = state.partition(", ")
    if status == "pending":
        return service
    if status == "failed":
        shelf.wrong["create_vm"] = [FAILS]
    verb(api, service, "provision")
    if status != "provisioning":
        act(api, service)
    if status == "suspended":
        done(api, service, "suspend")
    if status == "terminated":
        done(api, service, "terminate")
    if under_way:
        assert verb(api, service, under_way) == 202
    return service


def brought_by_hand(api: Api, state: str) -> Any | None:
    """One that people set up; None where it cannot be so."""
    service = api.service(api.product())
    for action in {"active": ("provision",), "suspended": ("provision", "suspend")}.get(state, ()):
        assert verb(api, service, action) == 200
    if state == "terminated":
        assert [verb(api, service, one) for one in ("provision", "terminate")] == [200, 200]
    return service if now(api, service)["status"] == state else None


def test_every_verb_in_every_state_of_what_a_driver_does(api: Api, shelf: Shelf) -> None:
    for state, answers in STATES.items():
        for action, answer in zip(VERBS, answers, strict=True):
            service = bring(api, shelf, state)
            before = now(api, service)
            shown = ", ".join(filter(None, (before["status"], before["pending_action"])))
            assert shown.removesuffix(", provision") == state
            expected = 202 if answer == "W" else int(answer)
            assert verb(api, service, action) == expected, (state, action)
            after = now(api, service)
            if answer == "W":
                assert after["pending_action"] == action
                assert after["status"] == (
                    "provisioning" if action == "provision" else before["status"]
                )
            elif (state, action) == ("failed", "terminate"):
                assert after["status"] == "terminated"
            else:
                assert after == before


def test_every_verb_in_every_state_of_what_people_do(api: Api) -> None:
    for state, answers in STATES.items():
        for action, answer in zip(VERBS, answers, strict=True):
            service = brought_by_hand(api, state)
            if service is None:
                continue
            expected = 200 if answer == "W" else int(answer)
            assert verb(api, service, action) == expected, (state, action)
            after = now(api, service)
            assert after["pending_action"] is None
            if answer == "W":
                assert after["status"] == lifecycle._TARGETS[action]


def test_what_can_be_deleted_is_over_or_never_began(api: Api, shelf: Shelf) -> None:
    for state in STATES:
        service = bring(api, shelf, state)
        path = f"/services/{service['id']}"
        if state in ("pending", "failed", "terminated"):
            assert api.call("DELETE", path).status_code == 200
            api.refused(404, "NOT_FOUND", "GET", path)
            api.refused(404, "NOT_FOUND", "POST", f"{path}/provision")
        else:
            api.refused(409, "INVALID_STATE", "DELETE", path)


def test_what_is_set_up_has_its_name_for_good(api: Api, shelf: Shelf) -> None:
    for state in STATES:
        service = bring(api, shelf, state)
        path = f"/services/{service['id']}"
        for body in ({"domain": "other.example.com"}, {"username": "x"}, {"server_id": None}):
            if state in ("pending", "failed"):
                api.good("PUT", path, body)
            else:
                api.refused(409, "INVALID_STATE", "PUT", path, body)


def test_a_life_by_hand_is_told(api: Api) -> None:
    events = [f"service.{what}" for what in ("created", "provisioned", "suspended", "unsuspended")]
    told(api, *events, "service.terminated")
    service = api.service()
    assert (service["status"], service["activated_at"]) == ("pending", None)
    verb(api, service, "provision")
    assert now(api, service)["activated_at"]
    verb(api, service, "suspend", {"reason": "abuse"})
    found = now(api, service)
    assert (found["suspend_reason"], found["suspended_at"] is None) == ("abuse", False)
    verb(api, service, "unsuspend")
    found = now(api, service)
    assert (found["suspend_reason"], found["suspended_at"]) == (None, None)
    verb(api, service, "terminate")
    found = now(api, service)
    assert (found["terminated_at"] is None, found["next_due_date"]) == (False, None)
    assert messages(api) == [*events, "service.terminated"]


# -- places -------------------------------------------------------------------------------------


def server(api: Api, **fields: Any) -> Any:
    return api.good("POST", "/servers", {"name": "rack-1", "module": "manual", **fields})


def test_a_server_has_so_many_places(api: Api) -> None:
    node, product = server(api, max_services=1), api.product()
    first, second = (api.service(product, server_id=node["id"]) for _ in range(2))
    assert verb(api, first, "provision") == 200
    refused = api.refused(409, "CONFLICT", "POST", f"/services/{second['id']}/provision")
    assert refused["error"] == "The server is full"
    verb(api, first, "suspend")
    api.refused(409, "CONFLICT", "POST", f"/services/{second['id']}/provision")
    verb(api, first, "terminate")
    assert verb(api, second, "provision") == 200
    api.good("PUT", f"/servers/{node['id']}", {"status": "inactive"})
    third = api.service(product, server_id=node["id"])
    api.refused(409, "CONFLICT", "POST", f"/services/{third['id']}/provision")


def test_what_is_paid_and_finds_no_place_fails_and_stays_paid(api: Api) -> None:
    node, product = server(api, max_services=1), api.product()
    first, second = (api.service(product, server_id=node["id"]) for _ in range(2))
    told(api, "invoice.paid", "service.failed", "service.provisioned")
    both = api.invoice(items=[{"service_id": one["id"]} for one in (first, second)])
    paid = api.good("POST", f"/invoices/{both['id']}/pay", {})
    assert paid["status"] == "paid"
    assert now(api, first)["status"] == "active"
    found = now(api, second)
    assert (found["status"], found["last_error"]) == ("failed", "The server is full")
    assert messages(api) == ["invoice.paid", "service.provisioned", "service.failed"]
    api.good("PUT", f"/services/{second['id']}", {"server_id": server(api)["id"]})
    assert verb(api, second, "provision") == 200
    assert now(api, second)["last_error"] is None


# -- what goes wrong ----------------------------------------------------------------------------


def test_what_fails_to_be_set_up_stays_paid_and_is_bought_once(
    api: Api, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hostingco_api.gateway.purchases.sleep", lambda seconds: None)
    told(api, "service.failed", "service.provisioned")
    service = rent(api)
    made = api.invoice(items=[{"service_id": service["id"]}])
    assert api.good("POST", f"/invoices/{made['id']}/pay", {})["status"] == "paid"
    assert now(api, service)["status"] == "provisioning"
    # It was sold, the answer got lost, and it is not listed yet.
    shelf.wrong["create_vm"], shelf.applied = [ProviderError("the answer got lost")], True
    shelf.hidden = True
    act(api, service)
    shelf.hidden = False
    found = now(api, service)
    assert (found["status"], found["pending_action"]) == ("failed", None)
    assert "the answer got lost" in found["last_error"]
    assert api.good("GET", f"/invoices/{made['id']}")["status"] == "paid"
    found = done(api, service, "provision")
    assert (found["status"], found["last_error"], found["module_ref"]) == ("active", None, "1")
    assert len(shelf.vms) == 1
    assert messages(api) == ["service.failed", "service.provisioned"]


def test_what_fails_otherwise_is_as_it_was(api: Api, shelf: Shelf) -> None:
    service = rent(api)
    done(api, service, "provision")
    for action, status in (("suspend", "active"), ("terminate", "active")):
        shelf.wrong[f"{action}_vm"] = [FAILS]
        found = done(api, service, action)
        assert (found["status"], found["last_error"]) == (status, "no more machines")
        assert (found["suspend_reason"], found["pending_action"]) == (None, None)
    done(api, service, "suspend")
    shelf.wrong["unsuspend_vm"] = [FAILS]
    assert done(api, service, "unsuspend")["status"] == "suspended"
    assert done(api, service, "unsuspend")["status"] == "active"
    shelf.vms.clear()  # by somebody else
    assert done(api, service, "terminate")["status"] == "terminated"


def test_an_old_claim_does_nothing(api: Api, shelf: Shelf) -> None:
    service = rent(api)
    verb(api, service, "provision")
    act(api, service)
    calls = list(shelf.calls)
    provisioning.act(api.portal.services, service["id"], api.portal.clock())
    assert shelf.calls == calls


def test_the_password_of_a_service_is_no_plain_text(api: Api, shelf: Shelf) -> None:
    service = rent(api, password="open sesame")
    assert now(api, service)["password"] is None
    found = done(api, service, "provision")
    assert found["password"] == "made by the shop"
    with api.portal.database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT password FROM services").scalar()
    assert kept
    assert "shop" not in kept


# -- what is paid while something else is under way ---------------------------------------------


def overdue(api: Api, service: Any) -> Any:
    """An invoice of it that is due for so long that it is suspended next."""
    due = (api.portal.clock() - lifecycle.GRACE * 2).date().isoformat()
    return api.invoice(items=[{"service_id": service["id"]}], due_date=due)


def test_what_is_paid_while_it_is_being_suspended_comes_back(api: Api, shelf: Shelf) -> None:
    service = rent(api)
    done(api, service, "provision")
    made = overdue(api, service)
    api.portal.work()
    assert now(api, service)["pending_action"] == "suspend"
    api.good("POST", f"/invoices/{made['id']}/pay", {})
    found = now(api, service)
    assert (found["pending_action"], found["last_error"]) == ("suspend", None)
    act(api, service)
    assert now(api, service)["status"] == "suspended"
    api.portal.work()
    assert now(api, service)["pending_action"] == "unsuspend"
    act(api, service)
    found = now(api, service)
    assert (found["status"], found["suspend_reason"]) == ("active", None)
    assert shelf.calls.count("suspend_vm") == shelf.calls.count("unsuspend_vm") == 1


def test_what_is_paid_while_it_is_being_terminated_ends(api: Api, shelf: Shelf) -> None:
    service = rent(api)
    done(api, service, "provision")
    made = overdue(api, service)
    api.portal.work()
    act(api, service)
    verb(api, service, "terminate")
    api.good("POST", f"/invoices/{made['id']}/pay", {})
    assert now(api, service)["pending_action"] == "terminate"
    act(api, service)
    assert now(api, service)["status"] == "terminated"


def test_what_ended_is_paid_and_stays_over(api: Api) -> None:
    service = api.service()
    made = api.invoice(items=[{"service_id": service["id"]}])
    verb(api, service, "provision")
    verb(api, service, "terminate")
    assert api.good("POST", f"/invoices/{made['id']}/pay", {})["status"] == "paid"
    assert now(api, service)["status"] == "terminated"


def test_a_module_that_is_none_is_refused(api: Api, portal: Portal) -> None:
    pricing = [{"cycle": "monthly", "price": 1}]
    body = {"name": "X", "type": "hosting", "module": MODULE, "pricing": pricing}
    assert list(api.refused(422, "VALIDATION_ERROR", "POST", "/products", body)["errors"]) == [
        "module"
    ]
    assert portal.rows(select(Delivery)) == []
