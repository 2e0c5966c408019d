"""Hostens' user API (https://billing.hostens.com/userapi): HostBill's, with Hostens' servers."""

from typing import TYPE_CHECKING, Any, ClassVar

from simulators.common import jwt
from simulators.common.brackets import nested
from simulators.hostens import auth, errors, quirks
from simulators.kernel.refusal import Refusal
from simulators.kernel.vendor import Call, Caller, Refusals, Vendor
from simulators.kernel.world import World

if TYPE_CHECKING:
    from flask import Flask


class Hostens(Vendor):
    name: ClassVar = "hostens"
    title: ClassVar = "Hostens API"
    host: ClassVar = "billing.hostens.com"
    contract: ClassVar = "hostens.yaml"
    refusals: ClassVar[Refusals] = errors
    quirks: ClassVar = quirks.QUIRKS
    magic: ClassVar = "magic-inputs"
    forms: ClassVar = True
    work: ClassVar = {
        "task-completed": "task-failed",
        "domain-registered": "",
        "domain-transferred": "",
        "certificate-issued": "",
    }
    happenings: ClassVar = {
        "invoice-paid": "the customer has paid: `invoice_id`",
        "invoices-merged": "unpaid invoices become one: `invoice_ids`",
        "credit-changed": "the account has that much: `credit`, as `12.50`",
    }

    def make_app(self) -> "Flask":
        from simulators.hostens import docs, routes
        from simulators.kernel.web import make_app

        # Clients of the same software send `/server/` for `/server`.
        return make_app(
            self, *routes.blueprints(self), security=docs.SECURITY, strict_slashes=False
        )

    def seed(self, world: World, size: int) -> None:
        from simulators.hostens.seed import seed

        seed(world, size)

    def credentials(self, world: str) -> dict[str, str]:
        return auth.credentials(world)._asdict()

    def first_call(self, world: str, base: str) -> str:
        username, password = auth.credentials(world)
        return f"curl -u {username}:{password} {base}{auth.BASE}/details"

    def identify(self, call: Call) -> Caller | None:
        return auth.identify(call)

    def session(self, call: Call) -> str | None:
        return auth.session(call)

    def query_fields(self, call: Call) -> dict[str, Any]:
        return auth.query_fields(call)

    def form_fields(self, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        return nested(pairs)

    def signed(self, text: str) -> bool:
        return jwt.read(text) is not None

    def on_event(self, world: World, kind: str, data: Any) -> None:
        from simulators.hostens import events

        events.happen(world, kind, data)

    def happen(self, world: World, event: str, data: dict[str, Any]) -> Any:
        from simulators.hostens.billing import happenings

        return happenings.happen(world, event, data)

    def render(self, refusal: Refusal, correlation_id: str, world: World) -> tuple[bytes, str]:
        return errors.render(refusal), "application/json"
