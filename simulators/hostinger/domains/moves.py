"""Domains that move to another account.

    initiated -> accepted with WHOIS profiles: activating -> (10 min) completed
              -> cancelled or rejected: gone

Each side has its own document, in wire form by name; `MOVES` says between whom. A completed move
stays with the receiver alone.
"""

from datetime import timedelta

from simulators.hostinger.billing import subscriptions
from simulators.hostinger.billing.account import ADDRESS
from simulators.hostinger.dns.rules import ZONES
from simulators.hostinger.domains import errors, portfolio, registry, whois
from simulators.hostinger.domains.stored import (
    CHANGES,
    DETAILS,
    ENTRIES,
    FORWARDINGS,
    HELD,
    Doc,
    details_of,
)
from simulators.kernel.world import World, iso

MOVES = "hostinger.moves"
OUTGOING = "hostinger.outgoing-moves"
INCOMING = "hostinger.incoming-moves"
CONFIRMED_AFTER = timedelta(minutes=10)  # by e-mail; assumed


# -- what the operations do ---------------------------------------------------------------


def outgoing(world: World) -> bytes:
    return world.docs(OUTGOING).listing()


def incoming(world: World) -> bytes:
    return world.docs(INCOMING).listing()


def read(world: World, collection: str, domain: str) -> bytes:
    raw = world.docs(collection).raw(registry.spelled(domain))
    if raw is None:
        raise errors.not_found("Domain move")
    return raw


def start(world: World, domain: str, email: str) -> None:
    name, _ = portfolio.active(world, domain)
    if registry.magic(world, name, "premium"):
        raise errors.verification_required()
    if name in world.docs(OUTGOING):
        raise errors.not_possible("The domain is being moved already.")
    if name in world.docs(CHANGES):
        raise errors.not_possible("A change of registrant is pending.")
    to = next((key for key, a in ADDRESS.items() if a["email"] == email.strip().lower()), None)
    if to is None:
        raise errors.not_possible("There is no account of this e-mail address.")
    if to == world.account:
        raise errors.not_possible("The domain is in this account.")
    now = iso(world.now)
    move = {"domain": name, "status": "initiated", "created_at": now, "updated_at": now}
    ends = {"from": world.account, "to": to}
    with world.acting_as(to):
        world.docs(INCOMING).delete(name)  # an earlier one; the list is in order
    _put(world, ends, move)
    world.shared(MOVES).put(name, ends)


def cancel(world: World, domain: str) -> None:
    _decide(world, OUTGOING, domain)
    abandon(world, registry.spelled(domain))


def reject(world: World, domain: str) -> None:
    _decide(world, INCOMING, domain)
    abandon(world, registry.spelled(domain))


def accept(world: World, domain: str, given: Doc) -> None:
    move = _decide(world, INCOMING, domain)
    name = move["domain"]
    contacts = whois.contacts(world, name.partition(".")[2], given)
    whois.use(world, name, contacts)
    ends = {**world.shared(MOVES).get(name), "contacts": contacts}
    world.shared(MOVES).put(name, ends)
    _put(world, ends, {**move, "status": "activating", "updated_at": iso(world.now)})
    world.schedule("hostinger", "domains.move", CONFIRMED_AFTER, {"domain": name})


# -- what falls due -----------------------------------------------------------------------


def finish(world: World, data: Doc) -> None:
    """The new owner has confirmed; this is the receiver's event."""
    name = data["domain"]
    ends = world.shared(MOVES).get(name)
    if ends is None:
        return
    move = world.docs(INCOMING).get(name)
    with world.acting_as(ends["from"]):
        _, doc = details_of(world, name)
        held = world.docs(HELD).get(name)
        entry = world.docs(ENTRIES).get(held["id"])
        zone = world.docs(ZONES).get(name)
        forwarding = world.docs(FORWARDINGS).get(name)
    if doc["status"] != "active":
        abandon(world, name)
        return
    id = str(world.next_id("hostinger.portfolio", portfolio.FIRST_ID))
    with world.acting_as(ends["from"]):
        subscription = subscriptions.hand_over(world, held["subscription"], ends["to"], id)
        portfolio.forget(world, name)
        for collection, key in ((ENTRIES, held["id"]), (DETAILS, name), (OUTGOING, name)):
            world.docs(collection).delete(key)
        world.effect("hostinger", "domain-lost", domain=name, why="moved")
    world.effect("hostinger", "domain-bought", domain=name, why="moved")
    world.docs(ENTRIES).put(id, {**entry, "id": int(id)})
    contacts = ends["contacts"]
    doc |= {"domain_contacts": contacts, "updated_at": iso(world.now)}
    world.docs(DETAILS).put(name, doc)
    world.docs(HELD).put(name, {"id": id, "subscription": subscription, "contacts": contacts})
    world.docs(ZONES).put(name, zone)
    if forwarding:
        world.docs(FORWARDINGS).put(name, forwarding)
    registry.put(world, name, world.account)
    world.shared(MOVES).delete(name)
    move |= {"status": "completed", "updated_at": iso(world.now)}
    world.docs(INCOMING).put(name, move)


def abandon(world: World, name: str) -> None:
    """Let a move that is under way, if there is one, be gone from both sides."""
    ends = world.shared(MOVES).get(name)
    if ends is None:
        return
    world.shared(MOVES).delete(name)
    with world.acting_as(ends["from"]):
        world.docs(OUTGOING).delete(name)
    with world.acting_as(ends["to"]):
        world.docs(INCOMING).delete(name)
        whois.unuse(world, name, ends.get("contacts", {}))


# -- within -------------------------------------------------------------------------------


def _decide(world: World, collection: str, domain: str) -> Doc:
    """The move, if it still waits for the receiver's decision."""
    move: Doc | None = world.docs(collection).get(registry.spelled(domain))
    if move is None:
        raise errors.not_found("Domain move")
    if move["status"] != "initiated":
        raise errors.not_possible(f"The move is {move['status']}.")
    return move


def _put(world: World, ends: Doc, move: Doc) -> None:
    for collection, account in ((OUTGOING, ends["from"]), (INCOMING, ends["to"])):
        with world.acting_as(account):
            world.docs(collection).put(move["domain"], move)
