"""Worlds as they were: checkpoints on the server, snapshots as files."""

from typing import Any, ClassVar

import marshmallow as ma
from flask import Response
from flask.views import MethodView
from flask_smorest import abort

from simulators.control import schemas
from simulators.control.finding import held, refusing, worlds
from simulators.control.reading import EXISTS, UNKNOWN, Blueprint, suggest
from simulators.control.routes.worlds import view
from simulators.kernel import capsule, snapshot
from simulators.kernel.body import LONGEST
from simulators.kernel.worlds import START

blp = Blueprint("snapshots", __name__, url_prefix="/worlds/<string:world>")


@blp.route("/checkpoints")
class Checkpoints(MethodView):
    @blp.doc(operationId="listCheckpoints")
    @blp.response(200, schemas.CheckpointView(many=True))
    @UNKNOWN
    def get(self, world: str) -> Any:
        """The world's checkpoints, but `start`, which every world has: how it began."""
        with refusing():
            return [{"label": label} for label in worlds().checkpoints(world)]


@blp.route("/checkpoints/<string:label>")
class Checkpoint(MethodView):
    @blp.doc(operationId="setCheckpoint")
    @blp.response(200, schemas.CheckpointView())
    @UNKNOWN
    @EXISTS
    def put(self, world: str, label: str) -> Any:
        """Keep the world as it is now, without its journal, to be rolled back to."""
        _labels(label)
        with refusing():
            worlds().checkpoint(world, label)
        return {"label": label}

    @blp.doc(operationId="deleteCheckpoint")
    @blp.response(204)
    @UNKNOWN
    def delete(self, world: str, label: str) -> None:
        """Drop a checkpoint."""
        _labels(label)
        with refusing():
            worlds().forget(world, label)


@blp.route("/checkpoints/<string:label>/rollback")
class Rollback(MethodView):
    @blp.doc(operationId="rollBack")
    @blp.response(200, schemas.WorldView())
    @UNKNOWN
    def post(self, world: str, label: str) -> Any:
        """Have the world as it was then; its journal begins anew. `start` is how it began."""
        with refusing():
            worlds().roll_back(world, label)
        return view(world)


@blp.route("/snapshot")
class Snapshot(MethodView):
    MOST_BYTES: ClassVar = LONGEST

    @blp.doc(operationId="saveSnapshot")
    @blp.arguments(schemas.SnapshotQuery(), location="query")
    @blp.response(200, schemas.SnapshotView())
    @UNKNOWN
    def get(self, query: dict[str, Any], world: str) -> Any:
        """Everything of the world as one document."""
        with held(world) as found:
            raw = snapshot.dump(found, journal=query["journal"])
        return Response(raw, content_type="application/json")

    @blp.doc(operationId="loadSnapshot")
    @blp.arguments(schemas.AnyObject(), unknown=ma.INCLUDE)
    @blp.response(200, schemas.WorldView())
    @blp.alt_response(201, schema=schemas.WorldView())
    @EXISTS
    def put(self, body: dict[str, Any], world: str) -> Any:
        """Make or replace the world by one that was saved, of whatever name."""
        _named(world)
        try:
            loaded = snapshot.load(body, worlds().nature, world)
        except snapshot.BadSnapshot as error:
            if error.fields:
                suggest(error.fields, snapshot.File())
            abort(422, message=str(error), messages=error.fields and {"json": error.fields})
        with refusing():
            there = world in worlds().names()
            worlds().put(loaded)
        return view(world), 200 if there else 201


@blp.route("/capsule")
class Capsule(MethodView):
    @blp.doc(operationId="saveCapsule")
    @blp.response(200, schemas.CapsuleView())
    @UNKNOWN
    @EXISTS
    def get(self, world: str) -> Any:
        """The world as it began and all that it was asked since, to be played again."""
        with refusing():
            try:
                raw = capsule.dump(worlds(), world)
            except capsule.Incomplete as error:
                abort(409, message=str(error))
        return Response(raw, content_type="application/json")


def _named(name: str) -> None:
    try:
        schemas.WHOLE_NAME(name)
    except ma.ValidationError as error:
        abort(422, message=f"{name!r} is no name: {error.messages[0]}")


def _labels(label: str) -> None:
    _named(label)
    if label == START:
        abort(409, message=f"{START!r} is how the world began; choose another label")
