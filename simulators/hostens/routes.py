"""Every section's blueprints."""

from typing import Any

from simulators.hostens.billing import routes as billing
from simulators.hostens.cart import routes as cart
from simulators.hostens.certificates import routes as certificates
from simulators.hostens.clientarea import routes as clientarea
from simulators.hostens.dns import routes as dns
from simulators.hostens.domains import routes as domains
from simulators.hostens.scripts import routes as scripts
from simulators.hostens.servers import routes as servers
from simulators.hostens.services import routes as services
from simulators.hostens.statuses import routes as statuses
from simulators.kernel.vendor import Vendor

SECTIONS = (
    clientarea,
    billing,
    domains,
    certificates,
    services,
    statuses,
    cart,
    dns,
    servers,
    scripts,
)


def blueprints(vendor: Vendor) -> list[Any]:
    return [blp for section in SECTIONS for blp in section.blueprints(vendor)]
