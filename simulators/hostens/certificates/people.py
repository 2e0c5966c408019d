"""Who a certificate is for: contacts and the organization, in the words of its authority."""

import re
from collections.abc import Mapping
from typing import Any

from simulators.hostens.clientarea import profile
from simulators.hostens.clientarea.contacts import named
from simulators.hostens.errors import wrong
from simulators.kernel.world import World

ROLES = ("admin", "billing", "tech")
NOTHING = "n/a"
ORGANIZATION = (
    *("state", "country", "name", "unit", "locality", "postalcode", "address2", "address1"),
)
_MOST = 255  # letters
_MOST_DIGITS = 15  # of a telephone number: ITU-T E.164


def contacts(world: World, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By role: a contact by its id, or else the customer. Raises a Refusal where there is none."""
    return {role: contact(_person(world, role, given)) for role in ROLES}


def organization(given: Mapping[str, Any]) -> dict[str, str]:
    """Raises a Refusal where something is no text."""
    return {name: _text(name, given.get(name)) for name in ORGANIZATION}


def _person(world: World, role: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    return named(world, given, role) if role in given else profile.client(world)


def contact(person: Mapping[str, Any]) -> dict[str, Any]:
    prefix, _, number = person["phonenumber"].rpartition(".")
    return {
        "FName": person["firstname"],
        "LName": person["lastname"],
        "City": person["city"],
        "State": person["state"],
        "PostalCode": person["postcode"],
        "EmailAddress": person["email"],
        "Country": person["country"],
        "Address1": person["address1"],
        "Address2": person["address2"],
        "Phone": _digits(number),
        "OrgName": person["companyname"] or NOTHING,
        "PreFix": _digits(prefix),
        "JobTitle": NOTHING,
    }


def _digits(text: str) -> int:
    return int(re.sub("[^0-9]", "", text)[:_MOST_DIGITS] or 0)


def _text(name: str, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > _MOST:
        raise wrong(f"organization.{name}")
    return str(value)
