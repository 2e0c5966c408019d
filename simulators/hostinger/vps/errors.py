"""What the VPS service refuses: with a code, `[VPS:2004] ...`, and without `errors` (observed).

Of the codes 2002 was seen with 404 and 2004 with 422, so other refusals of these statuses carry
them by analogy.
"""

from collections.abc import Iterable, Mapping

from simulators.hostinger.errors import DOCUMENT, LARAVEL, assumed, documented, invalid, observed
from simulators.hostinger.input import SELECTED
from simulators.kernel.refusal import Refusal, Rule

MACHINE_NOT_FOUND = assumed(
    "hostinger.vps.machine-not-found", "the code that was seen with 404, by analogy"
)


def machine_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Virtual machine not found", MACHINE_NOT_FOUND)


ACTION_NOT_FOUND = assumed("hostinger.vps.action-not-found", "by analogy with the machine's error")


def action_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Action not found", ACTION_NOT_FOUND)


BACKUP_NOT_FOUND = assumed("hostinger.vps.backup-not-found", "by analogy with the machine's error")


def backup_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Backup not found", BACKUP_NOT_FOUND)


ADDRESS_NOT_FOUND = assumed(
    "hostinger.vps.address-not-found", "by analogy with the machine's error"
)


def address_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] IP address not found", ADDRESS_NOT_FOUND)


LOCKED = assumed("hostinger.vps.locked", "`actions_lock` is documented, what it refuses is not")


def locked() -> Refusal:
    return Refusal(
        422, "[VPS:2004] Virtual machine is locked: another action is in progress", LOCKED
    )


STATE = assumed(
    "hostinger.vps.state",
    "that recovery has to be on to be stopped, and set-up needs `initial`, is documented",
)


def state(state: str) -> Refusal:
    return Refusal(422, f"[VPS:2004] Virtual machine is {state}: it does not allow this", STATE)


HOSTNAME = observed("hostinger.vps.hostname", "report 58044935486")


def hostname() -> Refusal:
    return Refusal(422, "[VPS:2004] The hostname format is invalid", HOSTNAME)


HOSTNAME_AT_SETUP = observed(
    "hostinger.vps.hostname-at-setup", "brianlane/newCoworker, reconcile-orphans.ts"
)


def hostname_at_setup() -> Refusal:
    return Refusal(422, "[VPS:2004] Wrong hostname FQDN format", HOSTNAME_AT_SETUP)


NO_SNAPSHOT = assumed("hostinger.vps.no-snapshot", "restoring or deleting what is not there")


def no_snapshot() -> Refusal:
    return Refusal(422, "[VPS:2004] Virtual machine has no snapshot", NO_SNAPSHOT)


NO_MONARX = assumed(
    "hostinger.vps.no-monarx", "there are no figures of a scanner that is not there"
)


def no_monarx() -> Refusal:
    return Refusal(422, "[VPS:2004] Monarx is not installed", NO_MONARX)


# -- by field -----------------------------------------------------------------------------


SELECTION = observed(
    "hostinger.vps.selection",
    "the field of a retired data center is named so; template and script by analogy",
)


def selection(field: str) -> Refusal:
    """An id that names nothing there is to choose."""
    return _by_field({field: [SELECTED]}, SELECTION)


PASSWORD = documented(
    "hostinger.vps.password", f"{DOCUMENT}; {LARAVEL}; the list of leaked ones is a short one"
)


def password(faults: Mapping[str, list[str]]) -> Refusal:
    return _by_field(faults, PASSWORD)


RESOLVER = assumed("hostinger.vps.resolver", f"the examples are addresses; {LARAVEL}")


def resolver(fields: Iterable[str]) -> Refusal:
    text = "The :attribute field must be a valid IP address."
    return _by_field({field: [text] for field in fields}, RESOLVER)


PTR = assumed("hostinger.vps.ptr", f"a PTR record holds a host name; {LARAVEL}")


def ptr() -> Refusal:
    return _by_field({"domain": ["The :attribute field format is invalid."]}, PTR)


PERIOD = assumed("hostinger.vps.period", LARAVEL)


def period() -> Refusal:
    text = "The :attribute field must be a date after date from."
    return _by_field({"date_to": [text]}, PERIOD)


def _by_field(faults: Mapping[str, list[str]], rule: Rule) -> Refusal:
    refusal = invalid(faults)
    refusal.rule = rule
    return refusal
