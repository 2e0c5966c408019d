"""Tickets: who sees them, who may say what, and what becomes of them."""

from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core.clock import iso
from hostingco_api.core.models import Ticket
from tests.hostingco.support import IDS, PEOPLE, Portal
from tests.hostingco.tickets import NEW, STATUSES, TICKETS, brought, details, opened, row, said

MOVES = {
    "open": {"in_progress", "resolved", "closed"},
    "in_progress": {"resolved", "closed", "pending_customer"},
    "pending_customer": {"in_progress", "resolved", "closed"},
    "resolved": {"closed", "reopened"},
    "closed": {"reopened"},
    "reopened": {"in_progress", "closed"},
}
HELLO = {"message": "Hello?"}


# -- opening ------------------------------------------------------------------------------------


def test_a_new_ticket_is_open_and_its_description_the_first_message(portal: Portal) -> None:
    answer = portal.call("POST", TICKETS, "customer", json=NEW)
    assert answer.status_code == 201
    document = answer.get_json()
    assert document["message"] == "Support ticket created successfully"
    at = iso(row(portal, "ticket_001").created_at)
    asked = {"id": "msg_001", "sender": "user", "content": NEW["description"], "timestamp": at}
    assert document["data"] == NEW | {
        "id": "ticket_001",
        "userId": IDS["customer"],
        "status": "open",
        "priority": "medium",
        "createdAt": at,
        "updatedAt": at,
        "messageCount": 1,
        "messages": [asked],
    }


@pytest.mark.parametrize("said", ["billing", "Billing", "BILLING", "bIlLiNg"])
def test_a_category_is_called_in_any_case_and_answers_to_its_name(
    portal: Portal, said: str
) -> None:
    assert details(portal, opened(portal, category=said))["category"] == "Billing"


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "four"},
        {"subject": "s" * 201},
        {"subject": "with \0 in it"},
        {"description": "nine char"},
        {"description": "d" * 2001},
        {"priority": "High"},
        {"category": "Sales"},
        {"category": ""},
        {"status": "closed"},
    ],
    ids=str,
)
def test_a_ticket_that_cannot_be_is_refused_by_field(portal: Portal, wrong: dict[str, str]) -> None:
    error = portal.refused(400, "VALIDATION_ERROR", "POST", TICKETS, "customer", json=NEW | wrong)
    assert list(error["details"]) == list(wrong)
    assert portal.rows(select(Ticket)) == []


def test_lengths_are_met_to_the_character(portal: Portal) -> None:
    least = opened(portal, subject="s" * 5, description="d" * 10)
    most = opened(portal, subject="\N{GRINNING FACE}" * 200, description="d" * 2000)
    assert details(portal, least)["subject"] == "s" * 5
    assert details(portal, most)["subject"] == "\N{GRINNING FACE}" * 200
    assert len(details(portal, most)["messages"][0]["content"]) == 2000


def test_what_tickets_can_be_about_is_told_to_everybody(portal: Portal) -> None:
    found = portal.good("GET", "/support/categories")
    assert [one["id"] for one in found] == ["technical", "billing", "domain", "account", "general"]
    assert all(list(one) == ["id", "name", "description"] for one in found)
    for one in found:
        assert details(portal, opened(portal, category=one["id"]))["category"] == one["name"]


# -- seeing -------------------------------------------------------------------------------------


def _found(portal: Portal, who: str, query: str = "") -> list[str]:
    return [ticket["id"] for ticket in portal.good("GET", TICKETS + query, who)]


def test_customers_see_their_own_tickets_and_staff_all(portal: Portal) -> None:
    opened(portal), opened(portal, "other"), opened(portal)
    assert _found(portal, "customer") == ["ticket_001", "ticket_003"]
    assert _found(portal, "other") == ["ticket_002"]
    for who in ("support", "admin"):
        assert _found(portal, who) == ["ticket_001", "ticket_002", "ticket_003"]
        assert _found(portal, who, f"?userId={IDS['other']}") == ["ticket_002"]
        assert _found(portal, who, "?userId=user_99") == []
    assert _found(portal, "customer", f"?userId={IDS['other']}") == []
    assert _found(portal, "customer", f"?userId={IDS['customer']}") == ["ticket_001", "ticket_003"]


def test_tickets_are_found_by_status_and_priority(portal: Portal) -> None:
    made = {status: brought(portal, status) for status in STATUSES}
    for status, id in made.items():
        assert _found(portal, "customer", f"?status={status}") == [id]
    urgent = opened(portal, priority="urgent")
    assert _found(portal, "support", "?priority=urgent") == [urgent]
    assert _found(portal, "support", "?priority=urgent&status=closed") == []
    assert _found(portal, "support", "?priority=medium&status=closed") == [made["closed"]]


def test_a_list_comes_in_pages_with_every_message(portal: Portal) -> None:
    for _ in range(3):
        said(portal, opened(portal), "support")
    answer = portal.call("GET", f"{TICKETS}?limit=2&page=2", "customer").get_json()
    assert answer["pagination"] == {"page": 2, "limit": 2, "total": 3, "pages": 2}
    (ticket,) = answer["data"]
    assert (ticket["id"], ticket["messageCount"]) == ("ticket_003", 2)
    assert [one["sender"] for one in ticket["messages"]] == ["user", "support"]


@pytest.mark.parametrize("query", ["status=done", "priority=high&priority=low", "userId=3", "x=1"])
def test_a_query_that_means_nothing_is_refused(portal: Portal, query: str) -> None:
    error = portal.refused(400, "VALIDATION_ERROR", "GET", f"{TICKETS}?{query}", "customer")
    assert list(error["details"]) == [query.partition("=")[0]]


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", "/reply"), ("PUT", "/close")])
def test_another_customer_s_ticket_is_none(portal: Portal, method: str, path: str) -> None:
    id = opened(portal)
    body = {"json": HELLO} if path == "/reply" else {}
    for where, who in ((id, "other"), ("ticket_002", "support"), ("ticket_1", "customer")):
        portal.refused(404, "NOT_FOUND", method, f"{TICKETS}/{where}{path}", who, **body)
    assert (row(portal, id).status, row(portal, id).message_count) == ("open", 1)


def test_a_ticket_tells_whose_it_is_and_who_takes_care(portal: Portal) -> None:
    id = opened(portal)
    before = details(portal, id, "customer")
    customer = {"id": IDS["customer"], "name": "John Doe", "email": PEOPLE["customer"][0]}
    assert before["user"] == customer
    assert [before[name] for name in ("assignedTo", "closedAt", "reason")] == [None] * 3
    said(portal, id, "support")
    assert details(portal, id, "customer")["assignedTo"] == {
        "id": IDS["support"],
        "name": "Sam Support",
    }


# -- answering ----------------------------------------------------------------------------------


def test_a_reply_answers_the_message_and_the_status(portal: Portal) -> None:
    id = opened(portal)
    answer = portal.call("POST", f"{TICKETS}/{id}/reply", "support", json=HELLO)
    assert (answer.status_code, answer.get_json()["message"]) == (201, "Reply added successfully")
    found = details(portal, id)
    assert answer.get_json()["data"] == {
        "ticketId": id,
        "message": found["messages"][1],
        "status": "in_progress",
    }
    assert (found["messages"][1]["sender"], found["messages"][1]["content"]) == (
        "support",
        "Hello?",
    )
    assert found["updatedAt"] == found["messages"][1]["timestamp"] > found["createdAt"]


@pytest.mark.parametrize("wrong", ["", "m" * 2001, "\0", 5, None], ids=repr)
def test_a_message_that_cannot_be_is_refused(portal: Portal, wrong: Any) -> None:
    path = f"{TICKETS}/{opened(portal)}/reply"
    error = portal.refused(
        400, "VALIDATION_ERROR", "POST", path, "customer", json={"message": wrong}
    )
    assert list(error["details"]) == ["message"]


@pytest.mark.parametrize(
    ("who", "owner", "fields"),
    [
        ("customer", "customer", {"sender": "support"}),
        ("customer", "customer", {"status": "closed"}),
        ("customer", "customer", {"status": "open"}),  # which it is already
        ("support", "customer", {"sender": "user"}),
        ("admin", "support", {"sender": "user"}),
        ("support", "support", {"sender": "user", "status": "closed"}),
    ],
    ids=str,
)
def test_nobody_speaks_for_somebody_else(
    portal: Portal, who: str, owner: str, fields: dict[str, str]
) -> None:
    id = opened(portal, owner)
    path = f"{TICKETS}/{id}/reply"
    portal.refused(403, "AUTHORIZATION_ERROR", "POST", path, who, json=HELLO | fields)
    assert (row(portal, id).status, row(portal, id).message_count) == ("open", 1)


def test_staff_speaks_as_the_customer_on_its_own_ticket(portal: Portal) -> None:
    id = opened(portal, "support")
    said(portal, id, "support", sender="user")
    assert (details(portal, id)["status"], details(portal, id)["assignedTo"]) == ("open", None)
    said(portal, id, "support")
    assert [one["sender"] for one in details(portal, id)["messages"]] == ["user", "user", "support"]
    assert details(portal, id)["assignedTo"]["id"] == IDS["support"]


@pytest.mark.parametrize("before", STATUSES)
def test_staff_moves_a_ticket_as_documented_only(portal: Portal, before: str) -> None:
    for after in STATUSES:
        id = brought(portal, before)
        body = HELLO | {"status": after}
        legal = after in MOVES[before] or before == after != "closed"
        answer = portal.call("POST", f"{TICKETS}/{id}/reply", "admin", json=body)
        assert answer.status_code == (201 if legal else 409), after
        assert details(portal, id)["status"] == (after if legal else before)


def test_what_is_refused_leaves_no_message(portal: Portal) -> None:
    id = brought(portal, "resolved")
    before = details(portal, id)
    path = f"{TICKETS}/{id}/reply"
    portal.refused(409, "CONFLICT", "POST", path, "support", json=HELLO | {"status": "open"})
    assert details(portal, id) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("open", "in_progress"),
        ("in_progress", "in_progress"),
        ("pending_customer", "pending_customer"),
        ("resolved", "resolved"),
        ("reopened", "in_progress"),
    ],
)
def test_staff_takes_up_what_it_answers(portal: Portal, before: str, after: str) -> None:
    assert said(portal, brought(portal, before), "support") == after


def test_staff_answers_nothing_that_is_closed(portal: Portal) -> None:
    path = f"{TICKETS}/{brought(portal, 'closed')}/reply"
    for body in (HELLO, HELLO | {"status": "closed"}, HELLO | {"status": "in_progress"}):
        portal.refused(409, "CONFLICT", "POST", path, "support", json=body)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("open", "open"),
        ("in_progress", "in_progress"),
        ("pending_customer", "in_progress"),
        ("resolved", "reopened"),
        ("closed", "reopened"),
        ("reopened", "reopened"),
    ],
)
def test_a_customer_s_reply_brings_it_back_to_staff(
    portal: Portal, before: str, after: str
) -> None:
    assert said(portal, brought(portal, before), "customer", sender="user") == after


def test_a_customer_s_reply_to_an_answer_is_in_progress(portal: Portal) -> None:
    id = opened(portal)
    assert said(portal, id, "support", status="open") == "open"
    assert said(portal, id, "customer") == "in_progress"


def test_the_first_of_the_staff_to_answer_takes_care(portal: Portal) -> None:
    id = opened(portal)
    said(portal, id, "customer")
    assert row(portal, id).answered_at is None
    portal.clock.move(hours=2)
    said(portal, id, "support")
    first = details(portal, id)["messages"][2]["timestamp"]
    portal.clock.move(hours=2)
    said(portal, id, "admin")
    assert details(portal, id)["assignedTo"]["name"] == "Sam Support"
    answered = row(portal, id).answered_at
    assert answered
    assert iso(answered) == first


def test_resolved_is_remembered_until_it_is_reopened(portal: Portal) -> None:
    id = brought(portal, "resolved")
    resolved = row(portal, id).resolved_at
    assert resolved
    assert iso(resolved) == details(portal, id)["updatedAt"]
    said(portal, id, "support", status="closed")
    assert row(portal, id).resolved_at == resolved
    said(portal, id, "customer")
    assert row(portal, id).resolved_at is None


# -- closing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["customer", "support", "admin"])
@pytest.mark.parametrize("before", [status for status in STATUSES if status != "closed"])
def test_whose_it_is_and_staff_close_whatever_is_not(portal: Portal, before: str, who: str) -> None:
    id = brought(portal, before)
    path = f"{TICKETS}/{id}/close"
    answer = portal.call("PUT", path, who, json={"reason": "Issue resolved"})
    document = answer.get_json()
    assert (answer.status_code, document["message"]) == (200, "Ticket closed successfully")
    found = details(portal, id)
    assert document["data"] == {
        "ticketId": id,
        "status": "closed",
        "closedAt": found["updatedAt"],
        "reason": "Issue resolved",
    }
    assert (found["closedAt"], found["reason"]) == (found["updatedAt"], "Issue resolved")
    portal.refused(409, "CONFLICT", "PUT", path, who)
    assert details(portal, id) == found


@pytest.mark.parametrize("body", [{}, {"json": {}}], ids=str)
def test_closing_needs_no_reason_and_no_body(portal: Portal, body: dict[str, Any]) -> None:
    id = opened(portal)
    assert portal.good("PUT", f"{TICKETS}/{id}/close", "customer", **body)["reason"] is None


def test_a_reason_is_500_characters_at_most(portal: Portal) -> None:
    path = f"{TICKETS}/{opened(portal)}/close"
    error = portal.refused(
        400, "VALIDATION_ERROR", "PUT", path, "customer", json={"reason": "r" * 501}
    )
    assert list(error["details"]) == ["reason"]
    assert portal.good("PUT", path, "customer", json={"reason": "r" * 500})["reason"] == "r" * 500


@pytest.mark.parametrize(("who", "fields"), [("customer", {}), ("support", {"status": "reopened"})])
def test_what_is_reopened_was_not_closed(portal: Portal, who: str, fields: dict[str, str]) -> None:
    id = opened(portal)
    portal.good("PUT", f"{TICKETS}/{id}/close", "customer", json={"reason": "Never mind"})
    assert said(portal, id, who, **fields) == "reopened"
    assert (details(portal, id)["closedAt"], details(portal, id)["reason"]) == (None, None)
