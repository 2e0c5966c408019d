"""Paying: cards that can be charged and such that cannot, whose they are, and what is kept."""

import logging
import re
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from hostingco_api.core.models import Invoice
from hostingco_api.core.payments import Declined, LocalProcessor
from hostingco_api.core.providers import ProviderFailed
from tests.hostingco.money import CARD, DECLINES, card, cards, invoice, ordered, pay
from tests.hostingco.support import Portal

METHODS = "/billing/payment-methods"


class Till(LocalProcessor):
    """Writes down what it is asked to charge."""

    def __init__(self) -> None:
        self.charged: list[tuple[Any, ...]] = []
        self.kept: list[tuple[str, str]] = []
        self.fails: list[Exception] = []
        """What goes wrong, once each."""

    def keep(self, number: str, cvv: str) -> str:
        self.kept.append((number, cvv))
        return f"token-{len(self.kept)}"

    def charge(
        self, reference: str, token: str, amount: Decimal, currency: str, *, expired: bool
    ) -> None:
        self.charged.append((reference, token, amount, currency, expired))
        if self.fails:
            raise self.fails.pop(0)


def path(id: str) -> str:
    return f"/billing/invoices/{id}/pay"


# -- cards --------------------------------------------------------------------------------------


def test_the_first_card_is_the_default(portal: Portal) -> None:
    body = CARD | {"expiryMonth": 12, "expiryYear": 2025}
    answer = portal.call("POST", METHODS, "customer", json=body)
    assert answer.status_code == 201
    assert answer.get_json()["message"] == "Payment method added successfully"
    expected = {
        "id": "pm_1",
        "type": "credit_card",
        "brand": "visa",
        "last4": "4242",
        "expiryMonth": 12,
        "expiryYear": 2025,
        "isDefault": True,
    }
    assert answer.get_json()["data"] == expected
    second = portal.good("POST", METHODS, "customer", json=body)
    assert second == expected | {"id": "pm_2", "isDefault": False}
    assert portal.good("GET", METHODS, "customer") == [expected, second]


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("4222222222222", "visa"),
        ("5105105105105100", "mastercard"),
        ("5555555555554444", "mastercard"),
        ("2221000000000009", "mastercard"),
        ("2720990000000007", "mastercard"),
        ("340000000000009", "amex"),
        ("378282246310005", "amex"),
        ("6011111111111117", "discover"),
        ("6500000000000002", "discover"),
        ("3530111333300000", "unknown"),
        ("2720000000000005", "mastercard"),
        ("2721000000000004", "unknown"),
        ("5000000000000009", "unknown"),
    ],
)
def test_the_brand_is_that_of_the_first_digits(portal: Portal, number: str, brand: str) -> None:
    body = CARD | {"cardNumber": number}
    found = portal.good("POST", METHODS, "customer", json=body)
    assert (found["brand"], found["last4"]) == (brand, number[-4:])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cardNumber", "4242424242424241"),  # its check digit
        ("cardNumber", "2424242424242424"),
        ("cardNumber", "4242 4242 4242 4242"),
        ("cardNumber", "4242424242424242\n"),
        ("cardNumber", "42424242426"),
        ("cardNumber", "42424242424242424242"),
        ("cardNumber", 4242424242424242),
        ("cardNumber", "\uff14242424242424242"),
        ("expiryMonth", 0),
        ("expiryMonth", 13),
        ("expiryMonth", "12"),
        ("expiryYear", 1999),
        ("expiryYear", 2101),
        ("expiryYear", 30),
        ("cvv", "12"),
        ("cvv", "12345"),
        ("cvv", 123),
        ("type", "paypal"),
        ("type", None),
        ("token", "card_0"),
    ],
)
def test_a_card_is_refused_by_its_field(portal: Portal, field: str, value: Any) -> None:
    body = CARD | {field: value}
    error = portal.refused(400, "VALIDATION_ERROR", "POST", METHODS, "customer", json=body)
    assert list(error["details"]) == [field]
    assert cards(portal) == []


def test_all_of_a_card_is_needed(portal: Portal) -> None:
    error = portal.refused(400, "VALIDATION_ERROR", "POST", METHODS, "customer", json={})
    assert set(error["details"]) == set(CARD)


def test_another_card_becomes_the_default(portal: Portal) -> None:
    first, second = card(portal), card(portal)
    answer = portal.call("PUT", f"{METHODS}/{second}/default", "customer").get_json()
    assert answer["data"] == {"id": second, "isDefault": True}
    assert answer["message"] == "Default payment method updated successfully"
    assert cards(portal) == [(first, False), (second, True)]
    portal.good("PUT", f"{METHODS}/{second}/default", "customer")
    assert cards(portal) == [(first, False), (second, True)]


def test_the_oldest_card_is_the_default_once_that_is_gone(portal: Portal) -> None:
    first, second, third = card(portal), card(portal), card(portal)
    portal.good("PUT", f"{METHODS}/{third}/default", "customer")
    answer = portal.call("DELETE", f"{METHODS}/{third}", "customer").get_json()
    assert (answer["data"], answer["message"]) == (None, "Payment method removed successfully")
    assert cards(portal) == [(first, True), (second, False)]
    portal.good("DELETE", f"{METHODS}/{second}", "customer")
    assert cards(portal) == [(first, True)]
    portal.good("DELETE", f"{METHODS}/{first}", "customer")
    assert cards(portal) == []
    card(portal)
    assert cards(portal) == [("pm_4", True)]


def test_cards_are_everybody_s_own_for_staff_too(portal: Portal) -> None:
    mine, hers = card(portal), card(portal, "other")
    for who in ("other", "support", "admin"):
        portal.refused(404, "NOT_FOUND", "PUT", f"{METHODS}/{mine}/default", who)
        portal.refused(404, "NOT_FOUND", "DELETE", f"{METHODS}/{mine}", who)
    assert cards(portal, "admin") == []
    assert (cards(portal), cards(portal, "other")) == ([(mine, True)], [(hers, True)])


@pytest.mark.parametrize("id", ["pm_2", "pm_01", "1", "pm_0", f"pm_{2**31}"])
def test_what_names_no_card_is_not_found(portal: Portal, id: str) -> None:
    card(portal)
    portal.refused(404, "NOT_FOUND", "PUT", f"{METHODS}/{id}/default", "customer")
    portal.refused(404, "NOT_FOUND", "DELETE", f"{METHODS}/{id}", "customer")


def test_number_and_cvv_go_to_the_processor_and_nowhere_else(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    till = portal.services.processor = Till()
    number, cvv = "5105105105105100", "9173"
    body = CARD | {"cardNumber": number, "cvv": cvv}
    id = card(portal, number=number, cvv=cvv)
    pay(portal, ordered(portal), id)
    answers = [portal.call("GET", METHODS, "customer").text]
    answers.append(portal.call("POST", METHODS, "customer", json=body | {"no": cvv}).text)
    answers.append(portal.call("POST", METHODS, "customer", json=body | {"type": number}).text)
    portal.services.processor = None  # type: ignore[assignment]  # so that it breaks
    answers.append(portal.call("POST", METHODS, "customer", json=body).text)
    assert "INTERNAL_ERROR" in answers[-1]
    assert "a request failed" in caplog.text
    assert till.kept == [(number, cvv)]
    with sqlite3.connect(portal.url.removeprefix("sqlite:///")) as database:
        kept = "\n".join(database.iterdump())
    database.close()
    assert "token-1" in kept
    word = rf"(?<![0-9A-Za-z]){cvv}(?![0-9A-Za-z])"
    for text in (kept, caplog.text, *answers):
        assert number not in text
        assert re.search(word, text) is None
    for file in Path(portal.url.removeprefix("sqlite:///")).parent.iterdir():
        assert number.encode() not in file.read_bytes()


# -- paying -------------------------------------------------------------------------------------


def test_an_invoice_is_paid_once_the_card_was_charged(portal: Portal) -> None:
    till = portal.services.processor = Till()
    id, method = ordered(portal), card(portal)
    before = invoice(portal, id)
    answer = portal.call("POST", path(id), "customer", json={"paymentMethodId": method})
    assert answer.get_json()["message"] == "Payment processing initiated"
    assert answer.get_json()["data"] == {
        "invoiceId": id,
        "paymentMethodId": method,
        "status": "processing",
    }
    begun = invoice(portal, id)
    assert (begun["status"], begun["paidDate"], begun["paymentMethod"]) == ("pending", None, None)
    (attempt,) = begun["payments"]
    assert attempt == {
        "id": "pay_001",
        "status": "processing",
        "amount": before["total"],
        "reason": None,
        "createdAt": begun["updatedAt"],
    }
    portal.work()
    portal.work()
    after = invoice(portal, id)
    assert after == begun | {
        "status": "paid",
        "paidDate": after["updatedAt"],
        "paymentMethod": {"type": "credit_card", "last4": "4242", "brand": "visa"},
        "payments": [attempt | {"status": "succeeded"}],
        "updatedAt": after["updatedAt"],
    }
    assert after["updatedAt"] > before["updatedAt"]
    assert till.charged == [("payment-1", "token-1", Decimal("32.39"), "USD", False)]


def test_an_overdue_invoice_can_be_paid(portal: Portal) -> None:
    id = ordered(portal)
    portal.later(days=15)
    assert invoice(portal, id)["status"] == "overdue"
    assert pay(portal, id, card(portal))["status"] == "paid"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"expiryMonth": 12, "expiryYear": 2025}, "The card has expired"),
        ({"expiryMonth": 4, "expiryYear": 2026}, "The card has expired"),
        ({"cardNumber": DECLINES}, "The card was declined"),
    ],
)
def test_a_card_that_cannot_be_charged_leaves_the_invoice_as_it_was(
    portal: Portal, fields: dict[str, Any], reason: str
) -> None:
    portal.clock.set(2026, 5, 1)
    id = ordered(portal)
    bad = portal.good("POST", METHODS, "customer", json=CARD | fields)["id"]
    found = pay(portal, id, bad)
    assert (found["status"], found["paidDate"], found["paymentMethod"]) == ("pending", None, None)
    (failed,) = found["payments"]
    assert (failed["status"], failed["reason"]) == ("failed", reason)
    paid = pay(portal, id, card(portal, number="5105105105105100"))
    assert (paid["status"], paid["paymentMethod"]["brand"]) == ("paid", "mastercard")
    assert [one["status"] for one in paid["payments"]] == ["failed", "succeeded"]


def test_a_card_is_good_until_its_month_is_over(portal: Portal) -> None:
    portal.clock.set(2026, 4, 30, 23)
    first, second = ordered(portal, name="web-1"), ordered(portal, name="web-2")
    method = card(portal, expiryMonth=4, expiryYear=2026)
    assert pay(portal, first, method)["status"] == "paid"
    portal.later(hours=1)
    assert pay(portal, second, method)["status"] == "pending"


def test_an_invoice_that_is_being_paid_or_over_is_not_paid_again(portal: Portal) -> None:
    id, method = ordered(portal), card(portal)
    body = {"paymentMethodId": method}
    portal.good("POST", path(id), "customer", json=body)
    portal.refused(409, "CONFLICT", "POST", path(id), "customer", json=body)
    portal.work()
    portal.refused(409, "CONFLICT", "POST", path(id), "customer", json=body)
    assert len(invoice(portal, id)["payments"]) == 1
    cancelled = ordered(portal, name="web-2")
    with portal.database.writing() as session:  # which no operation does
        session.execute(update(Invoice).where(Invoice.id == 2).values(status="cancelled"))
    portal.refused(409, "CONFLICT", "POST", path(cancelled), "customer", json=body)


def test_a_card_that_is_not_the_customer_s_pays_nothing(portal: Portal) -> None:
    id, gone = ordered(portal), card(portal)
    portal.good("DELETE", f"{METHODS}/{gone}", "customer")
    foreign, staff = card(portal, "other"), card(portal, "support")
    for who in ("customer", "support", "admin"):
        for method in (foreign, staff, gone, "pm_99", f"pm_{2**40}", "pm_01", "", "4242", None, 1):
            body = {"paymentMethodId": method}
            error = portal.refused(400, "VALIDATION_ERROR", "POST", path(id), who, json=body)
            assert list(error["details"]) == ["paymentMethodId"]
    assert invoice(portal, id)["payments"] == []


def test_a_body_without_a_card_or_with_more_is_refused(portal: Portal) -> None:
    id, method = ordered(portal), card(portal)
    for body in ({}, {"paymentMethodId": method, "amount": 1}):
        portal.refused(400, "VALIDATION_ERROR", "POST", path(id), "customer", json=body)


def test_staff_pay_with_a_card_of_the_customer(portal: Portal) -> None:
    id, method = ordered(portal), card(portal)
    assert pay(portal, id, method, "support")["status"] == "paid"


def test_another_s_invoice_is_not_there_to_be_paid(portal: Portal) -> None:
    id = ordered(portal)
    body = {"paymentMethodId": card(portal, "other")}
    portal.refused(404, "NOT_FOUND", "POST", path(id), "other", json=body)


def test_a_card_stays_while_a_payment_with_it_is_processing(portal: Portal) -> None:
    id, method, other = ordered(portal), card(portal), card(portal)
    portal.good("POST", path(id), "customer", json={"paymentMethodId": method})
    portal.refused(409, "CONFLICT", "DELETE", f"{METHODS}/{method}", "customer")
    portal.good("DELETE", f"{METHODS}/{other}", "customer")
    portal.work()
    portal.good("DELETE", f"{METHODS}/{method}", "customer")
    # What was paid with it tells so for good.
    assert invoice(portal, id)["paymentMethod"]["last4"] == "4242"


def test_what_the_processor_could_not_do_is_asked_again_as_the_same_charge(portal: Portal) -> None:
    till = portal.services.processor = Till()
    ids = [ordered(portal, name=f"web-{n}") for n in range(4)]
    method = card(portal)
    till.fails = [ProviderFailed("not now"), RuntimeError("broken"), Declined("No money")]
    for id in ids:
        portal.good("POST", path(id), "customer", json={"paymentMethodId": method})
    portal.work()
    statuses = [invoice(portal, id)["payments"][0]["status"] for id in ids]
    assert statuses == ["processing", "processing", "failed", "succeeded"]
    portal.clock.move(minutes=1)
    portal.work()
    statuses = [invoice(portal, id)["payments"][0]["status"] for id in ids]
    assert statuses == ["succeeded", "succeeded", "failed", "succeeded"]
    assert [charge[0] for charge in till.charged] == [f"payment-{n}" for n in (1, 2, 3, 4, 1, 2)]
