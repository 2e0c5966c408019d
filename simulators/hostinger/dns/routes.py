"""The DNS operations: parse, call the rules, render."""

from typing import Any

from flask.views import MethodView

from simulators.hostinger import docs
from simulators.hostinger.dns import rules, schemas
from simulators.kernel.vendor import Vendor
from simulators.kernel.web import blueprint
from simulators.kernel.world import World

SNAPSHOT = [docs.DOMAIN, docs.number("snapshotId")]


def blueprints(vendor: Vendor) -> list[Any]:
    blp = blueprint(vendor, "DNS", "/api/dns/v1")
    operation = docs.declaring(blp)

    @blp.route("/zones/<string:domain>", parameters=[docs.DOMAIN])
    class Zone(MethodView):
        @operation("DNS_getDNSRecordsV1", schemas.RRsetResource(many=True), 403, 404, 422)
        def get(self, world: World, domain: str) -> bytes:
            return rules.read_zone(world, domain)

        @operation("DNS_updateDNSRecordsV1", None, 403, 404, body=schemas.UpdateRequest)
        def put(self, world: World, body: dict[str, Any], domain: str) -> None:
            rules.update_zone(world, domain, body["zone"], overwrite=body["overwrite"])

        @operation("DNS_deleteDNSRecordsV1", None, 403, 404, body=schemas.DestroyRequest)
        def delete(self, world: World, body: dict[str, Any], domain: str) -> None:
            rules.delete_records(world, domain, body["filters"])

    @blp.route("/zones/<string:domain>/validate", parameters=[docs.DOMAIN])
    class Validate(MethodView):
        @operation("DNS_validateDNSRecordsV1", None, 403, 404, body=schemas.UpdateRequest)
        def post(self, world: World, body: dict[str, Any], domain: str) -> None:
            rules.validate_zone(world, domain, body["zone"], overwrite=body["overwrite"])

    @blp.route("/zones/<string:domain>/reset", parameters=[docs.DOMAIN])
    class Reset(MethodView):
        @operation(
            "DNS_resetDNSRecordsV1", None, 403, 404, body=schemas.ResetRequest, optional=True
        )
        def post(self, world: World, body: dict[str, Any], domain: str) -> None:
            rules.reset_zone(
                world,
                domain,
                sync=body["sync"],
                email=body["reset_email_records"],
                kept_types=body.get("whitelisted_record_types", []),
            )

    @blp.route("/snapshots/<string:domain>", parameters=[docs.DOMAIN])
    class Snapshots(MethodView):
        @operation("DNS_getDNSSnapshotListV1", schemas.SnapshotResource(many=True), 403, 404, 422)
        def get(self, world: World, domain: str) -> list[dict[str, Any]]:
            return rules.list_snapshots(world, domain)

    @blp.route("/snapshots/<string:domain>/<string:snapshotId>", parameters=SNAPSHOT)
    class Snapshot(MethodView):
        @operation("DNS_getDNSSnapshotV1", schemas.SnapshotWithContentResource(), 403, 404, 422)
        def get(self, world: World, domain: str, snapshotId: str) -> bytes:
            return rules.read_snapshot(world, domain, snapshotId)

    @blp.route("/snapshots/<string:domain>/<string:snapshotId>/restore", parameters=SNAPSHOT)
    class Restore(MethodView):
        @operation("DNS_restoreDNSSnapshotV1", None, 403, 404, 422)
        def post(self, world: World, domain: str, snapshotId: str) -> None:
            rules.restore_snapshot(world, domain, snapshotId)

    return [blp]
