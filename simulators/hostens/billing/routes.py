"""Operations of billing: parse, call the rules, render."""

from typing import Any

from flask.views import MethodView

from simulators.hostens import docs
from simulators.hostens.billing import payments, schemas, shown
from simulators.hostens.docs import id_in_path
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World

PAYING = ("billing", "payinvoice")


def blueprints(vendor: Vendor) -> list[Any]:
    blp = docs.section(vendor, "Billing")
    operation = docs.declaring(blp)

    @blp.route("/balance")
    class Balance(MethodView):
        @operation("getBalance", schemas.Balance, needs=("billing", "balance"))
        def get(self, world: World) -> Any:
            return {"success": True, "details": shown.balance(world)}

    @blp.route("/invoice")
    class Invoices(MethodView):
        @operation("listInvoices", schemas.Invoices, needs=PAYING)
        def get(self, world: World) -> Any:
            return {"invoices": shown.listed(world)}

    @blp.route("/invoice/<string:id>", parameters=[id_in_path()])
    class Invoice(MethodView):
        @operation("getInvoice", schemas.Invoice, 404, needs=PAYING)
        def get(self, world: World, id: str) -> Any:
            return {"invoice": shown.detailed(world, id)}

    @blp.route("/payment")
    class Methods(MethodView):
        @operation("listPaymentMethods", schemas.Methods)
        def get(self, world: World) -> Any:
            return {"payments": {one.id: one.name for one in payments.METHODS}}

    @blp.route("/payment/fees")
    class Fees(MethodView):
        @operation("listPaymentFees", schemas.Fees)
        def get(self, world: World) -> Any:
            fees = [one._asdict() | {"id": int(one.id)} for one in payments.METHODS]
            return {"payments": fees}

    return [blp]
