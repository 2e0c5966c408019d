"""What servers refuse."""

from simulators.hostens.errors import PACK, SILENT, assumed, observed, refuse
from simulators.kernel.refusal import Refusal

INVALID_TASK = observed("invalid-task", "the text a client of the same software looks for")


def invalid_task() -> Refusal:
    return refuse(404, INVALID_TASK, "Invalid task ID")


BUSY = assumed("server-busy", "one task per server at a time is documented, its refusal is not")


def busy() -> Refusal:
    return refuse(400, BUSY, "server_is_busy")


NOT_ACTIVE = assumed("server-not-active", SILENT)


def not_active(status: str) -> Refusal:
    return refuse(400, NOT_ACTIVE, ["server_not_active", status])


INVALID_TEMPLATE = assumed("invalid-template", f"{SILENT}; {PACK}")


def invalid_template() -> Refusal:
    """An operating system that this server cannot have."""
    return refuse(400, INVALID_TEMPLATE, "invalid_template")
