"""The figures of billing, beside rows that are counted one by one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core.clock import iso
from hostingco_api.core.models import Invoice, Payment, PaymentMethod, Server
from tests.hostingco.money import card, cards, invoices, ordered, pay
from tests.hostingco.support import IDS, Portal

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
MONTH = datetime(2026, 3, 1, tzinfo=UTC)
MS = timedelta(milliseconds=1)
INSTANTS = [
    MONTH - MS,
    MONTH,
    MONTH - timedelta(days=400),
    datetime(2025, 3, 5, tzinfo=UTC),  # the same month of another year
    NOW - timedelta(days=2),
]
DUE = [NOW - timedelta(minutes=10), NOW + timedelta(hours=1), MONTH, NOW + timedelta(days=9)]


def fill(portal: Portal) -> None:
    """Of everybody something, in every state and on both sides of what counts."""
    random = Random(11)
    with portal.database.writing() as session:
        for n in range(150):
            user = random.randrange(2, 5)
            method = PaymentMethod(
                user_id=user,
                type="credit_card",
                brand="visa",
                last4="4242",
                expiry_month=12,
                expiry_year=2030,
                token="token",
                created_at=NOW,
                deleted_at=random.choice([None, NOW]),
            )
            state = random.choice(["pending", "paid", "paid", "cancelled"])
            amount = Decimal(random.randrange(1, 99999)) / 100
            invoice = Invoice(
                user_id=user,
                number=str(n),
                description="Something",
                amount=amount,
                tax=Decimal("0.01"),
                total=amount + Decimal("0.01"),
                currency="USD",
                status=state,
                due_at=random.choice(DUE),
                paid_at=random.choice(INSTANTS) if state == "paid" else None,
                created_at=random.choice(INSTANTS),
                updated_at=NOW,
            )
            tries = ["failed"] * random.randrange(2)
            tries += ["succeeded"] if state == "paid" else random.choice([[], ["processing"]])
            for status in tries:
                settled = None if status == "processing" else random.choice(INSTANTS)
                invoice.payments.append(
                    Payment(
                        method=method,
                        amount=invoice.total,
                        status=status,
                        created_at=random.choice(INSTANTS),
                        settled_at=settled,
                    )
                )
            server = Server(
                user_id=user,
                plan_id="pro",
                name=f"web-{n}",
                location="us-east-1",
                status="active",
                created_at=NOW,
                updated_at=NOW,
                next_billing_at=NOW + timedelta(hours=random.randrange(-99, 999)),
                deleted_at=random.choice([None, NOW]),
            )
            session.add_all([method, invoice, server])


def counted(portal: Portal, user: int | None) -> dict[str, Any]:
    """The figures of one user, or of all."""
    with portal.database.reading() as session:

        def of(kind: Any) -> list[Any]:
            rows = session.scalars(select(kind)).unique()
            return [row for row in rows if user in (None, row.user_id)]

        written, servers = of(Invoice), of(Server)
        total, month = 0, 0  # in cents
        for payment in (payment for invoice in written for payment in invoice.payments):
            if payment.status == "succeeded":
                total += int(payment.amount * 100)
                if (payment.settled_at.year, payment.settled_at.month) == (2026, 3):
                    month += int(payment.amount * 100)
        pending = [invoice for invoice in written if invoice.status == "pending"]
        live = [server.next_billing_at for server in servers if not server.deleted_at]
        return {
            "totalRevenue": total / 100,
            "thisMonthRevenue": month / 100,
            "pendingInvoices": len([one for one in pending if one.due_at > NOW]),
            "overdueInvoices": len([one for one in pending if one.due_at <= NOW]),
            "totalInvoices": len(written),
            "paidInvoices": len([one for one in written if one.status == "paid"]),
            "totalPaymentMethods": len([one for one in of(PaymentMethod) if not one.deleted_at]),
            "nextBillingDate": iso(min(live)),
        }


def summary(portal: Portal, who: str) -> dict[str, Any]:
    found: dict[str, Any] = portal.good("GET", "/billing/summary", who)
    return found


@pytest.fixture
def company(portal: Portal) -> Portal:
    portal.clock.set(2026, 3, 10, 12)
    fill(portal)
    return portal


@pytest.mark.parametrize("who", ["admin", "support"])
def test_staff_see_the_figures_of_the_company(company: Portal, who: str) -> None:
    expected = counted(company, None)
    assert all(expected.values())
    assert summary(company, who) == expected


@pytest.mark.parametrize("who", ["customer", "other"])
def test_customers_see_the_figures_of_their_account(company: Portal, who: str) -> None:
    expected = counted(company, int(IDS[who].removeprefix("user_")))
    assert all(expected.values())
    assert expected != counted(company, None)
    assert summary(company, who) == expected


def test_there_are_figures_of_nothing(portal: Portal) -> None:
    expected = {
        "totalRevenue": 0,
        "thisMonthRevenue": 0,
        "pendingInvoices": 0,
        "overdueInvoices": 0,
        "totalInvoices": 0,
        "paidInvoices": 0,
        "totalPaymentMethods": 0,
        "nextBillingDate": None,
    }
    assert summary(portal, "customer") == summary(portal, "admin") == expected


def test_figures_agree_with_the_lists(portal: Portal) -> None:
    portal.clock.set(2026, 1, 5)
    method = card(portal)
    late, paid, _ = (ordered(portal, name=f"web-{n}") for n in range(3))
    pay(portal, paid, method)
    pay(portal, late, card(portal, expiryYear=2020))
    portal.later(days=31)
    ordered(portal, name="web-4")
    pay(portal, late, method)
    found = summary(portal, "customer")
    for status in ("pending", "overdue", "paid"):
        assert found[f"{status}Invoices"] == len(invoices(portal, status=status)) > 0
    assert found["totalInvoices"] == len(invoices(portal))
    assert found["totalPaymentMethods"] == len(cards(portal)) == 2
    assert (found["totalRevenue"], found["thisMonthRevenue"]) == (64.78, 32.39)
    portal.later(days=28)
    assert summary(portal, "admin")["thisMonthRevenue"] == 0


def test_cards_of_who_was_deleted_are_none_of_the_company_s(portal: Portal) -> None:
    card(portal)
    card(portal, "other")
    portal.good("DELETE", f"/users/{IDS['other']}", "admin")
    assert summary(portal, "admin")["totalPaymentMethods"] == 1
