"""Answers of billing."""

from marshmallow import fields

from simulators.hostens import answers
from simulators.kernel.web import Open

_STATUSES = ("Unpaid", "Paid", "Merged", "Cancelled")


class Credit(Open):
    currency = fields.String(required=True)
    acc_balance = answers.amount()
    acc_credit = answers.amount()


class Balance(Open):
    success = fields.Boolean(required=True)
    details = fields.Nested(Credit, required=True)


class Listed(Open):
    id = fields.String(required=True)
    date = answers.day()
    dateorig = answers.day()
    duedate = answers.day()
    paybefore = answers.day()
    total = answers.amount()
    datepaid = answers.stamp()
    status = answers.one_of(_STATUSES)
    merge_id = fields.String(required=True, allow_none=True)
    number = fields.String(required=True)
    currency = fields.String(required=True)


class Invoices(Open):
    invoices = fields.List(fields.Nested(Listed), required=True)


class Item(Open):
    id = fields.String(required=True)
    invoice_id = fields.String(required=True)
    type = fields.String(required=True)
    item_id = fields.String(required=True)
    description = fields.String(required=True)
    amount = fields.String(required=True)
    taxed = fields.String(required=True)
    qty = fields.String(required=True)
    linetotal = fields.String(required=True)


class Payer(answers.Person):
    id = fields.String(required=True)


class Detailed(Open):
    id = fields.String(required=True)
    status = answers.one_of(_STATUSES)
    date = answers.day()
    duedate = answers.day()
    paybefore = answers.day()
    datepaid = answers.stamp()
    subtotal = fields.Float(required=True)
    credit = fields.Float(required=True)
    tax = fields.Float(required=True)
    taxrate = fields.Float(required=True)
    tax2 = fields.Float(required=True)
    taxrate2 = fields.Float(required=True)
    taxexempt = fields.String(required=True)
    total = fields.Float(required=True)
    rate = fields.Float(required=True)
    rate2 = fields.Float(required=True)
    rate3 = fields.Float(required=True)
    notes = fields.String(required=True)
    items = fields.List(fields.Nested(Item), required=True)
    client = fields.Nested(Payer, required=True)
    number = fields.String(required=True)
    currency = fields.String(required=True)


class Invoice(Open):
    invoice = fields.Nested(Detailed, required=True)


class Methods(Open):
    payments = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class Fee(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    fixed_fee = fields.String(required=True)
    percent_fee = fields.String(required=True)


class Fees(Open):
    payments = fields.List(fields.Nested(Fee), required=True)
