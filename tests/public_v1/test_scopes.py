"""What a key may do, and that nobody makes more of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hostingco_api.core import api_keys
from tests.public_v1.support import Api

SINGLE = {
    f"{resource}.{action}" for resource, actions in api_keys.ACTIONS.items() for action in actions
}


def test_scopes_are_of_one_thing_of_all_of_a_resource_or_of_all() -> None:
    assert api_keys.allowed(["clients.read"]) == {"clients.read"}
    assert api_keys.allowed(["invoices.*", "clients.read"]) == {
        "clients.read",
        *(f"invoices.{action}" for action in ("read", "create", "update", "delete", "pay")),
    }
    assert api_keys.allowed(["*"]) == SINGLE
    assert api_keys.allowed([]) == set()
    for scope in SINGLE:
        assert api_keys.allowed([scope]) == {scope}


@pytest.mark.parametrize(
    "scope",
    ["client.read", "clients.read", "api-key.rotate", "invoice.*", "audit-log.read", "*"],
)
def test_a_scope_in_the_singular_is_stored_in_the_plural(api: Api, scope: str) -> None:
    made = api.good("POST", "/api-keys", {"name": "Shop", "scopes": [scope, scope]})
    plural = {"client.read": "clients.read", "api-key.rotate": "api-keys.rotate"}
    plural["invoice.*"] = "invoices.*"
    assert made["scopes"] == [plural.get(scope, scope)]
    changed = api.good("PUT", f"/api-keys/{made['id']}", {"scopes": [scope, "product.read"]})
    assert changed["scopes"] == sorted({plural.get(scope, scope), "products.read"})


@pytest.mark.parametrize(
    "scope",
    [
        *("clients", "clients.", ".read", "clients.pay", "clientss.read", "Clients.read", ""),
        *("*.read", "**", "clients.read ", "clients.*.*", "users.read", "clients.read\n", None, 5),
        *("users.*", "audit-logs.*", "clientss.*", "Clients.*", "s.*", ".*", "a b\n.*"),
    ],
)
def test_there_are_no_other_scopes(api: Api, scope: Any) -> None:
    body = {"name": "Shop", "scopes": ["clients.read", scope]}
    errors = api.refused(422, "VALIDATION_ERROR", "POST", "/api-keys", body)["errors"]
    assert list(errors) == ["scopes.1"]


@pytest.mark.parametrize("scopes", [[], ["clients.read"] * 65, "clients.read", None, {}])
def test_a_key_has_scopes(api: Api, scopes: Any) -> None:
    body = {"name": "Shop", "scopes": scopes}
    errors = api.refused(422, "VALIDATION_ERROR", "POST", "/api-keys", body)["errors"]
    assert list(errors) == ["scopes"]


def test_what_a_scope_does_not_allow_is_403_before_all_else(api: Api) -> None:
    """Neither what is wrong with a body nor what there is, is told."""
    reads = Api(api.portal, *(f"{resource}.read" for resource in api_keys.ACTIONS))
    for method, path in (
        ("POST", "/clients"),
        ("PUT", "/clients/3"),
        ("PUT", "/clients/999"),
        ("DELETE", "/clients/999"),
        ("POST", "/products"),
        ("POST", "/services/1/provision"),
        ("POST", "/services/1/terminate"),
        ("POST", "/invoices/1/pay"),
        ("POST", "/payments"),
        ("POST", "/servers"),
        ("POST", f"/api-keys/{reads.key_id}/rotate"),
        ("POST", f"/api-keys/{reads.key_id}/revoke"),
        ("DELETE", f"/api-keys/{reads.key_id}"),
        ("POST", "/webhooks"),
        ("POST", "/webhooks/1/deliveries/1/resend"),
    ):
        answer = reads.call(method, path, data=b"nonsense")
        assert (answer.status_code, answer.get_json()["code"]) == (403, "AUTHORIZATION_ERROR")
    nothing = Api(api.portal, "webhooks.resend")
    for resource in api_keys.ACTIONS:
        nothing.refused(403, "AUTHORIZATION_ERROR", "GET", f"/{resource}")


def test_scopes_count_as_they_are_now(api: Api) -> None:
    made = api.good("POST", "/api-keys", {"name": "Shop", "scopes": ["clients.read"]})
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert api.portal.call("GET", "/v1/clients", headers=headers).status_code == 200
    api.good("PUT", f"/api-keys/{made['id']}", {"scopes": ["products.read"]})
    assert api.portal.call("GET", "/v1/clients", headers=headers).status_code == 403
    assert api.portal.call("GET", "/v1/products", headers=headers).status_code == 200


# -- nobody makes more of it --------------------------------------------------------------------


@pytest.fixture
def weak(api: Api) -> Api:
    """Who may do anything with keys, and else read clients."""
    return Api(api.portal, "api-keys.*", "clients.read")


@pytest.mark.parametrize("more", ["*", "clients.*", "clients.update", "audit-log.read"])
def test_nobody_grants_more_than_they_have(weak: Api, more: str) -> None:
    for scopes in ([more], ["clients.read", more]):
        body = {"name": "Mine", "scopes": scopes}
        weak.refused(403, "AUTHORIZATION_ERROR", "POST", "/api-keys", body)
        own = f"/api-keys/{weak.key_id}"
        weak.refused(403, "AUTHORIZATION_ERROR", "PUT", own, {"scopes": scopes})
    made = weak.good("POST", "/api-keys", {"name": "Mine", "scopes": ["client.read", "api-keys.*"]})
    path = f"/api-keys/{made['id']}"
    weak.refused(403, "AUTHORIZATION_ERROR", "PUT", path, {"scopes": [more]})
    assert weak.good("GET", path)["scopes"] == ["api-keys.*", "clients.read"]
    every = [f"api-keys.{action}" for action in api_keys.ACTIONS["api-keys"]]
    weak.good("PUT", path, {"scopes": every})  # another way to say what it has


def test_nobody_changes_or_rotates_a_mightier_key(api: Api, weak: Api) -> None:
    """Or they would have it."""
    path = f"/api-keys/{api.key_id}"
    weak.refused(403, "AUTHORIZATION_ERROR", "POST", f"{path}/rotate")
    bodies: list[dict[str, Any]] = [
        {"scopes": ["clients.read"]},
        {"name": "Mine"},
        {"allowed_ips": []},
        {"expires_at": None},
    ]
    for body in bodies:
        weak.refused(403, "AUTHORIZATION_ERROR", "PUT", path, body)
    assert api.good("GET", path)["name"] == "tests"
    beside = Api(api.portal, "products.read")  # no mightier, but other
    weak.refused(403, "AUTHORIZATION_ERROR", "POST", f"/api-keys/{beside.key_id}/rotate")


SOON, LATER = datetime(2090, 1, 1, tzinfo=UTC), "2091-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("mine", "refused", "good"),
    [
        ({"expires_at": SOON}, {"expires_at": None}, {"expires_at": "2089-12-31T00:00:00Z"}),
        ({"expires_at": SOON}, {"expires_at": LATER}, {"expires_at": "2090-01-01T00:00:00Z"}),
        ({"allowed_ips": ["127.0.0.0/8"]}, {"allowed_ips": []}, {"allowed_ips": ["127.9.0.0/16"]}),
        (
            {"allowed_ips": ["127.0.0.0/8", "2001:db8::/32"]},
            {"allowed_ips": ["127.0.0.1", "192.0.2.1"]},
            {"allowed_ips": ["127.0.0.1", "2001:db8:1::/48"]},
        ),
        ({"allowed_ips": ["127.0.0.0/8"]}, {"allowed_ips": ["0.0.0.0/0"]}, {"name": "Ours"}),
    ],
)
def test_nobody_makes_a_key_that_is_good_for_longer_or_from_elsewhere(
    api: Api, mine: dict[str, Any], refused: dict[str, Any], good: dict[str, Any]
) -> None:
    """Nor of one's own, nor by rotating another one."""
    bound = Api(api.portal, "*", **mine)
    own = f"/api-keys/{bound.key_id}"
    bound.refused(403, "AUTHORIZATION_ERROR", "PUT", own, refused)
    body = {"name": "Mine", "scopes": ["clients.read"]}
    bound.refused(403, "AUTHORIZATION_ERROR", "POST", "/api-keys", body | refused)
    bound.refused(403, "AUTHORIZATION_ERROR", "POST", f"/api-keys/{api.key_id}/rotate")
    limits = {name: bound.good("GET", own)[name] for name in ("expires_at", "allowed_ips")}
    made = bound.good("POST", "/api-keys", body | limits | good)
    bound.refused(403, "AUTHORIZATION_ERROR", "PUT", f"/api-keys/{made['id']}", refused)
    bound.good("POST", f"/api-keys/{made['id']}/rotate")
    bound.good("PUT", own, good)


def test_who_is_told_of_things_may_read_them(api: Api) -> None:
    """A webhook tells as much as a reader sees, so it takes no less."""
    hooks = Api(api.portal, "webhooks.*", "invoices.read")
    body = {"name": "Mine", "url": "https://example.com/hook", "events": ["invoice.paid"]}
    made = hooks.good("POST", "/webhooks", body)
    both = body | {"events": ["invoice.paid", "service.created"]}
    told = hooks.refused(403, "AUTHORIZATION_ERROR", "POST", "/webhooks", both)
    assert "services.read" in told["error"]
    own = f"/webhooks/{made['id']}"
    hooks.refused(403, "AUTHORIZATION_ERROR", "PUT", own, {"events": ["service.created"]})
    theirs = f"/webhooks/{api.good('POST', '/webhooks', both)['id']}"
    hooks.refused(403, "AUTHORIZATION_ERROR", "PUT", theirs, {"url": "https://example.com/mine"})
    hooks.good("PUT", theirs, {"name": "Theirs"})
    hooks.good("PUT", own, {"url": "https://example.com/other"})


def test_who_may_revoke_may_revoke_any(api: Api, weak: Api) -> None:
    """As somebody has to, when a key has leaked."""
    weak.good("POST", f"/api-keys/{api.key_id}/revoke", status=200)
    api.refused(401, "AUTHENTICATION_ERROR", "GET", "/clients")


def test_a_replay_gives_no_more_than_the_first_answer(api: Api, weak: Api) -> None:
    """Another key's Idempotency-Key is another one, and a scope that is gone is gone."""
    once = {"Idempotency-Key": "once"}
    body = {"name": "Mine", "scopes": ["*"]}
    made = api.good("POST", "/api-keys", body, headers=once)
    weak.refused(403, "AUTHORIZATION_ERROR", "POST", "/api-keys", body, headers=once)
    mine = {"name": "Mine", "scopes": ["clients.read"]}
    told = weak.good("POST", "/api-keys", mine, headers=once)
    assert told["id"] != made["id"]
    api.good("PUT", f"/api-keys/{weak.key_id}", {"scopes": ["clients.read"]})
    weak.refused(403, "AUTHORIZATION_ERROR", "POST", "/api-keys", mine, headers=once)
