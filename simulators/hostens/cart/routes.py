"""Operations of the cart: parse, call the rules, render."""

from typing import Any

from flask.views import MethodView

from simulators.hostens import docs
from simulators.hostens.billing import payments
from simulators.hostens.cart import basket, orders, schemas, shop
from simulators.hostens.docs import id_in_path
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World

ORDERING = ("billing", "orders")


def blueprints(vendor: Vendor) -> list[Any]:
    blp = docs.section(vendor, "Cart")
    operation = docs.declaring(blp)

    @blp.route("/category")
    class Categories(MethodView):
        @operation("listCategories", schemas.Categories)
        def get(self, world: World) -> Any:
            return {"categories": shop.categories()}

    @blp.route("/category/<string:category_id>/product", parameters=[id_in_path("category_id")])
    class Products(MethodView):
        @operation("listProducts", schemas.Products, 404)
        def get(self, world: World, category_id: str) -> Any:
            return {"products": shop.products(category_id)}

    @blp.route("/category/available/vps")
    class Vps(MethodView):
        @operation("listVpsProducts", schemas.Vps(many=True))
        def get(self, world: World) -> Any:
            return shop.vps()

    @blp.route("/order/<string:product_id>", parameters=[id_in_path("product_id")])
    class Product(MethodView):
        @operation("getProduct", schemas.ProductDetails, 404)
        def get(self, world: World, product_id: str) -> Any:
            return {"product": shop.configuration(product_id)}

        @operation("orderProduct", schemas.Placed, 404, body=schemas.ProductOrder, needs=ORDERING)
        def post(self, world: World, body: dict[str, Any], product_id: str) -> Any:
            given = {**body, "product_id": shop.find(product_id).id}
            return orders.one(world, "service", given)

    @blp.route("/order")
    class Order(MethodView):
        @operation("orderItems", schemas.PlacedTogether, body=schemas.Basket, needs=ORDERING)
        def post(self, world: World, body: dict[str, Any]) -> Any:
            return basket.order(world, docs.user(), body["items"], payments.named(body))

    @blp.route("/quote")
    class Quote(MethodView):
        @operation("quoteItems", schemas.Quote, body=schemas.Basket, needs=ORDERING, reads=True)
        def post(self, world: World, body: dict[str, Any]) -> Any:
            return basket.quote(world, docs.user(), body["items"], payments.named(body))

    return [blp]
