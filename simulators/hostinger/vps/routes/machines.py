"""Machines, and what is done to them."""

from collections.abc import Callable
from typing import Any

from flask.views import MethodView

from simulators.hostinger import docs
from simulators.hostinger.vps import (
    actions,
    backups,
    keys,
    machines,
    metrics,
    monarx,
    power,
    ptr,
    recovery,
    schemas,
    settings,
    setup,
    snapshots,
)
from simulators.kernel.world import World

Body = dict[str, Any]

MACHINE = docs.number("virtualMachineId")
ACTION = docs.number("actionId")
BACKUP = docs.number("backupId")
ADDRESS = docs.number("ipAddressId")


def add(blp: Any, operation: Callable[..., Any]) -> None:
    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/actions/<string:actionId>",
        parameters=[MACHINE, ACTION],
    )
    class Action(MethodView):
        @operation("VPS_getActionDetailsV1", schemas.ActionResource(), 404)
        def get(self, world: World, virtualMachineId: str, actionId: str) -> Any:
            return actions.read(world, virtualMachineId, actionId)

    @blp.route("/virtual-machines/<string:virtualMachineId>/actions", parameters=[MACHINE])
    class Actions(MethodView):
        @operation(
            "VPS_getActionsV1", docs.paged(schemas.ActionResource), 404, 422, query=docs.Page
        )
        def get(self, world: World, query: Body, virtualMachineId: str) -> Any:
            return actions.listing(world, virtualMachineId, query["page"])

    @blp.route("/virtual-machines/<string:virtualMachineId>/public-keys", parameters=[MACHINE])
    class AttachedKeys(MethodView):
        @operation(
            "VPS_getAttachedPublicKeysV1",
            docs.paged(schemas.PublicKeyResource),
            404,
            422,
            query=docs.Page,
        )
        def get(self, world: World, query: Body, virtualMachineId: str) -> Any:
            return keys.attached(world, virtualMachineId, query["page"])

    @blp.route("/virtual-machines/<string:virtualMachineId>/hostname", parameters=[MACHINE])
    class Hostname(MethodView):
        @operation("VPS_setHostnameV1", schemas.ActionResource(), 404, body=schemas.HostnameRequest)
        def put(self, world: World, body: Body, virtualMachineId: str) -> Any:
            return settings.hostname(world, virtualMachineId, body["hostname"])

        @operation("VPS_resetHostnameV1", schemas.ActionResource(), 404, 422)
        def delete(self, world: World, virtualMachineId: str) -> Any:
            return settings.reset_hostname(world, virtualMachineId)

    @blp.route("/virtual-machines/<string:virtualMachineId>", parameters=[MACHINE])
    class VirtualMachine(MethodView):
        @operation("VPS_getVirtualMachineDetailsV1", schemas.VirtualMachineResource(), 404)
        def get(self, world: World, virtualMachineId: str) -> Any:
            return machines.read(world, virtualMachineId)

    @blp.route("/virtual-machines")
    class VirtualMachines(MethodView):
        @operation("VPS_getVirtualMachinesV1", schemas.VirtualMachineResource(many=True))
        def get(self, world: World) -> Any:
            return machines.listing(world)

        @operation(
            "VPS_purchaseNewVirtualMachineV1",
            schemas.VirtualMachineOrderResource(),
            402,
            body=schemas.MachinePurchaseRequest,
        )
        def post(self, world: World, body: Body) -> Any:
            return setup.buy(world, body)

    @blp.route("/virtual-machines/<string:virtualMachineId>/metrics", parameters=[MACHINE])
    class Metrics(MethodView):
        @operation(
            "VPS_getMetricsV1", schemas.MetricsResource(), 404, 422, query=schemas.MetricsQuery
        )
        def get(self, world: World, query: Body, virtualMachineId: str) -> Any:
            return metrics.read(world, virtualMachineId, query["date_from"], query["date_to"])

    @blp.route("/virtual-machines/<string:virtualMachineId>/nameservers", parameters=[MACHINE])
    class Nameservers(MethodView):
        @operation(
            "VPS_setNameserversV1", schemas.ActionResource(), 404, body=schemas.ResolversRequest
        )
        def put(self, world: World, body: Body, virtualMachineId: str) -> Any:
            return settings.resolvers(world, virtualMachineId, body)

    @blp.route("/virtual-machines/<string:virtualMachineId>/panel-password", parameters=[MACHINE])
    class PanelPassword(MethodView):
        @operation(
            "VPS_setPanelPasswordV1",
            schemas.ActionResource(),
            404,
            body=schemas.PanelPasswordRequest,
        )
        def put(self, world: World, body: Body, virtualMachineId: str) -> Any:
            return settings.panel_password(world, virtualMachineId, body["password"])

    @blp.route("/virtual-machines/<string:virtualMachineId>/recreate", parameters=[MACHINE])
    class Recreate(MethodView):
        @operation(
            "VPS_recreateVirtualMachineV1",
            schemas.ActionResource(),
            404,
            body=schemas.MachineRecreateRequest,
        )
        def post(self, world: World, body: Body, virtualMachineId: str) -> Any:
            return setup.recreate(world, virtualMachineId, body)

    @blp.route("/virtual-machines/<string:virtualMachineId>/restart", parameters=[MACHINE])
    class Restart(MethodView):
        @operation("VPS_restartVirtualMachineV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str) -> Any:
            return power.restart(world, virtualMachineId)

    @blp.route("/virtual-machines/<string:virtualMachineId>/root-password", parameters=[MACHINE])
    class RootPassword(MethodView):
        @operation(
            "VPS_setRootPasswordV1", schemas.ActionResource(), 404, body=schemas.RootPasswordRequest
        )
        def put(self, world: World, body: Body, virtualMachineId: str) -> Any:
            return settings.root_password(world, virtualMachineId, body["password"])

    @blp.route("/virtual-machines/<string:virtualMachineId>/setup", parameters=[MACHINE])
    class Setup(MethodView):
        @operation(
            "VPS_setupPurchasedVirtualMachineV1",
            schemas.VirtualMachineResource(),
            404,
            body=schemas.MachineSetupRequest,
        )
        def post(self, world: World, body: Body, virtualMachineId: str) -> Any:
            return setup.set_up(world, virtualMachineId, body)

    @blp.route("/virtual-machines/<string:virtualMachineId>/start", parameters=[MACHINE])
    class Start(MethodView):
        @operation("VPS_startVirtualMachineV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str) -> Any:
            return power.start(world, virtualMachineId)

    @blp.route("/virtual-machines/<string:virtualMachineId>/stop", parameters=[MACHINE])
    class Stop(MethodView):
        @operation("VPS_stopVirtualMachineV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str) -> Any:
            return power.stop(world, virtualMachineId)

    @blp.route("/virtual-machines/<string:virtualMachineId>/backups", parameters=[MACHINE])
    class Backups(MethodView):
        @operation(
            "VPS_getBackupsV1", docs.paged(schemas.BackupResource), 404, 422, query=docs.Page
        )
        def get(self, world: World, query: Body, virtualMachineId: str) -> Any:
            return backups.listing(world, virtualMachineId, query["page"])

    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/backups/<string:backupId>/restore",
        parameters=[MACHINE, BACKUP],
    )
    class RestoreBackup(MethodView):
        @operation("VPS_restoreBackupV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str, backupId: str) -> Any:
            return backups.restore(world, virtualMachineId, backupId)

    @blp.route("/virtual-machines/<string:virtualMachineId>/monarx", parameters=[MACHINE])
    class Monarx(MethodView):
        @operation("VPS_getScanMetricsV1", schemas.ScanMetricsResource(), 404, 422)
        def get(self, world: World, virtualMachineId: str) -> Any:
            return monarx.read(world, virtualMachineId)

        @operation("VPS_installMonarxV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str) -> Any:
            return monarx.install(world, virtualMachineId)

        @operation("VPS_uninstallMonarxV1", schemas.ActionResource(), 404, 422)
        def delete(self, world: World, virtualMachineId: str) -> Any:
            return monarx.uninstall(world, virtualMachineId)

    @blp.route(
        "/virtual-machines/<string:virtualMachineId>/ptr/<string:ipAddressId>",
        parameters=[MACHINE, ADDRESS],
    )
    class Ptr(MethodView):
        @operation("VPS_createPTRRecordV1", schemas.ActionResource(), 404, body=schemas.PTRRequest)
        def post(self, world: World, body: Body, virtualMachineId: str, ipAddressId: str) -> Any:
            return ptr.create(world, virtualMachineId, ipAddressId, body["domain"])

        @operation("VPS_deletePTRRecordV1", schemas.ActionResource(), 404, 422)
        def delete(self, world: World, virtualMachineId: str, ipAddressId: str) -> Any:
            return ptr.delete(world, virtualMachineId, ipAddressId)

    @blp.route("/virtual-machines/<string:virtualMachineId>/recovery", parameters=[MACHINE])
    class Recovery(MethodView):
        @operation(
            "VPS_startRecoveryModeV1", schemas.ActionResource(), 404, body=schemas.RecoveryRequest
        )
        def post(self, world: World, body: Body, virtualMachineId: str) -> Any:
            return recovery.start(world, virtualMachineId)

        @operation("VPS_stopRecoveryModeV1", schemas.ActionResource(), 404, 422)
        def delete(self, world: World, virtualMachineId: str) -> Any:
            return recovery.stop(world, virtualMachineId)

    @blp.route("/virtual-machines/<string:virtualMachineId>/snapshot", parameters=[MACHINE])
    class Snapshot(MethodView):
        @operation("VPS_getSnapshotV1", schemas.MachineSnapshotResource(), 404)
        def get(self, world: World, virtualMachineId: str) -> Any:
            return snapshots.read(world, virtualMachineId)

        @operation("VPS_createSnapshotV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str) -> Any:
            return snapshots.create(world, virtualMachineId)

        @operation("VPS_deleteSnapshotV1", schemas.ActionResource(), 404, 422)
        def delete(self, world: World, virtualMachineId: str) -> Any:
            return snapshots.delete(world, virtualMachineId)

    @blp.route("/virtual-machines/<string:virtualMachineId>/snapshot/restore", parameters=[MACHINE])
    class RestoreSnapshot(MethodView):
        @operation("VPS_restoreSnapshotV1", schemas.ActionResource(), 404, 422)
        def post(self, world: World, virtualMachineId: str) -> Any:
            return snapshots.restore(world, virtualMachineId)
