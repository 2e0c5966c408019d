"""PTR records of a machine's addresses."""

from datetime import timedelta

from simulators.common.names import is_fqdn
from simulators.hostinger.vps import actions, errors
from simulators.hostinger.vps.actions import Action
from simulators.kernel.world import World

TAKES = timedelta(seconds=10)
_STATES = (*actions.USUAL, "recovery")  # reverse DNS is not the machine's own business


def create(world: World, id: str, address_id: str, domain: str) -> Action:
    actions.allowed(world, id, _STATES)
    domain = domain.lower().removesuffix(".")
    if not is_fqdn(domain):
        raise errors.ptr()
    return _set(world, id, address_id, domain, "ipam_set_reverse")


def delete(world: World, id: str, address_id: str) -> Action:
    """One that is not there goes as well (assumed)."""
    return _set(world, id, address_id, None, "ipam_delete_reverse")


def _set(world: World, id: str, address_id: str, ptr: str | None, name: str) -> Action:
    machine = actions.allowed(world, id, _STATES)
    for family in ("ipv4", "ipv6"):
        addresses = machine[family]
        for address in addresses:
            if str(address["id"]) == address_id:
                address["ptr"] = ptr
                then = ("machine-changed", {"machine": id, "set": {family: addresses}})
                return actions.begin(world, id, name, takes=TAKES, then=then, states=_STATES)
    raise errors.address_not_found()
