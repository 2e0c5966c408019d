"""The dashboard: its figures, and what is done from it in one step."""

from typing import Any

from flask.views import MethodView
from marshmallow import fields, validate

from hostingco_api.core import accounts, reports, servers
from hostingco_api.core.errors import provider_failed
from hostingco_api.core.models import STAFF, Server
from hostingco_api.core.providers import ProviderFailed
from hostingco_api.portal.auth import PHONE
from hostingco_api.portal.fields import Id
from hostingco_api.portal.hosting import Created, QuickOrder
from hostingco_api.portal.web import Call, endpoint, section
from hostingco_api.services import services
from hostingco_api.web.fields import (
    Amount,
    Answer,
    Bool,
    Count,
    Email,
    MailAddress,
    Strict,
    Text,
    Time,
)

blp = section("dashboard")


class Overview(Answer):
    totalUsers = Count(attribute="total_users", required=True)  # noqa: N815 (on the wire)
    activeUsers = Count(attribute="active_users", required=True)  # noqa: N815
    totalServers = Count(attribute="total_servers", required=True)  # noqa: N815
    activeServers = Count(attribute="active_servers", required=True)  # noqa: N815
    totalRevenue = Amount(attribute="total_revenue", required=True)  # noqa: N815
    monthlyRevenue = Amount(attribute="monthly_revenue", required=True)  # noqa: N815


class ByStatus(Answer):
    active = Count(required=True)
    inactive = Count(required=True)
    maintenance = Count(required=True)
    provisioning = Count(required=True)


class ServerFigures(Answer):
    byStatus = fields.Nested(ByStatus, attribute="by_status", required=True)  # noqa: N815
    byPlan = fields.Dict(values=Count(), attribute="by_plan", required=True)  # noqa: N815
    averageUptime = fields.Float(attribute="average_uptime", allow_none=True, required=True)  # noqa: N815


class ByRole(Answer):
    admin = Count(required=True)
    support = Count(required=True)
    user = Count(required=True)


class UserFigures(Answer):
    byRole = fields.Nested(ByRole, attribute="by_role", required=True)  # noqa: N815
    newThisMonth = Count(attribute="new_this_month", required=True)  # noqa: N815


class BillingFigures(Answer):
    pendingInvoices = Count(attribute="pending_invoices", required=True)  # noqa: N815
    overdueInvoices = Count(attribute="overdue_invoices", required=True)  # noqa: N815
    totalPending = Amount(attribute="total_pending", required=True)  # noqa: N815
    totalRevenue = Amount(attribute="total_revenue", required=True)  # noqa: N815


class Figures(Answer):
    overview = fields.Nested(Overview, required=True)
    servers = fields.Nested(ServerFigures, required=True)
    users = fields.Nested(UserFigures, required=True)
    billing = fields.Nested(BillingFigures, required=True)


class Refreshed(Answer):
    refreshed = Bool(required=True, validate=validate.Equal(True))
    timestamp = Time(required=True)


class NewClient(Strict):
    name = Text(2, 100, required=True)
    email = Email(required=True)
    phone = Text(None, 32, pattern=PHONE)
    company = Text(None, 100)


class ClientBilling(Answer):
    totalSpent = Amount(attribute="total_spent", required=True)  # noqa: N815
    nextBillingDate = Time(attribute="next_billing", allow_none=True, required=True)  # noqa: N815


class Client(Answer):
    id = Id("user", required=True)
    name = fields.String(required=True)
    email = MailAddress(required=True)
    phone = fields.String(required=True, allow_none=True)
    company = fields.String(required=True, allow_none=True)
    status = Text(one_of=("active",), required=True)
    createdAt = Time(attribute="created_at", required=True)  # noqa: N815
    servers = fields.List(fields.String(), required=True)
    billing = fields.Nested(ClientBilling, required=True)


@blp.route("/dashboard/stats")
class StatsView(MethodView):
    @endpoint(blp, "getDashboardStats", Figures)
    def get(self, call: Call) -> dict[str, Any]:
        return reports.dashboard(call.session, call.me, call.now)


@blp.route("/dashboard/refresh")
class RefreshView(MethodView):
    @endpoint(blp, "refreshDashboard", Refreshed, message="Dashboard data refreshed successfully")
    def post(self, call: Call) -> dict[str, Any]:
        """Servers are measured, once a minute at most, so that it is of some use."""
        at = call.now.replace(second=0, microsecond=0)
        provider = services().provider(call.session)
        found = servers.to_measure()
        if call.me.role not in STAFF:
            found = found.where(Server.user_id == call.me.id)
        for server in call.session.scalars(found).all():
            servers.sample(call.session, server, provider, at)
        return {"refreshed": True, "timestamp": call.now}


@blp.route("/dashboard/add-server")
class AddServerView(MethodView):
    @endpoint(
        blp,
        "addServer",
        Created,
        409,
        502,
        status=201,
        message="Server created successfully",
        body=QuickOrder,
    )
    def post(self, call: Call, given: dict[str, Any]) -> Server:
        server = servers.order(call.session, call.me, call.now, **given)
        try:
            servers.provision(call.session, server, services().provider(call.session), call.now)
        except ProviderFailed as error:
            raise provider_failed(str(error)) from error
        return server


@blp.route("/dashboard/add-client")
class AddClientView(MethodView):
    @endpoint(
        blp,
        "addClient",
        Client,
        409,
        status=201,
        message="Client created successfully",
        body=NewClient,
        roles=STAFF,
    )
    def post(self, call: Call, given: dict[str, Any]) -> dict[str, Any]:
        user = accounts.create(call.session, call.now, **given)
        return {
            "id": user.id,
            "name": user.name,
            "email": user.email,
            "phone": user.phone,
            "company": user.company,
            "created_at": user.created_at,
            "status": "active",
            "servers": [],
            "billing": {"total_spent": 0, "next_billing": None},
        }
