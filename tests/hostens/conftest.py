import pytest

from tests.contract.harness import watched
from tests.hostens.client import Hostens


@pytest.fixture
def api() -> Hostens:
    """The first customer of a fresh world; every answer is held against the contract."""
    client = watched("hostens")
    assert isinstance(client, Hostens)
    return client
