"""A world's clock, events, effects, limits and quirks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask.views import MethodView
from flask_smorest import abort

from simulators.control import schemas
from simulators.control.finding import changing, held, must_be_a_vendor, near, worlds
from simulators.control.reading import UNKNOWN, Blueprint
from simulators.kernel import effects
from simulators.kernel.refusal import Quirk, Refusal
from simulators.kernel.world import World

blp = Blueprint("state", __name__, url_prefix="/worlds/<string:world>")


@blp.route("/clock")
class Clock(MethodView):
    @blp.doc(operationId="getClock")
    @blp.response(200, schemas.ClockView())
    @UNKNOWN
    def get(self, world: str) -> Any:
        """The world's time."""
        with held(world) as found:
            return clock_view(found)

    @blp.doc(operationId="setClock")
    @blp.arguments(schemas.ClockChange())
    @blp.response(200, schemas.ClockView())
    @UNKNOWN
    def put(self, body: dict[str, Any], world: str) -> Any:
        """Set the time, the mode or both; what falls due then fires at the next request."""
        with held(world) as found:
            if "mode" in body:
                found.clock.switch(body["mode"])
            if "now" in body:
                found.clock.set(body["now"])
            return clock_view(found)


@blp.route("/clock/advance")
class Advance(MethodView):
    @blp.doc(operationId="advanceClock")
    @blp.arguments(schemas.Advance())
    @blp.response(200, schemas.Advanced())
    @UNKNOWN
    def post(self, body: dict[str, Any], world: str) -> Any:
        """Move the time on and tell what fired, in order."""
        with changing(world) as found:
            if "to" in body:
                to = body["to"]
            else:
                to = found.clock.now() + timedelta(seconds=body["seconds"])
            fired = found.advance(to)
            return {"clock": clock_view(found), "fired": fired}


@blp.route("/events")
class Events(MethodView):
    @blp.doc(operationId="listEvents")
    @blp.response(200, schemas.EventKind(many=True))
    @UNKNOWN
    def get(self, world: str) -> Any:
        """What can be made to happen that nobody can ask for through a vendor's API."""
        with held(world):
            return [{"event": name, "about": about} for name, about in _happenings()]

    @blp.doc(operationId="makeHappen")
    @blp.arguments(schemas.NewEvent())
    @blp.response(200, schemas.Happened())
    @UNKNOWN
    def post(self, body: dict[str, Any], world: str) -> Any:
        """Make it happen now: `{"event": "<vendor>.<what>", "data": {...}}`."""
        event, account = body["event"], body["account"]
        known = [name for name, _ in _happenings()]
        if event not in known:
            abort(422, message=f"there is no event {near(event, known)}")
        vendor, _, what = event.partition(".")
        with changing(world) as found:
            try:
                with found.happening(event, account):
                    result = worlds().vendors[vendor].happen(found, what, body["data"])
            except Refusal as refusal:
                abort(422, message=refusal.message)
            return {"event": event, "account": account, "result": result}


@blp.route("/effects")
class Effects(MethodView):
    @blp.doc(operationId="listEffects")
    @blp.arguments(schemas.EffectsQuery(), location="query")
    @blp.response(200, schemas.EffectsView())
    @UNKNOWN
    def get(self, query: dict[str, Any], world: str) -> Any:
        """What was spent, bought, lost and overwritten so far, oldest first."""
        must_be_a_vendor(query.get("vendor"))
        with held(world) as found:
            found.settle()
            ledger = [effect for _, effect in found.shared(effects.COLLECTION).items()]
        listed = [e for e in ledger if all(e[name] == query[name] for name in query)]
        return {"totals": effects.totals(listed), "effects": listed}


@blp.route("/limits")
class Limits(MethodView):
    @blp.doc(operationId="getLimits")
    @blp.response(200, schemas.LimitsView())
    @UNKNOWN
    def get(self, world: str) -> Any:
        """The mode, and the windows that are open."""
        with held(world) as found:
            return _limits(found)

    @blp.doc(operationId="setLimits")
    @blp.arguments(schemas.LimitsChange())
    @blp.response(200, schemas.LimitsView())
    @UNKNOWN
    def put(self, body: dict[str, Any], world: str) -> Any:
        """Change the mode; all windows start afresh."""
        with changing(world) as found:
            found.limiter.switch(body["mode"])
            return _limits(found)


@blp.route("/quirks")
class Quirks(MethodView):
    @blp.doc(operationId="listQuirks")
    @blp.response(200, schemas.QuirkView(many=True))
    @UNKNOWN
    def get(self, world: str) -> Any:
        """What the live services do beside their documents, with evidence."""
        with held(world) as found:
            return [_quirk(found, name, quirk) for name, quirk in _quirks()]

    @blp.doc(operationId="setQuirks")
    @blp.arguments(schemas.QuirksChange())
    @blp.response(200, schemas.QuirkView(many=True))
    @UNKNOWN
    def patch(self, body: dict[str, Any], world: str) -> Any:
        """Switch quirks on and off: `{"quirks": {"<vendor>.<id>": true}}`."""
        known = [name for name, _ in _quirks()]
        for name in body["quirks"]:
            if name not in known:
                abort(422, message=f"there is no quirk {near(name, known)}")
        with changing(world) as found:
            found.quirks |= body["quirks"]
            return [_quirk(found, name, quirk) for name, quirk in _quirks()]


def _quirks() -> Iterator[tuple[str, Quirk]]:
    for vendor in worlds().vendors.values():
        for quirk in vendor.quirks:
            yield f"{vendor.name}.{quirk.id}", quirk


def _happenings() -> Iterator[tuple[str, str]]:
    for vendor in worlds().vendors.values():
        for what, about in vendor.happenings.items():
            yield f"{vendor.name}.{what}", about


def clock_view(world: World) -> dict[str, Any]:
    due = world.next_due()
    return {"now": world.clock.now(), "mode": str(world.clock.mode), "next_due": due}


def _limits(world: World) -> dict[str, Any]:
    windows = [
        {"limit": bucket, "used": used, "closes_at": reset}
        for bucket, reset, used in world.limiter.windows()
    ]
    return {"mode": world.limiter.mode, "windows": windows}


def _quirk(world: World, name: str, quirk: Quirk) -> dict[str, Any]:
    return {
        "id": name,
        "on": world.quirks[name],
        "default": quirk.default,
        "evidence": quirk.evidence,
        "source": quirk.source,
        "effect": quirk.effect,
    }
