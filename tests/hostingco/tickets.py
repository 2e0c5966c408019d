"""What the tests of support begin with."""

from typing import Any

from sqlalchemy import select

from hostingco_api.core import ids
from hostingco_api.core.models import Ticket
from tests.hostingco.support import Portal

TICKETS = "/support/tickets"
NEW = {
    "subject": "Server configuration help",
    "description": "I need help configuring my server settings",
    "category": "Technical",
}
STATUSES = ("open", "in_progress", "pending_customer", "resolved", "closed", "reopened")
PATHS: dict[str, tuple[str, ...]] = {
    "open": (),
    "in_progress": ("in_progress",),
    "pending_customer": ("in_progress", "pending_customer"),
    "resolved": ("resolved",),
    "closed": ("closed",),
    "reopened": ("closed", "reopened"),
}
"""The moves that bring a new ticket into each status."""


def opened(portal: Portal, who: str = "customer", **fields: Any) -> str:
    """The id of a new ticket."""
    id: str = portal.good("POST", TICKETS, who, json=NEW | fields)["id"]
    return id


def said(portal: Portal, id: str, who: str, **fields: Any) -> str:
    """The status after a reply."""
    body = {"message": "Thank you for the quick response!"} | fields
    status: str = portal.good("POST", f"{TICKETS}/{id}/reply", who, json=body)["status"]
    return status


def brought(portal: Portal, status: str, who: str = "customer") -> str:
    """A new ticket that staff brought into a status."""
    id = opened(portal, who)
    for move in PATHS[status]:
        assert said(portal, id, "support", status=move) == move
    return id


def details(portal: Portal, id: str, who: str = "support") -> dict[str, Any]:
    found: dict[str, Any] = portal.good("GET", f"{TICKETS}/{id}", who)
    return found


def row(portal: Portal, id: str) -> Ticket:
    found: Ticket = portal.row(select(Ticket).where(Ticket.id == ids.parse("ticket", id)))
    return found
