"""What the client area refuses: people, their addresses, and what they may."""

from simulators.hostens.errors import PACK, SILENT, assumed, refuse
from simulators.kernel.refusal import Refusal

ADDRESS_TAKEN = assumed("address-taken", f"{SILENT}; {PACK}")


def address_taken() -> Refusal:
    return refuse(400, ADDRESS_TAKEN, "useralreadyexistsemail_error")


COMPANY_NAME = assumed("company-name", f"{SILENT}; {PACK}")


def company_name() -> Refusal:
    return refuse(400, COMPANY_NAME, "companyname_error")


NO_PRIVILEGES = assumed("no-privileges", f"{SILENT}; {PACK}")


def no_privileges() -> Refusal:
    return refuse(400, NO_PRIVILEGES, "empty_privileges")


UNKNOWN_PRIVILEGE = assumed("unknown-privilege", SILENT)


def unknown_privilege(name: str) -> Refusal:
    """`billing.emails`, `services.113.basic`."""
    return refuse(400, UNKNOWN_PRIVILEGE, ["privilege_not_exist", name])


PRIVILEGE_NOT_HELD = assumed("privilege-not-held", f"{SILENT}; nobody makes more of themselves")


def privilege_not_held(name: str) -> Refusal:
    return refuse(403, PRIVILEGE_NOT_HELD, ["permission_denied", name])
