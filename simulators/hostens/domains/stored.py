"""Domains as they are kept: the wire form of the details, and beside it what no answer shows.

The list's rows are kept in wire form, too, as far as they do not change from day to day.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

import orjson

from simulators.hostens import dates
from simulators.hostens.domains import tlds
from simulators.hostens.domains.tlds import Tld
from simulators.hostens.errors import not_found
from simulators.kernel.store import Collection
from simulators.kernel.world import World

_FIRST = 101

PENDING, ACTIVE, EXPIRED, CANCELLED = "Pending", "Active", "Expired", "Cancelled"
REGISTERING, TRANSFERRING = "Pending Registration", "Pending Transfer"
STATUSES = (PENDING, REGISTERING, TRANSFERRING, ACTIVE, EXPIRED, CANCELLED)

NO_DAY = "0000-00-00"
"""MySQL's zero, of what is not registered yet."""
INVOICED_BEFORE = 30  # days, the documented domain's

Domain = dict[str, Any]
"""In the wire form of its details."""

Record = dict[str, Any]
"""`tld` (its id), `action` (`register` or `transfer`), `epp` (the code, empty until it is
registered), `locked`, `contacts` (by role, what is given; the rest is the customer's profile),
`children` (name servers of its own, in wire form), `invoice` (of a renewal that is not paid, or
empty), `event` (the number of the one that is awaited, or null)."""

_ROW = (
    *("id", "name", "expires", "recurring_amount", "date_created", "status", "period"),
    "autorenew",
)
_ROW_BYTES = re.compile(rb'"expires":"([^"]*)"[^}]*')  # no value has a brace


def get(world: World, id: str) -> Domain:
    """Raises a Refusal where there is none."""
    domain: Domain | None = store(world).get(id)
    if domain is None:
        raise not_found()
    return domain


def record(world: World, id: str) -> Record:
    found: Record = _records(world).get(id)
    return found


def put(world: World, domain: Domain) -> None:
    store(world).put(domain["id"], domain)
    _rows(world).put(domain["id"], {key: domain[key] for key in _ROW})


def put_record(world: World, id: str, record: Record) -> None:
    _records(world).put(id, record)


def add(world: World, domain: Domain, record: Record) -> None:
    """A new one."""
    put(world, domain)
    put_record(world, domain["id"], record)
    ids = _by_name(world).get(domain["name"]) or []
    _by_name(world).put(domain["name"], [*ids, domain["id"]])


def new_id(world: World) -> str:
    return str(world.next_id("hostens.domains", _FIRST))


def named(world: World, name: str) -> list[Domain]:
    """All that the account has or had of that name, in the order in which they came."""
    return [get(world, id) for id in _by_name(world).get(name) or []]


def listing(world: World, seen: Callable[[Iterable[str]], list[str]]) -> orjson.Fragment:
    """A JSON array of those that `seen` lets through."""
    today = world.now.date()

    @cache
    def rest(expires: bytes) -> bytes:
        known = expires != NO_DAY.encode()
        days = (date.fromisoformat(expires.decode()) - today).days if known else 0
        return b',"daytoexpire":"%d"' % days

    rows = _rows(world)
    joined = b",".join(rows.raw(id) or b"" for id in seen(rows.keys()))
    dated = _ROW_BYTES.sub(lambda row: row[0] + rest(row[1]), joined)
    return orjson.Fragment(b"[" + dated + b"]")


def lasting_until(domain: Domain, expires: str) -> Domain:
    """With all the days that follow from the last one."""
    return domain | {
        "expires": expires,
        "next_due": expires,
        "next_invoice": dates.add_days(expires, -INVOICED_BEFORE),
    }


def tld_of(record: Record) -> Tld:
    return tlds.every()[record["tld"]]


def store(world: World) -> Collection:
    return world.docs("hostens.domains")


def _rows(world: World) -> Collection:
    return world.docs("hostens.domain-rows")


def _records(world: World) -> Collection:
    return world.docs("hostens.domain-records")


def _by_name(world: World) -> Collection:
    """Ids."""
    return world.docs("hostens.domain-names")
