"""Operations of the section scripts: parse, call the rules, render."""

from typing import Any

from flask.views import MethodView

from simulators.hostens import docs
from simulators.hostens.scripts import schemas, stored
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World


def blueprints(vendor: Vendor) -> list[Any]:
    blp = docs.section(vendor, "Init Script Management")
    operation = docs.declaring(blp)

    @blp.route("/scripts")
    class Scripts(MethodView):
        @operation("listScripts", schemas.ScriptBrief(many=True))
        def get(self, world: World) -> Any:
            return stored.listing(world)

    @blp.route("/scripts/<id>", parameters=[docs.id_in_path()])
    class Script(MethodView):
        @operation("getScript", schemas.Script, 404)
        def get(self, world: World, id: str) -> Any:
            return stored.get(world, id)

    return [blp]
