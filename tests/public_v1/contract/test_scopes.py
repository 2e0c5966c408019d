"""Whose key may make which call, and from where."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hostingco_api.core import api_keys
from hostingco_api.core.models import ApiKey
from tests.public_v1.contract.calls import GOOD, SCOPES, Call, at, usual, with_
from tests.public_v1.contract.refusing import refused
from tests.public_v1.contract.world import JUDGE, World

every = pytest.mark.parametrize("id", SCOPES)
ALL = {f"{resource}.{action}" for resource, them in api_keys.ACTIONS.items() for action in them}
KEYS = {"createApiKey", "updateApiKey", "rotateApiKey"}
GIVES = dict.fromkeys(KEYS, ("clients.read", "invoices.*"))
"""Who calls them has to have the scopes that the key is about, too."""
GIVES |= dict.fromkeys(("createWebhook", "updateWebhook"), ("invoices.read", "services.read"))
"""And who has others told of things, may read them."""


def test_every_scope_is_some_operation_s() -> None:
    assert {*SCOPES.values()} == ALL


@every
def test_a_key_with_the_scope_of_an_operation_may_call_it(world: World, id: str) -> None:
    resource = SCOPES[id].partition(".")[0]
    more = GIVES.get(id, ())
    for scope in (SCOPES[id], f"{resource}.*"):
        world.restore()
        answer = GOOD[id].make(world, id, key=world.key(scope, *more))
        assert answer.status_code == usual(id), answer.text


@every
def test_a_key_with_every_other_scope_may_not(world: World, id: str) -> None:
    key = world.key(*sorted(ALL - {SCOPES[id]}))
    told = refused(world, id, 403, key=key).get_json()
    assert SCOPES[id] in told["error"]
    # Whatever else is wrong.
    refused(world, at(id, "999", delivery="999"), 403, id, key=key)
    refused(world, id, 403, key=key, data="{", content_type="text/plain", query_string="a=b")


@every
def test_without_a_good_key_it_is_401(world: World, id: str) -> None:
    good = world.api.key
    another = "0" if good[-1] != "0" else "1"
    for headers in (
        {},
        {"Authorization": ""},
        {"Authorization": good},
        {"Authorization": "Bearer"},
        {"Authorization": f"Basic {good}"},
        {"Authorization": f"Bearer {good}x"},
        {"Authorization": f"Bearer {good[:-1]}{another}"},
        {"Authorization": f"Bearer {good[:30]}{good[31:]}"},
        {"Authorization": f"Bearer {_guessed(good)}"},
        {"Authorization": f"Bearer {world.token('admin')}"},
        {"X-API-Key": ""},
        {"X-API-Key": f"Bearer {good}"},
        {"Authorization": f"Bearer {good}", "X-API-Key": "another"},
        {"Authorization": "Basic nonsense", "X-API-Key": good},
    ):
        answer = refused(world, id, 401, key="", headers=headers)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    refused(world, id, 401, key="", data="{", content_type="application/json")


def _guessed(key: str) -> str:
    """With that key's id and a good checksum."""
    start = key[:21] + "0" * 43
    return start + api_keys._checksum(start)


@every
def test_a_key_that_is_good_no_more_is_401(world: World, id: str) -> None:
    over = {"expires_at": world.now - timedelta(seconds=1)}
    revoked = {"revoked_at": world.now}
    deleted = {"deleted_at": world.now}
    for columns in (over, revoked, deleted):
        refused(world, id, 401, key=world.key("*", **columns))


@every
def test_a_key_is_good_from_its_addresses_only(world: World, id: str) -> None:
    key = world.key("*", allowed_ips=["192.0.2.0/24", "2001:db8::/32"])
    refused(world, id, 403, key=key)
    elsewhere = {"REMOTE_ADDR": "192.0.3.1"}
    refused(world, id, 403, key=key, environ_overrides=elsewhere)
    there = {"REMOTE_ADDR": "::ffff:192.0.2.7"}
    if id in KEYS:  # of which none may be good from elsewhere
        with world.database.writing() as session:
            session.get_one(ApiKey, 2).allowed_ips = ["192.0.2.0/25"]
    answer = GOOD[id].make(world, id, key=key, environ_overrides=there)
    assert answer.status_code == usual(id), answer.text


@every
def test_a_key_may_be_in_either_header(world: World, id: str) -> None:
    answer = GOOD[id].make(world, id, key="", headers={"X-API-Key": world.api.key})
    assert answer.status_code == usual(id), answer.text


@pytest.mark.parametrize("scopes", [["clients.read"], ["client.read"], ["clients.*"], ["*"]])
def test_nobody_gives_more_than_they_have(world: World, scopes: list[str]) -> None:
    shop = world.key("clients.read", "api-keys.*")
    more = scopes[0] not in ("clients.read", "client.read")
    new = with_("createApiKey", scopes=scopes)
    change = with_("updateApiKey", scopes=scopes)
    with world.database.writing() as session:
        session.get_one(ApiKey, 2).scopes = ["clients.read"]
    if more:
        refused(world, new, 403, "createApiKey", key=shop)
        refused(world, change, 403, "updateApiKey", key=shop)
    else:
        made = new.make(world, "createApiKey", key=shop)
        assert made.get_json()["data"]["scopes"] == ["clients.read"]
        assert change.make(world, "updateApiKey", key=shop).status_code == 200


@pytest.mark.parametrize("id", ["updateApiKey", "rotateApiKey"])
def test_nobody_gets_hold_of_a_key_that_has_more(world: World, id: str) -> None:
    shop = world.key("clients.read", "api-keys.*")
    refused(
        world, at(id, "1", {"name": "Mine"} if id == "updateApiKey" else None), 403, id, key=shop
    )


@pytest.mark.parametrize("end", ["revokeApiKey", "deleteApiKey", "rotateApiKey"])
def test_a_key_is_good_until_it_is_ended(world: World, end: str) -> None:
    made = GOOD["createApiKey"].make(world, "createApiKey", json={"name": "a", "scopes": ["*"]})
    data = made.get_json()["data"]
    assert GOOD["listClients"].make(world, "listClients", key=data["key"]).status_code == 200
    assert at(end, str(data["id"])).make(world, end).status_code == 200
    refused(world, "listClients", 401, key=data["key"])


def test_a_rotated_key_is_another_with_the_same_rights(world: World) -> None:
    def found() -> ApiKey:
        with world.database.reading() as session:
            return session.scalars(select(ApiKey).where(ApiKey.id == 2)).one()

    before = found()
    data = GOOD["rotateApiKey"].make(world, "rotateApiKey").get_json()["data"]
    after = found()
    assert (after.scopes, after.allowed_ips) == (before.scopes, before.allowed_ips)
    assert after.hash != before.hash
    assert data["key_preview"] == f"hc_live_...{data['key'][-4:]}"
    call = Call()
    assert call.make(world, "listClients", key=data["key"]).status_code == 200
    refused(world, call, 403, "listServers", key=data["key"])


def test_the_contract_says_that_every_operation_wants_a_key() -> None:
    assert JUDGE.document["security"] == [{"bearer": []}, {"apiKey": []}]
    assert not any("security" in operation for operation in JUDGE.operations.values())
