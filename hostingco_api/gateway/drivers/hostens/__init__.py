"""Hostens: zones, domains, servers and billing, by the user API of its client area.

It has no call for SSH keys, data centers, privacy of domains, or putting a zone back.
"""

from typing import ClassVar

from hostingco_api.gateway.drivers.hostens.billing import Bills
from hostingco_api.gateway.drivers.hostens.catalog import Catalog
from hostingco_api.gateway.drivers.hostens.dns import Zones
from hostingco_api.gateway.drivers.hostens.domains import Names
from hostingco_api.gateway.drivers.hostens.session import Session
from hostingco_api.gateway.drivers.hostens.vms import Servers
from hostingco_api.gateway.provider import Configuration


class Hostens(Zones, Names, Servers, Bills):
    display_name: ClassVar[str] = "Hostens"

    def __init__(self, configuration: Configuration) -> None:
        self.api = Session(self.display_name, configuration)
        self.catalogue = Catalog(self.api)

    def test(self) -> None:
        self.api.ask("GET", "/api/details")
