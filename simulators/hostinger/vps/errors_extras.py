"""What the VPS service refuses of firewalls, keys, scripts, templates and Docker projects.

Codes as in `errors`: 2002 with 404 and 2004 with 422, by analogy where no report shows them.
"""

from simulators.hostinger.errors import assumed, documented, invalid, observed
from simulators.hostinger.input import SELECTED
from simulators.kernel.refusal import Refusal, Rule

_LIKE_MACHINE = "by analogy with the machine's error"


def _field(field: str, text: str, rule: Rule) -> Refusal:
    refusal = invalid({field: [text]})
    refusal.rule = rule
    return refusal


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
    return _field("port", "The :attribute field format is invalid.", FIREWALL_PORT)


FIREWALL_PORT_FIXED = assumed(
    "hostinger.vps.firewall-port-fixed", "the protocols named after a service have its port"
)


def firewall_port_fixed(protocol: str, port: str) -> Refusal:
    text = f"The :attribute field must be {port} when protocol is {protocol}."
    return _field("port", text, FIREWALL_PORT_FIXED)


FIREWALL_SOURCE = assumed(
    "hostinger.vps.firewall-source",
    "an address, a network, a range or `any` is documented; Laravel's text",
)


def firewall_source() -> Refusal:
    return _field("source_detail", "The :attribute field format is invalid.", FIREWALL_SOURCE)


FIREWALL_SOURCE_ANY = assumed(
    "hostinger.vps.firewall-source-any", "`any` beside an address would open what looks closed"
)


def firewall_source_any(needed: bool) -> Refusal:
    text = (
        "The :attribute field must be any when source is any."
        if needed
        else "The :attribute field must not be any when source is custom."
    )
    return _field("source_detail", text, FIREWALL_SOURCE_ANY)


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
    return _field(field, "The :attribute field must be a valid SSH public key.", KEY_INVALID)


KEY_SELECTION = assumed("hostinger.vps.key-selection", "Laravel's text for an unknown id in a list")


def key_selection(place: int) -> Refusal:
    return _field(f"ids.{place}", SELECTED, KEY_SELECTION)


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
    return _field("content", text, SCRIPT_TOO_LARGE)


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
    return _field("project_name", "The :attribute field format is invalid.", PROJECT_NAME)


NOT_YAML = observed("hostinger.vps.not-yaml", "the text; what counts as YAML is PyYAML's")


def not_yaml() -> Refusal:
    return Refusal(422, "[VPS:2004] File content must be valid YAML", NOT_YAML)


NOT_COMPOSE = assumed("hostinger.vps.not-compose", "what Docker Compose would refuse to start")


def not_compose(reason: str) -> Refusal:
    return Refusal(
        422, f"[VPS:2004] File content must be valid Docker Compose: {reason}", NOT_COMPOSE
    )
