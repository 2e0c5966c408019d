"""Sessions: logged in by a password, kept by tokens, ended by hand or by time."""

import pytest

from tests.contract.harness import watched
from tests.hostens.client import Hostens

LOGIN = {"username": "default@sim.test", "password": "secret_default"}


@pytest.fixture
def api() -> Hostens:
    client = watched("hostens")
    assert isinstance(client, Hostens)
    return client


def test_a_refresh_token_is_good_once(api: Hostens) -> None:
    first = api.told("POST", "/login", LOGIN)
    refresh = {"refresh_token": first["refresh"]}
    second = api.told("POST", "/token", refresh)
    assert second["refresh"] != first["refresh"]
    assert api.refused("POST", "/token", refresh, status=401) == ["wronglogin", "unauthorized"]
