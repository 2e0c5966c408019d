"""The operations of the control API."""

import difflib
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.metadata import version
from typing import Any

from flask.views import MethodView
from flask_smorest import abort

from simulators.control import schemas
from simulators.control.reading import Blueprint
from simulators.kernel import effects
from simulators.kernel.refusal import Quirk, Refusal
from simulators.kernel.world import World
from simulators.kernel.worlds import TooManyWorlds, UnknownWorld, WorldExists, Worlds


def server(worlds: Worlds) -> Any:
    blp = Blueprint("server", __name__)

    @blp.route("/health")
    class Health(MethodView):
        @blp.doc(operationId="getHealth")
        @blp.response(200, schemas.Health())
        def get(self) -> Any:
            """Whether the server answers."""
            return {"status": "ok"}

    @blp.route("/version")
    class Version(MethodView):
        @blp.doc(operationId="getVersion")
        @blp.response(200, schemas.Version())
        def get(self) -> Any:
            """The versions of hostsim and Python."""
            return {"hostsim": version("hostsim"), "python": platform.python_version()}

    @blp.route("/vendors")
    class Vendors(MethodView):
        @blp.doc(operationId="listVendors")
        @blp.response(200, schemas.VendorView(many=True))
        def get(self) -> Any:
            """The simulated vendors."""
            return [
                {
                    "name": vendor.name,
                    "title": vendor.title,
                    "host": vendor.host,
                    "prefix": f"/{vendor.name}",
                    "contract": vendor.contract,
                }
                for vendor in worlds.vendors.values()
            ]

    return blp


def worlds(worlds: Worlds) -> Any:
    blp = Blueprint("worlds", __name__, url_prefix="/worlds")

    @contextmanager
    def locked(name: str) -> Iterator[World]:
        """The world, with its lock held; refuses what cannot be done in the API's words."""
        with refusing():
            world = worlds.get(name)
        with world.lock:
            yield world

    @contextmanager
    def refusing() -> Iterator[None]:
        try:
            yield
        except UnknownWorld as error:
            known = [world.name for world in worlds.list()]
            abort(404, message=f"there is no world {_near(error.args[0], known)}")
        except WorldExists as error:
            abort(409, message=f"there is a world {error.args[0]!r} already; reset or delete it")
        except TooManyWorlds:
            abort(409, message="there are too many worlds; delete some")

    def view(world: World) -> dict[str, Any]:
        credentials = {
            vendor.name: vendor.credentials(world.name) for vendor in worlds.vendors.values()
        }
        with world.lock:
            return {
                "name": world.name,
                "seed": world.seed,
                "clock": _clock(world),
                "limits": world.limiter.mode,
                "requests": world.requests,
                "credentials": credentials,
            }

    def quirks() -> Iterator[tuple[str, Quirk]]:
        for vendor in worlds.vendors.values():
            for quirk in vendor.quirks:
                yield f"{vendor.name}.{quirk.id}", quirk

    def happenings() -> Iterator[tuple[str, str]]:
        for vendor in worlds.vendors.values():
            for what, about in vendor.happenings.items():
                yield f"{vendor.name}.{what}", about

    unknown = blp.alt_response(404, schema=schemas.Error)
    exists = blp.alt_response(409, schema=schemas.Error)

    @blp.route("")
    class All(MethodView):
        @blp.doc(operationId="listWorlds")
        @blp.response(200, schemas.WorldView(many=True))
        def get(self) -> Any:
            """Every world there is; the default one always is."""
            return [view(world) for world in worlds.list()]

        @blp.doc(operationId="createWorld")
        @blp.arguments(schemas.NewWorld())
        @blp.response(201, schemas.WorldView())
        @exists
        def post(self, body: dict[str, Any]) -> Any:
            """Make a world; `sim_<name>` credentials would make it on first use as well."""
            with refusing():
                return view(worlds.create(body["name"], body.get("seed")))

    @blp.route("/<string:world>")
    class One(MethodView):
        @blp.doc(operationId="getWorld")
        @blp.response(200, schemas.WorldView())
        @unknown
        def get(self, world: str) -> Any:
            """One world."""
            with refusing():
                return view(worlds.get(world))

        @blp.doc(operationId="deleteWorld")
        @blp.response(204)
        @unknown
        def delete(self, world: str) -> None:
            """Drop a world; the default world comes back fresh when next used."""
            with refusing():
                worlds.delete(world)

    @blp.route("/<string:world>/reset")
    class Reset(MethodView):
        @blp.doc(operationId="resetWorld")
        @blp.response(200, schemas.WorldView())
        @unknown
        def post(self, world: str) -> Any:
            """Replace a world by a fresh one of the same seed: clock, limits and quirks too."""
            with refusing():
                return view(worlds.reset(world))

    @blp.route("/<string:world>/fork")
    class Fork(MethodView):
        @blp.doc(operationId="forkWorld")
        @blp.arguments(schemas.Fork())
        @blp.response(201, schemas.WorldView())
        @unknown
        @exists
        def post(self, body: dict[str, Any], world: str) -> Any:
            """Copy a world with everything in it but its journal."""
            with refusing():
                return view(worlds.fork(world, body["name"]))

    @blp.route("/<string:world>/clock")
    class Clock(MethodView):
        @blp.doc(operationId="getClock")
        @blp.response(200, schemas.ClockView())
        @unknown
        def get(self, world: str) -> Any:
            """The world's time."""
            with locked(world) as found:
                return _clock(found)

        @blp.doc(operationId="setClock")
        @blp.arguments(schemas.ClockChange())
        @blp.response(200, schemas.ClockView())
        @unknown
        def put(self, body: dict[str, Any], world: str) -> Any:
            """Set the time, the mode or both; what falls due then fires at the next request."""
            with locked(world) as found:
                if "mode" in body:
                    found.clock.switch(body["mode"])
                if "now" in body:
                    found.clock.set(body["now"])
                return _clock(found)

    @blp.route("/<string:world>/clock/advance")
    class Advance(MethodView):
        @blp.doc(operationId="advanceClock")
        @blp.arguments(schemas.Advance())
        @blp.response(200, schemas.Advanced())
        @unknown
        def post(self, body: dict[str, Any], world: str) -> Any:
            """Move the time on and tell what fired, in order."""
            with locked(world) as found:
                if "to" in body:
                    to = body["to"]
                else:
                    to = found.clock.now() + timedelta(seconds=body["seconds"])
                fired = found.advance(to)
                return {"clock": _clock(found), "fired": fired}

    @blp.route("/<string:world>/events")
    class Events(MethodView):
        @blp.doc(operationId="listEvents")
        @blp.response(200, schemas.EventKind(many=True))
        @unknown
        def get(self, world: str) -> Any:
            """What can be made to happen that nobody can ask for through a vendor's API."""
            with locked(world):
                return [{"event": name, "about": about} for name, about in happenings()]

        @blp.doc(operationId="makeHappen")
        @blp.arguments(schemas.NewEvent())
        @blp.response(200, schemas.Happened())
        @unknown
        def post(self, body: dict[str, Any], world: str) -> Any:
            """Make it happen now: `{"event": "<vendor>.<what>", "data": {...}}`."""
            event, account = body["event"], body["account"]
            known = [name for name, _ in happenings()]
            if event not in known:
                abort(422, message=f"there is no event {_near(event, known)}")
            vendor, _, what = event.partition(".")
            with locked(world) as found:
                try:
                    with found.happening(event, account):
                        result = worlds.vendors[vendor].happen(found, what, body["data"])
                except Refusal as refusal:
                    abort(422, message=refusal.message)
                return {"event": event, "account": account, "result": result}

    @blp.route("/<string:world>/effects")
    class Effects(MethodView):
        @blp.doc(operationId="listEffects")
        @blp.arguments(schemas.EffectsQuery(), location="query")
        @blp.response(200, schemas.EffectsView())
        @unknown
        def get(self, query: dict[str, Any], world: str) -> Any:
            """What was spent, bought, lost and overwritten so far, oldest first."""
            known = list(worlds.vendors)
            if query.get("vendor", known[0]) not in known:
                # An empty ledger would let a test that nothing was spent pass.
                abort(422, message=f"there is no vendor {_near(query['vendor'], known)}")
            with locked(world) as found:
                found.settle()
                ledger = [effect for _, effect in found.shared(effects.COLLECTION).items()]
            listed = [e for e in ledger if all(e[name] == query[name] for name in query)]
            return {"totals": effects.totals(listed), "effects": listed}

    @blp.route("/<string:world>/limits")
    class Limits(MethodView):
        @blp.doc(operationId="getLimits")
        @blp.response(200, schemas.LimitsView())
        @unknown
        def get(self, world: str) -> Any:
            """The mode, and the windows that are open."""
            with locked(world) as found:
                return _limits(found)

        @blp.doc(operationId="setLimits")
        @blp.arguments(schemas.LimitsChange())
        @blp.response(200, schemas.LimitsView())
        @unknown
        def put(self, body: dict[str, Any], world: str) -> Any:
            """Change the mode; all windows start afresh."""
            with locked(world) as found:
                found.limiter.switch(body["mode"])
                return _limits(found)

    @blp.route("/<string:world>/quirks")
    class Quirks(MethodView):
        @blp.doc(operationId="listQuirks")
        @blp.response(200, schemas.QuirkView(many=True))
        @unknown
        def get(self, world: str) -> Any:
            """What the live services do beside their documents, with evidence."""
            with locked(world) as found:
                return [_quirk(found, name, quirk) for name, quirk in quirks()]

        @blp.doc(operationId="setQuirks")
        @blp.arguments(schemas.QuirksChange())
        @blp.response(200, schemas.QuirkView(many=True))
        @unknown
        def patch(self, body: dict[str, Any], world: str) -> Any:
            """Switch quirks on and off: `{"quirks": {"<vendor>.<id>": true}}`."""
            known = [name for name, _ in quirks()]
            for name in body["quirks"]:
                if name not in known:
                    abort(422, message=f"there is no quirk {_near(name, known)}")
            with locked(world) as found:
                found.quirks |= body["quirks"]
                return [_quirk(found, name, quirk) for name, quirk in quirks()]

    @blp.route("/<string:world>/journal")
    class Journal(MethodView):
        @blp.doc(operationId="queryJournal")
        @blp.arguments(schemas.JournalPage(), location="query")
        @blp.response(200, schemas.JournalView())
        @unknown
        def get(self, query: dict[str, Any], world: str) -> Any:
            """The newest requests that match, oldest first."""
            limit = query.pop("limit")
            with locked(world) as found:
                entries = list(found.journal.find(**query))[-limit:]
                return {"entries": entries, "dropped": found.journal.dropped}

        @blp.doc(operationId="clearJournal")
        @blp.response(204)
        @unknown
        def delete(self, world: str) -> None:
            """Forget every request."""
            with locked(world) as found:
                found.journal.clear()

    @blp.route("/<string:world>/journal/count")
    class JournalCount(MethodView):
        @blp.doc(operationId="countJournal")
        @blp.arguments(schemas.JournalQuery(), location="query")
        @blp.response(200, schemas.Count())
        @unknown
        def get(self, query: dict[str, Any], world: str) -> Any:
            """How many requests match."""
            with locked(world) as found:
                count = sum(1 for _ in found.journal.find(**query))
                return {"count": count, "dropped": found.journal.dropped}

    return blp


def _clock(world: World) -> dict[str, Any]:
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


def _near(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"{name!r}; did you mean {near[0]!r}?" if near else f"{name!r}"
