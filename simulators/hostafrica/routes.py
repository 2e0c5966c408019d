"""HOSTAFRICA's operations: parse, call the rules, render."""

from typing import Any

from flask import Response, request
from flask.views import MethodView

from simulators.hostafrica import docs, oauth, orders, schemas, services
from simulators.hostafrica.docs import SERVICE_ID, Done, enveloped
from simulators.hostafrica.errors import ROOT
from simulators.kernel.vendor import Vendor
from simulators.kernel.web import blueprint
from simulators.kernel.world import World


def blueprints(vendor: Vendor) -> list[Any]:
    blp = blueprint(vendor, "API", ROOT)
    operation = docs.declaring(blp)

    @blp.route("/oauth/token")
    class Token(MethodView):
        @docs.token(blp)
        def post(self) -> Response:
            return oauth.issue(request.environ["hostsim.call"])

    @blp.route("/api/v2/test-connection")
    class TestConnection(MethodView):
        @operation("testConnection", scope="access", reads=True)
        def post(self, world: World) -> Done:
            return Done("Connection established successfully.")  # version 2.0.0 documents it

    @blp.route("/api/v2/products")
    class Products(MethodView):
        @operation(
            "getProducts", enveloped(schemas.Product, many=True), scope="products", reads=True
        )
        def post(self, world: World) -> Done:
            return Done("Products listed.", orders.products())

    @blp.route("/api/v2/service/create-order")
    class Order(MethodView):
        @operation("createOrder", enveloped(schemas.Ordered), scope="service", body=schemas.Order)
        def post(self, world: World, body: dict[str, Any]) -> Done:
            return Done("Order created.", orders.create(world, body))

    @blp.route("/api/v2/service/<string:service_id>/details", parameters=[SERVICE_ID])
    class Details(MethodView):
        @operation(
            "getServiceDetails", enveloped(schemas.Details), 404, scope="service", reads=True
        )
        def post(self, world: World, service_id: str) -> Done:
            return Done("Service details.", services.details(world, service_id))

    @blp.route("/api/v2/service/<string:service_id>/status", parameters=[SERVICE_ID])
    class Status(MethodView):
        @operation("getServiceStatus", enveloped(schemas.Status), 404, scope="service", reads=True)
        def post(self, world: World, service_id: str) -> Done:
            return Done("Service status.", services.status(world, service_id))

    @blp.route("/api/v2/service/<string:service_id>/suspend", parameters=[SERVICE_ID])
    class Suspend(MethodView):
        @operation("suspendService", docs.EMPTY, 404, scope="service", body=schemas.Suspension)
        def post(self, world: World, body: dict[str, Any], service_id: str) -> Done:
            return Done(services.suspend(world, service_id, body["suspend_reason"]))

    @blp.route("/api/v2/service/<string:service_id>/unsuspend", parameters=[SERVICE_ID])
    class Unsuspend(MethodView):
        @operation("unsuspendService", docs.EMPTY, 404, scope="service")
        def post(self, world: World, service_id: str) -> Done:
            return Done(services.unsuspend(world, service_id))

    @blp.route("/api/v2/service/<string:service_id>/terminate", parameters=[SERVICE_ID])
    class Terminate(MethodView):
        @operation("terminateService", docs.EMPTY, 404, scope="service")
        def post(self, world: World, service_id: str) -> Done:
            return Done(services.terminate(world, service_id))

    def moving(verb: str) -> type[MethodView]:
        class Move(MethodView):
            @operation(f"{verb}Service", docs.EMPTY, 404, scope="service")
            def post(self, world: World, service_id: str) -> Done:
                return Done(services.move(world, service_id, verb))

        Move.__name__ = verb.capitalize()
        return Move

    for verb in services.MOVES:
        path = f"/api/v2/service/<string:service_id>/{verb}"
        blp.route(path, parameters=[SERVICE_ID])(moving(verb))

    return [blp]
