"""API keys: what they look like, what they allow, and whose they are.

    hc_live_<12 that find it>_<43 that nobody can guess><6 of a checksum>

The checksum tells a key that was mistyped, or a text that only looks like one, without asking the
database. What is kept is the hash of the whole: that of 256 random bits need not be slow.
"""

import re
import secrets
from binascii import crc32
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from ipaddress import IPv4Network, IPv6Network
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from hostingco_api.core import settings
from hostingco_api.core.errors import Refusal, forbidden, invalid_state, unauthenticated
from hostingco_api.core.models import ApiKey

Network = IPv4Network | IPv6Network
PREFIX = "hc_live_"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FORM = re.compile(rf"{PREFIX}([0-9A-Za-z]{{12}})_[0-9A-Za-z]{{49}}")
SEEN_EVERY = timedelta(minutes=1)
"""That a key was used is written down no more often."""
STATUSES = ("active", "expired", "revoked")
_CRUD = ("read", "create", "update", "delete")
ACTIONS: dict[str, tuple[str, ...]] = {
    "clients": _CRUD,
    "products": _CRUD,
    "services": (*_CRUD, "provision", "suspend", "unsuspend", "terminate"),
    "invoices": (*_CRUD, "pay"),
    "payments": ("read", "create"),
    "servers": _CRUD,
    "api-keys": (*_CRUD, "rotate", "revoke"),
    "webhooks": (*_CRUD, "resend"),
    "audit-log": ("read",),
}
"""A scope is one of these (`clients.read`), all of a resource (`clients.*`), or all (`*`)."""


# -- the text of a key --------------------------------------------------------------------------


def _drawn(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _checksum(text: str) -> str:
    number, digits = crc32(text.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        digits = _LETTERS[digit] + digits
    return digits


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _ref(key: str) -> str | None:
    """Of what may be a key."""
    form = _FORM.fullmatch(key)
    return form[1] if form and compare_digest(_checksum(key[:-6]), key[-6:]) else None


# -- scopes -------------------------------------------------------------------------------------


def canonical(scope: str) -> str:
    """`client.read` is `clients.read`. Raises ValueError where there is no such scope."""
    resource, dot, action = scope.partition(".")
    if scope == "*":
        return scope
    resource = resource if resource in ACTIONS else f"{resource}s"
    if not dot or resource not in ACTIONS or action not in (*ACTIONS[resource], "*"):
        raise ValueError(f"there is no scope {scope!r}")
    return f"{resource}.{action}"


def allowed(scopes: Iterable[str]) -> set[str]:
    """Each single thing that they allow."""
    single = {f"{resource}.{action}" for resource, them in ACTIONS.items() for action in them}
    found = set()
    for scope in scopes:
        start = scope.removesuffix("*")
        found |= {
            one for one in single if one == scope or (start != scope and one[: len(start)] == start)
        }
    return found


class Power(NamedTuple):
    """What a key is good for."""

    scopes: Sequence[str]
    expires_at: datetime | None
    allowed_ips: Sequence[str]


def power(key: ApiKey) -> Power:
    return Power(key.scopes, key.expires_at, key.allowed_ips)


def check_covers(mine: Power, other: Power) -> None:
    """Nobody hands on more than they have: to do more, for longer, or from elsewhere."""
    check_scopes(mine.scopes, other.scopes)
    ends = other.expires_at
    if mine.expires_at is not None and (ends is None or ends > mine.expires_at):
        raise forbidden("Your key itself is not good for so long")
    home, away = ([settings.network(net) for net in each.allowed_ips] for each in (mine, other))
    if home and not (away and all(any(_is_part(net, of) for of in home) for net in away)):
        raise forbidden("Your key itself is not accepted from there")


def check_scopes(mine: Iterable[str], wanted: Iterable[str]) -> None:
    if more := allowed(wanted) - allowed(mine):
        raise forbidden(f"Your key itself does not have {', '.join(sorted(more)[:5])}")


def _is_part(net: Network, of: Network) -> bool:
    return net.version == of.version and net.subnet_of(of)  # type: ignore[arg-type]


# -- rows ---------------------------------------------------------------------------------------


def create(session: Session, now: datetime, **columns: Any) -> tuple[ApiKey, str]:
    """The row, and the key, which nobody can tell again."""
    key = ApiKey(ref=_drawn(12), created_at=now, updated_at=now, **columns)
    text = _renew(key)
    session.add(key)
    session.flush()
    return key, text


def rotate(key: ApiKey, now: datetime) -> str:
    """The old one is of no use from now on."""
    if key.revoked_at is not None:
        raise invalid_state("The API key is revoked")
    key.updated_at = now
    return _renew(key)


def _renew(key: ApiKey) -> str:
    start = f"{PREFIX}{key.ref}_{_drawn(43)}"
    text = start + _checksum(start)
    key.hash, key.last4 = _hash(text), text[-4:]
    return text


def revoke(key: ApiKey, now: datetime) -> None:
    if key.revoked_at is None:
        key.revoked_at = key.updated_at = now


def preview(key: ApiKey) -> str:
    return f"{PREFIX}...{key.last4}"


def status(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= now else "active"


def listed(
    search: str | None = None, wanted: str | None = None, now: datetime | None = None
) -> Select[ApiKey]:
    found = select(ApiKey).where(ApiKey.deleted_at.is_(None)).order_by(ApiKey.id)
    if search:
        found = found.where(ApiKey.name.icontains(search, autoescape=True))
    if wanted:
        assert now is not None
        expired = and_(ApiKey.expires_at.is_not(None), ApiKey.expires_at <= now)
        revoked = ApiKey.revoked_at.is_not(None)
        conditions: dict[str, ColumnElement[bool]] = {
            "revoked": revoked,
            "expired": and_(~revoked, expired),
            "active": and_(~revoked, or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now)),
        }
        found = found.where(conditions[wanted])
    return found


# -- getting in ---------------------------------------------------------------------------------


def find(session: Session, text: str, now: datetime) -> ApiKey:
    """Whose text that is. Raises a refusal where it is nobody's, or not any more."""
    ref = _ref(text)
    key = session.scalar(listed().where(ApiKey.ref == ref)) if ref else None
    if key is None or not compare_digest(key.hash, _hash(text)):
        raise unauthenticated("The API key is not valid")
    if (state := status(key, now)) != "active":
        raise unauthenticated(f"The API key is {state}")
    return key


def refused_from(key: ApiKey, address: str) -> Refusal | None:
    """An empty list lets in from everywhere."""
    if not key.allowed_ips or any(settings.is_in(address, net) for net in key.allowed_ips):
        return None
    return forbidden("The API key is not accepted from your address")


def unseen(key: ApiKey, now: datetime) -> bool:
    """Is it time to write down that it was used?"""
    last = key.last_used_at
    return last is None or not last <= now < last + SEEN_EVERY
