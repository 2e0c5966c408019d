"""Zones: made and removed by services that deliver DNS, with records that change one by one.

A name is in one zone of the world at most, whoever's it is. A service that is not active has its
zones still, but nobody gets at them; with the service they go.
"""

from collections.abc import Mapping
from typing import Any

from simulators.common.records import parse_domain
from simulators.hostens.dns import errors, records
from simulators.hostens.dns.records import Record
from simulators.hostens.errors import not_found, wrong
from simulators.hostens.services import stored
from simulators.hostens.users import User
from simulators.kernel.store import Collection
from simulators.kernel.world import World

FIRST_ZONE, FIRST_RECORD = 62, 56  # the documented ones are in the seed

Zone = dict[str, Any]
"""`id`, `name`, `service_id` (texts), `records`."""


def listed(world: World, user: User) -> dict[str, Any]:
    """Services and their zones, as far as the user may see them."""
    active = [one["id"] for one in stored.delivering(world, "dns") if one["status"] == "Active"]
    ids = user.sees("services", active)
    seen = set(ids)
    zones = [
        {"domain_id": zone["id"], "name": zone["name"], "service_id": zone["service_id"]}
        for _, zone in _zones(world).items()
        if zone["service_id"] in seen
    ]
    return {"service_ids": ids, "zones": zones}


def shown(world: World, service_id: str, id: str) -> dict[str, Any]:
    zone = _get(world, service_id, id)
    return {
        "service_id": int(zone["service_id"]),
        "name": zone["name"],
        "records": zone["records"],
    }


def add(world: World, service_id: str, name: str) -> str:
    """A new zone, without records. Answers its name."""
    _service(world, service_id)
    try:
        name = parse_domain(name.strip(" ").removesuffix("."))
    except ValueError as error:
        raise wrong("name") from error
    holder = _holders(world).get(name)
    if holder:
        own = holder["account"] == world.account
        raise errors.zone_exists() if own else errors.zone_taken()
    id = str(world.next_id("hostens.zones", FIRST_ZONE))
    put(world, {"id": id, "name": name, "service_id": service_id, "records": []})
    return name


def remove(world: World, service_id: str, id: str) -> str:
    """Answers the zone's name."""
    zone = _get(world, service_id, id)
    _drop(world, zone, "deleted")
    name: str = zone["name"]
    return name


def remove_of(world: World, service_id: str) -> None:
    """A service has ended, and with it its zones."""
    for _, zone in _zones(world).items():
        if zone["service_id"] == service_id:
            _drop(world, zone, "service ended")


def put(world: World, zone: Zone) -> None:
    _zones(world).put(zone["id"], zone)
    _holders(world).put(zone["name"], {"account": world.account})


# -- records ------------------------------------------------------------------------------


def add_record(world: World, service_id: str, id: str, given: Mapping[str, Any]) -> str:
    """Answers the zone's name."""
    zone = _get(world, service_id, id)
    number = str(world.next_id("hostens.records", FIRST_RECORD))
    record = records.new(number, given, zone["name"])
    zone["records"].append(record)
    records.check(zone["records"], record)
    _zones(world).put(id, zone)
    name: str = zone["name"]
    return name


def change_record(
    world: World, service_id: str, id: str, record_id: str, given: Mapping[str, Any]
) -> Record:
    """What is not given stays as it is. Answers the record."""
    zone = _get(world, service_id, id)
    at = _index(zone, record_id)
    before = zone["records"][at]
    record = records.change(before, given, zone["name"])
    zone["records"][at] = record
    records.check(zone["records"], record)
    _zones(world).put(id, zone)
    if record != before | {"ttl": record["ttl"]}:
        _note(world, zone, "record changed")
    return record


def drop_record(world: World, service_id: str, id: str, record_id: str) -> None:
    zone = _get(world, service_id, id)
    del zone["records"][_index(zone, record_id)]
    _zones(world).put(id, zone)
    _note(world, zone, "record deleted")


# -- within -------------------------------------------------------------------------------


def _service(world: World, id: str) -> None:
    """It has DNS, and is active."""
    service = stored.get(world, id)
    if stored.product_of(service).delivers != "dns":
        raise not_found()
    if service["status"] != "Active":
        raise errors.service_unavailable()


def _get(world: World, service_id: str, id: str) -> Zone:
    _service(world, service_id)
    zone: Zone | None = _zones(world).get(id)
    if zone is None or zone["service_id"] != service_id:
        raise not_found()
    return zone


def _index(zone: Zone, record_id: str) -> int:
    for at, record in enumerate(zone["records"]):
        if record["id"] == record_id:
            return at
    raise not_found()


def _drop(world: World, zone: Zone, why: str) -> None:
    _zones(world).delete(zone["id"])
    _holders(world).delete(zone["name"])
    _note(world, zone, why)


def _note(world: World, zone: Zone, why: str) -> None:
    """Something that was in it is lost."""
    world.effect("hostens", "zone-overwritten", domain=zone["name"], why=why)


def _zones(world: World) -> Collection:
    return world.docs("hostens.zones")


def _holders(world: World) -> Collection:
    """By name of the zone: whose it is."""
    return world.shared("hostens.zone-names")
