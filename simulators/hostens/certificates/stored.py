"""Certificates as they are kept, and what is shown of them."""

from datetime import UTC, datetime
from typing import Any

from simulators.hostens.certificates import authority, errors
from simulators.hostens.errors import not_found
from simulators.hostens.users import User
from simulators.kernel.store import Collection
from simulators.kernel.world import World

Certificate = dict[str, Any]
"""In the wire form of its details; `category` and `category_url` of the list; and `years`, and,
once it is issued, `serial` (hexadecimal) and `issued` (a stamp), which are empty before."""

STATUSES = ("Pending", "Active", "Terminated", "Cancelled")
CERT_STATUSES = ("", "processing", "active", "expired")
"""Statuses of the authority's: `cert_status`."""

DETAILS = (
    *("id", "date_created", "domain", "firstpayment", "total", "billingcycle", "next_due"),
    *("next_invoice", "status", "label", "name", "cert_status", "cert_expires", "csr"),
    *("contacts", "organization", "cert_email", "software"),
)
LISTED = (
    *("id", "domain", "total", "status", "billingcycle", "next_due", "category"),
    *("category_url", "name", "cert_email", "cert_status", "cert_expires"),
)


def listed(world: World, user: User) -> list[dict[str, Any]]:
    """Those that the user may see."""
    seen = user.sees("services", store(world).keys())
    return [{name: get(world, id)[name] for name in LISTED} for id in seen]


def details(world: World, id: str) -> dict[str, Any]:
    certificate = get(world, id)
    return {name: certificate[name] for name in DETAILS}


def download(world: World, id: str) -> dict[str, str]:
    """The X.509 certificate and its issuer's, as PEM. Raises a Refusal where there is none yet."""
    certificate = get(world, id)
    if not certificate["serial"]:
        raise errors.not_issued()
    crt = authority.issue(
        certificate["csr"],
        int(certificate["serial"], 16),
        instant(certificate["issued"]),
        instant(certificate["cert_expires"]),
    )
    return {"crt": crt, "ca": authority.certificate()}


def get(world: World, id: str) -> Certificate:
    """Raises a Refusal where there is none."""
    certificate: Certificate | None = store(world).get(id)
    if certificate is None:
        raise not_found()
    return certificate


def put(world: World, certificate: Certificate) -> None:
    store(world).put(certificate["id"], certificate)


def store(world: World) -> Collection:
    return world.docs("hostens.certificates")


def instant(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC)
