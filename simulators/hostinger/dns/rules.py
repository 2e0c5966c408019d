"""What the DNS operations do to a world.

A zone is one document, the list of RRsets that GET answers. Whatever changes it goes through
`_change`, which keeps the zone as it was in a snapshot.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import orjson

from simulators.hostinger.dns import errors
from simulators.hostinger.dns.defaults import default_zone, is_email
from simulators.hostinger.dns.records import (
    DEFAULT_TTL,
    RRset,
    check,
    parse_content,
    parse_domain,
    parse_name,
    parse_ttl,
)
from simulators.hostinger.domains import registry
from simulators.kernel.refusal import Refusal
from simulators.kernel.store import Collection
from simulators.kernel.world import World, iso

ZONES = "hostinger.zones"
FIRST_SNAPSHOT_ID = 53513053  # the documented example's
SNAPSHOTS_KEPT = 50  # assumed; without a bound a long run would keep every zone it ever had
RESET_DELAY = timedelta(seconds=5)  # of a reset with `sync: false`; assumed
STALE_FOR = timedelta(seconds=10)  # of the quirk dns-eventual-consistency

_Key = tuple[str, str]


# -- zone ---------------------------------------------------------------------------------


def read_zone(world: World, domain: str) -> bytes:
    """The zone's RRsets as JSON."""
    domain = parse_domain(domain)
    _refuse_other_customers(world, domain)
    raw = world.docs(ZONES).raw(domain)
    if raw is None:
        if world.quirks["hostinger.dns-unknown-zone-is-empty"]:
            return b"[]"
        raise errors.domain_not_found()
    if world.quirks["hostinger.dns-eventual-consistency"]:
        since = iso(world.now - STALE_FOR)
        for _, snapshot in _snapshots(world, domain).items():
            if snapshot["created_at"] > since:
                return orjson.dumps(snapshot["snapshot"])
    return raw


def update_zone(world: World, domain: str, zone: list[RRset], *, overwrite: bool) -> None:
    domain = _owned(world, domain)
    types = {rrset["type"] for rrset in zone}
    if len(types) > 1 and world.quirks["hostinger.dns-mixed-batch-fails"]:
        raise errors.mixed_batch()
    after = _updated(_zone(world, domain), zone, domain, overwrite=overwrite)
    _change(world, domain, after, "records update")


def validate_zone(world: World, domain: str, zone: list[RRset], *, overwrite: bool) -> None:
    """Raise what `update_zone` would, quirks aside."""
    domain = _owned(world, domain)
    _updated(_zone(world, domain), zone, domain, overwrite=overwrite)


def delete_records(world: World, domain: str, filters: Iterable[Mapping[str, str]]) -> None:
    """Remove whole RRsets; a filter that matches nothing is no error (assumed)."""
    domain = _owned(world, domain)
    gone = {(parse_name(f["name"], domain), f["type"]) for f in filters}
    after = [rrset for rrset in _zone(world, domain) if _key(rrset) not in gone]
    _change(world, domain, after, "records delete")


def reset_zone(
    world: World, domain: str, *, sync: bool, email: bool, kept_types: list[str]
) -> None:
    domain = _owned(world, domain)
    request = {"domain": domain, "email": email, "kept_types": kept_types}
    if sync:
        finish_reset(world, request)
    else:
        world.schedule("hostinger", "dns.zone-reset", RESET_DELAY, request)


def finish_reset(world: World, request: Mapping[str, Any]) -> None:
    """The default zone, beside the records that are to stay and as far as these let it."""
    domain = request["domain"]
    kept_types = set(request["kept_types"])

    def stays(rrset: RRset) -> bool:
        return rrset["type"] in kept_types or (not request["email"] and is_email(rrset))

    after = [rrset for rrset in _zone(world, domain) if stays(rrset)]
    for rrset in default_zone(domain):
        if not stays(rrset) and _fits(after, rrset, domain):
            after.append(rrset)
    _change(world, domain, after, "reset")


# -- snapshots ----------------------------------------------------------------------------


def list_snapshots(world: World, domain: str) -> list[dict[str, Any]]:
    """Newest first (assumed), without their contents."""
    domain = _owned(world, domain)
    heads = [
        {"id": s["id"], "reason": s["reason"], "created_at": s["created_at"]}
        for _, s in _snapshots(world, domain).items()
    ]
    return heads[::-1]


def read_snapshot(world: World, domain: str, id: str) -> bytes:
    """The snapshot with its contents, as JSON."""
    raw = _snapshots(world, _owned(world, domain)).raw(id)
    if raw is None:
        raise errors.snapshot_not_found()
    return raw


def restore_snapshot(world: World, domain: str, id: str) -> None:
    domain = _owned(world, domain)
    snapshot = _snapshots(world, domain).get(id)
    if snapshot is None:
        raise errors.snapshot_not_found()
    _change(world, domain, snapshot["snapshot"], "snapshot restore")


# -- within -------------------------------------------------------------------------------


def _owned(world: World, domain: str) -> str:
    domain = parse_domain(domain)
    _refuse_other_customers(world, domain)
    if domain not in world.docs(ZONES):
        raise errors.domain_not_found()
    return domain


def _refuse_other_customers(world: World, domain: str) -> None:
    if registry.of_another(world, domain):
        raise errors.not_owner(domain)


def _zone(world: World, domain: str) -> list[RRset]:
    zone: list[RRset] = world.docs(ZONES).get(domain)
    return zone


def _snapshots(world: World, domain: str) -> Collection:
    return world.docs(f"hostinger.snapshots/{domain}")


def _key(rrset: RRset) -> _Key:
    return rrset["name"], rrset["type"]


def _records(zone: list[RRset]) -> set[tuple[_Key, str]]:
    return {(_key(rrset), record["content"]) for rrset in zone for record in rrset["records"]}


def _updated(
    before: list[RRset], given: list[RRset], domain: str, *, overwrite: bool
) -> list[RRset]:
    """The zone after an update, checked.

    Per (name, type), never the whole zone: `overwrite` drops what is there, otherwise records are
    appended. Where a request names a pair twice, the second adds to the first (assumed).
    """
    after = {_key(rrset): rrset for rrset in before}
    replaced: set[_Key] = set()
    for rrset in given:
        name = parse_name(rrset["name"], domain)
        key = name, rrset["type"]
        old = after.get(key)
        records = list(old["records"]) if old else []
        if overwrite and key not in replaced:
            replaced.add(key)
            old, records = None, []
        ttl: int = rrset["ttl"] if "ttl" in rrset else old["ttl"] if old else DEFAULT_TTL
        for record in rrset["records"]:
            content = parse_content(rrset["type"], record["content"], domain)
            records.append({"content": content, "is_disabled": False})
        after[key] = {
            "name": name,
            "records": records,
            "ttl": parse_ttl(ttl),
            "type": rrset["type"],
        }
    zone = list(after.values())
    check(zone, domain)
    return zone


def _fits(zone: list[RRset], rrset: RRset, domain: str) -> bool:
    if any(_key(rrset) == _key(other) for other in zone):
        return False
    try:
        check([*zone, rrset], domain)
    except Refusal:
        return False
    return True


def _change(world: World, domain: str, after: list[RRset], what: str) -> None:
    """Replace the zone and keep it as it was; a change that changes nothing keeps nothing."""
    zones = world.docs(ZONES)
    before = zones.get(domain)
    if after == before:
        return
    zones.put(domain, after)
    if _records(before) - _records(after):
        world.effect("hostinger", "zone-overwritten", domain=domain, why=what)
    snapshots = _snapshots(world, domain)
    id = world.next_id("hostinger.snapshots", FIRST_SNAPSHOT_ID)
    reason = f"Zone {what} request"
    snapshot = {"id": id, "reason": reason, "snapshot": before, "created_at": iso(world.now)}
    snapshots.put(str(id), snapshot)
    for key in snapshots.keys()[:-SNAPSHOTS_KEPT]:
        snapshots.delete(key)
    if world.quirks["hostinger.dns-eventual-consistency"]:
        world.schedule("hostinger", "dns.zone-visible", STALE_FOR, {"domain": domain})
