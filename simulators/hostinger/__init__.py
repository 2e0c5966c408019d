"""Hostinger's public API (https://developers.hostinger.com), document version 1.42.5."""

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl

from simulators.common.brackets import nested
from simulators.hostinger import auth, errors, quirks
from simulators.kernel.body import MOST_FIELDS
from simulators.kernel.refusal import Refusal
from simulators.kernel.vendor import Call, Caller, Refusals, Vendor
from simulators.kernel.world import World

if TYPE_CHECKING:
    from flask import Flask


class Hostinger(Vendor):
    name: ClassVar = "hostinger"
    title: ClassVar = "Hostinger API"
    host: ClassVar = "developers.hostinger.com"
    contract: ClassVar = "hostinger.yaml"
    refusals: ClassVar[Refusals] = errors
    magic: ClassVar = quirks.MAGIC.id
    quirks: ClassVar = quirks.QUIRKS

    work: ClassVar = {
        "vps.action-finished": "vps.action-failed",
        "domains.registration": "domains.registration-failed",
        "domains.transfer": "domains.transfer-failed",
        "domains.move": "",
        "domains.contacts-change": "",
        "dns.zone-reset": "",
    }

    def make_app(self) -> "Flask":
        from simulators.hostinger.billing import routes as billing
        from simulators.hostinger.dns import routes as dns
        from simulators.hostinger.domains import routes as domains
        from simulators.hostinger.vps import routes as vps
        from simulators.kernel.web import make_app

        sections = (dns, domains, billing, vps)
        blueprints = [blp for section in sections for blp in section.blueprints(self)]
        return make_app(self, *blueprints, security=[{"apiToken": []}])

    def seed(self, world: World, size: int) -> None:
        from simulators.hostinger.seed import seed

        seed(world, size)

    def credentials(self, world: str) -> dict[str, str]:
        return auth.credentials(world)

    def first_call(self, world: str, base: str) -> str:
        token = self.credentials(world)["token"]
        return f"curl -H 'Authorization: Bearer {token}' {base}/api/dns/v1/zones/example.com"

    def identify(self, call: Call) -> Caller | None:
        return auth.identify(call)

    def query_fields(self, call: Call) -> dict[str, Any]:
        # Some clients send the body of a DELETE so (observed: the vendor's own MCP server).
        if call.method != "DELETE":
            return {}
        return nested(parse_qsl(call.query, keep_blank_values=True)[:MOST_FIELDS], gaps=True)

    def guard(self, world: World, call: Call) -> None:
        quirks.edge(world, call)

    def on_event(self, world: World, kind: str, data: Any) -> None:
        from importlib import import_module

        section, _, event = kind.partition(".")
        events = import_module(f"simulators.hostinger.{section}.events")
        events.HANDLERS[event](world, data)

    def render(self, refusal: Refusal, correlation_id: str, world: World) -> tuple[bytes, str]:
        return errors.render(refusal, correlation_id, pretty=world.quirks["hostinger.pretty-404"])
