"""Servers: the places where services are set up, which are called nodes inside.

What a customer has in the portal is a server, too, and another one.
"""

from ipaddress import ip_address
from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import fields

from hostingco_api.core import products
from hostingco_api.core.models import Node
from hostingco_api.public_v1.envelope import Page
from hostingco_api.public_v1.fields import Known, Paging, one_of, plain
from hostingco_api.public_v1.products import MODULE, Module, Options
from hostingco_api.public_v1.web import Call, endpoint, get, page, path, section
from hostingco_api.web.fields import Change, Count, Int, Strict, Text

HOST_NAME = (
    r"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"
)
blp = section("servers")


class Address(Text):
    """Of IPv4 or IPv6."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            if "%" in text:
                raise ValueError
            return str(ip_address(text))
        except ValueError:
            raise ma.ValidationError("Not an IP address.") from None


class Server(Known):
    name = fields.String(required=True)
    hostname = fields.String(required=True, allow_none=True)
    ip_address = fields.String(required=True, allow_none=True)
    module = fields.String(required=True)
    module_options = fields.Nested(Options, required=True)
    max_services = fields.Integer(required=True, allow_none=True, metadata={"minimum": 1})
    status = one_of(*products.STATUSES)
    services_count = Count(required=True)


class NewServer(Strict):
    name = plain(100, required=True)
    hostname = Text(
        None, 253, pattern=HOST_NAME, wanted="Not a host name.", allow_none=True, load_default=None
    )
    ip_address = Address(allow_none=True, load_default=None)
    module = Module(required=True)
    module_options = fields.Nested(Options, load_default=dict)
    max_services = Int(1, 100_000, allow_none=True, load_default=None)
    status = Text(one_of=products.STATUSES, load_default="active")


class ServerChange(Change):
    name = plain(100)
    hostname = Text(None, 253, pattern=HOST_NAME, wanted="Not a host name.", allow_none=True)
    ip_address = Address(allow_none=True)
    module = Module()
    module_options = fields.Nested(Options)
    max_services = Int(1, 100_000, allow_none=True)
    status = Text(one_of=products.STATUSES)


class Query(Paging):
    search = Text(1, 100)
    status = Text(one_of=products.STATUSES)
    module = Text(pattern=MODULE)


def _counted(call: Call, found: list[Node]) -> list[Node]:
    known = products.used_places(call.session, [node.id for node in found])
    for node in found:
        node.services_count = known.get(node.id, 0)
    return found


@blp.route("/servers")
class Servers(MethodView):
    @endpoint(blp, "listServers", "servers.read", Server, many=True, query=Query)
    def get(self, call: Call, query: dict[str, Any]) -> Page:
        wanted = (query.get(name) for name in ("search", "status", "module"))
        shown = page(call, products.nodes(*wanted), query)
        _counted(call, shown.items)
        return shown

    @endpoint(
        blp,
        "createServer",
        "servers.create",
        Server,
        message="Server created",
        status=201,
        body=NewServer,
    )
    def post(self, call: Call, body: dict[str, Any]) -> Node:
        return _counted(call, [products.create_node(call.session, call.now, **body)])[0]


@blp.route("/servers/<id>", parameters=[path()])
class ServerById(MethodView):
    @endpoint(blp, "getServer", "servers.read", Server, 404)
    def get(self, call: Call, id: str) -> Node:
        return _counted(call, [get(call, products.nodes(), id, "Server")])[0]

    @endpoint(
        blp,
        "updateServer",
        "servers.update",
        Server,
        404,
        409,
        message="Server updated",
        body=ServerChange,
    )
    def put(self, call: Call, body: dict[str, Any], id: str) -> Node:
        node = get(call, products.nodes(), id, "Server", lock=True)
        products.change_node(call.session, node, body, call.now)
        return _counted(call, [node])[0]

    @endpoint(blp, "deleteServer", "servers.delete", None, 404, 409, message="Server deleted")
    def delete(self, call: Call, id: str) -> None:
        node = get(call, products.nodes(), id, "Server", lock=True)
        products.delete_node(call.session, node, call.now)
