"""What tasks do to servers, how long they take, and what their results say.

Each operation checks what it is given and begins a task; `completed` has its effect. Passwords are
made then, and are nowhere but in the results.
"""

import string
from collections.abc import Callable, Mapping
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, NamedTuple

from simulators.common.names import fold
from simulators.hostens import dates
from simulators.hostens.errors import invalid_hostname, wrong
from simulators.hostens.scripts import stored as scripts
from simulators.hostens.servers import errors, keys, machines, systems, tasks
from simulators.hostens.servers.machines import Server
from simulators.hostens.services import stored
from simulators.kernel.world import World

CONSOLE_HOST = "console.hostens.com"
HANGS = timedelta(hours=1)
_PORTS = (5_900, 6_899)
_LETTERS = string.ascii_letters + string.digits

Started = dict[str, int]
"""`{"task_id": ...}`."""


# -- operations ---------------------------------------------------------------------------


def reboot(world: World, id: str) -> Started:
    return _begin(world, tasks.free(world, id), "server_reboot")


def reinstall(world: World, id: str, body: Mapping[str, Any]) -> Started:
    """With `os`, and perhaps a `script` and an `ssh_key`. Without a key there is a password."""
    server = tasks.free(world, id)
    if not systems.find(server.type, body["os"]):
        raise errors.invalid_template()
    if "script" in body and str(body["script"]) not in scripts.store(world):
        raise wrong("script")
    if "ssh_key" in body and not keys.is_public(body["ssh_key"]):
        raise wrong("ssh_key")
    return _begin(world, server, "server_recreate", os=body["os"], keyed="ssh_key" in body)


def reset_password(world: World, id: str) -> Started:
    return _begin(world, tasks.free(world, id), "server_reset_password")


def web_console(world: World, id: str, body: Mapping[str, Any]) -> Started:
    hours = int(body["timeout"].removesuffix("h"))
    server = tasks.free(world, id)
    return _begin(world, server, "server_web_console", hours=hours, white=body["whitelabel"])


def rename(world: World, id: str, body: Mapping[str, Any]) -> Started:
    server = tasks.free(world, id)
    return _begin(world, server, _RENAME, hostname=_hostname(body))


def change_ptr(world: World, id: str, body: Mapping[str, Any]) -> Started:
    """Of an additional address: that of the main one is the server's name."""
    server = tasks.free(world, id)
    if body["ip_address"] not in server.machine["additional"]:
        raise wrong("ip_address")
    hostname = _hostname(body)
    return _begin(world, server, _PTR, ip=body["ip_address"], hostname=hostname)


def flush_firewall(world: World, id: str) -> Started:
    return _begin(world, tasks.free(world, id), "server_flush_iptables")


def change_dns(world: World, id: str, body: Mapping[str, Any]) -> Started:
    server = tasks.free(world, id)
    given = {name: body[name] for name in ("ns1", "ns2", "ns3", "ns4") if name in body}
    if bad := [name for name, address in given.items() if not _is_address(address)]:
        raise wrong(*bad)
    return _begin(world, server, "server_dns", servers=list(given.values()))


def _hostname(body: Mapping[str, Any]) -> str:
    name = fold(body["hostname"])
    if not name:
        raise invalid_hostname()
    return name


def _is_address(text: str) -> bool:
    """No zone (`%eth0`) belongs in it."""
    try:
        return "%" not in text and bool(ip_address(text))
    except ValueError:
        return False


# -- effects ------------------------------------------------------------------------------


def _rebooted(world: World, server: Server, about: Any) -> str:
    return "VM rebooted successfully"


def _reinstalled(world: World, server: Server, about: Any) -> str:
    """What was set on the old system is gone with it; the name stays."""
    user = systems.user_of(about["os"])
    fresh = {"os": about["os"], "dns": None, "installed": dates.iso(world.now)}
    machines.put(world, server.id, server.machine | fresh)
    machines.destroyed(world, server.id, "reinstalled")
    stored.put(world, server.service | {"username": user})
    return "VM recreated successfully" + ("" if about["keyed"] else f"\n{_login(world, user)}")


def _password_reset(world: World, server: Server, about: Any) -> str:
    return _login(world, systems.user_of(server.machine["os"]))


def _console_opened(world: World, server: Server, about: Any) -> str:
    host = machines.WHITE_LABEL if about["white"] else CONSOLE_HOST
    until = dates.iso(world.now + timedelta(hours=about["hours"]))
    port = world.random.randint(*_PORTS)
    return f"Host: {host}\nPort: {port}\nPassword: {_password(world)}\nValid until: {until}"


def _renamed(world: World, server: Server, about: Any) -> str:
    stored.put(world, server.service | {"domain": about["hostname"]})
    return f"Hostname changed to {about['hostname']}"


def _ptr_changed(world: World, server: Server, about: Any) -> str:
    return f"PTR record of {about['ip']} changed to {about['hostname']}"


def _firewall_flushed(world: World, server: Server, about: Any) -> str:
    return "Firewall flushed successfully"


def _dns_changed(world: World, server: Server, about: Any) -> str:
    machines.put(world, server.id, server.machine | {"dns": about["servers"]})
    return "DNS servers changed successfully"


def _login(world: World, user: str) -> str:
    return f"Username: {user}\nPassword: {_password(world)}"


def _password(world: World) -> str:
    return "".join(world.random.choices(_LETTERS, k=12))


class _Work(NamedTuple):
    takes: int
    """Seconds."""
    effect: Callable[[World, Server, Any], str]
    """What it answers is the results."""


_RENAME, _PTR = "server_domain", "server_ptr"
_WORK = {
    "server_reboot": _Work(60, _rebooted),
    "server_recreate": _Work(300, _reinstalled),
    "server_reset_password": _Work(45, _password_reset),
    "server_web_console": _Work(30, _console_opened),
    _RENAME: _Work(60, _renamed),
    _PTR: _Work(30, _ptr_changed),
    "server_flush_iptables": _Work(30, _firewall_flushed),
    "server_dns": _Work(30, _dns_changed),
}


def completed(world: World, data: dict[str, Any]) -> None:
    """Event: a task has its effect."""
    server = machines.get(world, data["server"])
    tasks.complete(world, data, _WORK[data["name"]].effect(world, server, data["about"]))


def _begin(world: World, server: Server, name: str, **about: Any) -> Started:
    takes, fault = timedelta(seconds=_WORK[name].takes), ""
    if world.quirks["hostens.magic-inputs"]:
        label = server.service["domain"].partition(".")[0]
        if about.get("hostname", "").startswith("unresolved."):
            address = about.get("ip", server.machine["ip"])
            fault = f"Error: {about['hostname']} does not point to {address}"
        # A new name is the way out.
        elif label == "task-fails" and name != _RENAME:
            fault = tasks.FAILED
        elif label == "task-hangs" and name != _RENAME:
            takes, fault = HANGS, "Error: the task has timed out"
    return tasks.begin(world, server, name, takes, about, fault)
