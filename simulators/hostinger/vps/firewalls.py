"""Firewalls of an account, and the machines they are active on.

A firewall is one document with its rules. `<MACHINES>/<firewall id>` has the machines it is active
on and whether they have its present rules; the machine's side of it is `firewall_group_id`.
"""

import re
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from simulators.hostinger.paging import page_of, raws
from simulators.hostinger.vps import actions, errors, machines
from simulators.kernel.store import Collection
from simulators.kernel.world import World, iso

FIREWALLS = "hostinger.firewalls"
MACHINES = "hostinger.firewall-machines"
RULES = "hostinger.firewall-rules"
FIRST_ID = 9449049
FIRST_RULE_ID = 8941182
TAKES = timedelta(seconds=10)  # assumed

_PORT = re.compile(r"([1-9][0-9]{0,4})(?::([1-9][0-9]{0,4}))?")
_MOST = 65535
_WITH_PORTS = ("TCP", "UDP")
_FIXED = {"SSH": "22", "HTTP": "80", "HTTPS": "443", "MySQL": "3306", "PostgreSQL": "5432"}
ANY = "any"

Firewall = dict[str, Any]
Rule = dict[str, Any]
Body = dict[str, str]
Action = dict[str, Any]


def listing(world: World, page: int) -> bytes:
    """A page of them, as JSON."""
    return page_of(raws(world.docs(FIREWALLS)), page)


def read(world: World, id: str) -> bytes:
    """As JSON."""
    raw = world.docs(FIREWALLS).raw(id)
    if raw is None:
        raise errors.firewall_not_found()
    return raw


def create(world: World, body: Body) -> Firewall:
    """Without rules it drops everything (documented)."""
    now = iso(world.now)
    firewall = {
        "id": world.next_id(FIREWALLS, FIRST_ID),
        "name": body["name"],
        "is_synced": True,
        "rules": [],
        "created_at": now,
        "updated_at": now,
    }
    _put(world, firewall)
    return firewall


def delete(world: World, id: str) -> None:
    """Machines that have it lose it at once, locked or not."""
    read(world, id)
    using = _machines(world, id)
    if len(using) and world.quirks["hostinger.vps-firewall-in-use"]:
        raise errors.firewall_in_use()
    ids = using.keys()
    for machine_id in ids:
        _mark(world, machine_id, None)
    using.clear()
    world.docs(FIREWALLS).delete(id)


# -- rules --------------------------------------------------------------------------------


def add_rule(world: World, id: str, body: Body) -> Rule:
    firewall = _get(world, id)
    checked = _checked(body)
    rule = {"id": world.next_id(RULES, FIRST_RULE_ID), **checked}
    _change(world, firewall, [*firewall["rules"], rule])
    return rule


def update_rule(world: World, id: str, rule_id: str, body: Body) -> Rule:
    firewall = _get(world, id)
    place = _place(firewall, rule_id)
    rule = {"id": int(rule_id), **_checked(body)}
    if rule != firewall["rules"][place]:
        after = list(firewall["rules"])
        after[place] = rule
        _change(world, firewall, after)
    return rule


def delete_rule(world: World, id: str, rule_id: str) -> None:
    firewall = _get(world, id)
    place = _place(firewall, rule_id)
    _change(world, firewall, firewall["rules"][:place] + firewall["rules"][place + 1 :])


# -- on machines --------------------------------------------------------------------------


def activate(world: World, id: str, machine_id: str) -> Action:
    """In place of another one, if there is one; again means with the present rules (assumed)."""
    read(world, id)
    return _begin(world, id, machine_id, "activate")


def deactivate(world: World, id: str, machine_id: str) -> Action:
    _require_active(world, id, machine_id)
    return _begin(world, id, machine_id, "deactivate")


def sync(world: World, id: str, machine_id: str) -> Action:
    _require_active(world, id, machine_id)
    return _begin(world, id, machine_id, "sync")


def activated(world: World, about: dict[str, str]) -> None:
    """Event: the machine has the firewall with its present rules, unless it was deleted."""
    id, machine_id = about["firewall"], about["machine"]
    if id in world.docs(FIREWALLS):
        release(world, machine_id)
        _mark(world, machine_id, int(id))
        _machines(world, id).put(machine_id, {"synced": True})
        _judge(world, _get(world, id))


def deactivated(world: World, about: dict[str, str]) -> None:
    """Event."""
    if about["machine"] in _machines(world, about["firewall"]):
        release(world, about["machine"])


def release(world: World, machine_id: str) -> None:
    """Take from a machine the firewall it has, if any."""
    id = str(machines.get(world, machine_id)["firewall_group_id"])
    if id in world.docs(FIREWALLS):
        _mark(world, machine_id, None)
        _machines(world, id).delete(machine_id)
        _judge(world, _get(world, id))


# -- within -------------------------------------------------------------------------------


def _begin(world: World, id: str, machine_id: str, what: str) -> Action:
    kind = "firewall-deactivated" if what == "deactivate" else "firewall-activated"
    about = {"firewall": id, "machine": machine_id}
    return actions.begin(world, machine_id, f"firewall_{what}", takes=TAKES, then=(kind, about))


def _require_active(world: World, id: str, machine_id: str) -> None:
    read(world, id)
    actions.allowed(world, machine_id)
    if machine_id not in _machines(world, id):
        raise errors.firewall_inactive()


def _mark(world: World, machine_id: str, firewall_id: int | None) -> None:
    machine = machines.get(world, machine_id)
    machines.put(world, machine | {"firewall_group_id": firewall_id})


def _change(world: World, firewall: Firewall, rules: list[Rule]) -> None:
    using = _machines(world, str(firewall["id"]))
    ids = using.keys()
    for machine_id in ids:
        using.put(machine_id, {"synced": False})
    _judge(world, firewall | {"rules": rules, "updated_at": iso(world.now)})


def _judge(world: World, firewall: Firewall) -> None:
    """Keep it, in sync or not; in sync it is as well where it is active on no machine."""
    using = _machines(world, str(firewall["id"]))
    _put(world, firewall | {"is_synced": all(use["synced"] for _, use in using.items())})


def _get(world: World, id: str) -> Firewall:
    firewall: Firewall | None = world.docs(FIREWALLS).get(id)
    if firewall is None:
        raise errors.firewall_not_found()
    return firewall


def _put(world: World, firewall: Firewall) -> None:
    world.docs(FIREWALLS).put(str(firewall["id"]), firewall)


def _machines(world: World, id: str) -> Collection:
    return world.docs(f"{MACHINES}/{id}")


def _place(firewall: Firewall, rule_id: str) -> int:
    for place, rule in enumerate(firewall["rules"]):
        if str(rule["id"]) == rule_id:
            return place
    raise errors.firewall_rule_not_found()


def _checked(body: Body) -> Rule:
    return {
        "action": "accept",  # documented: what no rule accepts is dropped
        "protocol": body["protocol"],
        "port": _parse_port(body["protocol"], body["port"]),
        **_parse_source(body["source"], body["source_detail"]),
    }


def _parse_port(protocol: str, port: str) -> str:
    if port != ANY or protocol in _WITH_PORTS:
        found = _PORT.fullmatch(port)
        if not found:
            raise errors.firewall_port()
        first, last = int(found[1]), int(found[2] or found[1])
        if not first <= last <= _MOST:
            raise errors.firewall_port()
    if protocol in _WITH_PORTS:
        return port
    own = _FIXED.get(protocol, ANY)
    if own != ANY and port not in (own, ANY):
        raise errors.firewall_port_fixed(protocol, own)
    return own


def _parse_source(source: str, detail: str) -> dict[str, str]:
    if detail != ANY and not _is_source(detail):
        raise errors.firewall_source()
    if (source == ANY) != (detail == ANY):
        raise errors.firewall_source_any(source == ANY)
    return {"source": source, "source_detail": detail}


def _is_source(text: str) -> bool:
    """An address, a network in CIDR, or a range `from-to`."""
    first, dash, last = text.partition("-")
    _, slash, length = text.partition("/")
    if "%" in text or (slash and not (length.isascii() and length.isdigit())):
        return False
    try:
        if dash:
            low, high = ip_address(first), ip_address(last)
            return low.version == high.version and int(low) <= int(high)
        # A network whose address has host bits set is meant as the network it lies in (assumed).
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
