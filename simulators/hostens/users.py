"""Who calls, and what they may: a customer everything, a contact what it was allowed."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

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
