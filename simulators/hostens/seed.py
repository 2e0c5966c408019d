"""The fake accounts: the documented one, and a second customer who has little."""

from collections.abc import Callable
from typing import Any

from simulators.hostens.billing import seed as billing
from simulators.hostens.certificates import seed as certificates
from simulators.hostens.clientarea import seed as clientarea
from simulators.hostens.dns import seed as dns
from simulators.hostens.domains import seed as domains
from simulators.hostens.scripts import seed as scripts
from simulators.hostens.servers import seed as servers
from simulators.hostens.services import seed as services
from simulators.hostens.statuses import seed as statuses
from simulators.kernel.world import World

SECTIONS: tuple[Any, ...] = (
    clientarea,
    statuses,
    billing,
    services,
    domains,
    certificates,
    dns,
    servers,
    scripts,
)
"""In the order in which they build on each other."""


def seed(world: World, size: int) -> None:
    """`size` is how many domains the first customer has."""
    for section in SECTIONS:
        fill: Callable[[World, int], None] = section.seed
        fill(world, size)
    clientarea.fund(world)
