"""What can be set on a machine: host name, resolvers, passwords. It takes effect on success."""

from datetime import timedelta
from typing import Any

from simulators.common.names import is_fqdn
from simulators.hostinger.vps import actions, errors, machines, power
from simulators.hostinger.vps.actions import Action
from simulators.hostinger.vps.data import TEMPLATES
from simulators.hostinger.vps.names import check_passwords, check_resolvers
from simulators.kernel.world import World

TAKES = timedelta(seconds=30)  # observed of the root password


def hostname(world: World, id: str, name: str) -> Action:
    """Reboots the machine (observed) and leaves its PTR records alone (documented)."""
    machine = actions.allowed(world, id)
    if not is_fqdn(name):
        raise errors.hostname()
    return _rename(world, machine, "ct_set_hostname", {"hostname": name})


def reset_hostname(world: World, id: str) -> Action:
    """And its PTR records (documented)."""
    machine = actions.allowed(world, id)
    default = machines.default_hostname(machine["id"])
    fields: dict[str, Any] = {"hostname": default}
    for family in ("ipv4", "ipv6"):
        fields[family] = [address | {"ptr": default} for address in machine[family]]
    return _rename(world, machine, "ct_reset_hostname", fields)


def _rename(world: World, machine: machines.Machine, name: str, fields: dict[str, Any]) -> Action:
    id = str(machine["id"])
    then = ("machine-changed", {"machine": id, "set": fields})
    takes = power.REBOOT_TAKES
    return actions.begin(world, id, name, takes=takes, then=then, **power.reboot(machine))


def resolvers(world: World, id: str, body: dict[str, Any]) -> Action:
    """Those that are left out are none from then on; the third is on no answer."""
    actions.allowed(world, id)
    check_resolvers(body)
    change = {
        "machine": id,
        "set": {"ns1": body["ns1"], "ns2": body.get("ns2") or None},
        "inner": {"ns3": body.get("ns3") or None},
    }
    then = ("machine-changed", change)
    return actions.begin(world, id, "ct_set_nameservers", takes=TAKES, then=then)


def root_password(world: World, id: str, password: str) -> Action:
    actions.allowed(world, id)
    check_passwords(world, {"password": password})
    return actions.begin(world, id, "ct_set_rootpasswd", takes=TAKES)


def panel_password(world: World, id: str, password: str) -> Action:
    """Without a panel nothing happens (documented)."""
    machine = actions.allowed(world, id)
    check_passwords(world, {}, {"password": password})
    if not TEMPLATES[machine["template"]["id"]].panel:
        return actions.noop(world, id, "ct_set_panel_password")
    return actions.begin(world, id, "ct_set_panel_password", takes=TAKES)
