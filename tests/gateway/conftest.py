import shutil

import pytest

from hostingco_api.gateway.drivers.hostens import Hostens
from tests.gateway.simulated import World
from tests.gateway.support import Gateway
from tests.hostingco.conftest import portal, portals, shared, template
from tests.hostingco.support import Portal

__all__ = ["portal", "portals", "shared", "template"]


@pytest.fixture
def sim(server: str) -> World:
    return World(server)


@pytest.fixture
def gateway(portal: Portal) -> Gateway:
    shutil.rmtree(portal.config.credentials, ignore_errors=True)
    return Gateway(portal)


@pytest.fixture
def hostens(sim: World) -> Hostens:
    return Hostens(sim.configuration("hostens"))
