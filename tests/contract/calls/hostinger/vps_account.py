"""Firewalls, keys, scripts, the offer, and Docker projects."""

from dataclasses import replace
from typing import Any

from tests.contract.calls import OPERATIONS, Call, Good, Refused, switch
from tests.contract.calls.hostinger.vps import (
    ELSEWHERE,
    MACHINE,
    MACHINES,
    PLAIN,
    UNKNOWN,
    advance,
    initial,
    locked,
)
from tests.support import Api

FIREWALL, RULE, SCRIPT, KEY, TEMPLATE = 9449049, 8941182, 9568314, 6672861, 1121
PROJECT = "my-docker-project"
PATH = {
    "virtualMachineId": MACHINE,
    "firewallId": FIREWALL,
    "ruleId": RULE,
    "postInstallScriptId": SCRIPT,
    "publicKeyId": KEY,
    "templateId": TEMPLATE,
    "projectName": PROJECT,
}
BOTH = PATH | {"virtualMachineId": PLAIN}
COMPOSE = 'services:\n  web:\n    image: nginx\n    ports:\n      - "8080:80"\n'
BLOB = "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
ED25519 = f"ssh-ed25519 {BLOB} me@example.com"
RULE_BODY = {
    "protocol": "TCP",
    "port": "1024:2048",
    "source": "custom",
    "source_detail": "192.0.2.0/24",
}
SCRIPT_BODY = {"name": "Mine", "content": "#!/bin/sh\ntrue\n"}
PROJECT_BODY = {"project_name": "my-project-1", "content": COMPOSE, "environment": "A=1\nB=2"}
BODIES: dict[str, Any] = {
    "VPS_createNewFirewallV1": {"name": "SSH only"},
    "VPS_createFirewallRuleV1": RULE_BODY,
    "VPS_updateFirewallRuleV1": RULE_BODY,
    "VPS_createPostInstallScriptV1": SCRIPT_BODY,
    "VPS_updatePostInstallScriptV1": SCRIPT_BODY,
    "VPS_createPublicKeyV1": {"name": "Mine", "key": ED25519},
    "VPS_attachPublicKeyV1": {"ids": [KEY]},
    "VPS_createNewProjectV1": PROJECT_BODY,
}

IDS = [
    id
    for id, operation in OPERATIONS.items()
    if id.startswith("VPS_") and any(part in operation.path for part in ELSEWHERE)
]
GOOD: Good = {id: Call(PATH, BODIES.get(id)) for id in IDS}
REFUSED: Refused = {}


def refuse(id: str, status: int, message: str = "", **more: Any) -> None:
    REFUSED.setdefault((id, status), []).append(replace(GOOD[id], message=message, **more))


def no_machines(api: Api) -> None:
    """Every subscription runs out."""
    switch("hostinger.vps-scripts-need-machine", True)(api)
    for subscription in api("GET", "/api/billing/v1/subscriptions").json or []:
        path = f"/api/billing/v1/subscriptions/{subscription['id']}/auto-renewal/disable"
        assert api("DELETE", path).status_code == 200
    advance(api, 3 * 366 * 86400)
    assert {machine["state"] for machine in api("GET", MACHINES).json or []} == {"destroyed"}


NOT_FOUND = {
    "virtualMachineId": "Virtual machine",
    "firewallId": "Firewall",
    "ruleId": "Firewall rule",
    "postInstallScriptId": "Post-install script",
    "publicKeyId": "Public key",
    "templateId": "Template",
    "projectName": "Docker project",
}
for id in IDS:
    for name, what in NOT_FOUND.items():
        if f"{{{name}}}" in OPERATIONS[id].path:
            for unknown in UNKNOWN:
                path = PATH | {name: unknown}
                refuse(id, 404, f"[VPS:2002] {what} not found", path=path)

for id in ("VPS_getFirewallListV1", "VPS_getPostInstallScriptsV1", "VPS_getPublicKeysV1"):
    refuse(id, 422, "page field must be at least 1", query="page=0")

OF_A_MACHINE = [id for id in IDS if "{virtualMachineId}" in OPERATIONS[id].path]
DOCKER = [id for id in OF_A_MACHINE if "/docker" in OPERATIONS[id].path]
for id in DOCKER:
    refuse(id, 422, "[VPS:2044] Currently installed operating system does not support", path=BOTH)
    refuse(id, 422, "[VPS:2044]", prepare=initial)
for id in OF_A_MACHINE:
    if OPERATIONS[id].method != "GET":
        refuse(id, 422, "Virtual machine is locked", prepare=locked)
        if id not in DOCKER:
            refuse(id, 422, "Virtual machine is initial", prepare=initial)
for id in ("VPS_deactivateFirewallV1", "VPS_syncFirewallV1"):
    refuse(id, 422, "[VPS:2004] Firewall is not active on the virtual machine", path=BOTH)
refuse(
    "VPS_deleteFirewallV1",
    422,
    "[VPS:2004] Firewall is active on a virtual machine",
    prepare=switch("hostinger.vps-firewall-in-use", True),
)

PORTS = ("0", "65536", "080", "22,80", "22-80", "2048:1024", "1:", ":1", "-1", "1:2:3", "\u0661")
SOURCES = (
    "351.15.24.0/24",
    "192.0.2.1/33",
    "192.0.2.0/255.255.255.0",
    "192.0.2.9-192.0.2.1",
    "192.0.2.1-2001:db8::1",
    "192.0.2.1-",
    "2001:db8::/129",
    "fe80::1%eth0",
    "example.com",
    "192.0.2.1, 192.0.2.2",
)
for id in ("VPS_createFirewallRuleV1", "VPS_updateFirewallRuleV1"):
    for change, message in (
        *(({"port": port}, "port field format") for port in (*PORTS, "any")),
        *(({"port": port, "protocol": "ICMP"}, "port field format") for port in PORTS),
        ({"port": "2222", "protocol": "SSH"}, "port field must be 22 when protocol is SSH."),
        ({"protocol": "SCTP"}, "The selected protocol is invalid."),
        *(({"source_detail": detail}, "source detail field format") for detail in SOURCES),
        ({"source": "any"}, "must be any when source is any"),
        ({"source_detail": "any"}, "must not be any when source is custom"),
    ):
        refuse(id, 422, message, body=RULE_BODY | change)

TYPE = "ssh-ed25519"
for key in (
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQD...",
    TYPE,
    BLOB,
    f"ssh-rsa {BLOB}",
    f"{TYPE} {BLOB[:-4]}",
    f"{TYPE} {BLOB}AAAA",
    f"{TYPE} {BLOB}\nme@example.com",
    f"no-pty {TYPE} {BLOB}",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
    f"{TYPE} {'A' * 20000}",
):
    message = "The key field must be a valid SSH public key."
    refuse("VPS_createPublicKeyV1", 422, message, body={"name": "Mine", "key": key})
for ids, message in (
    ([KEY, 1], "The selected ids.1 is invalid."),
    ([-1], "The selected ids.0 is invalid."),
    ([], "The ids field is required."),
):
    refuse("VPS_attachPublicKeyV1", 422, message, body={"ids": ids})

for id in ("VPS_createPostInstallScriptV1", "VPS_updatePostInstallScriptV1"):
    body = {"name": "Long", "content": "\u00e9" * (24 * 1024) + "x"}
    refuse(id, 422, "content field must not be greater than 48 kilobytes.", body=body)
refuse("VPS_createPostInstallScriptV1", 403, "[VPS:2000] Unauthorized", prepare=no_machines)

NOT_YAML = ("a: [", "a: *b", "\t- a", "a: !!python/name:os.system", "--- a\n--- b", "a: \x07")
ODD_YAML = ('"\\uD800"', '"\\UFFFFFFFF"', "%YAML " + "9" * 5000 + "\n--- a", "[" * 8000)
NOT_COMPOSE = (
    ("", "the top level must be a mapping"),
    ("hello", "the top level must be a mapping"),
    ("services:", "services must be a mapping"),
    ("services: {}", "services must be a mapping"),
    ("services: {'a b': {image: x}}", "a service has an invalid name"),
    ("services: {a: [x]}", "services.a must be a mapping"),
    ("services: {a: {}}", "services.a has neither an image nor a build context"),
    ("services: {a: {image: [x]}}", "services.a.image must be a string"),
    ("services: {a: {image: x, ports: 80}}", "services.a.ports must be a list"),
    ("services: {a: {image: x, ports: ['99999:80']}}", "services.a.ports has an invalid port"),
    ("services: {a: {image: x, ports: ['1-2:80-82']}}", "services.a.ports has an invalid port"),
    ("services: {a: {image: 'x${'}}", "services.a has an invalid variable"),
    ("services: {a: {image: '" + "${A:-" * 9 + "x" + "}" * 9 + "'}}", "has an invalid variable"),
    ("services: {a: {image: x, expose: ['80:80']}}", "services.a.expose has an invalid port"),
    ("services: {a: {image: '${TAG:?}'}}", "services.a needs the variable TAG"),
    ("services: {a: {image: " + "$A" * 1025 + "}}", "more than 1024 characters"),
    ("services:\n" + "".join(f" s{n}: {{image: x}}\n" for n in range(301)), "more than 300"),
)
for content in (*NOT_YAML, *ODD_YAML):
    body = PROJECT_BODY | {"content": content}
    refuse("VPS_createNewProjectV1", 422, "[VPS:2004] File content must be valid YAML", body=body)
for content, message in NOT_COMPOSE:
    body = PROJECT_BODY | {"content": content, "environment": "A=1"}
    refuse("VPS_createNewProjectV1", 422, message, body=body)
for change, message in (
    ({"content": "x" * 8193}, "must not be greater than 8192 characters."),
    ({"environment": "x" * 8193}, "must not be greater than 8192 characters."),
    ({"project_name": "my"}, "must be at least 3 characters."),
    ({"project_name": "x" * 65}, "must not be greater than 64 characters."),
    ({"project_name": "my project"}, "The project name field format is invalid."),
    ({"project_name": "../../etc"}, "The project name field format is invalid."),
    ({"project_name": "project\n"}, "The project name field format is invalid."),
):
    refuse("VPS_createNewProjectV1", 422, message, body=PROJECT_BODY | change)
