"""Changes of a domain's contacts.

They reach the registry after a moment. A new owner whose name, organization or e-mail address
differs is another registrant: where ICANN's transfer policy holds, both have to confirm (IRTP)
within five days, and the domain is under a 60-day lock afterwards. A simulator has no inbox, so
they do so on the world's clock.
"""

from datetime import timedelta
from typing import Any

from simulators.hostinger import quirks
from simulators.hostinger.domains import errors, portfolio, registry, tlds, whois
from simulators.hostinger.domains.moves import OUTGOING
from simulators.hostinger.domains.stored import (
    CHANGES,
    DETAILS,
    HELD,
    VERIFICATIONS,
    Doc,
    details_of,
)
from simulators.kernel.refusal import Refusal
from simulators.kernel.world import World, iso

SUBMITTED_AFTER = timedelta(seconds=10)  # assumed, as are the next two
CONFIRMED_AFTER = {"old": timedelta(minutes=30), "new": timedelta(hours=1)}
VERIFIED_WITHIN = timedelta(days=5)  # documented
_SENSITIVE = ("first_name", "last_name", "company_name", "email")


def change(world: World, body: Doc) -> None:
    name, doc = portfolio.active(world, body["domain"])
    tld = name.partition(".")[2]
    try:
        new = whois.get(world, str(body["new_whois_id"]))
    except Refusal as refusal:
        raise errors.no_profile(tld) from refusal
    if new["tld"] != tld:
        raise errors.no_profile(tld)
    roles = sorted(set(body["change_for"]))
    today = {doc["domain_contacts"][f"{role}_id"] for role in roles}
    if len(today) > 1:
        raise errors.not_possible("The given roles are not on the same WHOIS profile.")
    if name in world.docs(CHANGES):
        raise errors.not_possible("A change of registrant is pending.")
    if name in world.docs(OUTGOING):
        raise errors.not_possible("The domain is being moved.")
    old = whois.get(world, str(today.pop()))
    data = {"domain": name, "roles": roles, "profile": new["id"]}
    if "owner" in roles and tlds.rules(tld).transfer_checked and _another(old, new):
        event = ask(world, data, old, new)
        for side, profile in (("old", old), ("new", new)):
            if not (quirks.magic(world) and profile["whois_details"]["email"].startswith("unread")):
                after, kind = CONFIRMED_AFTER[side], "domains.irtp-confirmation"
                world.schedule("hostinger", kind, after, {**event, "by": side})
    else:
        world.schedule("hostinger", "domains.contacts-change", SUBMITTED_AFTER, data)


def read(world: World, domain: str) -> bytes:
    raw = world.docs(VERIFICATIONS).raw(registry.spelled(domain))
    if raw is None:
        raise errors.not_found("IRTP verification")
    return raw


def cancel(world: World, domain: str) -> None:
    name = registry.spelled(domain)
    if name not in world.docs(CHANGES):
        raise errors.not_found("IRTP verification")
    world.docs(CHANGES).delete(name)
    world.docs(VERIFICATIONS).delete(name)


def ask(world: World, data: Doc, old: Doc, new: Doc) -> Doc:
    """Have both sides asked to confirm; answers whom and about what."""
    name = data["domain"]
    number = world.next_id("hostinger.irtp", 1)
    world.docs(CHANGES).put(name, {**data, "number": number})
    verification = {
        "domain": name,
        "status": "pending",
        "old_confirmed_at": None,
        "new_confirmed_at": None,
        "old_whois_profile_email": old["whois_details"]["email"],
        "new_whois_profile_email": new["whois_details"]["email"],
        "expires_at": iso(world.now + VERIFIED_WITHIN),
    }
    world.docs(VERIFICATIONS).put(name, verification)
    event = {"domain": name, "number": number}
    world.schedule("hostinger", "domains.irtp-expiry", VERIFIED_WITHIN, event)
    return event


# -- what falls due -----------------------------------------------------------------------


def confirmation(world: World, data: Doc) -> None:
    """One side's; with the second the change takes effect."""
    name = data["domain"]
    if not _pending(world, data):
        return
    verification = world.docs(VERIFICATIONS).get(name)
    verification[f"{data['by']}_confirmed_at"] = iso(world.now)
    if verification["old_confirmed_at"] and verification["new_confirmed_at"]:
        locked_until = iso(world.now + portfolio.LOCKED_FOR)
        more = {"60_days_lock_expires_at": locked_until}
        applied = _apply(world, world.docs(CHANGES).get(name), more)
        verification["status"] = "completed" if applied else "canceled"
        world.docs(CHANGES).delete(name)
    world.docs(VERIFICATIONS).put(name, verification)


def expiry(world: World, data: Doc) -> None:
    name = data["domain"]
    if _pending(world, data):
        world.docs(CHANGES).delete(name)
        verification = world.docs(VERIFICATIONS).get(name)
        world.docs(VERIFICATIONS).put(name, {**verification, "status": "canceled"})


def contacts_change(world: World, data: Doc) -> None:
    if data["domain"] in world.docs(HELD):
        _apply(world, data, {})


# -- within -------------------------------------------------------------------------------


def _another(old: Doc, new: Doc) -> bool:
    before, after = old["whois_details"], new["whois_details"]
    return any(before.get(field) != after.get(field) for field in _SENSITIVE)


def _pending(world: World, data: Doc) -> bool:
    """Whether it is still the same verification that an event speaks of."""
    found = world.docs(CHANGES).get(data["domain"])
    return found is not None and found["number"] == data["number"]


def _apply(world: World, data: Doc, more: dict[str, Any]) -> bool:
    """Whether it could be; not so with a profile that was deleted meanwhile."""
    name, doc = details_of(world, data["domain"])
    if str(data["profile"]) not in world.docs(whois.PROFILES):
        return False
    contacts = doc["domain_contacts"]
    whois.unuse(world, name, contacts)
    contacts = {**contacts, **{f"{role}_id": data["profile"] for role in data["roles"]}}
    whois.use(world, name, contacts)
    world.docs(HELD).put(name, {**world.docs(HELD).get(name), "contacts": contacts})
    doc |= {"domain_contacts": contacts, **more, "updated_at": iso(world.now)}
    world.docs(DETAILS).put(name, doc)
    return True
