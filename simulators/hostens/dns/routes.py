"""Operations of DNS: parse, call the rules, render."""

from typing import Any

from flask.views import MethodView

from simulators.hostens import docs
from simulators.hostens.dns import schemas, zones
from simulators.kernel.vendor import Vendor
from simulators.kernel.world import World

_SEE, _MANAGE = ("services", "basic"), ("services", "dnsmanagement")
_SERVICE, _ZONE = docs.id_in_path("service_id"), docs.id_in_path("zone_id")


def blueprints(vendor: Vendor) -> list[Any]:
    blp = docs.section(vendor, "DNS")
    operation = docs.declaring(blp)

    @blp.route("/dns")
    class Listing(MethodView):
        @operation("listZones", schemas.Zones)
        def get(self, world: World) -> Any:
            return zones.listed(world, docs.user())

    @blp.route("/service/<service_id>/dns", parameters=[_SERVICE])
    class Zones(MethodView):
        @operation("addZone", docs.Info, 404, body=schemas.NewZone, needs=_MANAGE, of="service_id")
        def post(self, world: World, body: dict[str, Any], service_id: str) -> Any:
            return _created(zones.add(world, service_id, body["name"]))

    @blp.route("/service/<service_id>/dns/<zone_id>", parameters=[_SERVICE, _ZONE])
    class Zone(MethodView):
        @operation("getZone", schemas.Zone, 404, needs=_SEE, of="service_id")
        def get(self, world: World, service_id: str, zone_id: str) -> Any:
            return zones.shown(world, service_id, zone_id)

        @operation("removeZone", docs.Info, 404, needs=_MANAGE, of="service_id")
        def delete(self, world: World, service_id: str, zone_id: str) -> Any:
            name = zones.remove(world, service_id, zone_id)
            return {"info": [f"Domain zone {name} was deleted successfully."]}

    @blp.route("/service/<service_id>/dns/<zone_id>/records", parameters=[_SERVICE, _ZONE])
    class Records(MethodView):
        @operation(
            "addRecord", docs.Info, 404, body=schemas.NewRecord, needs=_MANAGE, of="service_id"
        )
        def post(self, world: World, body: dict[str, Any], service_id: str, zone_id: str) -> Any:
            # The document has the zone's text here, too.
            return _created(zones.add_record(world, service_id, zone_id, body))

    @blp.route(
        "/service/<service_id>/dns/<zone_id>/records/<record_id>",
        parameters=[_SERVICE, _ZONE, docs.id_in_path("record_id")],
    )
    class Record(MethodView):
        @operation(
            "changeRecord",
            schemas.Changed,
            404,
            body=schemas.ChangedRecord,
            needs=_MANAGE,
            of="service_id",
        )
        def put(
            self, world: World, body: dict[str, Any], service_id: str, zone_id: str, record_id: str
        ) -> Any:
            record = zones.change_record(world, service_id, zone_id, record_id, body)
            return {
                "record": {
                    "id": record["id"],
                    "type": record["type"],
                    "ttl": str(record["ttl"]),
                    "name": record["name"],
                    "priority": record["priority"],
                    "content": record["content"],
                },
                "info": ["The record was updated successfully."],
            }

        @operation("removeRecord", docs.Info, 404, needs=_MANAGE, of="service_id")
        def delete(self, world: World, service_id: str, zone_id: str, record_id: str) -> Any:
            zones.drop_record(world, service_id, zone_id, record_id)
            return {"info": ["The record was deleted successfully."]}

    return [blp]


def _created(name: str) -> Any:
    return {"info": [f"Domain zone {name} was created successfully."]}
