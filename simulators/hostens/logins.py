"""Who is logged in: customers and contacts, by password or by the tokens of a session.

A login opens a session, which gives two tokens. The access token opens the API for an hour; the
refresh token is good for one exchange within thirty days, and an exchange gives two new ones. To
revoke either ends the session, and with it every token that it gave. A session is a contact's as
long as it has the address that it logged in by.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from simulators.common import jwt
from simulators.hostens import auth, errors
from simulators.hostens.auth import Credentials
from simulators.hostens.clientarea import addresses, contacts, profile
from simulators.hostens.users import User
from simulators.kernel.store import Collection
from simulators.kernel.vendor import Call
from simulators.kernel.world import World

ISSUER = "https://billing.hostens.com/"
ACCESS, REFRESH = timedelta(hours=1), timedelta(days=30)


class Session(NamedTuple):
    id: str
    user: User
    serial: int
    """How often it was exchanged, which its latest refresh token says too."""


def user_of(world: World, call: Call) -> User:
    """Whose call it is. Raises a Refusal where nobody's."""
    user = None
    if given := auth.basic(call):
        user = _by_password(world, given)
    elif (claims := auth.claims_of(call)) and "serial" not in claims:
        session = _session(world, claims)
        user = session.user if session else None
    return _admitted(world, user)


def log_in(world: World, given: Credentials) -> dict[str, str]:
    """A new session's tokens. Raises a Refusal."""
    user = _admitted(world, _by_password(world, given))
    with world.acting_as(user.account):
        if user.contact:
            contacts.logged_in(world, user.contact)
        else:
            profile.logged_in(world)
    _drop_ended(world)
    # No number of a sequence: the tokens of a world that was reset would open its sessions.
    return _tokens(world, Session(world.uuid(), user, 0))


def exchange(world: World, refresh: str) -> dict[str, str]:
    """New tokens for a refresh token, which is used up. Raises a Refusal where it is no good."""
    claims = jwt.read(refresh)
    session = _session(world, claims) if claims else None
    if not claims or not session or claims.get("serial") != session.serial:
        raise errors.unauthenticated()
    _admitted(world, session.user)
    return _tokens(world, session._replace(serial=session.serial + 1))


def revoke(world: World, call: Call, refresh: str | None) -> None:
    """End the session of a refresh token, or else that of the call's access token."""
    claims = jwt.read(refresh) if refresh else auth.claims_of(call)
    session = _session(world, claims) if claims else None
    if not session:
        raise errors.unauthenticated()
    _sessions(world).delete(session.id)


def log_out(world: World, call: Call) -> None:
    """End the session, if the call, whose credentials are good, came with a token of one."""
    if claims := auth.claims_of(call):
        _sessions(world).delete(str(claims["sid"]))


def _admitted(world: World, user: User | None) -> User:
    if not user:
        raise errors.unauthenticated()
    if world.quirks["hostens.ip-not-allowed"]:
        raise errors.ip_not_allowed()
    return user


def _by_password(world: World, given: Credentials) -> User | None:
    if auth.customer(given.username):
        good = auth.good(given)
    else:
        good = addresses.opened(world, given.username, given.password)
    return _user(world, given.username) if good else None


def _user(world: World, username: str) -> User | None:
    if named := auth.customer(username):
        return User(username, named.account) if named.world == world.name else None
    owner = addresses.owner(world, username)
    if not owner or not owner["contact"]:
        return None
    with world.acting_as(owner["account"]):
        contact = contacts.get(world, owner["contact"])
    return User(username, owner["account"], contact["id"], contact["privileges"])


# -- sessions -----------------------------------------------------------------------------


def _tokens(world: World, session: Session) -> dict[str, str]:
    now = int(world.now.timestamp())
    ends = now + int(REFRESH.total_seconds())
    user = session.user
    kept: dict[str, Any] = {
        "user": user.username,
        "contact": user.contact,
        "moves": _moves(world, user),
        "serial": session.serial,
        "ends": ends,
    }
    sessions = _sessions(world)
    sessions.delete(session.id)  # it goes to the end: the first that ends is always the first
    sessions.put(session.id, kept)
    whose = {"sub": user.username, "sid": session.id}
    # Of two of one instant, too, each is another.
    whose["jti"] = f"{session.id}.{session.serial}"
    access = {"iss": ISSUER, **whose, "iat": now, "exp": now + int(ACCESS.total_seconds())}
    refresh = {**whose, "serial": session.serial, "iat": now, "exp": ends}
    return {"token": jwt.sign(access), "refresh": jwt.sign(refresh)}


def _session(world: World, claims: jwt.Claims) -> Session | None:
    """That a token belongs to, if both are still good."""
    match claims:
        case {"sid": str(id), "sub": str(username), "exp": int(expires)}:
            kept = _sessions(world).get(id)
            if not kept or kept["user"] != username:
                return None
            user = _user(world, username)
            # Somebody else may have the address by now, or the same one again.
            if not user or (user.contact, _moves(world, user)) != (kept["contact"], kept["moves"]):
                return None
            if world.now.timestamp() < min(expires, kept["ends"]):
                return Session(id, user, kept["serial"])
    return None


def _moves(world: World, user: User) -> int:
    owner = addresses.owner(world, user.username) if user.contact else None
    return owner["moves"] if owner else 0


def _drop_ended(world: World) -> None:
    now = world.now.timestamp()
    sessions = _sessions(world)
    for id, session in sessions.items():
        if session["ends"] > now:
            break
        sessions.delete(id)


def _sessions(world: World) -> Collection:
    return world.shared("hostens.sessions")
