"""Operations of services: parse, call the rules, render."""

from typing import Any

from flask.views import MethodView

from simulators.hostens import docs
from simulators.hostens.docs import id_in_path
from simulators.hostens.services import addons, lives, schemas, shown, stored, upgrades
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World


def blueprints(vendor: Vendor) -> list[Any]:
    blp = docs.section(vendor, "Services")
    operation = docs.declaring(blp)
    id_ = [id_in_path()]

    @blp.route("/service")
    class Services(MethodView):
        @operation("listServices", schemas.Services)
        def get(self, world: World) -> Any:
            return {"services": shown.listed(world, docs.user())}

    @blp.route("/service/<string:id>", parameters=id_)
    class Service(MethodView):
        @operation("getService", schemas.Service, 404, needs=("services", "basic"))
        def get(self, world: World, id: str) -> Any:
            return {"service": shown.detailed(world, id, docs.user())}

    @blp.route("/service/<string:id>/methods", parameters=id_)
    class Methods(MethodView):
        @operation("listServiceMethods", schemas.Methods, 404, needs=("services", "basic"))
        def get(self, world: World, id: str) -> Any:
            return {"methods": shown.methods(world, id)}

    @blp.route("/service/<string:id>/upgrade", parameters=id_)
    class Upgrade(MethodView):
        @operation("getUpgradeOptions", schemas.Options, 404, needs=("services", "upgrade"))
        def get(self, world: World, id: str) -> Any:
            return upgrades.options(world, id)

        @operation(
            "upgradeService",
            schemas.Estimate,
            404,
            body=schemas.Upgrade,
            needs=("services", "upgrade"),
        )
        def post(self, world: World, body: dict[str, Any], id: str) -> Any:
            return upgrades.request(world, id, body)

    @blp.route("/service/<string:id>/cancel", parameters=id_)
    class Cancel(MethodView):
        @operation(
            "cancelService",
            docs.Info,
            404,
            body=schemas.Cancellation,
            needs=("services", "cancelation"),
        )
        def post(self, world: World, body: dict[str, Any], id: str) -> Any:
            key = lives.cancel(world, id, immediate=body.get("immediate", False))
            return {"info": [key]}

    @blp.route("/service/<string:id>/label", parameters=id_)
    class Label(MethodView):
        @operation("getServiceLabel", schemas.LabelAnswer, 404, needs=("services", "basic"))
        def get(self, world: World, id: str) -> Any:
            return {"label": stored.get(world, id)["label"]}

        @operation(
            "setServiceLabel",
            schemas.Labelled,
            404,
            body=schemas.Label,
            needs=("services", "basic"),
        )
        def post(self, world: World, body: dict[str, str], id: str) -> Any:
            stored.put(world, stored.get(world, id) | {"label": body.get("label", "")})
            return {"success": True, "info": ["label_updated"]}

    @blp.route("/service/order/<string:order_num>", parameters=[id_in_path("order_num")])
    class Ordered(MethodView):
        @operation("findOrderedService", schemas.Found, 404)
        def get(self, world: World, order_num: str) -> Any:
            return {"account_id": shown.ordered(world, order_num, docs.user())}

    @blp.route("/service/<string:id>/addon", parameters=id_)
    class Addons(MethodView):
        @operation(
            "listServiceAddons",
            schemas.Addon(many=True),
            404,
            needs=("services", "basic"),
        )
        def get(self, world: World, id: str) -> Any:
            return addons.listed(world, id)

        @operation(
            "orderAddon",
            schemas.Ordered,
            404,
            body=schemas.AddonOrder,
            needs=("services", "upgrade"),
        )
        def post(self, world: World, body: dict[str, Any], id: str) -> Any:
            return {"id": addons.order(world, id, str(body["addon_id"]), body.get("cycle"))}

    return [blp]
