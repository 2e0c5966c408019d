"""Services, and what is done to them. What a provider has to do is accepted (202), done soon."""

from typing import Any

from flask.views import MethodView
from marshmallow import fields

from hostingco_api.core import clients, lifecycle, products
from hostingco_api.core.errors import invalid
from hostingco_api.core.models import CYCLES, MANUAL, SERVICE_STATUSES, Service
from hostingco_api.core.vault import Unreadable
from hostingco_api.public_v1.envelope import Page, Said
from hostingco_api.public_v1.fields import (
    Currency,
    Date,
    Dated,
    Id,
    Known,
    Once,
    QueryRef,
    Ref,
    one_of,
)
from hostingco_api.public_v1.web import (
    Call,
    dated,
    endpoint,
    get,
    given,
    number,
    page,
    path,
    section,
)
from hostingco_api.services import services
from hostingco_api.web.fields import Amount, Change, Strict, Text, Time

DOMAIN: dict[str, Any] = {
    "pattern": r"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$",
    "wanted": "Not a host name such as shop.example.com.",
}
"""Of a service, as providers take it: with dots, and the last label is no number."""
blp = section("services")


class ServiceAnswer(Known):
    client_id = Id(attribute="user_id")
    product_id = Id()
    server_id = Id(attribute="node_id", allow_none=True)
    status = one_of(*SERVICE_STATUSES)
    pending_action = one_of(*lifecycle.ACTIONS, allow_none=True)
    suspend_reason = fields.String(required=True, allow_none=True)
    last_error = fields.String(required=True, allow_none=True)
    domain = fields.String(required=True, allow_none=True)
    username = fields.String(required=True, allow_none=True)
    billing_cycle = one_of(*CYCLES)
    price = Amount(required=True)
    setup_fee = Amount(required=True)
    currency = Currency()
    module = fields.String(required=True)
    module_ref = fields.String(required=True, allow_none=True)
    ip_address = fields.String(attribute="ip", required=True, allow_none=True)
    next_due_date = Date(required=True, allow_none=True)
    activated_at = Time(required=True, allow_none=True)
    suspended_at = Time(required=True, allow_none=True)
    terminated_at = Time(required=True, allow_none=True)


class ServiceDetails(ServiceAnswer):
    """`password` is one that the provider made."""

    password = Once(required=True, allow_none=True)


class NewService(Strict):
    client_id = Ref(required=True)
    product_id = Ref(required=True)
    server_id = Ref(allow_none=True, load_default=None)
    domain = Text(None, 253, **DOMAIN, allow_none=True, load_default=None)
    username = Text(1, 100, allow_none=True, load_default=None)
    password = Text(1, 255, load_default=None)
    billing_cycle = Text(one_of=tuple(CYCLES), required=True)
    next_due_date = Date(load_default=None)


class ServiceChange(Change):
    server_id = Ref(allow_none=True)
    domain = Text(None, 253, **DOMAIN, allow_none=True)
    username = Text(1, 100, allow_none=True)
    password = Text(1, 255, allow_none=True)
    billing_cycle = Text(one_of=tuple(CYCLES))
    next_due_date = Date(allow_none=True)


class Query(Dated):
    search = Text(1, 100)
    status = Text(one_of=SERVICE_STATUSES)
    client_id = QueryRef()
    product_id = QueryRef()
    server_id = QueryRef()


class Reason(Strict):
    reason = Text(None, 200, allow_none=True, load_default=None)


@blp.route("/services")
class AllServices(MethodView):
    @endpoint(blp, "listServices", "services.read", ServiceAnswer, many=True, query=Query)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        found = lifecycle.listed(
            query.get("search"),
            status=query.get("status"),
            user_id=number(call, clients.listed(), query.get("client_id")),
            product_id=number(call, products.listed(), query.get("product_id")),
            node_id=number(call, products.nodes(), query.get("server_id")),
        )
        return page(call, dated(found, Service.created_at, query), query)

    @endpoint(
        blp,
        "createService",
        "services.create",
        ServiceAnswer,
        message="Service created",
        status=201,
        body=NewService,
    )
    def post(self, call: Call, body: dict[str, Any]) -> Service:
        # Locked, so that they are still there at the end.
        client = given(call, clients.listed(), body.pop("client_id"), "client_id", lock=True)
        product = given(call, products.listed(), body.pop("product_id"), "product_id", lock=True)
        node = given(call, products.nodes(), body.pop("server_id"), "server_id", lock=True)
        _lock(body)
        return lifecycle.create(
            call.session, call.now, client=client, product=product, node=node, **body
        )


@blp.route("/services/<id>", parameters=[path()])
class ServiceById(MethodView):
    @endpoint(blp, "getService", "services.read", ServiceDetails, 404)
    def get(self, call: Call, id: str) -> Said:
        service = get(call, lifecycle.listed(), id, "Service")
        return Said(service, more={"password": _made(service)})

    @endpoint(
        blp,
        "updateService",
        "services.update",
        ServiceAnswer,
        404,
        409,
        message="Service updated",
        body=ServiceChange,
    )
    def put(self, call: Call, body: dict[str, Any], id: str) -> Service:
        service: Service = get(call, lifecycle.listed(), id, "Service", lock=True)
        if "server_id" in body:
            body["node"] = given(
                call, products.nodes(), body.pop("server_id"), "server_id", lock=True
            )
        _lock(body)
        lifecycle.change(call.session, service, body, call.now)
        return service

    @endpoint(blp, "deleteService", "services.delete", None, 404, 409, message="Service deleted")
    def delete(self, call: Call, id: str) -> None:
        service = get(call, lifecycle.listed(), id, "Service", lock=True)
        lifecycle.delete(call.session, service, call.now)


def _lock(body: dict[str, Any]) -> None:
    """The password, for whoever reads the database."""
    if body.get("password") is not None:
        body["password"] = services().vault.lock(body["password"])


def _made(service: Service) -> str | None:
    """The password, once it is the provider's: what somebody gave is told to nobody."""
    if service.module == MANUAL or service.activated_at is None or service.password is None:
        return None
    try:
        return services().vault.unlock(service.password)
    except Unreadable:
        return None


def _verb(action: str, past: str, body: type[Strict] | None = None) -> None:
    """`POST /services/{id}/<action>`."""

    @endpoint(
        blp,
        f"{action}Service",
        f"services.{action}",
        ServiceAnswer,
        404,
        409,
        message=f"Service {past}",
        also=202,
        body=body,
    )
    def post(self: Any, call: Call, *body: dict[str, Any], id: str) -> Said:
        service = get(call, lifecycle.listed(), id, "Service", lock=True)
        reason = body[0]["reason"] if body else None
        if reason == lifecycle.OVERDUE:
            raise invalid(reason="That is for the calendar to say: it ends by a payment.")
        if lifecycle.request(call.session, service, action, call.now, reason):
            return Said(service)
        return Said(service, f"Service {action} queued", 202)

    view = type(f"{action.title()}Service", (MethodView,), {"post": post})
    blp.route(f"/services/<id>/{action}", parameters=[path()])(view)


_verb("provision", "provisioned")
_verb("suspend", "suspended", Reason)
_verb("unsuspend", "unsuspended")
_verb("terminate", "terminated")
