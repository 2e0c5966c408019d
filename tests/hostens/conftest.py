import pytest

from simulators.kernel.credentials import SECOND
from tests.contract.harness import watched
from tests.hostens.client import Hostens


@pytest.fixture
def api() -> Hostens:
    """The first customer of a fresh world; every answer is held against the contract."""
    client = watched("hostens")
    assert isinstance(client, Hostens)
    return client


@pytest.fixture
def other(api: Hostens) -> Hostens:
    """The second customer of the same world."""
    return Hostens(api.app, account=SECOND)
