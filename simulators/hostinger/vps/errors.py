"""What the VPS service refuses: with a code, `[VPS:2004] ...`, and without `errors` (observed).

Of the codes 2002 was seen with 404 and 2004 with 422, so other refusals of these statuses carry
them by analogy.
"""

from collections.abc import Iterable, Mapping

from simulators.common.laravel import EVIDENCE, SELECTED
from simulators.hostinger.errors import (
    DOCUMENT,
    assumed,
    documented,
    invalid,
    observed,
)
from simulators.kernel.refusal import Refusal, Rule

_LIKE_MACHINE = "by analogy with the machine's error"

MACHINE_NOT_FOUND = assumed(
    "hostinger.vps.machine-not-found", "the code that was seen with 404, by analogy"
)


def machine_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Virtual machine not found", MACHINE_NOT_FOUND)


ACTION_NOT_FOUND = assumed("hostinger.vps.action-not-found", _LIKE_MACHINE)


def action_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Action not found", ACTION_NOT_FOUND)


BACKUP_NOT_FOUND = assumed("hostinger.vps.backup-not-found", _LIKE_MACHINE)


def backup_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Backup not found", BACKUP_NOT_FOUND)


ADDRESS_NOT_FOUND = assumed("hostinger.vps.address-not-found", _LIKE_MACHINE)


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
    "hostinger.vps.password", f"{DOCUMENT}; {EVIDENCE}; the list of leaked ones is a short one"
)


def password(faults: Mapping[str, list[str]]) -> Refusal:
    return _by_field(faults, PASSWORD)


RESOLVER = assumed("hostinger.vps.resolver", f"the examples are addresses; {EVIDENCE}")


def resolver(fields: Iterable[str]) -> Refusal:
    text = "The :attribute field must be a valid IP address."
    return _by_field({field: [text] for field in fields}, RESOLVER)


PTR = assumed("hostinger.vps.ptr", f"a PTR record holds a host name; {EVIDENCE}")


def ptr() -> Refusal:
    return _by_field({"domain": ["The :attribute field format is invalid."]}, PTR)


PERIOD = assumed("hostinger.vps.period", EVIDENCE)


def period() -> Refusal:
    text = "The :attribute field must be a date after date from."
    return _by_field({"date_to": [text]}, PERIOD)


# -- of the account, and of Docker ----------------------------------------------------------


TEMPLATE_NOT_FOUND = assumed("hostinger.vps.template-not-found", _LIKE_MACHINE)


def template_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Template not found", TEMPLATE_NOT_FOUND)


# -- firewalls ----------------------------------------------------------------------------


FIREWALL_NOT_FOUND = assumed("hostinger.vps.firewall-not-found", _LIKE_MACHINE)


def firewall_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Firewall not found", FIREWALL_NOT_FOUND)


FIREWALL_RULE_NOT_FOUND = assumed("hostinger.vps.firewall-rule-not-found", _LIKE_MACHINE)


def firewall_rule_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Firewall rule not found", FIREWALL_RULE_NOT_FOUND)


FIREWALL_PORT = assumed(
    "hostinger.vps.firewall-port", "a port or a range is documented; Laravel's text"
)


def firewall_port() -> Refusal:
    return _by_field({"port": ["The :attribute field format is invalid."]}, FIREWALL_PORT)


FIREWALL_PORT_FIXED = assumed(
    "hostinger.vps.firewall-port-fixed", "the protocols named after a service have its port"
)


def firewall_port_fixed(protocol: str, port: str) -> Refusal:
    text = f"The :attribute field must be {port} when protocol is {protocol}."
    return _by_field({"port": [text]}, FIREWALL_PORT_FIXED)


FIREWALL_SOURCE = assumed(
    "hostinger.vps.firewall-source",
    "an address, a network, a range or `any` is documented; Laravel's text",
)


def firewall_source() -> Refusal:
    return _by_field(
        {"source_detail": ["The :attribute field format is invalid."]}, FIREWALL_SOURCE
    )


FIREWALL_SOURCE_ANY = assumed(
    "hostinger.vps.firewall-source-any", "`any` beside an address would open what looks closed"
)


def firewall_source_any(needed: bool) -> Refusal:
    text = (
        "The :attribute field must be any when source is any."
        if needed
        else "The :attribute field must not be any when source is custom."
    )
    return _by_field({"source_detail": [text]}, FIREWALL_SOURCE_ANY)


FIREWALL_INACTIVE = assumed(
    "hostinger.vps.firewall-inactive", "there is nothing to deactivate or to sync"
)


def firewall_inactive() -> Refusal:
    return Refusal(
        422, "[VPS:2004] Firewall is not active on the virtual machine", FIREWALL_INACTIVE
    )


FIREWALL_IN_USE = assumed("hostinger.vps.firewall-in-use", "see the quirk")


def firewall_in_use() -> Refusal:
    return Refusal(422, "[VPS:2004] Firewall is active on a virtual machine", FIREWALL_IN_USE)


# -- keys ---------------------------------------------------------------------------------


KEY_NOT_FOUND = assumed("hostinger.vps.key-not-found", _LIKE_MACHINE)


def key_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Public key not found", KEY_NOT_FOUND)


KEY_INVALID = assumed("hostinger.vps.key-invalid", "what sshd would not read; the text made up")


def key_invalid(field: str) -> Refusal:
    return _by_field({field: ["The :attribute field must be a valid SSH public key."]}, KEY_INVALID)


KEY_SELECTION = assumed("hostinger.vps.key-selection", "Laravel's text for an unknown id in a list")


def key_selection(place: int) -> Refusal:
    return _by_field({f"ids.{place}": [SELECTED]}, KEY_SELECTION)


ATTACHED_KEYS_GONE = observed("hostinger.vps.attached-keys-gone", "hostinger/api issue 58")


def attached_keys_gone() -> Refusal:
    return Refusal(404, "[VPS:2002] Route is not found.", ATTACHED_KEYS_GONE)


# -- scripts ------------------------------------------------------------------------------


SCRIPT_NOT_FOUND = assumed("hostinger.vps.script-not-found", _LIKE_MACHINE)


def script_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Post-install script not found", SCRIPT_NOT_FOUND)


SCRIPT_TOO_LARGE = documented("hostinger.vps.script-too-large")


def script_too_large() -> Refusal:
    text = "The :attribute field must not be greater than 48 kilobytes."
    return _by_field({"content": [text]}, SCRIPT_TOO_LARGE)


SCRIPT_UNAUTHORIZED = observed(
    "hostinger.vps.script-unauthorized", "a client's report, of an account without a VPS"
)


def script_unauthorized() -> Refusal:
    return Refusal(403, "[VPS:2000] Unauthorized", SCRIPT_UNAUTHORIZED)


# -- Docker projects ----------------------------------------------------------------------


PROJECT_NOT_FOUND = assumed("hostinger.vps.project-not-found", _LIKE_MACHINE)


def project_not_found() -> Refusal:
    return Refusal(404, "[VPS:2002] Docker project not found", PROJECT_NOT_FOUND)


NO_DOCKER = observed("hostinger.vps.no-docker", "the code and the text; the status by analogy")


def no_docker() -> Refusal:
    return Refusal(
        422,
        "[VPS:2044] Currently installed operating system does not support Docker Manager",
        NO_DOCKER,
    )


PROJECT_NAME = documented("hostinger.vps.project-name", "the characters are documented")


def project_name() -> Refusal:
    return _by_field({"project_name": ["The :attribute field format is invalid."]}, PROJECT_NAME)


NOT_YAML = observed("hostinger.vps.not-yaml", "the text; what counts as YAML is PyYAML's")


def not_yaml() -> Refusal:
    return Refusal(422, "[VPS:2004] File content must be valid YAML", NOT_YAML)


NOT_COMPOSE = assumed("hostinger.vps.not-compose", "what Docker Compose would refuse to start")


def not_compose(reason: str) -> Refusal:
    return Refusal(
        422, f"[VPS:2004] File content must be valid Docker Compose: {reason}", NOT_COMPOSE
    )


def _by_field(faults: Mapping[str, list[str]], rule: Rule) -> Refusal:
    refusal = invalid(faults)
    refusal.rule = rule
    return refusal
