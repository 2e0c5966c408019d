"""Operations of the published statuses: parse, call the rules, render."""

from typing import Any

from flask.views import MethodView

from simulators.hostens import docs
from simulators.hostens.statuses import published, schemas
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World

STATUS = docs.text_in_path("status") | {"schema": {"type": "string", "enum": [*published.STATUSES]}}


def blueprints(vendor: Vendor) -> list[Any]:
    blp = docs.section(vendor, "Statuses")
    operation = docs.declaring(blp)

    @blp.route("/statuses")
    class Statuses(MethodView):
        @operation("listStatuses", schemas.IncidentList, public=True)
        def get(self, world: World) -> Any:
            return {"statuses": published.listed(world)}

    @blp.route("/statuses/specific/<status>", parameters=[STATUS])
    class Specific(MethodView):
        @operation("listSpecificStatuses", schemas.IncidentList, public=True)
        def get(self, world: World, status: str) -> Any:
            return {"statuses": published.being(world, status)}

    @blp.route("/statuses/<id>", parameters=[docs.id_in_path()])
    class Status(MethodView):
        @operation("getStatus", schemas.IncidentDetails, 404, public=True)
        def get(self, world: World, id: str) -> Any:
            return {"status": published.get(world, id)}

    return [blp]
