"""Who is logged in: customers and contacts, by password or by the tokens of a session.

A login opens a session, which gives two tokens. The access token opens the API for an hour; the
refresh token is good for one exchange within thirty days, and an exchange gives two new ones. To
revoke either ends the session, and with it every token that it gave.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from hmac import compare_digest
from typing import Any, NamedTuple

from simulators.common import jwt
from simulators.hostens import auth, errors
from simulators.hostens.auth import Credentials
from simulators.kernel.store import Collection
from simulators.kernel.vendor import Call
from simulators.kernel.world import World

ISSUER = "https://billing.hostens.com/"
ACCESS, REFRESH = timedelta(hours=1), timedelta(days=30)

Privileges = Mapping[str, Any]
"""As `GET /contact/privileges` formats them."""


class User(NamedTuple):
    """`contact` is the id of a contact, empty for the customer, who may do anything."""

    username: str
    account: str
    contact: str = ""
    privileges: Privileges = {}  # noqa: RUF012 (nobody writes to it)

    def may(self, section: str, name: str, id: str = "") -> bool:
        """`id` is of the service or domain it is about, where the section has them."""
        if not self.contact:
            return True
        held = self.privileges.get(section) or []
        if not isinstance(held, Mapping):
            return name in held
        return bool(held.get("full")) or name in held.get(id, ())

    def sees(self, section: str, ids: Iterable[str]) -> list[str]:
        """Which of the services or domains."""
        return [id for id in ids if self.may(section, "basic", id)]


def user_of(world: World, call: Call) -> User:
    """Whose call it is. Raises a Refusal where nobody's."""
    user = None
    if given := auth.basic(call):
        user = by_password(world, given)
    elif claims := auth.bearer(call):
        session = _session(world, claims)
        user = _user(world, session["user"]) if session and "serial" not in claims else None
    if not user:
        raise errors.unauthenticated()
    return user


def by_password(world: World, given: Credentials) -> User | None:
    if auth.customer(given.username):
        return _user(world, given.username) if auth.good(given) else None
    login = _logins(world).get(given.username.lower())
    if login and compare_digest(login["hash"], _hash(given.password, login["salt"])):
        return _user(world, given.username)
    return None


def _user(world: World, username: str) -> User | None:
    if named := auth.customer(username):
        return User(username, named.account) if named.world == world.name else None
    login = _logins(world).get(username.lower())
    if not login:
        return None
    with world.acting_as(login["account"]):
        contact = world.docs("hostens.contacts").get(login["contact"])
    return User(username, login["account"], login["contact"], contact["privileges"])


# -- sessions -----------------------------------------------------------------------------


def log_in(world: World, given: Credentials | None) -> dict[str, str]:
    """A new session's tokens."""
    user = by_password(world, given) if given else None
    if not user:
        raise errors.unauthenticated()
    _drop_ended(world)
    id = str(world.next_id("hostens.sessions", 1))
    return _tokens(world, id, {"user": user.username, "serial": 0})


def exchange(world: World, refresh: str) -> dict[str, str]:
    """New tokens for a refresh token, which is used up. Raises a Refusal where it is no good."""
    claims = jwt.read(refresh)
    session = _session(world, claims) if claims else None
    if not claims or not session or claims.get("serial") != session["serial"]:
        raise errors.unauthenticated()
    session["serial"] += 1
    return _tokens(world, str(claims["sid"]), session)


def revoke(world: World, call: Call, refresh: str | None) -> None:
    """End the session of a refresh token, or else that of the call's access token."""
    claims = jwt.read(refresh) if refresh else auth.bearer(call)
    if not claims or not _session(world, claims):
        raise errors.unauthenticated()
    _sessions(world).delete(str(claims["sid"]))


def log_out(world: World, call: Call) -> None:
    """End the session, if the call came with a token of one."""
    user_of(world, call)
    if claims := auth.bearer(call):
        _sessions(world).delete(str(claims["sid"]))


def _tokens(world: World, id: str, session: dict[str, Any]) -> dict[str, str]:
    now = int(world.now.timestamp())
    ends = now + int(REFRESH.total_seconds())
    _sessions(world).put(id, {**session, "ends": ends})
    whose = {"sub": session["user"], "sid": id}
    access = {"iss": ISSUER, **whose, "iat": now, "exp": now + int(ACCESS.total_seconds())}
    refresh = {**whose, "serial": session["serial"], "iat": now, "exp": ends}
    return {"token": jwt.sign(access), "refresh": jwt.sign(refresh)}


def _session(world: World, claims: jwt.Claims) -> dict[str, Any] | None:
    """That a token belongs to, if both are still good."""
    match claims:
        case {"sid": str(id), "sub": str(username), "exp": int(expires)}:
            session: dict[str, Any] | None = _sessions(world).get(id)
            now = world.now.timestamp()
            if session and session["user"] == username and now < min(expires, session["ends"]):
                return session
    return None


def _drop_ended(world: World) -> None:
    now = world.now.timestamp()
    sessions = _sessions(world)
    for id, session in sessions.items():
        if session["ends"] <= now:
            sessions.delete(id)


def _sessions(world: World) -> Collection:
    return world.shared("hostens.sessions")


# -- passwords of contacts ----------------------------------------------------------------


def known(world: World, email: str) -> bool:
    """Whether somebody logs in by that address."""
    return auth.customer(email) is not None or email.lower() in _logins(world)


def let_in(world: World, email: str, contact: str, password: str) -> None:
    """A contact of the account at hand may log in from now on."""
    salt = world.random.randbytes(16).hex()
    login = {
        "account": world.account,
        "contact": contact,
        "salt": salt,
        "hash": _hash(password, salt),
    }
    _logins(world).put(email.lower(), login)


def rename(world: World, before: str, email: str) -> None:
    """A contact that may log in has another address; its sessions end."""
    logins = _logins(world)
    login = logins.get(before.lower())
    if login:
        logins.delete(before.lower())
        logins.put(email.lower(), login)


def _hash(password: str, salt: str) -> str:
    # Every call with Basic computes it, so it costs ten milliseconds and not a hundred.
    raw = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1)
    return raw.hex()


def _logins(world: World) -> Collection:
    return world.shared("hostens.logins")
