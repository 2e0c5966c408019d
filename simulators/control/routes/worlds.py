"""Making, copying and dropping worlds."""

from contextlib import suppress
from typing import Any

from flask.views import MethodView

from simulators.control import schemas
from simulators.control.finding import refusing, worlds
from simulators.control.reading import EXISTS, UNKNOWN, Blueprint
from simulators.control.routes.state import clock_view
from simulators.kernel.repository import UnknownWorld

blp = Blueprint("worlds", __name__, url_prefix="/worlds")


@blp.route("")
class All(MethodView):
    @blp.doc(operationId="listWorlds")
    @blp.response(200, schemas.WorldView(many=True))
    def get(self) -> Any:
        """Every world there is; the default one always is."""
        found = []
        for name in worlds().names():
            with suppress(UnknownWorld):  # deleted meanwhile
                found.append(_view(name))
        return found

    @blp.doc(operationId="createWorld")
    @blp.arguments(schemas.NewWorld())
    @blp.response(201, schemas.WorldView())
    @EXISTS
    def post(self, body: dict[str, Any]) -> Any:
        """Make a world; `sim_<name>` credentials would make it on first use as well."""
        with refusing():
            worlds().create(body["name"], body.get("seed"))
        return view(body["name"])


@blp.route("/<string:world>")
class One(MethodView):
    @blp.doc(operationId="getWorld")
    @blp.response(200, schemas.WorldView())
    @UNKNOWN
    def get(self, world: str) -> Any:
        """One world."""
        return view(world)

    @blp.doc(operationId="deleteWorld")
    @blp.response(204)
    @UNKNOWN
    def delete(self, world: str) -> None:
        """Drop a world; the default world comes back fresh when next used."""
        with refusing():
            worlds().delete(world)


@blp.route("/<string:world>/reset")
class Reset(MethodView):
    @blp.doc(operationId="resetWorld")
    @blp.response(200, schemas.WorldView())
    @UNKNOWN
    def post(self, world: str) -> Any:
        """Replace a world by a fresh one of the same seed: clock, limits and quirks too."""
        with refusing():
            worlds().reset(world)
        return view(world)


@blp.route("/<string:world>/fork")
class Fork(MethodView):
    @blp.doc(operationId="forkWorld")
    @blp.arguments(schemas.Fork())
    @blp.response(201, schemas.WorldView())
    @UNKNOWN
    @EXISTS
    def post(self, body: dict[str, Any], world: str) -> Any:
        """Copy a world with everything in it but its journal."""
        with refusing():
            worlds().fork(world, body["name"])
        return view(body["name"])


def view(name: str) -> dict[str, Any]:
    with refusing():
        return _view(name)


def _view(name: str) -> dict[str, Any]:
    with worlds().hold(name) as world:
        return {
            "name": name,
            "seed": world.seed,
            "clock": clock_view(world),
            "limits": world.limiter.mode,
            "requests": world.requests,
            "credentials": {
                vendor.name: vendor.credentials(name) for vendor in worlds().vendors.values()
            },
        }
