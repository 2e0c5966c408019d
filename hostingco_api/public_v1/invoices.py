"""Invoices, and payments of them.

A due date is a day: until it is over (UTC), the invoice is not overdue.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import fields, validate
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, selectinload

from hostingco_api.core import billing, clients, lifecycle, settings
from hostingco_api.core.clock import end_of
from hostingco_api.core.errors import invalid
from hostingco_api.core.models import OVER, Invoice, InvoiceItem, Payment, User
from hostingco_api.public_v1.envelope import Page, Said
from hostingco_api.public_v1.fields import (
    DEAREST,
    LARGEST_PAYMENT,
    Currency,
    Date,
    Dated,
    Id,
    Known,
    Money,
    QueryRef,
    Ref,
    Thing,
    one_of,
    plain,
)
from hostingco_api.public_v1.web import (
    Call,
    dated,
    endpoint,
    get,
    given,
    number,
    page,
    path,
    section,
)
from hostingco_api.web.fields import (
    Amount,
    Answer,
    Change,
    Int,
    Number,
    Several,
    Strict,
    Text,
    Time,
)

blp = section("invoices")
DAY = timedelta(days=1)


class Item(Answer):
    id = Id()
    service_id = Id(allow_none=True)
    description = fields.String(required=True)
    quantity = fields.Integer(required=True, metadata={"minimum": 1})
    price = Amount(attribute="unit_price", required=True)
    total = Amount(required=True)


class InvoiceAnswer(Known):
    invoice_number = fields.String(attribute="number", required=True)
    client_id = Id(attribute="user_id")
    status = one_of(*billing.STATUSES, attribute="state")
    subtotal = Amount(attribute="amount", required=True)
    tax = Amount(required=True)
    total = Amount(required=True)
    amount_paid = Amount(required=True)
    balance = Amount(required=True)
    currency = Currency()
    due_date = Date(required=True)
    paid_at = Time(required=True, allow_none=True)
    items = fields.List(fields.Nested(Item), required=True)


class PaymentAnswer(Thing):
    invoice_id = Id()
    client_id = Id(attribute="invoice.user_id")
    amount = Amount(required=True)
    credited = Amount(required=True)
    gateway = fields.String(required=True)
    transaction_id = fields.String(required=True, allow_none=True)
    status = one_of(*billing.PAYMENT_STATUSES)
    currency = Currency(attribute="invoice.currency")
    created_at = Time(required=True)


class PaidInvoice(InvoiceAnswer):
    payment = fields.Nested(PaymentAnswer, required=True)


class NewItem(Strict):
    service_id = Ref(allow_none=True, load_default=None)
    description = plain(200)
    quantity = Int(1, 1000, load_default=1)
    price = Money("0", DEAREST)

    @ma.validates_schema
    def whole(self, data: Any, **_: Any) -> None:
        if data.get("service_id") is None:
            missing = [name for name in ("description", "price") if name not in data]
            if missing:
                raise ma.ValidationError("Required without a service_id.", missing[0])


_items: dict[str, Any] = {"validate": validate.Length(1, 100)}


class NewInvoice(Strict):
    client_id = Ref(required=True)
    items = Several(fields.Nested(NewItem), required=True, **_items)
    due_date = Date(load_default=None)
    tax_rate = Number(validate=validate.Range(0, 100), load_default=None)


class InvoiceChange(Change):
    due_date = Date()
    items = Several(fields.Nested(NewItem), **_items)
    status = Text(one_of=("cancelled",))


class Query(Dated):
    search = Text(1, 100)
    status = Text(one_of=billing.STATUSES)
    client_id = QueryRef()
    due_from = Date()
    due_to = Date()


class Pay(Strict):
    amount = Money("0.01", LARGEST_PAYMENT, load_default=None)
    gateway = plain(50, load_default="manual")
    transaction_id = plain(100, load_default=None)


class NewPayment(Pay):
    invoice_id = Ref(required=True)


class PaymentQuery(Dated):
    invoice_id = QueryRef()
    client_id = QueryRef()
    gateway = Text(1, 50)
    status = Text(one_of=billing.PAYMENT_STATUSES)


def _listed() -> Select[Invoice]:
    return select(Invoice).where(Invoice.deleted_at.is_(None)).order_by(Invoice.id)


def _shown(call: Call, *found: Invoice) -> Invoice:
    """As they are called at present, and by the day."""
    for invoice in found:
        invoice.state = billing.status(invoice, call.now)
        invoice.due_date = (invoice.due_at - timedelta(milliseconds=1)).date()
    return found[0]


def _lines(
    call: Call, client_id: int, items: list[dict[str, Any]], invoice: Invoice | None = None
) -> list[InvoiceItem]:
    """Of a service, what is not said is as it is sold; to set it up is in the first line of it, if
    at all. `invoice` has the lines that they replace."""
    named = [
        given(call, lifecycle.listed(), item["service_id"], f"items.{n}.service_id")
        for n, item in enumerate(items)
    ]
    lifecycle.hold(call.session, {service.id for service in named if service})
    currency = invoice.currency if invoice else settings.load(call.session).currency
    lines: list[InvoiceItem] = []
    for n, (item, service) in enumerate(zip(items, named, strict=True)):
        if service is None:
            lines.append(billing.line(item["description"], item["quantity"], item["price"]))
            continue
        if service.user_id != client_id:
            raise invalid(**{f"items.{n}.service_id": "It is another client's."})
        if service.status in OVER:
            raise invalid(**{f"items.{n}.service_id": f"It is {service.status}."})
        if "price" not in item and service.currency != currency:
            raise invalid(**{f"items.{n}.price": f"Its own price is in {service.currency}."})
        usual = billing.lines_of(call.session, service, item["quantity"], besides=invoice)
        if service in named[:n]:
            del usual[1:]
        if "price" in item:
            text = item.get("description", usual[0].description)
            usual = [billing.line(text, item["quantity"], item["price"], service)]
        elif "description" in item:
            usual[0].description = item["description"]
        lines += usual
    return lines


@blp.route("/invoices")
class Invoices(MethodView):
    @endpoint(blp, "listInvoices", "invoices.read", InvoiceAnswer, many=True, query=Query)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        found = _listed().options(selectinload(Invoice.payments))
        if search := query.get("search"):
            found = found.where(Invoice.number.icontains(search, autoescape=True))
        if status := query.get("status"):
            found = billing.in_status(found, status, call.now)
        client = number(call, clients.listed(), query.get("client_id"))
        if client is not None:
            found = found.where(Invoice.user_id == client)
        # The instant at which a day is over is the first of the next one.
        if first := query.get("due_from"):
            found = found.where(Invoice.due_at > end_of(first) - DAY)
        if last := query.get("due_to"):
            found = found.where(Invoice.due_at <= end_of(last))
        shown = page(call, dated(found, Invoice.created_at, query), query)
        if shown.items:
            _shown(call, *shown.items)
        return shown

    @endpoint(
        blp,
        "createInvoice",
        "invoices.create",
        InvoiceAnswer,
        message="Invoice created",
        status=201,
        body=NewInvoice,
    )
    def post(self, call: Call, body: dict[str, Any]) -> Invoice:
        client: User = given(call, clients.listed(), body["client_id"], "client_id", lock=True)
        lines = _lines(call, client.id, body["items"])
        rate = body["tax_rate"]
        invoice = billing.write(
            call.session,
            client.id,
            lines[0].description,
            lines,
            call.now,
            due_at=end_of(body["due_date"] or (call.now + billing.TIME_TO_PAY).date()),
            tax_rate=None if rate is None else round(Decimal(str(rate)), 4),
        )
        return _shown(call, invoice)


@blp.route("/invoices/<id>", parameters=[path()])
class InvoiceById(MethodView):
    @endpoint(blp, "getInvoice", "invoices.read", InvoiceAnswer, 404)
    def get(self, call: Call, id: str) -> Invoice:
        return _shown(call, get(call, _listed(), id, "Invoice"))

    @endpoint(
        blp,
        "updateInvoice",
        "invoices.update",
        InvoiceAnswer,
        404,
        409,
        message="Invoice updated",
        body=InvoiceChange,
    )
    def put(self, call: Call, body: dict[str, Any], id: str) -> Invoice:
        invoice: Invoice = get(call, _listed(), id, "Invoice", lock=True)
        items = body.get("items")
        due = body.get("due_date")
        if items or due:
            lines = _lines(call, invoice.user_id, items, invoice) if items else None
            due_at = end_of(due) if due else None
            billing.change(call.session, invoice, call.now, due_at=due_at, items=lines)
        if "status" in body:
            billing.cancel(invoice, call.now)
        return _shown(call, invoice)

    @endpoint(blp, "deleteInvoice", "invoices.delete", None, 404, 409, message="Invoice deleted")
    def delete(self, call: Call, id: str) -> None:
        invoice: Invoice = get(call, _listed(), id, "Invoice", lock=True)
        if invoice.status != "cancelled":
            billing.cancel(invoice, call.now)
        invoice.deleted_at = call.now


@blp.route("/invoices/<id>/pay", parameters=[path()])
class PayInvoice(MethodView):
    @endpoint(
        blp,
        "payInvoice",
        "invoices.pay",
        PaidInvoice,
        404,
        message="Payment recorded",
        body=Pay,
    )
    def post(self, call: Call, body: dict[str, Any], id: str) -> Invoice:
        invoice: Invoice = get(call, _listed(), id, "Invoice", lock=True)
        invoice.payment, _ = billing.receive(call.session, invoice, now=call.now, **body)
        return _shown(call, invoice)


@blp.route("/payments")
class Payments(MethodView):
    @endpoint(blp, "listPayments", "payments.read", PaymentAnswer, many=True, query=PaymentQuery)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        found = select(Payment).join(Payment.invoice).order_by(Payment.id)
        found = found.options(contains_eager(Payment.invoice))
        invoice = number(call, _listed(), query.get("invoice_id"))
        if invoice is not None:
            found = found.where(Payment.invoice_id == invoice)
        client = number(call, clients.listed(), query.get("client_id"))
        if client is not None:
            found = found.where(Invoice.user_id == client)
        for column, name in ((Payment.gateway, "gateway"), (Payment.status, "status")):
            if name in query:
                found = found.where(column == query[name])
        return page(call, dated(found, Payment.created_at, query), query)

    @endpoint(
        blp,
        "createPayment",
        "payments.create",
        PaymentAnswer,
        message="Payment recorded",
        status=201,
        also=200,
        body=NewPayment,
    )
    def post(self, call: Call, body: dict[str, Any]) -> Said:
        invoice = given(call, _listed(), body.pop("invoice_id"), "invoice_id", lock=True)
        payment, known = billing.receive(call.session, invoice, now=call.now, **body)
        return Said(payment, status=200 if known else 201)
