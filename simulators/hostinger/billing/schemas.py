"""Bodies of the Billing operations."""

from marshmallow import fields, validate

from simulators.common.laravel.fields import Input, array, integer, string
from simulators.kernel.web import Open

CATEGORIES = ("DOMAIN", "VPS", "EMAIL")


class OrderItem(Input):
    item_id = string(required=True)
    quantity = integer(load_default=1, least=1, most=100)


class OrderRequest(Input):
    payment_method_id = integer()
    items = array(OrderItem, required=True)
    coupons = array(fields.Raw(allow_none=True))


class RenewRequest(Input):
    payment_method_id = integer()
    coupons = array(fields.Raw(allow_none=True))


class CatalogQuery(Input):
    category = string(one_of=CATEGORIES)
    name = string()


# Answers are rendered from stored documents; these only document their shapes.


class CatalogItemPriceResource(Open):
    id = fields.String(required=True)
    name = fields.String(required=True)
    currency = fields.String(required=True)
    price = fields.Integer(required=True)
    first_period_price = fields.Integer(required=True)
    period = fields.Integer(required=True)
    period_unit = fields.String(
        required=True, validate=validate.OneOf(["day", "week", "month", "year", "none"])
    )


class CatalogItemResource(Open):
    id = fields.String(required=True)
    name = fields.String(required=True)
    category = fields.String(required=True)
    metadata = fields.Dict(required=True, allow_none=True)
    prices = fields.List(fields.Nested(CatalogItemPriceResource), required=True)


class BillingAddressResource(Open):
    first_name = fields.String(required=True)
    last_name = fields.String(required=True)
    company = fields.String(required=True, allow_none=True)
    address_1 = fields.String(required=True, allow_none=True)
    address_2 = fields.String(required=True, allow_none=True)
    city = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    zip = fields.String(required=True, allow_none=True)
    country = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    email = fields.String(required=True)


class OrderResource(Open):
    id = fields.Integer(required=True)
    subscription_id = fields.String(required=True)
    status = fields.String(
        required=True,
        validate=validate.OneOf(
            [
                "completed",
                "pending",
                "processing",
                "failed",
                "refunded",
                "cancelled",
                "awaiting_payment",
                "payment_initiated",
                "fraud_refund",
            ]
        ),
    )
    currency = fields.String(required=True)
    subtotal = fields.Integer(required=True)
    total = fields.Integer(required=True)
    billing_address = fields.Nested(BillingAddressResource, required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class PaymentMethodResource(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    identifier = fields.String(required=True)
    payment_method = fields.String(required=True)
    is_default = fields.Boolean(required=True)
    is_expired = fields.Boolean(required=True)
    is_suspended = fields.Boolean(required=True)
    created_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)


class SubscriptionResource(Open):
    id = fields.String(required=True)
    name = fields.String(required=True)
    status = fields.String(
        required=True,
        validate=validate.OneOf(
            ["active", "paused", "cancelled", "not_renewing", "transferred", "in_trial", "future"]
        ),
    )
    billing_period = fields.Integer(required=True)
    billing_period_unit = fields.String(required=True)
    currency_code = fields.String(required=True)
    total_price = fields.Integer(required=True)
    renewal_price = fields.Integer(required=True)
    is_auto_renewed = fields.Boolean(required=True)
    created_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True, allow_none=True)
    next_billing_at = fields.DateTime(required=True, allow_none=True)
