"""What contacts may be allowed, and what of it somebody may allow them.

Answers and requests have it by section. Three sections are lists of names; services and domains
have a list for each by its id, and `full`, which is all of them and those to come:

    {"billing": ["payinvoice"], "services": {"full": 1}, "domains": {"523": ["basic", "renew"]}}

In between it is single privileges. Nobody allows what they may not do themselves, so that no
contact makes more of itself; but what somebody has, may be left to them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import marshmallow as ma

from simulators.hostens import php
from simulators.hostens.certificates import stored as certificates
from simulators.hostens.clientarea import errors
from simulators.hostens.domains import stored as domains
from simulators.hostens.errors import wrong
from simulators.hostens.services import stored as services
from simulators.hostens.users import Privileges, User
from simulators.kernel.world import World

LISTS = {
    "billing": ("emails", "payinvoice", "orders", "balance", "addfunds", "creditcard"),
    "support": ("newticket", "tickets", "closeticket", "emails"),
    "misc": ("editmain", "emails", "editipaccess", "manageprofiles", "affiliates"),
}
FULL = "full"
_OF_ALL_SERVICES = ("basic", "billing", "cancelation", "upgrade", "notify", "logindetails")
_DELIVERING = {"server": ("servermanagement",), "dns": ("dnsmanagement",)}
_OF_CERTIFICATES = ("basic", "notify")
_OF_DOMAINS = (
    *("basic", "renew", "notify", "contactinfo", "nameservers"),
    *("eppcode", "reglock", "autorenew"),
)
BY_ID = {
    "services": (*_OF_ALL_SERVICES, *_DELIVERING["server"], *_DELIVERING["dns"]),
    "domains": _OF_DOMAINS,
}


class Privilege(NamedTuple):
    section: str
    name: str
    id: str = ""
    """Of a service or a domain; empty in the other sections, and with `full`."""

    def __str__(self) -> str:
        return ".".join(filter(None, (self.section, self.id, self.name)))


def offered(world: World, granter: User) -> dict[str, Any]:
    """All that the granter may allow a contact, in the wire form."""
    there = [Privilege(section, name) for section, names in LISTS.items() for name in names]
    for section in BY_ID:
        there.append(Privilege(section, FULL))
        for id in _there(world, section):
            there += [Privilege(section, name, id) for name in _of(world, section, id)]
    nothing: dict[str, Any] = {**{section: [] for section in LISTS}, **{s: {} for s in BY_ID}}
    return nothing | _formatted(one for one in there if granter.may(*one))


def granted(world: World, granter: User, given: Any, before: Privileges) -> dict[str, Any]:
    """What somebody has who had `before` and is given that, in the wire form. Raises a Refusal.

    Numbered objects are as good as lists, as everywhere in PHP.
    """
    wanted = list(_single(given))
    if not wanted:
        raise errors.no_privileges()
    held = set(_single(before))
    for one in wanted:
        if one in held:
            continue
        if not _exists(world, one):
            raise errors.unknown_privilege(str(one))
        if not granter.may(*one):
            raise errors.privilege_not_held(str(one))
    return _formatted(wanted)


def _exists(world: World, one: Privilege) -> bool:
    if one.section in LISTS:
        return one.name in LISTS[one.section]
    if one.section not in BY_ID:
        return False
    return one.name == FULL if not one.id else one.name in _of(world, one.section, one.id)


def _there(world: World, section: str) -> list[str]:
    """Ids; a certificate is a service, too."""
    if section == "domains":
        return domains.store(world).keys()
    return services.store(world).keys() + certificates.store(world).keys()


def _of(world: World, section: str, id: str) -> tuple[str, ...]:
    """The privileges that there are for a service or domain, none if it is not there."""
    if section == "domains":
        return _OF_DOMAINS if id in domains.store(world) else ()
    service = services.store(world).get(id)
    if not service:
        return _OF_CERTIFICATES if id in certificates.store(world) else ()
    return (*_OF_ALL_SERVICES, *_DELIVERING.get(services.product_of(service).delivers, ()))


def _single(given: Mapping[str, Any]) -> Iterator[Privilege]:
    """Raises a Refusal where it is of another form."""
    for section, held in given.items():
        if section not in BY_ID:
            yield from (Privilege(section, name) for name in _names(held, section))
            continue
        if not isinstance(held, dict) and held != []:  # an empty array is one of both
            raise wrong(f"privileges.{section}")
        for id, value in dict(held).items():
            if id != FULL:
                named = _names(value, f"{section}.{id}")
                yield from (Privilege(section, name, id) for name in named)
            elif _flag(value, f"{section}.{id}"):
                yield Privilege(section, FULL)


def _names(value: Any, where: str) -> list[str]:
    names = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise wrong(f"privileges.{where}")
    return names


def _flag(value: Any, where: str) -> bool:
    try:
        return bool(php.flag().deserialize(value))
    except ma.ValidationError as error:
        raise wrong(f"privileges.{where}") from error


def _formatted(privileges: Iterable[Privilege]) -> dict[str, Any]:
    formatted: dict[str, Any] = {}
    for section, name, id in dict.fromkeys(privileges):
        if section in LISTS:
            formatted.setdefault(section, []).append(name)
        elif name == FULL:
            formatted.setdefault(section, {})[FULL] = 1
        else:
            formatted.setdefault(section, {}).setdefault(id, []).append(name)
    return formatted
