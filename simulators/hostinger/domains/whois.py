"""WHOIS profiles: who a domain's contacts are.

A profile is for one TLD and never changes. By profile there is an index of the domains that use
it; a profile in use cannot be deleted.
"""

import re
from typing import Any

from simulators.common.laravel import REQUIRED, texts
from simulators.hostinger.domains import errors, tlds
from simulators.hostinger.errors import invalid
from simulators.kernel.store import Collection
from simulators.kernel.world import World, iso

PROFILES = "hostinger.whois"
DEFAULTS = "hostinger.whois-defaults"
FIRST_ID = 564651  # the documented example's

# What whois_details need is that which the document's example has, and what else they may have.
_NEEDED = ("first_name", "last_name", "email")
_OF_ORGANIZATIONS = ("company_name",)
_MAY_HAVE = ("phone", "address", "city", "zip")
_FORMS = {
    "email": (re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+"), "a valid email address"),
    "phone": (re.compile(r"\+[0-9]{1,3}\.[0-9]{4,14}"), "a phone number like +31.201234567"),
}
_COUNTRY = re.compile("[A-Z]{2}")
_MOST = 255

Doc = dict[str, Any]


# -- what the operations do ---------------------------------------------------------------


def listing(world: World, tld: str | None) -> bytes:
    return (world.docs(PROFILES) if tld is None else _of_tld(world, tld)).listing()


def create(world: World, body: Doc) -> Doc:
    tld = body["tld"].lower()
    if tld not in tlds.KNOWN:
        raise errors.tld_not_offered()
    tld_details = body.get("tld_details", {})
    _check(body, tlds.rules(tld), tld_details)
    id = world.next_id("hostinger.whois", FIRST_ID)
    profile = {
        "id": id,
        "tld": tld,
        "country": body["country"],
        "entity_type": body["entity_type"],
        "whois_details": body["whois_details"],
        "tld_details": tld_details,
        "created_at": iso(world.now),
        "updated_at": iso(world.now),
    }
    world.docs(PROFILES).put(str(id), profile)
    _of_tld(world, tld).put(str(id), profile)
    return profile


def read(world: World, id: str) -> bytes:
    raw = world.docs(PROFILES).raw(id)
    if raw is None:
        raise errors.not_found("WHOIS profile")
    return raw


def delete(world: World, id: str) -> None:
    profile = get(world, id)
    if len(_usage(world, id)):
        raise errors.not_possible("The WHOIS profile is used by a domain.")
    unset_default(world, id)
    world.docs(PROFILES).delete(id)
    _of_tld(world, profile["tld"]).delete(id)


def set_default(world: World, id: str) -> None:
    """In place of the TLD's default so far."""
    world.docs(DEFAULTS).put(get(world, id)["tld"], int(id))


def unset_default(world: World, id: str) -> None:
    tld = get(world, id)["tld"]
    if world.docs(DEFAULTS).get(tld) == int(id):
        world.docs(DEFAULTS).delete(tld)


def usage(world: World, id: str) -> bytes:
    read(world, id)
    return _usage(world, id).listing()


# -- what the other modules do --------------------------------------------------------------


def get(world: World, id: str) -> Doc:
    profile: Doc | None = world.docs(PROFILES).get(id)
    if profile is None:
        raise errors.not_found("WHOIS profile")
    return profile


def contacts(world: World, tld: str, given: Doc) -> Doc:
    """A domain's contacts: the given ones, and the TLD's default profile for the rest."""
    found = {}
    for role in ("admin", "owner", "billing", "tech"):  # as documented
        id = given.get(f"{role}_id", world.docs(DEFAULTS).get(tld))
        if str(id) not in _of_tld(world, tld):
            raise errors.no_profile(tld)
        found[f"{role}_id"] = id
    return found


def use(world: World, name: str, contacts: Doc) -> None:
    for id in contacts.values():
        _usage(world, str(id)).put(name, name)


def unuse(world: World, name: str, contacts: Doc) -> None:
    for id in contacts.values():
        _usage(world, str(id)).delete(name)


# -- within -------------------------------------------------------------------------------


def _of_tld(world: World, tld: str) -> Collection:
    return world.docs(f"hostinger.whois/{tld}")


def _usage(world: World, id: str) -> Collection:
    return world.docs(f"hostinger.whois-usage/{id}")


def _check(body: Doc, rules: tlds.Tld, tld_details: Doc) -> None:
    """An individual's faults are told by field, an organization's are not (observed)."""
    individual = body["entity_type"] == "individual"
    needed = _NEEDED if individual else _NEEDED + _OF_ORGANIZATIONS
    faults: Doc = {}
    country = body["country"]
    if not _COUNTRY.fullmatch(country) or (rules.countries and country not in rules.countries):
        faults["country"] = ["The selected :attribute is invalid."]
    given = body["whois_details"]
    names = (*needed, *(name for name in _MAY_HAVE if given.get(name) is not None))
    details = {name: _faults(name, given.get(name)) for name in names}
    of_tld = {name: _faults(name, tld_details.get(name)) for name in rules.details}
    for section, found in (("whois_details", details), ("tld_details", of_tld)):
        if wrong := {name: texts for name, texts in found.items() if texts}:
            faults[section] = wrong
    if faults:
        raise invalid(faults) if individual else errors.data_invalid()


def _faults(name: str, value: Any) -> list[str]:
    if value is None or value == "":
        return [REQUIRED]
    if not isinstance(value, str):
        return [texts("a string")["invalid"]]
    if len(value) > _MOST:
        return [f"The :attribute field must not be greater than {_MOST} characters."]
    form, kind = _FORMS.get(name, (None, ""))
    return [texts(kind)["invalid"]] if form and not form.fullmatch(value) else []
