"""Bodies of the VPS operations."""

from marshmallow import fields, validate

from simulators.common.laravel.fields import (
    Input,
    array,
    boolean,
    instant,
    integer,
    nested,
    string,
)
from simulators.hostinger.billing.schemas import OrderResource
from simulators.kernel.web import Open

PROTOCOLS = (
    "TCP",
    "UDP",
    "ICMP",
    "GRE",
    "any",
    "ESP",
    "AH",
    "ICMPv6",
    "SSH",
    "HTTP",
    "HTTPS",
    "MySQL",
    "PostgreSQL",
)


class ProjectRequest(Input):
    project_name = string(required=True, least=3, most=64)
    content = string(required=True, least=0, most=8192)
    environment = string(least=0, most=8192, allow_none=True)


class FirewallRequest(Input):
    name = string(required=True)


class FirewallRuleRequest(Input):
    protocol = string(
        required=True,
        one_of=PROTOCOLS,
    )
    port = string(required=True)
    source = string(required=True, one_of=["any", "custom"])
    source_detail = string(required=True)


class PostInstallScriptRequest(Input):
    name = string(required=True)
    content = string(required=True)


class PublicKeyAttachRequest(Input):
    ids = array(integer(), required=True)


class PublicKeyRequest(Input):
    name = string(required=True)
    key = string(required=True)


class HostnameRequest(Input):
    hostname = string(required=True)


class SetupPublicKey(Input):
    name = string(least=0)
    key = string(least=0)


class MachineSetupRequest(Input):
    template_id = integer(required=True)
    data_center_id = integer(required=True)
    post_install_script_id = integer()
    password = string(least=12, metadata={"format": "password"})
    hostname = string(least=0)
    install_monarx = boolean(False)
    enable_backups = boolean(True)
    ns1 = string(least=0)
    ns2 = string(least=0)
    public_key = nested(SetupPublicKey)


class MachinePurchaseRequest(Input):
    item_id = string(required=True)
    payment_method_id = integer()
    setup = nested(MachineSetupRequest, required=True)
    coupons = array(fields.Raw(allow_none=True))


class ResolversRequest(Input):
    ns1 = string(required=True)
    ns2 = string(least=0, allow_none=True)
    ns3 = string(least=0, allow_none=True)


class PTRRequest(Input):
    domain = string(required=True)


class PanelPasswordRequest(Input):
    password = string(required=True, least=8, metadata={"format": "password"})


class RecoveryRequest(Input):
    root_password = string(required=True)


class MachineRecreateRequest(Input):
    template_id = integer(required=True)
    password = string(least=12, metadata={"format": "password"})
    panel_password = string(least=12, metadata={"format": "password"})
    post_install_script_id = integer()


class RootPasswordRequest(Input):
    password = string(required=True, least=12, metadata={"format": "password"})


class MetricsQuery(Input):
    date_from = instant(required=True)
    date_to = instant(required=True)


# Answers are rendered from stored documents; these only document their shapes.


class DataCenterResource(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True, allow_none=True)
    location = fields.String(required=True, allow_none=True)
    city = fields.String(required=True, allow_none=True)
    continent = fields.String(required=True, allow_none=True)


class ContainerPortResource(Open):
    type = fields.String(
        required=True,
        validate=validate.OneOf(["published", "published_range", "exposed", "exposed_range"]),
    )
    protocol = fields.String(required=True, validate=validate.OneOf(["tcp", "udp"]))
    host_ip = fields.String(required=True, allow_none=True)
    host_port = fields.Integer(required=True, allow_none=True)
    container_port = fields.Integer(required=True, allow_none=True)
    host_port_start = fields.Integer(required=True, allow_none=True)
    host_port_end = fields.Integer(required=True, allow_none=True)
    container_port_start = fields.Integer(required=True, allow_none=True)
    container_port_end = fields.Integer(required=True, allow_none=True)


class ContainerStatsResource(Open):
    cpu_percentage = fields.Float(required=True)
    memory_percentage = fields.Float(required=True)
    memory_used = fields.Float(required=True)
    memory_total = fields.Float(required=True)
    net_in = fields.Integer(required=True)
    net_out = fields.Integer(required=True)


class ContainerResource(Open):
    id = fields.String(required=True)
    name = fields.String(required=True)
    image = fields.String(required=True)
    command = fields.String(required=True)
    status = fields.String(required=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(
            ["created", "running", "restarting", "exited", "paused", "dead", "stopping"]
        ),
    )
    health = fields.String(
        required=True, validate=validate.OneOf(["starting", "healthy", "unhealthy", ""])
    )
    ports = fields.List(fields.Nested(ContainerPortResource), required=True)
    stats = fields.Nested(ContainerStatsResource, required=True, allow_none=True)


class ProjectContentResource(Open):
    content = fields.String(required=True)
    environment = fields.String(required=True, allow_none=True)


class ActionResource(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    state = fields.String(
        required=True, validate=validate.OneOf(["success", "error", "delayed", "sent", "created"])
    )
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class ProjectResource(Open):
    name = fields.String(required=True)
    status = fields.String(required=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(["running", "stopped", "created", "mixed", "unknown"]),
    )
    path = fields.String(required=True)
    containers = fields.List(fields.Nested(ContainerResource), required=True)


class LogEntryResource(Open):
    timestamp = fields.String(required=True)
    line = fields.String(required=True)


class ProjectLogsResource(Open):
    service = fields.String(required=True)
    entries = fields.List(fields.Nested(LogEntryResource), required=True)


class FirewallRuleResource(Open):
    id = fields.Integer(required=True)
    action = fields.String(required=True, validate=validate.OneOf(["accept", "drop"]))
    protocol = fields.String(
        required=True,
        validate=validate.OneOf(PROTOCOLS),
    )
    port = fields.String(required=True)
    source = fields.String(required=True)
    source_detail = fields.String(required=True)


class FirewallResource(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    is_synced = fields.Boolean(required=True)
    rules = fields.List(fields.Nested(FirewallRuleResource), required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class PostInstallScriptResource(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    content = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class PublicKeyResource(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    key = fields.String(required=True)


class TemplateResource(Open):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    documentation = fields.String(required=True, allow_none=True)


class BackupResource(Open):
    id = fields.Integer(required=True)
    size = fields.Integer(required=True)
    restore_time = fields.Integer(required=True)
    location = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class IPAddressResource(Open):
    id = fields.Integer(required=True)
    address = fields.String(required=True)
    ptr = fields.String(required=True, allow_none=True)


class VirtualMachineResource(Open):
    id = fields.Integer(required=True)
    firewall_group_id = fields.Integer(required=True, allow_none=True)
    subscription_id = fields.String(required=True, allow_none=True)
    data_center_id = fields.Integer(required=True, allow_none=True)
    plan = fields.String(required=True, allow_none=True)
    hostname = fields.String(required=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(
            [
                "running",
                "starting",
                "stopping",
                "stopped",
                "creating",
                "initial",
                "error",
                "suspending",
                "unsuspending",
                "suspended",
                "destroying",
                "destroyed",
                "recreating",
                "restoring",
                "recovery",
                "stopping_recovery",
            ]
        ),
    )
    actions_lock = fields.String(required=True, validate=validate.OneOf(["unlocked", "locked"]))
    cpus = fields.Integer(required=True)
    memory = fields.Integer(required=True)
    disk = fields.Integer(required=True)
    bandwidth = fields.Integer(required=True)
    ns1 = fields.String(required=True, allow_none=True)
    ns2 = fields.String(required=True, allow_none=True)
    ipv4 = fields.List(fields.Nested(IPAddressResource), required=True, allow_none=True)
    ipv6 = fields.List(fields.Nested(IPAddressResource), required=True, allow_none=True)
    template = fields.Nested(TemplateResource, required=True, allow_none=True)
    created_at = fields.DateTime(required=True)


class VirtualMachineOrderResource(Open):
    order = fields.Nested(OrderResource, required=True)
    virtual_machine = fields.Nested(VirtualMachineResource, required=True)


class ScanMetricsResource(Open):
    records = fields.Integer(required=True)
    malicious = fields.Integer(required=True)
    compromised = fields.Integer(required=True)
    scanned_files = fields.Integer(required=True)
    scan_started_at = fields.DateTime(required=True)
    scan_ended_at = fields.DateTime(required=True, allow_none=True)


class MetricResource(Open):
    unit = fields.String(required=True)
    usage = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)


class MetricsResource(Open):
    cpu_usage = fields.Nested(MetricResource, required=True, allow_none=True)
    ram_usage = fields.Nested(MetricResource, required=True, allow_none=True)
    disk_space = fields.Nested(MetricResource, required=True, allow_none=True)
    outgoing_traffic = fields.Nested(MetricResource, required=True, allow_none=True)
    incoming_traffic = fields.Nested(MetricResource, required=True, allow_none=True)
    uptime = fields.Nested(MetricResource, required=True, allow_none=True)


class MachineSnapshotResource(Open):
    id = fields.Integer(required=True)
    restore_time = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)
