"""What can be asked of the registry about a domain, and set there."""

from collections.abc import Mapping, Sequence
from typing import Any

from simulators.hostens.domains import contacts, errors, life, nameservers, registry, stored
from simulators.hostens.domains.contacts import Contacts
from simulators.hostens.domains.stored import ACTIVE, EXPIRED, Domain, Record
from simulators.kernel.world import World


def registered(world: World, id: str) -> tuple[Domain, Record]:
    """One that the account holds, active or expired. Raises a Refusal."""
    domain = stored.get(world, id)
    mine = registry.holds(world, id, domain["name"])
    if not mine or domain["status"] not in (ACTIVE, EXPIRED):
        raise errors.state(domain["status"])
    return domain, stored.record(world, id)


def active(world: World, id: str) -> tuple[Domain, Record]:
    """One that can be changed. Raises a Refusal."""
    domain, record = registered(world, id)
    if domain["status"] != ACTIVE:
        raise errors.state(domain["status"])
    return domain, record


def code(world: World, id: str) -> str:
    """To transfer it by; the lock does not hide it."""
    _, record = registered(world, id)
    return str(record["epp"])


def in_registry(world: World, id: str) -> dict[str, Any]:
    """What the registry says."""
    domain, record = stored.get(world, id), stored.record(world, id)
    return {
        "status": domain["status"],
        "expires": domain["expires"],
        "nameservers": domain["nameservers"],
        "reglock": lock(record),
    }


def set_nameservers(world: World, id: str, names: Sequence[str]) -> None:
    domain, _ = active(world, id)
    stored.put(world, domain | {"nameservers": nameservers.checked(names)})


def register_child(world: World, id: str, given: Mapping[str, str]) -> list[dict[str, str]]:
    """A name server below the domain, or its other address: all of them, as they are then."""
    domain, record = active(world, id)
    if given:
        child = nameservers.child(domain["name"], given)
        others = [one for one in record["children"] if one["nameserver"] != child["nameserver"]]
        record["children"] = [*others, child]
        stored.put_record(world, id, record)
    children: list[dict[str, str]] = record["children"]
    return children


def lock(record: Record) -> str:
    return "1" if record["locked"] else "0"


def set_lock(world: World, id: str, on: bool | None) -> None:
    """None leaves it as it is."""
    _, record = active(world, id)
    stored.put_record(world, id, record | ({} if on is None else {"locked": on}))


def people(world: World, id: str) -> Contacts:
    stored.get(world, id)
    return contacts.all_roles(world, stored.record(world, id)["contacts"])


def set_people(world: World, id: str, given: Mapping[str, Any]) -> None:
    """Other roles stay as they are."""
    _, record = active(world, id)
    record["contacts"] |= contacts.chosen(world, given)
    stored.put_record(world, id, record)


def set_autorenew(world: World, id: str, on: bool | None) -> None:
    """None leaves it as it is."""
    domain, record = active(world, id)
    if on is not None:
        domain["autorenew"] = "1" if on else "0"
        stored.put(world, domain)
        life.plan(world, domain, record)
