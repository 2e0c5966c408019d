"""Products, and what they cost."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import fields, validate

from hostingco_api.core import products, settings
from hostingco_api.core.models import MANUAL, Product
from hostingco_api.public_v1.envelope import Page
from hostingco_api.public_v1.fields import (
    UUID,
    Currency,
    Id,
    Known,
    Paging,
    Price,
    Priced,
    Ref,
    one_of,
    plain,
)
from hostingco_api.public_v1.web import Call, endpoint, get, given, page, path, section
from hostingco_api.services import services
from hostingco_api.web.fields import Answer, Change, Several, Strict, Text

MODULE = "^[a-z][a-z0-9_-]{0,49}$"
SLUG: dict[str, Any] = {
    "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*$",
    "wanted": "Not a slug such as basic-hosting: a-z, 0-9, single hyphens between them.",
}
blp = section("products")


class Options(Strict):
    """What a provider is to make. All of it is the provider's own ids."""

    plan = Text(1, 255)
    template = Text(1, 255)
    data_center_id = Text(1, 255)
    payment_method_id = Text(1, 255)
    ssh_key_id = Text(1, 255)


class Module(Text):
    """People, or a provider that is installed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pattern=MODULE, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        name = super()._deserialize(value, attr, data, **kwargs)
        known = (MANUAL, *services().providers.registry.drivers)
        if name not in known:
            raise ma.ValidationError(f"Must be one of: {', '.join(known)}.")
        return name


class ProductAnswer(Known):
    name = fields.String(required=True)
    slug = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    type = one_of(*products.TYPES)
    status = one_of(*products.STATUSES)
    module = fields.String(required=True)
    module_options = fields.Nested(Options, required=True)
    server_id = Id(attribute="node_id", allow_none=True)
    currency = Currency()
    pricing = fields.List(fields.Nested(Priced), required=True)


class Pricing(Answer):
    product_id = Id(attribute="id")
    uuid = fields.String(required=True, metadata={"format": "uuid", "pattern": f"^{UUID}$"})
    name = fields.String(required=True)
    slug = fields.String(required=True)
    type = one_of(*products.TYPES)
    currency = Currency()
    pricing = fields.List(fields.Nested(Priced), required=True)


def _once(pricing: list[dict[str, Any]]) -> None:
    cycles = [price["cycle"] for price in pricing]
    if len(set(cycles)) < len(cycles):
        raise ma.ValidationError("A cycle has one price.")


_prices: dict[str, Any] = {"validate": [validate.Length(1, 5), _once]}


class NewProduct(Strict):
    name = plain(100, required=True)
    slug = Text(None, 100, **SLUG)
    description = Text(None, 5000, allow_none=True, load_default=None)
    type = Text(one_of=products.TYPES, required=True)
    status = Text(one_of=products.STATUSES, load_default="active")
    module = Module(load_default=MANUAL)
    module_options = fields.Nested(Options, load_default=dict)
    server_id = Ref(allow_none=True, load_default=None)
    pricing = Several(fields.Nested(Price), required=True, **_prices)


class ProductChange(Change):
    name = plain(100)
    slug = Text(None, 100, **SLUG)
    description = Text(None, 5000, allow_none=True)
    type = Text(one_of=products.TYPES)
    status = Text(one_of=products.STATUSES)
    module = Module()
    module_options = fields.Nested(Options)
    server_id = Ref(allow_none=True)
    pricing = Several(fields.Nested(Price), **_prices)


class Query(Paging):
    search = Text(1, 100)
    status = Text(one_of=products.STATUSES)
    type = Text(one_of=products.TYPES)


def _priced(call: Call, found: list[Product]) -> list[Product]:
    """In the company's currency."""
    currency = settings.load(call.session).currency
    for product in found:
        product.currency = currency
    return found


def _resolved(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    if "server_id" in body:
        # Locked, so that it is still there at the end.
        node = given(call, products.nodes(), body.pop("server_id"), "server_id", lock=True)
        body["node_id"] = node.id if node else None
    return body


@blp.route("/products")
class Products(MethodView):
    @endpoint(blp, "listProducts", "products.read", ProductAnswer, many=True, query=Query)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        wanted = (query.get(name) for name in ("search", "status", "type"))
        shown = page(call, products.listed(*wanted), query)
        _priced(call, shown.items)
        return shown

    @endpoint(
        blp,
        "createProduct",
        "products.create",
        ProductAnswer,
        message="Product created",
        status=201,
        body=NewProduct,
    )
    def post(self, call: Call, body: dict[str, Any]) -> Product:
        made = products.create(call.session, call.now, **_resolved(call, body))
        return _priced(call, [made])[0]


@blp.route("/products/pricing")
class ProductPricing(MethodView):
    @endpoint(blp, "listProductPricing", "products.read", Pricing, many=True, query=Paging)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        shown = page(call, products.listed(status="active"), query)
        _priced(call, shown.items)
        return shown


@blp.route("/products/<id>", parameters=[path()])
class ProductById(MethodView):
    @endpoint(blp, "getProduct", "products.read", ProductAnswer, 404)
    def get(self, call: Call, id: str) -> Product:
        return _priced(call, [get(call, products.listed(), id, "Product")])[0]

    @endpoint(
        blp,
        "updateProduct",
        "products.update",
        ProductAnswer,
        404,
        409,
        message="Product updated",
        body=ProductChange,
    )
    def put(self, call: Call, body: dict[str, Any], id: str) -> Product:
        product = get(call, products.listed(), id, "Product", lock=True)
        products.change(call.session, product, _resolved(call, body), call.now)
        return _priced(call, [product])[0]

    @endpoint(blp, "deleteProduct", "products.delete", None, 404, 409, message="Product deleted")
    def delete(self, call: Call, id: str) -> None:
        product = get(call, products.listed(), id, "Product", lock=True)
        products.delete(call.session, product, call.now)
