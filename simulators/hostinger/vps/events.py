"""What falls due in vps."""

from collections.abc import Callable
from typing import Any

from simulators.hostinger.vps import (
    actions,
    docker,
    firewalls,
    keys,
    machines,
    monarx,
    setup,
    snapshots,
)
from simulators.kernel.world import World


def finished(world: World, data: Any) -> None:
    """An action has succeeded: now does what it was for."""
    actions.finished(world, data)
    if data["then"]:
        kind, about = data["then"]
        HANDLERS[kind](world, about)


HANDLERS: dict[str, Callable[[World, Any], None]] = {
    "action-sent": actions.sent,
    "action-delayed": actions.delayed,
    "action-finished": finished,
    "action-failed": actions.failed,
    "machine-changed": machines.change,
    "machine-created": setup.created,
    "machine-recreated": setup.recreated,
    "machine-restored": machines.restored,
    "monarx-switched": monarx.switched,
    "snapshot-deleted": snapshots.deleted,
    "snapshot-taken": snapshots.taken,
    "firewall-activated": firewalls.activated,
    "firewall-deactivated": firewalls.deactivated,
    "keys-attached": keys.keep,
    "project-started": docker.started,
    "project-stopped": docker.stopped,
    "project-updated": docker.updated,
    "project-deleted": docker.deleted,
}
