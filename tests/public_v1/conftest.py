import shutil

import pytest

from tests.gateway.simulated import World
from tests.hostingco.conftest import portal, portals, shared, template
from tests.hostingco.support import Portal
from tests.public_v1.support import Api

__all__ = ["portal", "portals", "shared", "template"]


@pytest.fixture
def api(portal: Portal) -> Api:
    """With a key that may do everything."""
    shutil.rmtree(portal.config.credentials, ignore_errors=True)
    return Api(portal)


@pytest.fixture
def sim(server: str) -> World:
    return World(server)
