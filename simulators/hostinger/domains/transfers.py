"""Domains that come from another registrar."""

from datetime import timedelta

from simulators.hostinger.domains import errors, portfolio, registry
from simulators.hostinger.domains.stored import HELD, Doc, entry_of, set_status
from simulators.kernel.world import World, iso

TRANSFERS = "hostinger.transfers"
DONE_AFTER = timedelta(days=5, minutes=7)  # as in the documented example
_BEFORE = {"ns1": "ns1.previous.example", "ns2": "ns2.previous.example"}


def listing(world: World) -> bytes:
    return world.docs(TRANSFERS).listing()


def read(world: World, domain: str) -> bytes:
    raw = world.docs(TRANSFERS).raw(registry.spelled(domain))
    if raw is None:
        raise errors.not_found("Domain transfer")
    return raw


def claim(world: World, body: Doc) -> Doc:
    """Use up a free transfer of the account, and start."""
    name, tld = registry.parse(body["domain"])
    contacts = portfolio.check(world, name, tld, body, transfer=True)
    id, _ = portfolio.take_unclaimed(world, "free_domain_transfer", tld)
    portfolio.hold(world, id, name, None, contacts)
    set_status(world, id, "requested")
    if not registry.magic(world, name, "stuck"):
        data = {"domain": name, "id": id, "keep_ns": body["should_keep_ns"]}
        world.schedule("hostinger", "domains.transfer", DONE_AFTER, data)
    return put(world, name, "Pending", iso(world.now), None)


def finish(world: World, data: Doc) -> None:
    """The other registrar has answered."""
    name, id = data["domain"], data["id"]
    if registry.magic(world, name, "fails"):
        failed(world, data)
        return
    if entry_of(world, id)["status"] != "requested":
        return
    held = world.docs(HELD).get(name)
    held["subscription"] = portfolio.begin_free(world, name.partition(".")[2], id)
    world.docs(HELD).put(name, held)
    portfolio.activate(world, name, name_servers=_BEFORE if data["keep_ns"] else None)
    put(world, name, "Completed", _started(world, name), iso(world.now))


def failed(world: World, data: Doc) -> None:
    name, id = data["domain"], data["id"]
    if entry_of(world, id)["status"] == "requested":
        portfolio.drop(world, id, "failed")
        put(world, name, "Failed", _started(world, name), None)


def _started(world: World, name: str) -> str:
    started: str = world.docs(TRANSFERS).get(name)["initiated_at"]
    return started


def put(world: World, name: str, status: str, initiated_at: str, completed_at: str | None) -> Doc:
    transfer = {
        "domain": name,
        "status": status,
        "initiated_at": initiated_at,
        "completed_at": completed_at,
    }
    world.docs(TRANSFERS).put(name, transfer)
    return transfer
