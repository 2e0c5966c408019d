"""E-mail addresses: each belongs to one customer or contact of the world, in whatever case.

A contact that was given a password logs in by its address. A customer does not: the name of one is
not among its details (`auth`), and nobody may take it for an address.
"""

import hashlib
from hmac import compare_digest
from typing import Any

from simulators.hostens import auth
from simulators.hostens.clientarea import errors
from simulators.kernel.store import Collection
from simulators.kernel.world import World

Owner = dict[str, Any]
"""`account`, `contact` (its id, or empty for the customer), `moves` (how many addresses it had
before), and of a password `salt` and `hash`."""


def owner(world: World, email: str) -> Owner | None:
    found: Owner | None = _store(world).get(_key(email))
    return found


def take(world: World, email: str, *, contact: str = "", password: str | None = None) -> None:
    """For the customer or a contact of the account at hand. Raises a Refusal."""
    owner: Owner = {"account": world.account, "contact": contact, "moves": 0}
    if password is not None:
        salt = world.random.randbytes(16).hex()
        owner |= {"salt": salt, "hash": _hash(password, salt)}
    _put(world, email, owner)


def move(world: World, before: str, email: str) -> None:
    """Whoever has the one gets the other in place of it. Raises a Refusal."""
    if _key(before) != _key(email):
        owner: Owner = _store(world).get(_key(before))
        _put(world, email, owner | {"moves": owner["moves"] + 1})
        _store(world).delete(_key(before))


def opened(world: World, email: str, password: str) -> bool:
    """Whether somebody logs in by that address with that password."""
    found = owner(world, email)
    if not found or "hash" not in found:
        return False
    return compare_digest(found["hash"], _hash(password, found["salt"]))


def _put(world: World, email: str, owner: Owner) -> None:
    key = _key(email)
    if auth.customer(key) or key in _store(world):
        raise errors.address_taken()
    _store(world).put(key, owner)


def _key(email: str) -> str:
    return email.lower()


def _hash(password: str, salt: str) -> str:
    # Every call with Basic computes it, so it costs some milliseconds and not a hundred.
    raw = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=2**10, r=8, p=1)
    return raw.hex()


def _store(world: World) -> Collection:
    return world.shared("hostens.addresses")
