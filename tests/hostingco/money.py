"""What tests of billing begin with: cards, invoices, settings."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from hostingco_api.core.models import Setting
from tests.hostingco.support import Portal

GOOD, DECLINES = "4242424242424242", "4000000000000341"
CARD = {
    "type": "credit_card",
    "cardNumber": GOOD,
    "expiryMonth": 12,
    "expiryYear": 2030,
    "cvv": "123",
}


def card(portal: Portal, who: str = "customer", number: str = GOOD, **fields: Any) -> str:
    """The id of a new card."""
    body = CARD | {"cardNumber": number} | fields
    id: str = portal.good("POST", "/billing/payment-methods", who, json=body)["id"]
    return id


def cards(portal: Portal, who: str = "customer") -> list[tuple[str, bool]]:
    """Of each its id, and whether it is the default."""
    found = portal.good("GET", "/billing/payment-methods", who)
    return [(one["id"], one["isDefault"]) for one in found]


def invoices(portal: Portal, who: str = "customer", **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = portal.good(
        "GET", "/billing/invoices", who, query_string={"limit": 100} | query
    )
    return found


def invoice(portal: Portal, id: str, who: str = "customer") -> dict[str, Any]:
    found: dict[str, Any] = portal.good("GET", f"/billing/invoices/{id}", who)
    return found


def ordered(portal: Portal, who: str = "customer", name: str = "web-1", plan: str = "pro") -> str:
    """The id of the invoice of a new server."""
    portal.server(who, name, plan)
    return str(invoices(portal, who)[-1]["id"])


def pay(portal: Portal, id: str, method: str, who: str = "customer") -> dict[str, Any]:
    """The invoice once that is settled."""
    portal.good("POST", f"/billing/invoices/{id}/pay", who, json={"paymentMethodId": method})
    portal.work()
    return invoice(portal, id, who)


def put(portal: Portal, section: str, **values: Any) -> None:
    """System settings."""
    with portal.database.writing() as session:
        row = session.scalars(select(Setting)).one()
        row.values = row.values | {section: row.values.get(section, {}) | values}


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
