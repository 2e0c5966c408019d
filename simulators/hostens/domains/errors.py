"""What is refused about domains."""

from simulators.hostens.errors import PACK, SILENT, assumed, refuse
from simulators.kernel.refusal import Refusal

NOT_OFFERED = assumed("domains.tld-not-offered", SILENT)


def not_offered() -> Refusal:
    return refuse(400, NOT_OFFERED, "tld_not_available")


ALREADY_EXISTS = assumed("domains.already-exists", f"{SILENT}; {PACK}")


def already_exists() -> Refusal:
    return refuse(400, ALREADY_EXISTS, "domain_already_exist")


NOT_REGISTERED = assumed("domains.not-registered", SILENT)


def not_registered() -> Refusal:
    return refuse(400, NOT_REGISTERED, "domain_not_registered")


LOCKED = assumed("domains.locked", SILENT)


def locked() -> Refusal:
    return refuse(400, LOCKED, "domain_locked")


BAD_CODE = assumed("domains.epp-code", f"{SILENT}; {PACK}")


def bad_code() -> Refusal:
    return refuse(400, BAD_CODE, "epp_code_error")


STATE = assumed("domains.state", SILENT)


def state(status: str) -> Refusal:
    return refuse(400, STATE, ["domain_not_active", status])


TOO_LONG = assumed("domains.renewal-too-long", f"{SILENT}; registries know no more")


def too_long(years: int) -> Refusal:
    return refuse(400, TOO_LONG, ["renewal_too_long", years])
