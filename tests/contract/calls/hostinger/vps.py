"""The machines' operations; those of the account and of Docker are in `vps_account`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.contract.calls import OPERATIONS, Call, Good, Refused, switch
from tests.support import Api

MACHINE, PLAIN = 1268054, 1268055
MACHINES = "/api/vps/v1/virtual-machines"
ITEM = "hostingercom-vps-kvm2-usd-1m"
PASSWORD = "oMeNRustosIO.24"
SETUP: dict[str, Any] = {"template_id": 1130, "data_center_id": 19, "password": PASSWORD}
BUY: dict[str, Any] = {"item_id": ITEM, "setup": SETUP}
DECLINED = 9693616
PATH: dict[str, Any] = {
    "virtualMachineId": MACHINE,
    "actionId": 8123712,
    "backupId": 8676502,
    "ipAddressId": 246547,
}
BODIES: dict[str, Any] = {
    "VPS_setHostnameV1": {"hostname": "my.server.example"},
    "VPS_purchaseNewVirtualMachineV1": BUY,
    "VPS_setNameserversV1": {"ns1": "192.0.2.1", "ns2": "2001:db8::1", "ns3": None},
    "VPS_createPTRRecordV1": {"domain": "example.com"},
    "VPS_setPanelPasswordV1": {"password": PASSWORD},
    "VPS_startRecoveryModeV1": {"root_password": PASSWORD},
    "VPS_recreateVirtualMachineV1": {"template_id": 1130, "password": PASSWORD},
    "VPS_setRootPasswordV1": {"password": PASSWORD},
    "VPS_setupPurchasedVirtualMachineV1": SETUP,
}
QUERIES = {"VPS_getMetricsV1": "date_from=2025-12-31T00:00:00Z&date_to=2026-01-01T00:00:00Z"}
ELSEWHERE = (
    "/docker",
    "/api/vps/v1/firewall",
    "/api/vps/v1/post-install-scripts",
    "/api/vps/v1/public-keys",
    "/api/vps/v1/templates",
    "/api/vps/v1/data-centers",
)


def advance(api: Api, seconds: int) -> Any:
    return api.control("POST", f"/worlds/{api.world}/clock/advance", {"seconds": seconds})


def initial(api: Api) -> dict[str, int]:
    """A machine that was ordered and not set up."""
    order = {"items": [{"item_id": ITEM}]}
    assert api("POST", "/api/billing/v1/orders", order).status_code == 200
    machine: dict[str, Any] = (api("GET", MACHINES).json or [])[-1]
    assert machine["state"] == "initial"
    return {"virtualMachineId": machine["id"]}


def locked(api: Api) -> None:
    assert api("POST", f"{MACHINES}/{MACHINE}/restart").status_code == 200


def in_recovery(api: Api) -> None:
    body = {"root_password": PASSWORD}
    assert api("POST", f"{MACHINES}/{MACHINE}/recovery", body).status_code == 200
    advance(api, 60)


IDS = [
    id
    for id, operation in OPERATIONS.items()
    if id.startswith("VPS_") and not any(part in operation.path for part in ELSEWHERE)
]
PREPARED: dict[str, Callable[[Api], Any]] = {
    "VPS_setupPurchasedVirtualMachineV1": initial,
    "VPS_stopRecoveryModeV1": in_recovery,
}
GOOD: Good = {id: Call(PATH, BODIES.get(id), QUERIES.get(id, ""), PREPARED.get(id)) for id in IDS}
REFUSED: Refused = {}


def refuse(id: str, status: int, message: str = "", **more: Any) -> None:
    REFUSED.setdefault((id, status), []).append(replace(GOOD[id], message=message, **more))


UNKNOWN = ("1", "-1", "0", "word", f"0{MACHINE}", "9" * 40, "%00")
OF_A_MACHINE = [id for id in IDS if "{virtualMachineId}" in OPERATIONS[id].path]
for id in OF_A_MACHINE:
    for unknown in UNKNOWN:
        path = PATH | {"virtualMachineId": unknown}
        refuse(id, 404, "[VPS:2002] Virtual machine not found", path=path, prepare=None)
    if OPERATIONS[id].method != "GET":
        refuse(id, 422, "Virtual machine is locked", prepare=locked)
        if id != "VPS_setupPurchasedVirtualMachineV1":
            refuse(id, 422, "Virtual machine is initial", prepare=initial)
for id, name, what in (
    ("VPS_getActionDetailsV1", "actionId", "Action"),
    ("VPS_restoreBackupV1", "backupId", "Backup"),
    ("VPS_createPTRRecordV1", "ipAddressId", "IP address"),
    ("VPS_deletePTRRecordV1", "ipAddressId", "IP address"),
):
    for unknown in UNKNOWN:
        refuse(id, 404, f"[VPS:2002] {what} not found", path=PATH | {name: unknown})
for id in ("VPS_getActionsV1", "VPS_getBackupsV1", "VPS_getAttachedPublicKeysV1"):
    refuse(id, 422, "page field must be at least 1", query="page=0")
    refuse(id, 422, "page field must be an integer", query="page=word")

refuse("VPS_setupPurchasedVirtualMachineV1", 422, "Virtual machine is running", prepare=None)
refuse("VPS_stopRecoveryModeV1", 422, "Virtual machine is running", prepare=None)
PLAINLY = {"path": PATH | {"virtualMachineId": PLAIN}}
refuse("VPS_getScanMetricsV1", 422, "Monarx is not installed", **PLAINLY)
refuse("VPS_deleteSnapshotV1", 422, "has no snapshot", **PLAINLY)
refuse("VPS_restoreSnapshotV1", 422, "has no snapshot", **PLAINLY)
for query, message in (
    ("", "date from field is required"),
    ("date_from=2025-12-31T00:00:00Z&date_to=soon", "date to field must be a valid date"),
    (
        "date_from=2025-12-31T00:00:00Z&date_to=2025-12-31T00:00:00Z",
        "The date to field must be a date after date from.",
    ),
):
    refuse("VPS_getMetricsV1", 422, message, query=query)

HOSTNAMES = ("server", "My.server.example", "a_b.example", "-a.example", "192.0.2.1", "a.example.")
for name in (*HOSTNAMES, f"{'a' * 64}.example", "a." * 126 + "ab", "a.example\n", "\u00e4.example"):
    refuse("VPS_setHostnameV1", 422, "[VPS:2004] The hostname format is", body={"hostname": name})
for domain in ("server", "a_b.example", "192.0.2.1", "a..example"):
    refuse("VPS_createPTRRecordV1", 422, "domain field format", body={"domain": domain})
for resolvers in (
    {"ns1": "ns.example"},
    {"ns1": "192.0.2.256"},
    {"ns1": "192.0.2.1", "ns2": "fe80::1%eth0"},
    {"ns1": "192.0.2.1", "ns3": "x"},
):
    refuse("VPS_setNameserversV1", 422, "must be a valid IP address", body=resolvers)

PASSWORDS = (
    ("Short1", "must be at least"),
    ("nouppercase1", "one uppercase and one lowercase letter"),
    ("NOLOWERCASE1", "one uppercase and one lowercase letter"),
    ("NoDigitAtAll", "at least one number"),
    ("Qwerty123456", "has appeared in a data leak"),
)
for password, message in PASSWORDS:
    for id in ("VPS_setRootPasswordV1", "VPS_setPanelPasswordV1"):
        refuse(id, 422, message, body={"password": password})
    for field in ("password", "panel_password"):
        recreate: dict[str, Any] = {"template_id": 1130, field: password}
        refuse("VPS_recreateVirtualMachineV1", 422, message, body=recreate)
refuse(
    "VPS_setRootPasswordV1",
    422,
    "password field must contain one of -().&@?'#;/,+",
    body={"password": "oMeNRustosIO24"},
    prepare=switch("hostinger.vps-password-symbols", True),
)

CHOICES = (
    ({"template_id": 1}, "The selected template id is invalid."),
    ({"post_install_script_id": 1}, "The selected post install script id is invalid."),
)
SETUPS: tuple[tuple[dict[str, Any], str], ...] = (
    *CHOICES,
    ({"data_center_id": 17}, "The selected data center id is invalid."),
    ({"data_center_id": 24}, "The selected data center id is invalid."),
    *(({"hostname": name}, "[VPS:2004] Wrong hostname FQDN format") for name in HOSTNAMES),
    *(({"password": password}, message) for password, message in PASSWORDS),
    ({"ns1": "ns.example"}, "must be a valid IP address"),
    ({"public_key": {"name": "mine"}}, "public key.key field is required"),
    ({"public_key": {"name": "mine", "key": "ssh-rsa x"}}, "key"),
    ({"public_key": {"key": "mine"}}, "public key.name field is required"),
)
for change, message in CHOICES:
    refuse("VPS_recreateVirtualMachineV1", 422, message, body={"template_id": 1130, **change})
for change, message in SETUPS:
    setup = SETUP | change
    refuse("VPS_setupPurchasedVirtualMachineV1", 422, message, body=setup)
    refuse("VPS_purchaseNewVirtualMachineV1", 422, message, body=BUY | {"setup": setup})
for item in ("no-such-price", "hostingercom-domain-com-usd-1y"):
    body = BUY | {"item_id": item}
    refuse("VPS_purchaseNewVirtualMachineV1", 422, "item id is invalid", body=body)
refuse(
    "VPS_purchaseNewVirtualMachineV1",
    402,
    "Card payment could not be completed",
    body=BUY | {"payment_method_id": DECLINED},
)
