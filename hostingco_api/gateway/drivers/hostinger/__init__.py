"""Hostinger, by its public API. What becomes of what is in docs/gateway-hostinger.md."""

from hostingco_api.gateway.drivers.hostinger.billing import Billing
from hostingco_api.gateway.drivers.hostinger.client import NAME
from hostingco_api.gateway.drivers.hostinger.dns import Zones
from hostingco_api.gateway.drivers.hostinger.domains import PORTFOLIO, Portfolio
from hostingco_api.gateway.drivers.hostinger.keys import Keys
from hostingco_api.gateway.drivers.hostinger.lives import Lives
from hostingco_api.gateway.drivers.hostinger.vms import Machines

__all__ = ["Hostinger"]


class Hostinger(Zones, Portfolio, Machines, Lives, Keys, Billing):
    display_name = NAME

    def test(self) -> None:
        self._api.ask("GET", PORTFOLIO)
