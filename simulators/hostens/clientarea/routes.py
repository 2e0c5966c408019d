"""Operations of the client area: parse, call the rules, render."""

from typing import Any

from flask import request
from flask.views import MethodView

from simulators.hostens import docs, logins
from simulators.hostens.auth import Credentials
from simulators.hostens.clientarea import profile, schemas
from simulators.kernel.vendor import Call, Vendor
from simulators.kernel.world import World


def blueprints(vendor: Vendor) -> list[Any]:
    return [_logins(vendor), _profile(vendor)]


def _logins(vendor: Vendor) -> Any:
    blp = docs.section(vendor, "Logins")
    operation = docs.declaring(blp)

    def call() -> Call:
        found: Call = request.environ["hostsim.call"]
        return found

    @blp.route("/login")
    class Login(MethodView):
        @operation("login", schemas.Tokens, body=schemas.Login, public=True, forms=True)
        def post(self, world: World, body: dict[str, str]) -> Any:
            return logins.log_in(world, Credentials(**body))

    @blp.route("/logout")
    class Logout(MethodView):
        @operation("logout", schemas.Ended)
        def post(self, world: World) -> Any:
            logins.log_out(world, call())
            return {"status": True}

    @blp.route("/token")
    class Token(MethodView):
        @operation("refreshToken", schemas.Tokens, body=schemas.Refresh, public=True)
        def post(self, world: World, body: dict[str, str]) -> Any:
            return logins.exchange(world, body["refresh_token"])

    @blp.route("/revoke")
    class Revoke(MethodView):
        @operation("revokeToken", schemas.Ended, body=schemas.Revocation, public=True)
        def post(self, world: World, body: dict[str, str]) -> Any:
            logins.revoke(world, call(), body.get("refresh_token"))
            return {"status": True}

    return blp


def _profile(vendor: Vendor) -> Any:
    blp = docs.section(vendor, "Clientarea")
    operation = docs.declaring(blp)

    @blp.route("/details")
    class Details(MethodView):
        @operation("getDetails", schemas.Details)
        def get(self, world: World) -> Any:
            return {"client": profile.shown(world)}

    return blp
