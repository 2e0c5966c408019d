"""What falls due, by its kind."""

from typing import Any

from simulators.hostens.billing import events as billing
from simulators.hostens.certificates import events as certificates
from simulators.hostens.domains import events as domains
from simulators.hostens.servers import events as servers
from simulators.hostens.services import events as services
from simulators.kernel.world import World

HANDLERS = (
    billing.HANDLERS
    | certificates.HANDLERS
    | domains.HANDLERS
    | servers.HANDLERS
    | services.HANDLERS
)


def happen(world: World, kind: str, data: Any) -> None:
    HANDLERS[kind](world, data)
