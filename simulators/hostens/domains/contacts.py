"""Whose a domain is: four roles, each of them a contact or the customer."""

from collections.abc import Mapping
from typing import Any

from simulators.hostens.clientarea import contacts, profile
from simulators.hostens.clientarea.contacts import ROLES
from simulators.kernel.world import World

FIELDS = (
    *("firstname", "lastname", "companyname", "email", "address1", "address2", "city", "state"),
    *("postcode", "country", "phonenumber"),
)

Contacts = dict[str, dict[str, str]]


def chosen(world: World, given: Mapping[str, Any]) -> Contacts:
    """What the contacts say that are named by their ids. Raises a Refusal where there is none."""
    return {role: _shown(contacts.named(world, given, role)) for role in ROLES if role in given}


def all_roles(world: World, given: Contacts) -> Contacts:
    """What is not given is the customer's."""
    customer = _shown(profile.client(world))
    return {role: given.get(role, customer) for role in ROLES}


def _shown(person: Mapping[str, Any]) -> dict[str, str]:
    return {name: person[name] for name in FIELDS}
