"""Real OAuth2 clients over a socket: each way to authenticate, one whole story each."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session as OauthlibSession

from tests.hostafrica.client import ORDER, ROOT, TOKEN
from tests.running import serving

SCOPES = ["access", "products", "service"]
YEAR = 365 * 86_400


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on which waiting takes no time."""
    with serving(tmp_path_factory.mktemp("clients"), "--clock", "auto") as url:
        yield url


@pytest.fixture(autouse=True)
def plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """Oauthlib sends no credentials by http unless it is told to."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


def authlib(method: str) -> Callable[..., Any]:
    def connected(url: str, world: str, secret: str, scopes: list[str]) -> Any:
        session = AuthlibSession(
            f"sim_{world}", secret, scope=scopes, token_endpoint_auth_method=method
        )
        session.fetch_token(f"{url}/hostafrica{TOKEN}", grant_type="client_credentials")
        return session

    return connected


def oauthlib(**how: Any) -> Callable[..., Any]:
    def connected(url: str, world: str, secret: str, scopes: list[Any]) -> Any:
        client = BackendApplicationClient(client_id=f"sim_{world}", scope=scopes)
        session = OauthlibSession(client=client)
        session.fetch_token(f"{url}/hostafrica{TOKEN}", client_secret=secret, **how)
        return session

    return connected


CLIENTS = {
    "authlib-basic": authlib("client_secret_basic"),
    "authlib-form": authlib("client_secret_post"),
    "oauthlib-basic": oauthlib(),
    "oauthlib-form": oauthlib(include_client_id=True),
}


class Story:
    """A reseller's panel: what it calls, and what it makes of the answers."""

    def __init__(self, session: Any, url: str) -> None:
        self.session = session
        self.base = f"{url}/hostafrica{ROOT}/api/v2"

    def __call__(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = self.session.post(self.base + path, json=body)
        assert answer.status_code == status, answer.text
        envelope = answer.json()
        assert set(map(type, envelope.values())) == {str}
        assert envelope["success"] == ("true" if status == 200 else "false")
        return json.loads(envelope["data"])

    def until(self, id: str, wanted: str) -> None:
        seen: list[str] = []
        while not seen or seen[-1] != wanted:
            assert len(seen) < 10, seen
            seen.append(self(f"/service/{id}/status")["status"])


@pytest.mark.parametrize("name", CLIENTS)
def test_a_whole_story(url: str, name: str) -> None:
    world = name
    with CLIENTS[name](url, world, f"secret_{world}", SCOPES) as session:
        call = Story(session, url)
        assert call("/test-connection") == []
        product = call("/products")[0]
        order = ORDER | {
            "product_id": product["id"],
            "template_id": product["os_templates"][0]["template_id"],
            "ram": int(product["config"]["ram"]["max"]),
        }
        too_much = order | {"ram": int(product["config"]["ram"]["max"]) + 1}
        assert list(call("/service/create-order", too_much, status=400)) == ["ram"]
        ordered = call("/service/create-order", order)
        id = ordered["service_id"]
        call(f"/service/{id}/start", status=400)
        call(f"/service/{id}/create")
        call.until(id, "running")
        details = call(f"/service/{id}/details")
        assert details.pop("ip")
        assert details == {"username": ordered["username"], "password": ordered["password"]}
        call(f"/service/{id}/restart")
        call.until(id, "running")
        call(f"/service/{id}/stop")
        call.until(id, "stopped")
        call(f"/service/{id}/suspend", {"suspend_reason": "Overdue invoice"})
        call(f"/service/{id}/start", status=400)
        call(f"/service/{id}/unsuspend")
        call(f"/service/{id}/start")
        call.until(id, "running")
        call(f"/service/{id}/terminate")
        call(f"/service/{id}/status", status=404)


@pytest.mark.parametrize("name", CLIENTS)
def test_a_wrong_secret_and_a_wrong_scope_are_errors_of_the_client_s(url: str, name: str) -> None:
    connected = CLIENTS[name]
    errors = (OAuthError, OAuth2Error)
    with pytest.raises(errors, match="invalid_client"):
        connected(url, name, "wrong", SCOPES)
    with pytest.raises(errors, match="invalid_scope"):
        connected(url, name, f"secret_{name}", ["access", "everything"])


def test_a_token_of_one_scope_opens_no_other(url: str) -> None:
    with CLIENTS["authlib-basic"](url, "scopes", "secret_scopes", ["access"]) as session:
        call = Story(session, url)
        call("/test-connection")
        assert call("/products", status=403) == []


def test_a_client_gets_another_token_when_its_own_is_too_old(url: str) -> None:
    with CLIENTS["oauthlib-basic"](url, "aging", "secret_aging", SCOPES) as session:
        call = Story(session, url)
        call("/test-connection")
        requests.post(f"{url}/__sim/worlds/aging/clock/advance", json={"seconds": YEAR})
        call("/test-connection", status=401)
        session.fetch_token(f"{url}/hostafrica{TOKEN}", client_secret="secret_aging")
        call("/test-connection")
