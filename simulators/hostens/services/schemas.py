"""Bodies and answers of services."""

from marshmallow import fields

from simulators.hostens import answers, php
from simulators.hostens.cart.catalog import CYCLE_NAMES
from simulators.hostens.services.stored import ADDON_STATUSES, STATUSES
from simulators.kernel.web import Open

CYCLE = "[a-z]"


class Configuration(php.Input):
    """Of a product, as it is ordered."""

    domain = php.text(most=253)
    cycle = php.text(pattern=CYCLE)
    custom = php.free()
    addon = php.free()
    addon_cycles = php.free()
    promocode = php.text()


class Order(Configuration):
    """As an item of the cart."""

    product_id = php.number(required=True)


class Cancellation(php.Input):
    immediate = php.flag()
    reason = php.text(most=2_000)


class Label(php.Input):
    label = php.text()


class Upgrade(php.Input):
    resources = php.free()
    package = php.number()
    cycle = php.text(pattern=CYCLE)
    send = php.flag()


class AddonOrder(php.Input):
    addon_id = php.number(required=True)
    cycle = php.text(pattern=CYCLE)


class Listed(Open):
    id = fields.String(required=True)
    domain = fields.String(required=True)
    total = answers.amount()
    status = answers.one_of(STATUSES)
    billingcycle = answers.one_of(CYCLE_NAMES)
    next_due = answers.day()
    category = fields.String(required=True)
    category_url = fields.String(required=True)
    name = fields.String(required=True)


class Services(Open):
    services = fields.List(fields.Nested(Listed), required=True)


class Detailed(Open):
    id = fields.String(required=True)
    date_created = answers.day()
    domain = fields.String(required=True)
    firstpayment = answers.amount()
    total = answers.amount()
    billingcycle = answers.one_of(CYCLE_NAMES)
    next_due = answers.day()
    next_invoice = answers.day()
    status = answers.one_of(STATUSES)
    label = fields.String(required=True)
    username = fields.String(required=True)
    password = fields.String(required=True)
    name = fields.String(required=True)


class Service(Open):
    service = fields.Nested(Detailed, required=True)


class Method(Open):
    name = fields.String(required=True)
    method = fields.String(required=True)
    route = fields.String(required=True)


class Methods(Open):
    methods = fields.List(fields.Nested(Method), required=True)


class Choice(Open):
    id = fields.String(required=True)
    name = fields.String(required=True)
    price = fields.Float(required=True)
    setup_price = fields.Float(required=True)
    selected = fields.Boolean(required=True)


class Resource(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    items = fields.List(fields.Nested(Choice), required=True)


class Package(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    price = fields.Float(required=True)


class Options(Open):
    resources = fields.List(fields.Nested(Resource), required=True)
    package = fields.List(fields.Nested(Package), required=True)


class Estimate(Open):
    charge = answers.amount()
    recurring = answers.amount()
    cycle = fields.String(required=True)
    order_num = fields.Integer()
    invoice_id = fields.String()
    total = answers.amount(required=False)
    info = fields.List(fields.String())


class LabelAnswer(Open):
    label = fields.String(required=True)


class Labelled(Open):
    success = fields.Boolean(required=True)
    info = fields.List(fields.String(), required=True)


class Found(Open):
    account_id = fields.Integer(required=True)


class Addon(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    status = answers.one_of(ADDON_STATUSES)


class Ordered(Open):
    id = fields.Integer(required=True)
