"""Bodies and answers of the cart."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from simulators.hostens import answers, php, products
from simulators.hostens.cart.basket import Item
from simulators.hostens.errors import REQUIRED, WRONG
from simulators.hostens.services.schemas import Configuration
from simulators.kernel.web import Open

MOST_ITEMS = 50


_KINDS = {"product": "service", "certificate": "certificate", "domain": "domain"}
"""By the `type` of an item."""


class _Item(php.Free):
    """Loaded by its kind's own schema; what that finds is for the basket to refuse."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> Item:
        item = super()._deserialize(*args, **kwargs)
        type = item.get("type")
        if not isinstance(type, str) or type not in _KINDS:
            raise ma.ValidationError({"type": [WRONG if type else REQUIRED]})
        kind = _KINDS[type]
        try:
            return Item(kind, products.order_schema(kind)().load(item), {})
        except ma.ValidationError as error:
            return Item(kind, {}, error.messages_dict)


class ProductOrder(Configuration):
    pay_method = php.number()


class Basket(php.Input):
    pay_method = php.number()
    items = php.many(
        _Item(
            error_messages={"invalid": WRONG},
            metadata={
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"enum": [*_KINDS]}},
            },
        ),
        required=True,
        least=1,
        most=MOST_ITEMS,
    )


class Category(Open):
    id = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    slug = fields.String(required=True)


class Categories(Open):
    categories = fields.List(fields.Nested(Category), required=True)


class Period(Open):
    title = fields.String(required=True)
    value = fields.String(required=True)
    price = fields.Float(required=True)
    setup = fields.Float(required=True)
    selected = fields.Boolean(required=True)


class Product(Open):
    id = fields.String(required=True)
    type = fields.String(required=True)
    name = fields.String(required=True)
    stock = fields.Boolean(required=True)
    paytype = fields.String(required=True)
    description = fields.String(required=True)
    qty = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)
    periods = fields.List(fields.Nested(Period), required=True)


class Products(Open):
    products = fields.List(fields.Nested(Product), required=True)


class Setting(Open):
    """Of the product itself: a cycle, or a domain."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    id = fields.String(required=True)
    name = fields.String(required=True)
    items = fields.List(fields.Nested(Period))
    value = fields.String(required=True, allow_none=True)
    price = fields.Float()
    setup = fields.Float()


class FormItem(Open):
    title = fields.String(required=True)
    value = fields.Integer(required=True)
    id = fields.Integer(required=True)
    price = fields.Float(required=True)
    setup = fields.Float(required=True)
    selected = fields.Boolean(required=True)


class Form(Open):
    """Of a product or a TLD."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    id = fields.String(required=True)
    firstItemId = fields.Integer(required=True)  # noqa: N815 (the wire's)
    description = fields.String(required=True)
    name = fields.String(required=True)
    required = fields.Boolean(required=True)
    multiple = fields.Boolean(required=True)
    config = fields.Dict(required=True)
    value = fields.List(fields.String(), required=True)
    textvalue = fields.List(fields.String(), required=True)
    price = fields.Float(required=True)
    recurring_price = fields.Float(required=True)
    setup = fields.Float(required=True)
    prorata_date = fields.String(required=True, allow_none=True)
    items = fields.List(fields.Nested(FormItem), required=True, metadata={"minItems": 1})


class AddonSetting(Open):
    type = fields.String(required=True)
    title = fields.String(required=True)
    name = fields.String(required=True)
    checked = fields.Boolean()
    items = fields.List(fields.Nested(Period))


class AddonForm(Open):
    type = fields.String(required=True)
    title = fields.String(required=True)
    id = fields.String(required=True)
    value = fields.String(required=True, allow_none=True)
    description = fields.String(required=True)
    config = fields.List(fields.Nested(AddonSetting), required=True)
    price = fields.Float(required=True)
    recurring_price = fields.Float(required=True)
    setup = fields.Float(required=True)
    prorata_date = fields.String(required=True, allow_none=True)


class Config(Open):
    product = fields.List(fields.Nested(Setting), required=True)
    forms = fields.List(fields.Nested(Form), required=True)
    addons = fields.List(fields.Nested(AddonForm), required=True)
    subproducts = fields.List(fields.Raw(), required=True)


class Configured(Open):
    id = fields.String(required=True)
    category_name = fields.String(required=True)
    category_id = fields.String(required=True)
    name = fields.String(required=True)
    price = fields.Float(required=True)
    recurring = fields.String(required=True)
    setup = fields.Float(required=True)
    config = fields.Nested(Config, required=True)
    recurring_price = fields.Float(required=True)
    prorata_date = fields.String(required=True, allow_none=True)


class ProductDetails(Open):
    product = fields.Nested(Configured, required=True)


class OrderedItem(Open):
    id = fields.String(required=True)
    type = fields.String(required=True)
    name = fields.String(required=True)
    product_id = fields.String(required=True)


_NAMES = ("id", "type", "name", "product_id")
_ITEM: dict[str, Any] = {
    "type": "object",
    "required": [*_NAMES],
    "properties": {name: {"type": "string"} for name in _NAMES},
}


class Placed(Open):
    """What an order of one thing answers."""

    order_num = fields.Integer(required=True)
    invoice_id = fields.String(required=True)
    total = answers.amount()
    items = fields.Raw(
        required=True,
        metadata={"anyOf": [_ITEM, {"type": "array", "items": _ITEM, "minItems": 1}]},
    )


class PlacedTogether(Open):
    order_num_list = fields.List(fields.Integer(), required=True)
    invoice_id = fields.String(required=True)
    total = answers.amount()
    items = fields.List(fields.Nested(OrderedItem), required=True)


class Recurring(Open):
    title = fields.String(required=True)
    price = fields.Float(required=True)
    value = fields.String(required=True)


class Tax(Open):
    name = fields.String(required=True)
    tax = fields.Float(required=True)
    value = fields.Integer(required=True)


class Summary(Open):
    subtotal = fields.Float(required=True)
    total = fields.Float(required=True)
    credit = fields.Float(required=True)
    discount = fields.Float(required=True)
    cost = fields.Float(required=True)
    recurring = fields.List(fields.Nested(Recurring), required=True)
    tax = fields.List(fields.Nested(Tax), required=True)


class QuotedProduct(Open):
    id = fields.Integer(required=True)
    category_name = fields.String(required=True)
    category_id = fields.Integer(required=True)
    name = fields.String(required=True)
    domain = fields.String(required=True)


class QuotedDomain(Open):
    id = fields.Integer(required=True)
    index = fields.Integer(required=True)
    category_id = fields.String(required=True)
    category_name = fields.String(required=True)
    name = fields.String(required=True)
    tld = fields.String(required=True)
    period = fields.Integer(required=True)
    price = answers.amount()


class QuotedItem(Open):
    product = fields.Nested(QuotedProduct, required=True, allow_none=True)
    domains = fields.Dict(keys=fields.String(), values=fields.Nested(QuotedDomain), required=True)
    coupon = fields.Dict(required=True)
    index = fields.Integer(required=True)
    valid = fields.Boolean(required=True)
    info = fields.List(fields.String(), required=True)
    error = fields.List(fields.Raw(), required=True)


class Quote(Open):
    summary = fields.Nested(Summary, required=True)
    items = fields.List(fields.Nested(QuotedItem), required=True)


class Component(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    category_id = fields.Integer(required=True)
    prices = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)


class VpsAddon(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)


class Vps(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    prices = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    components = fields.List(fields.Nested(Component), required=True)
    addons = fields.List(fields.Nested(VpsAddon), required=True)
    upgrades = fields.List(fields.String(), required=True)
