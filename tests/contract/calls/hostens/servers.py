"""Of servers and init scripts."""

from typing import Any
from urllib.parse import urlsplit

from tests.contract.calls import Call, Good, Refused
from tests.hostens.client import Hostens
from tests.support import Api

SERVER, OTHERS = 113, 900
"""The document's, and the second customer's."""
ADDITIONAL = "198.51.100.5"
KEY = (
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGa97gt9CPpv1DwAsymSwUV6rQmgcIutXyQ3K2ijbgJr"
    " me@example.com"
)
COMPRESSED = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAAAhAg" + "A" * 42
"""A key whose point is not written in full."""
OS = "centos-7-x86_64"
ONE = {"server_id": SERVER}
CONSOLE = {"timeout": "1h", "whitelabel": "true"}
PTR = {"ip_address": ADDITIONAL, "hostname": "mail.example.com"}


def told(api: Api, method: str, path: str) -> Any:
    assert isinstance(api, Hostens)
    return api.told(method, path)


def rebooting(api: Api) -> dict[str, Any]:
    return {"task_id": told(api, "POST", f"/server/{SERVER}/reboot")["task_id"]}


def busy(api: Api) -> None:
    rebooting(api)


def linked(api: Api) -> dict[str, Any]:
    """The last of a server's graphs."""
    *_, graph = told(api, "GET", f"/server/{SERVER}/graphs/576")
    return {"query": urlsplit(graph["url"]).query}


def late(api: Api) -> dict[str, Any]:
    link = linked(api)
    assert isinstance(api, Hostens)
    api.advance(480)
    return link


GOOD: Good = {
    "listServers": Call(),
    "getServer": Call(ONE),
    "getServerTask": Call(ONE, prepare=rebooting),
    "rebootServer": Call(ONE),
    "reinstallServer": Call(ONE, {"os": OS, "script": 738, "ssh_key": KEY}),
    "resetServerPassword": Call(ONE),
    "openWebConsole": Call(ONE, CONSOLE),
    "renameServer": Call(ONE, {"hostname": "new.example.com"}),
    "changePtr": Call(ONE, PTR),
    "flushFirewall": Call(ONE),
    "changeDnsServers": Call(ONE, {"ns1": "192.0.2.53", "ns2": "2001:db8::53"}),
    "listServerSystems": Call(ONE),
    "listServerAddresses": Call(ONE),
    "listServerGraphs": Call({**ONE, "width": 576}),
    "getServerHistory": Call(ONE),
    "getGraph": Call(prepare=linked),
    "listScripts": Call(),
    "getScript": Call({"id": 738}),
}
READS = ("listServerSystems", "listServerAddresses", "getServerHistory")
BODIES: dict[str, Any] = {
    "rebootServer": None,
    "reinstallServer": {"os": OS},
    "resetServerPassword": None,
    "openWebConsole": CONSOLE,
    "renameServer": {"hostname": "new.example.com"},
    "changePtr": PTR,
    "flushFirewall": None,
    "changeDnsServers": {"ns1": "192.0.2.53"},
}
"""Of what begins a task."""


def wrong(field: str, *bodies: dict[str, Any]) -> list[Call]:
    return [Call(ONE, body, message=f'[["field_format_error", "{field}"]]') for body in bodies]


def called(message: str, *bodies: dict[str, Any]) -> list[Call]:
    return [Call(ONE, body, message=message) for body in bodies]


NO_NAMES = ("localhost", "-a.example.com", "a_b.example.com", "192.0.2.1", "a..b", "é.example.com")
WRONG: Refused = {
    ("reinstallServer", 400): [
        *called("invalid_template", {"os": "x"}, {"os": "kvm-ubuntu-24.04-gpt-x86_64"}),
        *wrong("script", {"os": OS, "script": 1}, {"os": OS, "script": "x"}),
        *wrong(
            "ssh_key",
            {"os": OS, "ssh_key": "ssh-ed25519 AAAA"},
            {"os": OS, "ssh_key": f"{KEY}\n{KEY}"},
            {"os": OS, "ssh_key": "ssh-dss AAAAB3NzaC1kc3M="},
            {"os": OS, "ssh_key": COMPRESSED},
            {"os": OS, "ssh_key": "\0"},
        ),
    ],
    ("openWebConsole", 400): [
        *wrong("timeout", CONSOLE | {"timeout": "2h"}, CONSOLE | {"timeout": 1}),
        *wrong("whitelabel", CONSOLE | {"whitelabel": "yes"}),
    ],
    ("renameServer", 400): called("invalid_hostname", *({"hostname": one} for one in NO_NAMES)),
    ("changePtr", 400): [
        *called("invalid_hostname", *(PTR | {"hostname": one} for one in NO_NAMES)),
        *wrong("ip_address", PTR | {"ip_address": "192.0.2.1"}, PTR | {"ip_address": "x"}),
    ],
    ("changeDnsServers", 400): [
        *wrong("ns1", {"ns1": "ns1Value"}, {"ns1": "1.2.3"}, {"ns1": "fe80::1%eth0"}),
        *wrong("ns4", {"ns1": "192.0.2.53", "ns4": "ns4Value"}),
    ],
    ("listServerGraphs", 400): [
        Call({**ONE, "width": width}, message='[["field_format_error", "width"]]')
        for width in (199, 769, -300, "x", "0300", "٣٠٠")
    ],
    ("getGraph", 400): [
        Call(query="type=cpu_daily", message='[["field_marked_required", "token"]]'),
        Call(query="type=x&token=y", message='[["field_format_error", "type"]]'),
    ],
}
REFUSED: Refused = {
    ("getServer", 404): [
        Call({"server_id": id}, message="notfound") for id in (1, OTHERS, 301, "x", "%00")
    ],
    ("getServerTask", 404): [
        Call({**ONE, "task_id": 1}, message='["Invalid task ID"]'),
        Call({**ONE, "task_id": "server_reboot"}, message='["Invalid task ID"]'),
        Call({"server_id": 114}, prepare=rebooting, message='["Invalid task ID"]'),
        Call({"server_id": OTHERS, "task_id": 1}, message="notfound"),
    ],
    ("listServerGraphs", 404): [Call({"server_id": OTHERS, "width": 576}, message="notfound")],
    ("getScript", 404): [Call({"id": id}, message="notfound") for id in (1, "x")],
    ("getGraph", 404): [
        Call(query="type=cpu_daily&token=x", message="notfound"),
        Call(prepare=late, message="notfound"),
    ],
    **{(id, 404): [Call({"server_id": OTHERS}, message="notfound")] for id in READS},
    **{
        (id, 404): [Call({"server_id": OTHERS}, body, message="notfound")]
        for id, body in BODIES.items()
    },
    **{
        (id, 400): [
            Call(ONE, body, prepare=busy, message='["server_is_busy"]'),
            *WRONG.pop((id, 400), []),
        ]
        for id, body in BODIES.items()
    },
    **WRONG,
}
