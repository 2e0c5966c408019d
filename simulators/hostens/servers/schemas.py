"""Bodies and answers of servers."""

from marshmallow import fields

from simulators.hostens import answers, php
from simulators.hostens.servers.graphs import TYPES
from simulators.hostens.servers.systems import KINDS
from simulators.hostens.services.stored import STATUSES
from simulators.kernel.web import Open


class Reinstallation(php.Input):
    os = php.text(required=True)
    script = php.number()
    ssh_key = php.text(most=16_384)


class WebConsole(php.Input):
    timeout = php.choice("1h", "3h", "6h", "12h", "24h", required=True)
    whitelabel = php.flag(required=True)


class ServerName(php.Input):
    hostname = php.text(required=True)


class PtrRecord(php.Input):
    ip_address = php.text(required=True)
    hostname = php.text(required=True)


class Resolvers(php.Input):
    ns1 = php.text(required=True)
    ns2 = php.text()
    ns3 = php.text()
    ns4 = php.text()


class GraphQuery(php.Input):
    type = php.choice(*TYPES, required=True)
    token = php.text(required=True, most=2_000)


class ServerBrief(Open):
    server_id = fields.Integer(required=True)
    domain = fields.String(required=True)
    ip = fields.String(required=True)
    date_created = answers.day()
    synch_date = answers.stamp()
    label = fields.String(required=True)
    type = answers.one_of(KINDS)


class ServerComponent(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    selected = fields.Boolean(required=True)


class ActiveTask(Open):
    name = fields.String(required=True)
    activated = fields.String(required=True)
    assigned = fields.String(required=True)


class ServerTask(ActiveTask):
    completed = fields.String(required=True)
    results = fields.String(required=True)


class ServerDetails(Open):
    synch_date = fields.String(required=True)
    package_id = fields.Integer(required=True)
    domain = fields.String(required=True)
    label = fields.String(required=True)
    status = answers.one_of(STATUSES)
    cpu_frequency = fields.Integer(required=True)
    cpu_cores = fields.Integer(required=True)
    ram_limit = fields.Integer(required=True)
    ram_used = fields.Integer(required=True)
    disk_limit = fields.Integer(required=True)
    disk_usage = fields.Integer(required=True)
    bw_limit = fields.Integer(required=True)
    bw_in = fields.Integer(required=True)
    bw_out = fields.Integer(required=True)
    os = fields.String(required=True)
    ip = fields.String(required=True)
    additional_ip = fields.List(fields.String(), required=True)
    dns_servers = fields.List(fields.String(), required=True, allow_none=True)
    components = fields.List(fields.Nested(ServerComponent), required=True)
    active_task = fields.Nested(ActiveTask, required=True, allow_none=True)
    last_tasks = fields.List(fields.Nested(ServerTask), required=True, allow_none=True)


class TaskStarted(Open):
    task_id = fields.Integer(required=True)


class ServerSystem(Open):
    os = fields.String(required=True)
    title = fields.String(required=True)


_IPS = {
    "type": "object",
    "required": ["ips"],
    "properties": {"ips": {"type": "array", "items": {"type": "string"}}},
}
IPS = {"anyOf": [{"type": "array", "items": _IPS}, _IPS]}
"""The object alone is the quirk `ips-object`."""


class ServerGraph(Open):
    type = fields.String(required=True)
    url = fields.String(required=True)


class ServerMonth(Open):
    year = fields.Integer(required=True)
    month = fields.Integer(required=True)
    bw_in = fields.Integer(required=True)
    bw_out = fields.Integer(required=True)
    quota_usage = fields.Integer(required=True)
    quota_limit = fields.Integer(required=True)
    inode_usage = fields.Integer(required=True)
    inode_limit = fields.Integer(required=True)
