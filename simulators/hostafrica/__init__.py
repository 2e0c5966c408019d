"""HOSTAFRICA's VPS reseller API (https://my.hostafrica.com), document version 2.0.3."""

from typing import TYPE_CHECKING, Any, ClassVar

from simulators.common import jwt
from simulators.hostafrica import auth, errors, quirks
from simulators.kernel.credentials import bearer
from simulators.kernel.limits import Limit
from simulators.kernel.refusal import Refusal
from simulators.kernel.vendor import Call, Caller, Refusals, Vendor
from simulators.kernel.world import World

if TYPE_CHECKING:
    from flask import Flask


class Hostafrica(Vendor):
    name: ClassVar = "hostafrica"
    title: ClassVar = "HOSTAFRICA API"
    host: ClassVar = "my.hostafrica.com"
    contract: ClassVar = "hostafrica.yaml"
    refusals: ClassVar[Refusals] = errors
    quirks: ClassVar = quirks.QUIRKS
    forms: ClassVar = True
    work: ClassVar = {
        f"service-{done}": "service-failed"
        for done in ("created", "started", "stopped", "restarted")
    }

    def make_app(self) -> "Flask":
        from simulators.hostafrica import docs, routes
        from simulators.kernel.web import make_app

        app = make_app(self, *routes.blueprints(self), security=[])
        docs.escaped_in(app)
        return app

    def seed(self, world: World, size: int) -> None:
        from simulators.hostafrica.seed import seed

        seed(world)

    def credentials(self, world: str) -> dict[str, str]:
        return auth.credentials(world)

    def first_call(self, world: str, base: str) -> str:
        id, secret = self.credentials(world).values()
        asked = f"curl -su {id}:{secret} -d grant_type=client_credentials {base}{auth.TOKEN_PATH}"
        token = f"$({asked} | cut -d'\"' -f10)"
        products = f"{base}{errors.ROOT}/api/v2/products"
        return f'curl -X POST -H "Authorization: Bearer {token}" {products}'

    def identify(self, call: Call) -> Caller | None:
        return auth.identify(call)

    def session(self, call: Call) -> str | None:
        return None if call.path == auth.TOKEN_PATH else bearer(call)

    def limit(self, world: World, operation: str) -> Limit | None:
        return super().limit(world, operation) if world.quirks["hostafrica.throttle"] else None

    def broken_off(self, call: Call) -> Refusal:
        return errors.unreadable() if call.path == auth.TOKEN_PATH else super().broken_off(call)

    def signed(self, text: str) -> bool:
        return jwt.read(text) is not None

    def on_event(self, world: World, kind: str, data: Any) -> None:
        from simulators.hostafrica import services

        happen = services.failed if kind == "service-failed" else services.arrived
        happen(world, data)

    def render(self, refusal: Refusal, correlation_id: str, world: World) -> tuple[bytes, str]:
        return errors.render(refusal), "application/json"
