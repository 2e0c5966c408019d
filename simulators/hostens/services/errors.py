"""What services refuse."""

from simulators.hostens.errors import PACK, SILENT, assumed, refuse
from simulators.hostens.services.stored import Service
from simulators.kernel.refusal import Refusal

NOT_ACTIVE = assumed("service-state", SILENT)


def not_active(status: str) -> Refusal:
    return refuse(400, NOT_ACTIVE, ["service_not_active", status])


BEING_CANCELLED = assumed("being-cancelled", PACK)


def check_changeable(service: Service) -> None:
    """Raise what stands against buying more for a service."""
    if service["status"] != "Active":
        raise not_active(service["status"])
    if service["cancels"]:
        raise refuse(400, BEING_CANCELLED, "cancelled_already")


PENDING_UPGRADE = assumed("pending-upgrade", PACK)


def has_pending_upgrade() -> Refusal:
    return refuse(400, PENDING_UPGRADE, "has_pending_upgrade")


NO_CHANGE = assumed("no-change", SILENT)


def nothing_to_change() -> Refusal:
    return refuse(400, NO_CHANGE, "nothing_to_change")
