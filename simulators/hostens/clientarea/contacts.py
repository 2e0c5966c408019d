"""Contacts of a customer: people with privileges, who may log in if they have a password."""

from collections.abc import Mapping
from typing import Any

from simulators.hostens import dates
from simulators.hostens.clientarea import addresses, persons, privileges
from simulators.hostens.clientarea.persons import Person
from simulators.hostens.errors import forbidden, not_found, wrong
from simulators.hostens.users import User
from simulators.kernel.store import Collection
from simulators.kernel.world import World

_FIRST = 50  # the documented one is in the seed

MANAGING = ("misc", "manageprofiles")
"""The privilege to see and change them."""
ROLES = ("registrant", "admin", "tech", "billing")
"""By which domains and certificates name them."""

Contact = Person
"""A person with `id`, `lastlogin` and `privileges`, in their wire form."""

LISTED = ("email", "id", "firstname", "lastname", "companyname")
SHOWN = (
    *("id", "email", "firstname", "lastname", "companyname"),
    *persons.ADDRESS,
    *("type", "privileges"),
)


def listed(world: World) -> list[dict[str, str]]:
    """What the documented list has: `company` says of which type they are."""
    return [
        {
            **{name: contact[name] for name in LISTED},
            "company": str(int(contact["type"] == persons.COMPANY)),
            "lastlogin": contact["lastlogin"],
        }
        for _, contact in _store(world).items()
    ]


def shown(world: World, id: str) -> dict[str, Any]:
    """Raises a Refusal where there is none."""
    contact = get(world, id)
    return {name: contact[name] for name in SHOWN}


def add(world: World, granter: User, given: dict[str, Any]) -> str:
    """The id of a new one. Raises a Refusal."""
    password = given.pop("password", None)
    allowed = privileges.granted(world, granter, given["privileges"], {})
    person = persons.changed(persons.NOBODY, given)
    id = str(world.next_id("hostens.contacts", _FIRST))
    put(world, person | {"id": id, "lastlogin": dates.NEVER, "privileges": allowed}, password)
    return id


def put(world: World, contact: Contact, password: str | None = None) -> None:
    """One that was not there before. Raises a Refusal."""
    addresses.take(world, contact["email"], contact=contact["id"], password=password)
    _store(world).put(contact["id"], contact)


def update(world: World, granter: User, id: str, given: dict[str, Any]) -> None:
    """Raises a Refusal."""
    before = get(world, id)
    after = persons.changed(before, given)
    if "privileges" in given:
        after["privileges"] = privileges.granted(
            world, granter, given["privileges"], before["privileges"]
        )
    addresses.move(world, before["email"], after["email"])
    _store(world).put(id, after)


def check_naming(user: User, given: Mapping[str, Any]) -> None:
    """What is ordered for a contact tells of it later. Raises a Refusal of who may not know it."""
    if any(role in given for role in ROLES) and not user.may(*MANAGING):
        raise forbidden()


def logged_in(world: World, id: str) -> None:
    _store(world).put(id, get(world, id) | {"lastlogin": dates.stamp(world.now)})


def get(world: World, id: str) -> Contact:
    """Raises a Refusal where there is none."""
    contact = find(world, id)
    if contact is None:
        raise not_found()
    return contact


def find(world: World, id: str) -> Contact | None:
    contact: Contact | None = _store(world).get(id)
    return contact


def named(world: World, given: Mapping[str, Any], field: str) -> Contact:
    """The one whose id is in that field. Raises a Refusal where there is none."""
    contact = find(world, str(given[field]))
    if contact is None:
        raise wrong(field)
    return contact


def _store(world: World) -> Collection:
    return world.docs("hostens.contacts")
