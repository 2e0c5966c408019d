"""The Billing operations: parse, call the rules, render."""

from typing import Any

from flask.views import MethodView

from simulators.hostinger import docs
from simulators.hostinger.billing import catalog, orders, payments, renewals, schemas, subscriptions
from simulators.kernel.vendor import Vendor
from simulators.kernel.web import blueprint
from simulators.kernel.world import World

Body = dict[str, Any]

SUBSCRIPTION = docs.text("subscriptionId")
METHOD = docs.number("paymentMethodId")


def blueprints(vendor: Vendor) -> list[Any]:
    blp = blueprint(vendor, "Billing", "/api/billing/v1")
    operation = docs.declaring(blp)

    @blp.route("/catalog")
    class Catalog(MethodView):
        @operation(
            "billing_getCatalogItemListV1",
            schemas.CatalogItemResource(many=True),
            422,
            query=schemas.CatalogQuery,
        )
        def get(self, world: World, query: Body) -> Any:
            return catalog.listing(query.get("category"), query.get("name"))

    @blp.route("/orders")
    class Orders(MethodView):
        @operation(
            "billing_createPurchaseOrderV1",
            schemas.OrderResource(),
            402,
            404,
            body=schemas.OrderRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return orders.create(world, body)

    @blp.route("/payment-methods/<string:paymentMethodId>", parameters=[METHOD])
    class PaymentMethod(MethodView):
        @operation("billing_setDefaultPaymentMethodV1", None, 404, 422)
        def post(self, world: World, paymentMethodId: str) -> None:
            payments.set_default(world, paymentMethodId)

        @operation("billing_deletePaymentMethodV1", None, 404, 422)
        def delete(self, world: World, paymentMethodId: str) -> None:
            payments.delete(world, paymentMethodId)

    @blp.route("/payment-methods")
    class PaymentMethods(MethodView):
        @operation("billing_getPaymentMethodListV1", schemas.PaymentMethodResource(many=True))
        def get(self, world: World) -> Any:
            return world.docs(payments.METHODS).listing()

    @blp.route("/subscriptions")
    class Subscriptions(MethodView):
        @operation("billing_getSubscriptionListV1", schemas.SubscriptionResource(many=True))
        def get(self, world: World) -> Any:
            return subscriptions.listing(world)

    @blp.route(
        "/subscriptions/<string:subscriptionId>/auto-renewal/disable", parameters=[SUBSCRIPTION]
    )
    class Disable(MethodView):
        @operation("billing_disableAutoRenewalV1", schemas.SubscriptionResource(), 404, 422)
        def delete(self, world: World, subscriptionId: str) -> Any:
            return subscriptions.switch_auto_renewal(world, subscriptionId, on=False)

    @blp.route(
        "/subscriptions/<string:subscriptionId>/auto-renewal/enable", parameters=[SUBSCRIPTION]
    )
    class Enable(MethodView):
        @operation("billing_enableAutoRenewalV1", schemas.SubscriptionResource(), 404, 422)
        def patch(self, world: World, subscriptionId: str) -> Any:
            return subscriptions.switch_auto_renewal(world, subscriptionId, on=True)

    @blp.route("/subscriptions/<string:subscriptionId>/renew", parameters=[SUBSCRIPTION])
    class Renew(MethodView):
        @operation(
            "billing_renewSubscriptionV1",
            schemas.OrderResource(),
            402,
            404,
            body=schemas.RenewRequest,
            optional=True,
        )
        def post(self, world: World, body: Body, subscriptionId: str) -> Any:
            return renewals.renew(world, subscriptionId, body.get("payment_method_id"))

    return [blp]
