"""Where the documents of the section are, and how they are found."""

from typing import Any

from simulators.hostinger.domains import errors, registry
from simulators.kernel.world import World, iso

Doc = dict[str, Any]

ENTRIES = "hostinger.portfolio"
"""The list, in wire form, by id."""
DETAILS = "hostinger.domains"
"""In wire form, by name, from registration on."""
HELD = "hostinger.domains-held"
"""By name: `{"id", "subscription", "contacts"}`, of every domain that is the account's."""
UNCLAIMED = "hostinger.unclaimed-domains"
"""By the entry's id: `{"type", "subscription", "tld"}`, of entries that have no name yet."""
FORWARDINGS = "hostinger.forwardings"
VERIFICATIONS = "hostinger.irtp-verifications"
"""In wire form, by name."""
CHANGES = "hostinger.registrant-changes"
"""By name: what a verification is about, `{"number", "roles", "profile"}`, while it is pending."""


def entry_of(world: World, id: str) -> Doc:
    entry: Doc = world.docs(ENTRIES).get(id)
    return entry


def details_of(world: World, domain: str) -> tuple[str, Doc]:
    """The name as it is kept, and the details; raises 404."""
    name = registry.spelled(domain)
    doc = world.docs(DETAILS).get(name)
    if doc is None:
        raise errors.not_registered()
    return name, doc


def set_status(world: World, id: str, status: str, **more: Any) -> None:
    """In the list, and in the details where these are of the same domain."""
    entry = entry_of(world, id)
    world.docs(ENTRIES).put(id, {**entry, "status": status, **more})
    held = world.docs(HELD).get(entry["domain"]) if entry["domain"] else None
    doc = world.docs(DETAILS).get(entry["domain"]) if held and held["id"] == id else None
    if doc:
        doc |= {"status": status, **more, "updated_at": iso(world.now)}
        world.docs(DETAILS).put(entry["domain"], doc)
