"""Who has which name: of all accounts of the world, and outside of it.

An entry says who holds the name, and who gets it next: a transfer between two accounts of the world
waits there until it is done. Whoever has ordered a name holds it, paid or not.
"""

from typing import Any, NamedTuple

from simulators.common.names import fold
from simulators.hostens.domains import errors, tlds
from simulators.hostens.errors import domain_format
from simulators.kernel.store import Collection
from simulators.kernel.world import World


class Holder(NamedTuple):
    """A domain of an account."""

    account: str
    id: str


def spelled(text: str) -> str:
    """A name as it is kept. Raises a Refusal where it is none."""
    name = fold(text.removesuffix("."))
    if not name:
        raise domain_format()
    return name


def holder(world: World, name: str) -> Holder | None:
    entry = _entries(world).get(name)
    return Holder(*entry["holder"]) if entry else None


def holds(world: World, id: str, name: str) -> bool:
    """Whether the name is that domain's, and not a later or an earlier one's."""
    return holder(world, name) == (world.account, id)


def outside(world: World, name: str) -> bool:
    """Whether somebody has it whom this world does not know."""
    magic = world.quirks["hostens.magic-inputs"] and name.startswith("taken-")
    return magic or name in tlds.taken()


def available(world: World, name: str) -> bool:
    return name not in _entries(world) and not outside(world, name)


def lookup(world: World, text: str) -> dict[str, Any]:
    """The answer about a name. What has no TLD that can be had is not available, at no price."""
    name = spelled(text)
    tld = tlds.of_name(name)
    return {
        "available": tld is not None and available(world, name),
        "name": name,
        "premium": False,
        "periods": [{"id": tld.id, **period} for period in tld.periods] if tld else [],
    }


def reserve(world: World, name: str, id: str) -> None:
    """For a domain of the account at hand, now or as soon as its holder leaves it.

    Raises a Refusal where the account has it already, or somebody waits for it.
    """
    entry = _entries(world).get(name) or {"holder": None, "next": None}
    place = "next" if entry["holder"] else "holder"
    if entry[place] or (entry["holder"] and entry["holder"][0] == world.account):
        raise errors.already_exists()
    _entries(world).put(name, entry | {place: [world.account, id]})


def leave(world: World, name: str, id: str) -> None:
    """A domain of the account at hand has it no more, and waits for it no more."""
    entry = _entries(world).get(name)
    mine = [world.account, id]
    if entry["holder"] != mine:
        _entries(world).put(name, entry | {"next": None})
    elif entry["next"]:
        _entries(world).put(name, {"holder": entry["next"], "next": None})
    else:
        _entries(world).delete(name)


def _entries(world: World) -> Collection:
    """By name: `{"holder", "next"}`, each an account and the id of its domain."""
    return world.shared("hostens.registry")
