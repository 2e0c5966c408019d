"""The smallest vendor there can be: one resource, and a test says what it does."""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from simulators.kernel.limits import Grant, Limits
from simulators.kernel.refusal import Evidence, Refusal, Rule
from simulators.kernel.vendor import Call, Caller, Vendor
from simulators.kernel.world import World
from tests.support import Api

if TYPE_CHECKING:
    from flask import Flask

THINGS = "toy.things"
DO, LOOK = "/do", "/look"


class Words:
    """How the toy says no."""

    def unauthenticated(self) -> Refusal:
        return refuse(401, "who are you?")

    def route_not_found(self, path: str) -> Refusal:
        return refuse(404, "no such toy")

    def method_not_allowed(self, method: str, path: str, allowed: list[str]) -> Refusal:
        return refuse(405, "not with a toy", Allow=", ".join(allowed))

    def not_simulated(self, operation: str) -> Refusal:
        return refuse(501, f"{operation} is to come", **{"X-Sim-Unimplemented": operation})

    def malformed(self, reason: str) -> Refusal:
        return refuse(400, reason)

    def too_large(self, most: int) -> Refusal:
        return refuse(413, f"more than {most}")

    def unsupported_media_type(self, given: str) -> Refusal:
        return refuse(415, given)

    def invalid(self, messages: Mapping[str, Any]) -> Refusal:
        return refuse(422, str(messages))

    def too_many_requests(self, grant: Grant) -> Refusal:
        return refuse(429, "slow down")

    def limit_headers(self, grant: Grant) -> dict[str, str]:
        return {}

    def failure(self) -> Refusal:
        return refuse(500, "broken toy")


class Toy(Vendor):
    name: ClassVar = "toy"
    title: ClassVar = "Toy API"
    host: ClassVar = "api.toy.example"
    contract: ClassVar = "hostinger.yaml"  # so all that it documents is not simulated here

    refusals: ClassVar = Words()
    work: ClassVar = {"done": ""}

    def __init__(self) -> None:
        self.handle: Callable[[World], Any] = lambda _: None
        """What every method of `/do` does, and POST of `/look`, which only reads.

        It returns a JSON document or a Flask response.
        """
        self.events: dict[str, Callable[[World, Any], Any]] = {}

    @cached_property
    def limits(self) -> Limits:
        return Limits(real=(), tiny=())

    def make_app(self) -> "Flask":
        from flask import Response
        from flask.views import MethodView

        from simulators.kernel.web import blueprint, current_world, make_app, operation, render

        def do(_: Any) -> Response:
            done = self.handle(current_world())
            return done if isinstance(done, Response) else render(done)

        methods = {
            method: operation(f"toy_{method}")(lambda view: do(view))
            for method in ("get", "put", "post", "delete")
        }
        blp = blueprint(self, "Toy", "")
        blp.route(DO)(type("Do", (MethodView,), methods))
        look = operation("toy_look", reads=True)(lambda view: do(view))
        blp.route(LOOK)(type("Look", (MethodView,), {"post": look}))
        return make_app(self, blp, security=[])

    def seed(self, world: World, size: int) -> None:
        for number in range(3):
            world.docs(THINGS).put(f"seed-{number}", {"n": number})

    def credentials(self, world: str) -> dict[str, str]:
        return {"token": f"sim_{world}"}

    def first_call(self, world: str, base: str) -> str:
        return f"curl {base}{DO}"

    def identify(self, call: Call) -> Caller | None:
        token = call.headers.get("authorization", "")
        if not token.startswith("Bearer sim_"):
            return None
        name, _, account = token.removeprefix("Bearer sim_").partition(".")
        return Caller(name, account)

    def on_event(self, world: World, kind: str, data: Any) -> None:
        self.events[kind](world, data)

    def render(self, refusal: Refusal, correlation_id: str, world: World) -> tuple[bytes, str]:
        body = {"error": refusal.message, "id": correlation_id}
        return json.dumps(body).encode(), "application/json"


def refuse(status: int, text: str, **headers: str) -> Refusal:
    return Refusal(status, text, Rule(f"toy.{status}", Evidence.ASSUMED, "a test"), headers=headers)


def documents(api: Api, collection: str) -> dict[str, Any]:
    """What the world holds of one kind."""
    return dict(api.inside().docs(collection).items())
