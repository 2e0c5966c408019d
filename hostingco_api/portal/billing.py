"""Billing: invoices, the cards they are paid with, and the figures."""

import re
from collections.abc import Iterable
from typing import Any

import marshmallow as ma
from flask import Response
from flask.views import MethodView
from marshmallow import fields, validate

from hostingco_api.core import billing, payments, settings, summary
from hostingco_api.core.models import Invoice, Payment, PaymentMethod
from hostingco_api.portal.envelope import Page
from hostingco_api.portal.fields import Id, Paging
from hostingco_api.portal.web import Call, endpoint, page, section
from hostingco_api.services import services
from hostingco_api.web.fields import (
    Amount,
    Answer,
    Bool,
    Count,
    Int,
    MailAddress,
    Strict,
    Text,
    Time,
)

blp = section("billing")
CARDS = ("credit_card",)
CURRENCY = "^[A-Z]{3}$"


class Item(Answer):
    description = fields.String(required=True)
    quantity = fields.Integer(required=True, metadata={"minimum": 1})
    unitPrice = Amount(attribute="unit_price", required=True)  # noqa: N815 (on the wire)
    total = Amount(required=True)


class Listed(Answer):
    id = Id("inv", required=True)
    userId = Id("user", attribute="user_id", required=True)  # noqa: N815
    number = fields.String(required=True)
    amount = Amount(required=True)
    tax = Amount(required=True)
    total = Amount(required=True)
    currency = Text(pattern=CURRENCY, required=True)
    status = Text(one_of=billing.STATUSES, attribute="state", required=True)
    dueDate = Time(attribute="due_at", required=True)  # noqa: N815
    paidDate = Time(attribute="paid_at", allow_none=True, required=True)  # noqa: N815
    description = fields.String(required=True)
    items = fields.List(fields.Nested(Item), required=True)
    createdAt = Time(attribute="created_at", required=True)  # noqa: N815


class Owner(Answer):
    id = Id("user", required=True)
    name = fields.String(required=True)
    email = MailAddress(required=True)
    company = fields.String(allow_none=True, required=True)


class Used(Answer):
    type = Text(one_of=CARDS, required=True)
    last4 = Text(pattern="^[0-9]{4}$", required=True)
    brand = Text(one_of=payments.BRANDS, required=True)


class Attempt(Answer):
    id = Id("pay", required=True)
    status = Text(one_of=("processing", "succeeded", "failed"), required=True)
    amount = Amount(required=True)
    reason = fields.String(allow_none=True, required=True)
    createdAt = Time(attribute="created_at", required=True)  # noqa: N815


class Full(Listed):
    user = fields.Nested(Owner, required=True)
    paymentMethod = fields.Nested(Used, attribute="method", allow_none=True, required=True)  # noqa: N815
    payments = fields.List(fields.Nested(Attempt), required=True)
    updatedAt = Time(attribute="updated_at", required=True)  # noqa: N815


class Method(Answer):
    id = Id("pm", required=True)
    type = Text(one_of=CARDS, required=True)
    brand = Text(one_of=payments.BRANDS, required=True)
    last4 = Text(pattern="^[0-9]{4}$", required=True)
    expiryMonth = Int(1, 12, attribute="expiry_month", required=True)  # noqa: N815
    expiryYear = Int(2000, 2100, attribute="expiry_year", required=True)  # noqa: N815
    isDefault = Bool(attribute="is_default", required=True)  # noqa: N815


class Preferred(Answer):
    id = Id("pm", required=True)
    isDefault = Bool(attribute="is_default", validate=validate.Equal(True), required=True)  # noqa: N815


class Paying(Answer):
    invoiceId = Id("inv", attribute="invoice_id", required=True)  # noqa: N815
    paymentMethodId = Id("pm", attribute="method_id", required=True)  # noqa: N815
    status = Text(one_of=("processing",), required=True)


class Figures(Answer):
    totalRevenue = Amount(attribute="total_revenue", required=True)  # noqa: N815
    thisMonthRevenue = Amount(attribute="this_month_revenue", required=True)  # noqa: N815
    pendingInvoices = Count(attribute="pending_invoices", required=True)  # noqa: N815
    overdueInvoices = Count(attribute="overdue_invoices", required=True)  # noqa: N815
    totalInvoices = Count(attribute="total_invoices", required=True)  # noqa: N815
    paidInvoices = Count(attribute="paid_invoices", required=True)  # noqa: N815
    totalPaymentMethods = Count(attribute="total_payment_methods", required=True)  # noqa: N815
    nextBillingDate = Time(attribute="next_billing_at", allow_none=True, required=True)  # noqa: N815


class InvoiceFilter(Paging):
    status = Text(one_of=billing.STATUSES)
    userId = Id("user", attribute="user")  # noqa: N815


class PayBody(Strict):
    paymentMethodId = Id("pm", attribute="method", required=True)  # noqa: N815


class Card(Strict):
    type = Text(one_of=CARDS, required=True)
    cardNumber = Text(pattern="^[0-9]{12,19}$", attribute="number", required=True)  # noqa: N815
    expiryMonth = Int(1, 12, attribute="expiry_month", required=True)  # noqa: N815
    expiryYear = Int(2000, 2100, attribute="expiry_year", required=True)  # noqa: N815
    cvv = Text(pattern="^[0-9]{3,4}$", required=True)

    @ma.validates("cardNumber")
    def checked(self, value: str, **_: Any) -> None:
        if not payments.is_number(value):
            raise ma.ValidationError("Not the number of a card.")


@blp.route("/billing/invoices")
class Invoices(MethodView):
    @endpoint(blp, "listInvoices", Listed, query=InvoiceFilter)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        found = billing.listed(call.me, query.get("user"))
        if status := query.get("status"):
            found = billing.in_status(found, status, call.now)
        paged = page(call, found, query)
        _date(call, paged.items)
        return paged


@blp.route("/billing/invoices/<id>")
class InvoiceView(MethodView):
    @endpoint(blp, "getInvoice", Full, of="inv")
    def get(self, call: Call, id: int | None) -> Invoice:
        invoice = billing.get(call.session, id, call.me)
        _date(call, [invoice])
        return invoice


@blp.route("/billing/invoices/<id>/pay")
class Pay(MethodView):
    @endpoint(
        blp,
        "payInvoice",
        Paying,
        409,
        message="Payment processing initiated",
        body=PayBody,
        of="inv",
    )
    def post(self, call: Call, given: dict[str, Any], id: int | None) -> Payment:
        invoice = billing.get(call.session, id, call.me, lock=True)
        return billing.pay(call.session, invoice, given["method"], call.now)


@blp.route("/billing/invoices/<id>/download")
class Download(MethodView):
    @endpoint(blp, "downloadInvoice", of="inv", file="application/pdf")
    def get(self, call: Call, id: int | None) -> Response:
        # What draws takes longer to import than most of the application.
        from hostingco_api.core import pdf

        invoice = billing.get(call.session, id, call.me)
        ours = settings.load(call.session).values["general"]
        status = billing.status(invoice, call.now)
        document = pdf.invoice(invoice, status, ours["siteName"], ours["supportEmail"])
        # Its prefix was set by somebody, and this is a header.
        name = re.sub(r"[^A-Za-z0-9._-]", "_", invoice.number)
        kept = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
        return Response(document, content_type="application/pdf", headers=kept)


@blp.route("/billing/payment-methods")
class Methods(MethodView):
    @endpoint(blp, "listPaymentMethods", Method, many=True)
    def get(self, call: Call) -> list[PaymentMethod]:
        return list(call.session.scalars(payments.listed(call.me.id)))

    @endpoint(
        blp,
        "addPaymentMethod",
        Method,
        status=201,
        message="Payment method added successfully",
        body=Card,
    )
    def post(self, call: Call, given: dict[str, Any]) -> PaymentMethod:
        return payments.add(call.session, call.me, services().processor, call.now, given)


@blp.route("/billing/payment-methods/<id>/default")
class Default(MethodView):
    @endpoint(
        blp,
        "setDefaultPaymentMethod",
        Preferred,
        message="Default payment method updated successfully",
        of="pm",
    )
    def put(self, call: Call, id: int | None) -> PaymentMethod:
        return payments.make_default(call.session, id, call.me)


@blp.route("/billing/payment-methods/<id>")
class MethodItem(MethodView):
    @endpoint(
        blp,
        "deletePaymentMethod",
        None,
        409,
        message="Payment method removed successfully",
        of="pm",
    )
    def delete(self, call: Call, id: int | None) -> None:
        payments.remove(call.session, id, call.me, call.now)


@blp.route("/billing/summary")
class Summary(MethodView):
    @endpoint(blp, "getBillingSummary", Figures)
    def get(self, call: Call) -> dict[str, Any]:
        return summary.of(call.session, call.me, call.now)


def _date(call: Call, invoices: Iterable[Invoice]) -> None:
    for invoice in invoices:
        invoice.state = billing.status(invoice, call.now)
