"""Payments: of a part, of all, of too much; credit; transactions that count once."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from hostingco_api.core.models import Payment
from tests.hostingco.money import card, invoice, ordered, pay, put
from tests.hostingco.test_invoice_pdf import download, text
from tests.public_v1.support import Api
from tests.public_v1.test_invoices import messages, state, told


def paid(api: Api, made: Any, **body: Any) -> Any:
    return api.good("POST", f"/invoices/{made['id']}/pay", body)


def credit(api: Api, client: int = 3) -> float:
    return float(api.good("GET", f"/clients/{client}")["credit"])


def revenue(api: Api, who: str = "customer") -> float:
    return float(api.portal.good("GET", "/billing/summary", who)["totalRevenue"])


# -- amounts ------------------------------------------------------------------------------------


def test_all_is_paid_unless_said_otherwise(api: Api) -> None:
    told(api, "invoice.paid")
    made = api.invoice(price=10)
    done = paid(api, made)
    payment = done.pop("payment")
    assert done == api.good("GET", f"/invoices/{made['id']}")
    assert (done["status"], done["amount_paid"], done["balance"]) == ("paid", 10.0, 0.0)
    assert done["paid_at"] == done["updated_at"] == payment["created_at"]
    assert payment == api.good("GET", "/payments")[0]
    for name in ("uuid", "created_at"):
        assert payment.pop(name)
    assert payment == {
        "id": 1,
        "invoice_id": made["id"],
        "client_id": 3,
        "amount": 10.0,
        "credited": 0.0,
        "gateway": "manual",
        "transaction_id": None,
        "status": "succeeded",
        "currency": "USD",
    }
    assert messages(api) == ["invoice.paid"]


def test_parts_add_up(api: Api) -> None:
    told(api, "invoice.paid")
    made = api.invoice(price=0.3)
    for amount, balance in ((0.1, 0.2), (0.1, 0.1), (0.09, 0.01)):
        done = paid(api, made, amount=amount)
        assert (done["status"], done["balance"], done["paid_at"]) == ("pending", balance, None)
    assert messages(api) == []
    body = {"invoice_id": made["uuid"], "amount": 0.01}
    payment = api.good("POST", "/payments", body)
    assert (payment["amount"], payment["invoice_id"]) == (0.01, made["id"])
    assert state(api, made) == ("paid", 0.3, 0.0)
    assert messages(api) == ["invoice.paid"]


def test_what_is_too_much_becomes_credit_and_is_spent_once(api: Api) -> None:
    first, second, third = (api.invoice(price=price) for price in (10, 8, 1))
    paid(api, first, amount=4)
    done = paid(api, first, amount=16.5)
    assert (done["amount_paid"], done["payment"]["credited"]) == (10.0, 10.5)
    assert (credit(api), credit(api, 4)) == (10.5, 0.0)
    where = f"/invoices/{second['id']}/pay"
    api.refused(409, "CONFLICT", "POST", where, {"gateway": "credit", "amount": 10.51})
    assert paid(api, second, gateway="credit")["status"] == "paid"
    assert credit(api) == 2.5
    # More than the invoice needs comes back.
    assert paid(api, third, gateway="credit", amount=2.5)["payment"]["credited"] == 1.5
    assert credit(api) == 1.5
    assert revenue(api) == 20.5


def test_a_part_is_paid_from_credit_and_who_has_none_pays_nothing(api: Api) -> None:
    made = api.invoice(price=10)
    where = f"/invoices/{made['id']}/pay"
    for body in ({"gateway": "credit"}, {"gateway": " Credit", "amount": 0.01}):
        api.refused(409, "CONFLICT", "POST", where, body)
    paid(api, api.invoice(price=1), amount=3)
    hers = api.invoice(price=1, client=4)
    api.refused(409, "CONFLICT", "POST", f"/invoices/{hers['id']}/pay", {"gateway": "credit"})
    done = paid(api, made, gateway="CREDIT", amount=2)
    assert done["payment"]["gateway"] == "credit"
    assert (done["status"], done["balance"], credit(api)) == ("pending", 8.0, 0.0)


def test_credit_is_of_a_currency(api: Api) -> None:
    paid(api, api.invoice(price=1), amount=3)
    put(api.portal, "billing", currency="EUR")
    made = api.invoice(price=1)
    assert credit(api) == 0.0
    api.refused(409, "CONFLICT", "POST", f"/invoices/{made['id']}/pay", {"gateway": "credit"})


@pytest.mark.parametrize("how", ["cancel", "delete"])
def test_what_was_paid_of_a_cancelled_invoice_is_credit(api: Api, how: str) -> None:
    """That of credit comes back, too, and no money is made of it."""
    paid(api, api.invoice(price=1), amount=6)
    made = api.invoice(price=10)
    paid(api, made, amount=3)
    paid(api, made, gateway="credit", amount=4)
    assert credit(api) == 1.0
    path = f"/invoices/{made['id']}"
    if how == "cancel":
        changed = api.good("PUT", path, {"status": "cancelled"})
        assert (changed["status"], changed["amount_paid"], changed["balance"]) == (
            "cancelled",
            0.0,
            0.0,
        )
        api.good("DELETE", path)
    else:
        api.good("DELETE", path)
    assert credit(api) == 8.0
    assert revenue(api) == 9.0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": 0.001}, "amount"),
        ({"amount": 1e-300}, "amount"),
        ({"amount": 1_000_000_000}, "amount"),
        ({"amount": 1e300}, "amount"),
        ({"amount": "1"}, "amount"),
        ({"gateway": ""}, "gateway"),
        ({"gateway": "x" * 51}, "gateway"),
        ({"gateway": "a\nb"}, "gateway"),
        ({"transaction_id": "x" * 101}, "transaction_id"),
        ({"status": "succeeded"}, "status"),
    ],
)
def test_a_wrong_payment_is_refused_by_its_field(api: Api, body: Any, field: str) -> None:
    path = f"/invoices/{api.invoice()['id']}/pay"
    assert list(api.refused(422, "VALIDATION_ERROR", "POST", path, body)["errors"]) == [field]
    assert api.portal.rows(select(Payment)) == []


# -- transactions -------------------------------------------------------------------------------


def test_a_transaction_counts_once(api: Api) -> None:
    told(api, "invoice.paid")
    made, other = api.invoice(price=10), api.invoice(price=10)
    said = {"amount": 4, "gateway": "paypal", "transaction_id": "T-1"}
    first = paid(api, made, **said)["payment"]
    again = paid(api, made, **said)
    assert (again["payment"], again["balance"]) == (first, 6.0)
    body = {"invoice_id": made["id"], **said}
    answer = api.call("POST", "/payments", body)
    assert (answer.status_code, answer.get_json()["data"]) == (200, first)
    del body["amount"]  # all of it, or what it was
    assert api.good("POST", "/payments", body, status=200) == first
    # Of another invoice or amount it is another one, of another gateway a new one.
    api.refused(409, "CONFLICT", "POST", f"/invoices/{other['id']}/pay", said)
    api.refused(409, "CONFLICT", "POST", f"/invoices/{made['id']}/pay", said | {"amount": 5})
    assert api.good("POST", "/payments", body | {"gateway": "stripe"})["amount"] == 6.0
    # Also once it is paid, of which nobody is told again.
    assert paid(api, made, **said)["payment"] == first
    assert messages(api) == ["invoice.paid"]
    assert len(api.good("GET", "/payments")) == 2


def test_payments_are_found(api: Api) -> None:
    mine, hers = api.invoice(price=10), api.invoice(price=10, client=4)
    paid(api, mine, amount=1, gateway="paypal")
    paid(api, mine, amount=2)
    paid(api, hers, amount=3)
    today = api.portal.clock().date().isoformat()
    for query, amounts in (
        ("", [1.0, 2.0, 3.0]),
        (f"invoice_id={mine['id']}", [1.0, 2.0]),
        (f"invoice_id={hers['uuid']}", [3.0]),
        ("invoice_id=99", []),
        ("client_id=4", [3.0]),
        ("gateway=paypal", [1.0]),
        ("status=succeeded", [1.0, 2.0, 3.0]),
        ("status=failed", []),
        (f"created_from={today}", [1.0, 2.0, 3.0]),
        ("created_to=2020-01-01", []),
    ):
        assert [one["amount"] for one in api.good("GET", f"/payments?{query}")] == amounts, query


# -- beside the portal --------------------------------------------------------------------------


def test_a_card_that_is_being_charged_keeps_everything_else_away(api: Api) -> None:
    id, method = ordered(api.portal), card(api.portal)
    body = {"paymentMethodId": method}
    api.portal.good("POST", f"/billing/invoices/{id}/pay", "customer", json=body)
    for verb, path, sent in (
        ("POST", "/invoices/1/pay", {}),
        ("POST", "/payments", {"invoice_id": 1}),
        ("PUT", "/invoices/1", {"status": "cancelled"}),
        ("PUT", "/invoices/1", {"items": [{"description": "Less", "price": 1}]}),
        ("DELETE", "/invoices/1", None),
    ):
        api.refused(409, "CONFLICT", verb, path, sent)
    (under_way,) = api.good("GET", "/payments?status=processing")
    assert (under_way["gateway"], under_way["amount"]) == ("card", 32.39)
    assert state(api, {"id": 1}) == ("pending", 0.0, 32.39)
    api.portal.work()
    assert state(api, {"id": 1}) == ("paid", 32.39, 0.0)


def test_a_card_pays_what_is_left(api: Api) -> None:
    id, method = ordered(api.portal), card(api.portal)
    api.good("POST", "/invoices/1/pay", {"amount": 30})
    assert api.portal.good("GET", "/dashboard/stats", "admin")["billing"]["totalPending"] == 2.39
    found = pay(api.portal, id, method)
    assert (found["status"], [one["amount"] for one in found["payments"]]) == ("paid", [30.0, 2.39])
    assert revenue(api) == 32.39
    assert api.portal.good("GET", "/dashboard/stats", "admin")["billing"]["totalPending"] == 0


def test_what_was_paid_here_shows_in_the_portal(api: Api) -> None:
    """Without a card, and on paper."""
    api.portal.clock.set(2026, 5, 8)
    id = ordered(api.portal)
    api.good("POST", "/invoices/1/pay", {"amount": 30})
    said = text(download(api.portal, id))
    assert "Total 32.39 USD Paid 30.00 USD Balance 2.39 USD" in said
    assert "Status PENDING" in said
    api.good("POST", "/invoices/1/pay", {"amount": 10})
    found = invoice(api.portal, id)
    assert (found["status"], found["paymentMethod"]) == ("paid", None)
    assert [one["amount"] for one in found["payments"]] == [30.0, 10.0]
    said = text(download(api.portal, id))
    assert "Paid 2026-05-08" in said
    assert "Total 32.39 USD Paid 32.39 USD Balance 0.00 USD" in said


def test_the_rate_on_paper_is_the_invoice_s(api: Api) -> None:
    api.invoice(price=0.01, tax_rate=7.125)
    assert "Tax (7.125%) 0.00 USD" in text(download(api.portal, "inv_001"))


def test_money_counts_in_the_month_in_which_it_comes(api: Api) -> None:
    """Credit does not count again when it is spent."""
    api.portal.clock.set(2026, 5, 31, 12)
    made = api.invoice(price=10)
    paid(api, made, amount=4)
    api.portal.later(days=1)
    paid(api, made, amount=10)
    paid(api, api.invoice(price=3), gateway="credit")
    for who in ("customer", "admin"):
        figures = api.portal.good("GET", "/billing/summary", who)
        assert (figures["totalRevenue"], figures["thisMonthRevenue"]) == (14.0, 10.0)
        overview = api.portal.good("GET", "/dashboard/stats", who)["overview"]
        assert (overview["totalRevenue"], overview["monthlyRevenue"]) == (14.0, 10.0)
    api.portal.later(days=20)
    found = api.portal.good("GET", "/analytics/overview?period=month", "admin")["revenue"]
    assert (found["total"], found["recurring"], found["oneTime"]) == (14.0, 0, 14.0)
    assert Decimal(str(credit(api))) == Decimal("1.00")
