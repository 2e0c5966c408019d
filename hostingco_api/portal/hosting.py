"""Plans and servers."""

from typing import Any

from flask.views import MethodView
from marshmallow import fields, validate
from sqlalchemy import select

from hostingco_api.core import servers
from hostingco_api.core.catalog import LOCATIONS
from hostingco_api.core.models import SERVER_STATUSES, Plan, Sample, Server
from hostingco_api.core.providers import ACTIONS
from hostingco_api.portal.envelope import Page, Said
from hostingco_api.portal.fields import Id, Paging
from hostingco_api.portal.web import Call, endpoint, page, section
from hostingco_api.services import services
from hostingco_api.web.fields import Amount, Answer, Bool, Change, Strict, Text, Time

blp = section("hosting")
NAME = r"^[A-Za-z0-9_-]+$"
LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
HOSTNAME = rf"^{LABEL}(\.{LABEL})*$"


class Specs(Answer):
    cpu = fields.Integer(required=True, metadata={"minimum": 1})
    ram = fields.String(required=True)
    storage = fields.String(required=True)
    bandwidth = fields.String(required=True)


class PlanAnswer(Answer):
    id = fields.String(required=True)
    name = fields.String(required=True)
    type = Text(one_of=("shared", "vps", "dedicated"), required=True)
    price = Amount(required=True)
    specs = fields.Nested(Specs, required=True)
    features = fields.List(fields.String(), required=True)


class Usage(Answer):
    """Null is what the provider did not tell, or where there is no sample yet."""

    cpuUsage = fields.Float(attribute="cpu_usage", allow_none=True, required=True)  # noqa: N815
    memoryUsage = fields.Float(attribute="memory_usage", allow_none=True, required=True)  # noqa: N815
    diskUsage = fields.Float(attribute="disk_usage", allow_none=True, required=True)  # noqa: N815
    networkIn = fields.Float(attribute="network_in", allow_none=True, required=True)  # noqa: N815
    networkOut = fields.Float(attribute="network_out", allow_none=True, required=True)  # noqa: N815
    processes = fields.Integer(allow_none=True, required=True)
    connections = fields.Integer(allow_none=True, required=True)


class Statistics(Usage):
    uptime = fields.Float(allow_none=True, required=True)  # per cent
    sampledAt = Time(attribute="taken_at", allow_none=True, required=True)  # noqa: N815


class Options(Answer):
    hostname = fields.String(required=True)
    firewall = Bool(required=True)
    backups = Bool(required=True)
    monitoring = Bool(required=True)
    ssl = Bool(required=True)


class Brief(Answer):
    id = Id("server", required=True)
    userId = Id("user", attribute="user_id", required=True)  # noqa: N815
    name = fields.String(required=True)
    plan = fields.String(attribute="plan_id", required=True)
    location = Text(one_of=LOCATIONS, required=True)
    status = Text(one_of=SERVER_STATUSES, required=True)
    ip = fields.String(allow_none=True, required=True)
    hostname = fields.String(required=True)
    specs = fields.Nested(Specs, attribute="plan.specs", required=True)


class Created(Brief):
    settings = fields.Nested(Options, required=True)
    createdAt = Time(attribute="created_at", required=True)  # noqa: N815


class Listed(Brief):
    uptime = fields.Float(allow_none=True, required=True)  # per cent
    statistics = fields.Nested(Usage, required=True)
    createdAt = Time(attribute="created_at", required=True)  # noqa: N815


class Full(Listed):
    settings = fields.Nested(Options, required=True)
    load: Any = fields.List(
        fields.Float(),
        attribute="statistics.load",
        allow_none=True,
        required=True,
        validate=validate.Length(3, 3),
    )
    updatedAt = Time(attribute="updated_at", required=True)  # noqa: N815
    lastBackup = Time(attribute="last_backup_at", allow_none=True, required=True)  # noqa: N815


class Named(Answer):
    id = Id("server", required=True)


class OptionsAnswer(Options, Named):
    """The fields of the last base come first."""


class PowerAnswer(Named):
    action = Text(one_of=ACTIONS, required=True)
    status = Text(one_of=SERVER_STATUSES, required=True)


class ServerFilter(Paging):
    status = Text(one_of=SERVER_STATUSES)
    plan = Text(1, 50)
    search = Text(1, 100)


class OptionsOf(Strict):
    hostname = Text(1, 253, pattern=HOSTNAME, attribute="own_hostname")
    firewall = Bool()
    backups = Bool()
    monitoring = Bool()
    ssl = Bool()


class OptionsChange(OptionsOf, Change):
    pass


class QuickOrder(Strict):
    name = Text(3, 50, pattern=NAME, required=True)
    plan = Text(1, 50, required=True)
    location = Text(one_of=LOCATIONS, required=True)


class Order(QuickOrder):
    settings = fields.Nested(OptionsOf)


class ServerChange(Change):
    name = Text(3, 50, pattern=NAME)
    settings = fields.Nested(OptionsChange)


class Power(Strict):
    action = Text(one_of=ACTIONS, required=True)


@blp.route("/hosting/plans")
class Plans(MethodView):
    @endpoint(blp, "listPlans", PlanAnswer, many=True, public=True)
    def get(self) -> list[Plan]:
        with services().database.reading() as session:
            return list(session.scalars(select(Plan).order_by(Plan.position)))


@blp.route("/hosting/servers")
class Servers(MethodView):
    @endpoint(blp, "listServers", Listed, query=ServerFilter)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        filters = {name: query.get(name) for name in ("status", "plan", "search")}
        found = page(call, servers.listed(call.me, **filters), query)
        servers.measure(call.session, found.items, call.now)
        return found

    @endpoint(
        blp,
        "createServer",
        Created,
        409,
        status=201,
        message="Server created successfully",
        body=Order,
    )
    def post(self, call: Call, given: dict[str, Any]) -> Server:
        columns = given | given.pop("settings", {})
        return servers.order(call.session, call.me, call.now, **columns)


@blp.route("/hosting/servers/<id>")
class ServerView(MethodView):
    @endpoint(blp, "getServer", Full, of="server")
    def get(self, call: Call, id: int | None) -> Server:
        return _measured(call, servers.get(call.session, id, call.me))

    @endpoint(
        blp,
        "updateServer",
        Full,
        409,
        message="Server updated successfully",
        body=ServerChange,
        of="server",
    )
    def put(self, call: Call, given: dict[str, Any], id: int | None) -> Server:
        server = servers.get(call.session, id, call.me, lock=True)
        servers.change(call.session, server, given | given.pop("settings", {}), call.now)
        return _measured(call, server)

    @endpoint(blp, "deleteServer", None, 502, message="Server deleted successfully", of="server")
    def delete(self, call: Call, id: int | None) -> None:
        server = servers.get(call.session, id, call.me, lock=True)
        servers.give_up(call.session, server, services().provider(call.session), call.now)


@blp.route("/hosting/servers/<id>/statistics")
class StatisticsView(MethodView):
    @endpoint(blp, "getServerStatistics", Statistics, of="server")
    def get(self, call: Call, id: int | None) -> Sample:
        server = _measured(call, servers.get(call.session, id, call.me))
        assert server.statistics
        server.statistics.uptime = server.uptime
        return server.statistics


@blp.route("/hosting/servers/<id>/settings")
class SettingsView(MethodView):
    @endpoint(
        blp,
        "updateServerSettings",
        OptionsAnswer,
        message="Server settings updated successfully",
        body=OptionsChange,
        of="server",
    )
    def put(self, call: Call, given: dict[str, Any], id: int | None) -> Server:
        server = servers.get(call.session, id, call.me, lock=True)
        servers.change(call.session, server, given, call.now)
        return server


@blp.route("/hosting/servers/<id>/power")
class PowerView(MethodView):
    @endpoint(blp, "powerServer", PowerAnswer, 409, 502, body=Power, of="server")
    def post(self, call: Call, given: dict[str, Any], id: int | None) -> Said:
        server = servers.get(call.session, id, call.me, lock=True)
        action = given["action"]
        provider = services().provider(call.session)
        servers.power(call.session, server, action, provider, call.now)
        done = {"id": server.id, "action": action, "status": server.status}
        return Said(done, f"Server {action} command initiated successfully")


def _measured(call: Call, server: Server) -> Server:
    servers.measure(call.session, [server], call.now)
    return server
