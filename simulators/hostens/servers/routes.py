"""Operations of the section servers: parse, call the rules, render."""

from typing import Any

from flask import Response, request
from flask.views import MethodView

from simulators.hostens import docs
from simulators.hostens.servers import (
    details,
    graphs,
    machines,
    schemas,
    systems,
    tasks,
    usage,
    work,
)
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World

_SVG = "image/svg+xml"
_SERVER = docs.id_in_path("server_id")
_WIDTH = {
    "name": "width",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": graphs.WIDTHS[0], "maximum": graphs.WIDTHS[1]},
}
_READ: dict[str, Any] = {"needs": ("services", "basic"), "of": "server_id"}
_MANAGE: dict[str, Any] = {"needs": ("services", "servermanagement"), "of": "server_id"}


def blueprints(vendor: Vendor) -> list[Any]:
    blp = docs.section(vendor, "Server Management")
    _reading(blp)
    _managing(blp)
    return [blp]


def _reading(blp: Any) -> None:
    operation = docs.declaring(blp)

    @blp.route("/server")
    class Servers(MethodView):
        @operation("listServers", schemas.ServerBrief(many=True))
        def get(self, world: World) -> Any:
            found = {server.id: server for server in machines.active(world)}
            return [details.brief(world, found[id]) for id in docs.user().sees("services", found)]

    @blp.route("/server/<server_id>", parameters=[_SERVER])
    class Server(MethodView):
        @operation("getServer", schemas.ServerDetails, 404, **_READ)
        def get(self, world: World, server_id: str) -> Any:
            return details.details(world, server_id, docs.user())

    @blp.route(
        "/server/<server_id>/task/<task_id>", parameters=[_SERVER, docs.id_in_path("task_id")]
    )
    class Task(MethodView):
        @operation("getServerTask", schemas.ServerTask, 404, **_READ)
        def get(self, world: World, server_id: str, task_id: str) -> Any:
            return tasks.read(world, server_id, task_id, docs.user())

    @blp.route("/server/<server_id>/oses", parameters=[_SERVER])
    class Systems(MethodView):
        @operation("listServerSystems", schemas.ServerSystem(many=True), 404, **_READ)
        def get(self, world: World, server_id: str) -> Any:
            offered = systems.offered(machines.get(world, server_id).type)
            return [{"os": system.os, "title": system.title} for system in offered]

    @blp.route("/server/<server_id>/ips", parameters=[_SERVER])
    class Addresses(MethodView):
        @operation("listServerAddresses", schemas.IPS, 404, **_READ)
        def get(self, world: World, server_id: str) -> Any:
            return details.ips(world, server_id)

    @blp.route("/server/<server_id>/graphs/<width>", parameters=[_SERVER, _WIDTH])
    class Graphs(MethodView):
        @operation("listServerGraphs", schemas.ServerGraph(many=True), 404, **_READ)
        def get(self, world: World, server_id: str, width: str) -> Any:
            base = f"//{request.host}{request.script_root}"
            return graphs.links(world, server_id, width, base)

    @blp.route("/server/<server_id>/history", parameters=[_SERVER])
    class History(MethodView):
        @operation("getServerHistory", schemas.ServerMonth(many=True), 404, **_READ)
        def get(self, world: World, server_id: str) -> Any:
            return usage.history(world, machines.get(world, server_id))

    @blp.route("/graph.php")
    class Graph(MethodView):
        """No call of the document's, but what its links lead to."""

        @operation(
            "getGraph", {"type": "string"}, 404, query=schemas.GraphQuery, public=True, kind=_SVG
        )
        def get(self, world: World, query: dict[str, str]) -> Any:
            return Response(graphs.draw(world, **query), content_type=_SVG)


def _managing(blp: Any) -> None:
    operation = docs.declaring(blp)
    started = schemas.TaskStarted

    @blp.route("/server/<server_id>/reboot", parameters=[_SERVER])
    class Reboot(MethodView):
        @operation("rebootServer", started, 404, **_MANAGE)
        def post(self, world: World, server_id: str) -> Any:
            return work.reboot(world, server_id)

    @blp.route("/server/<server_id>/reinstall", parameters=[_SERVER])
    class Reinstallation(MethodView):
        @operation("reinstallServer", started, 404, body=schemas.Reinstallation, **_MANAGE)
        def post(self, world: World, body: dict[str, Any], server_id: str) -> Any:
            return work.reinstall(world, server_id, body)

    @blp.route("/server/<server_id>/resetpassword", parameters=[_SERVER])
    class Password(MethodView):
        @operation("resetServerPassword", started, 404, **_MANAGE)
        def post(self, world: World, server_id: str) -> Any:
            return work.reset_password(world, server_id)

    @blp.route("/server/<server_id>/webconsole", parameters=[_SERVER])
    class Console(MethodView):
        @operation("openWebConsole", started, 404, body=schemas.WebConsole, **_MANAGE)
        def post(self, world: World, body: dict[str, Any], server_id: str) -> Any:
            return work.web_console(world, server_id, body)

    @blp.route("/server/<server_id>/rename", parameters=[_SERVER])
    class Name(MethodView):
        @operation("renameServer", started, 404, body=schemas.ServerName, **_MANAGE)
        def post(self, world: World, body: dict[str, str], server_id: str) -> Any:
            return work.rename(world, server_id, body)

    @blp.route("/server/<server_id>/changeptr", parameters=[_SERVER])
    class Ptr(MethodView):
        @operation("changePtr", started, 404, body=schemas.PtrRecord, **_MANAGE)
        def post(self, world: World, body: dict[str, str], server_id: str) -> Any:
            return work.change_ptr(world, server_id, body)

    @blp.route("/server/<server_id>/flushfirewall", parameters=[_SERVER])
    class Firewall(MethodView):
        @operation("flushFirewall", started, 404, **_MANAGE)
        def post(self, world: World, server_id: str) -> Any:
            return work.flush_firewall(world, server_id)

    @blp.route("/server/<server_id>/changedns", parameters=[_SERVER])
    class Resolvers(MethodView):
        @operation("changeDnsServers", started, 404, body=schemas.Resolvers, **_MANAGE)
        def post(self, world: World, body: dict[str, str], server_id: str) -> Any:
            return work.change_dns(world, server_id, body)
