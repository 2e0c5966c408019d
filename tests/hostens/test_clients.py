"""A client that keeps itself logged in, over a socket."""

import base64
import json
import time
from typing import Any

import pytest
import requests
from requests.auth import AuthBase

WORLD = "jwt"


class Session(AuthBase):
    """Logs in once, sends the access token, and exchanges the refresh token when it has to."""

    def __init__(self, base: str, username: str, password: str) -> None:
        self.base = base
        self.refreshed = 0
        login = {"username": username, "password": password}
        self._take(requests.post(f"{base}/login", data=login, timeout=10))

    def _take(self, answer: requests.Response) -> None:
        answer.raise_for_status()
        self.tokens = answer.json()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.tokens['token']}"
        # types-requests leaves it untyped.
        request.register_hook("response", self._again)  # type: ignore[no-untyped-call]
        return request

    def _again(self, answer: requests.Response, **kwargs: Any) -> requests.Response:
        if answer.status_code != 401 or answer.request.headers.get("X-Retried"):
            return answer
        self.exchange()
        request = answer.request.copy()
        request.headers["Authorization"] = f"Bearer {self.tokens['token']}"
        request.headers["X-Retried"] = "yes"
        with requests.Session() as session:
            return session.send(request, **kwargs)

    def exchange(self) -> None:
        body = {"refresh_token": self.tokens["refresh"]}
        self._take(requests.post(f"{self.base}/token", json=body, timeout=10))
        self.refreshed += 1


def details(session: Session) -> requests.Response:
    return requests.get(f"{session.base}/details", auth=session, timeout=10)


def advance(server: str, seconds: int) -> None:
    url = f"{server}/__sim/worlds/{WORLD}/clock/advance"
    requests.post(url, json={"seconds": seconds}, timeout=10).raise_for_status()


def claims(token: str) -> Any:
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


@pytest.fixture
def session(server: str) -> Session:
    requests.post(f"{server}/__sim/worlds/{WORLD}/reset", timeout=10)  # if there was one
    return Session(f"{server}/hostens/api", f"{WORLD}@sim.test", f"secret_{WORLD}")


def test_a_session_outlives_its_access_token(server: str, session: Session) -> None:
    assert details(session).json()["client"]["firstname"] == "Joe"
    assert session.refreshed == 0
    first = session.tokens["token"]
    assert claims(first)["exp"] - time.time() == pytest.approx(3600, abs=30)
    advance(server, 3601)
    assert details(session).status_code == 200
    assert session.refreshed == 1
    assert session.tokens["token"] != first


def test_a_session_ends_after_thirty_days_without_an_exchange(
    server: str, session: Session
) -> None:
    advance(server, 30 * 86_400)
    with pytest.raises(requests.HTTPError, match="401"):
        details(session)


def test_to_revoke_ends_it(session: Session) -> None:
    body = {"refresh_token": session.tokens["refresh"]}
    answer = requests.post(f"{session.base}/revoke", json=body, timeout=10)
    assert answer.json() == {"status": True}
    with pytest.raises(requests.HTTPError, match="401"):
        details(session)


def test_to_log_out_ends_it(session: Session) -> None:
    answer = requests.post(f"{session.base}/logout", auth=session, timeout=10)
    assert answer.json() == {"status": True}
    with pytest.raises(requests.HTTPError, match="401"):
        details(session)


def test_basic_works_beside_it(session: Session) -> None:
    auth = (f"{WORLD}@sim.test", f"secret_{WORLD}")
    answer = requests.get(f"{session.base}/details/", auth=auth, timeout=10)
    assert answer.json() == details(session).json()
