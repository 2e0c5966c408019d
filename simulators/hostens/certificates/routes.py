"""Operations of certificates: parse, call the rules, render."""

from typing import Any

from flask.views import MethodView

from simulators.hostens import docs
from simulators.hostens.cart import catalog, orders
from simulators.hostens.cart.schemas import Placed
from simulators.hostens.certificates import product, schemas, software, stored
from simulators.hostens.clientarea import contacts
from simulators.hostens.errors import not_found
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World

_SEE = ("services", "basic")


def blueprints(vendor: Vendor) -> list[Any]:
    blp = docs.section(vendor, "SSL Certificates")
    operation = docs.declaring(blp)

    @blp.route("/certificate")
    class Certificates(MethodView):
        @operation("listCertificates", schemas.Certificates)
        def get(self, world: World) -> Any:
            return {"sslservices": stored.listed(world, docs.user())}

    @blp.route("/certificate/<id>", parameters=[docs.id_in_path()])
    class Certificate(MethodView):
        @operation("getCertificate", schemas.Details, 404, needs=_SEE)
        def get(self, world: World, id: str) -> Any:
            return {"service": stored.details(world, id)}

    @blp.route("/certificate/<id>/crt", parameters=[docs.id_in_path()])
    class Download(MethodView):
        @operation("downloadCertificate", schemas.Download, 404, needs=_SEE)
        def get(self, world: World, id: str) -> Any:
            return stored.download(world, id)

    @blp.route("/certificate/order")
    class Order(MethodView):
        @operation("listCertificateProducts", schemas.Offers)
        def get(self, world: World) -> Any:
            return {"products": product.offered()}

        @operation("orderCertificate", Placed, body=schemas.Order, needs=("billing", "orders"))
        def post(self, world: World, body: dict[str, Any]) -> Any:
            contacts.check_naming(docs.user(), body)
            return orders.one(world, "certificate", body)

    @blp.route(
        "/certificate/order/<product_id>/software", parameters=[docs.id_in_path("product_id")]
    )
    class Software(MethodView):
        @operation("listCertificateSoftware", schemas.Software, 404)
        def get(self, world: World, product_id: str) -> Any:
            if not catalog.certificate(product_id):
                raise not_found()
            return {"software": software.listed()}

    return [blp]
