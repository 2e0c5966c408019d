"""The DNS operations: parse, call the rules, render."""

from typing import Any

from flask import Response
from flask.views import MethodView

from simulators.hostinger import docs
from simulators.hostinger.dns import rules, schemas
from simulators.kernel.vendor import Vendor
from simulators.kernel.web import answer, blueprint, current_world, operation, render

ACCEPTED = {"message": "Request accepted"}
# Read as text, so that what is no number is a snapshot not found, and not a route.
SNAPSHOT_ID = {"name": "snapshotId", "in": "path", "required": True, "schema": {"type": "integer"}}
SNAPSHOT = [docs.DOMAIN, SNAPSHOT_ID]


def blueprints(vendor: Vendor) -> list[Any]:
    blp = blueprint(vendor, "DNS", "/api/dns/v1")
    update = blp.arguments(schemas.UpdateRequest())
    accepted = docs.accepted(blp)
    refused = docs.refusals(blp, 403, 404, 422)
    refused_with_body = docs.refusals(blp, 400, 403, 404, 413, 415, 422)

    @blp.route("/zones/<string:domain>", parameters=[docs.DOMAIN])
    class Zone(MethodView):
        @operation("DNS_getDNSRecordsV1")
        @docs.answers(blp, schemas.RRsetResource(many=True))
        @refused
        def get(self, domain: str) -> Response:
            return answer(rules.read_zone(current_world(), domain))

        @operation("DNS_updateDNSRecordsV1")
        @update
        @accepted
        @refused_with_body
        def put(self, body: dict[str, Any], domain: str) -> Response:
            zone, overwrite = body["zone"], body["overwrite"]
            rules.update_zone(current_world(), domain, zone, overwrite=overwrite)
            return render(ACCEPTED)

        @operation("DNS_deleteDNSRecordsV1")
        @blp.arguments(schemas.DestroyRequest())
        @accepted
        @refused_with_body
        def delete(self, body: dict[str, Any], domain: str) -> Response:
            rules.delete_records(current_world(), domain, body["filters"])
            return render(ACCEPTED)

    @blp.route("/zones/<string:domain>/validate", parameters=[docs.DOMAIN])
    class Validate(MethodView):
        @operation("DNS_validateDNSRecordsV1")
        @update
        @accepted
        @refused_with_body
        def post(self, body: dict[str, Any], domain: str) -> Response:
            zone, overwrite = body["zone"], body["overwrite"]
            rules.validate_zone(current_world(), domain, zone, overwrite=overwrite)
            return render(ACCEPTED)

    @blp.route("/zones/<string:domain>/reset", parameters=[docs.DOMAIN])
    class Reset(MethodView):
        @operation("DNS_resetDNSRecordsV1")
        @blp.arguments(schemas.ResetRequest(), required=False)
        @accepted
        @refused_with_body
        def post(self, body: dict[str, Any], domain: str) -> Response:
            rules.reset_zone(
                current_world(),
                domain,
                sync=body["sync"],
                email=body["reset_email_records"],
                kept_types=body.get("whitelisted_record_types", []),
            )
            return render(ACCEPTED)

    @blp.route("/snapshots/<string:domain>", parameters=[docs.DOMAIN])
    class Snapshots(MethodView):
        @operation("DNS_getDNSSnapshotListV1")
        @docs.answers(blp, schemas.SnapshotResource(many=True))
        @refused
        def get(self, domain: str) -> Response:
            return render(rules.list_snapshots(current_world(), domain))

    @blp.route("/snapshots/<string:domain>/<string:snapshotId>", parameters=SNAPSHOT)
    class Snapshot(MethodView):
        @operation("DNS_getDNSSnapshotV1")
        @docs.answers(blp, schemas.SnapshotWithContentResource())
        @refused
        def get(self, domain: str, snapshotId: str) -> Response:
            return answer(rules.read_snapshot(current_world(), domain, snapshotId))

    @blp.route("/snapshots/<string:domain>/<string:snapshotId>/restore", parameters=SNAPSHOT)
    class Restore(MethodView):
        @operation("DNS_restoreDNSSnapshotV1")
        @accepted
        @refused
        def post(self, domain: str, snapshotId: str) -> Response:
            rules.restore_snapshot(current_world(), domain, snapshotId)
            return render(ACCEPTED)

    return [blp]
