"""What falls due of firewalls, keys and Docker projects; all of it is brought about by actions."""

from collections.abc import Callable
from typing import Any

from simulators.hostinger.vps import docker, firewalls, keys
from simulators.kernel.world import World

HANDLERS: dict[str, Callable[[World, Any], None]] = {
    "firewall-activated": firewalls.activated,
    "firewall-deactivated": firewalls.deactivated,
    "keys-attached": keys.keep,
    "project-started": docker.started,
    "project-stopped": docker.stopped,
    "project-updated": docker.updated,
    "project-deleted": docker.deleted,
}
