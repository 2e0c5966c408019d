"""Access tokens for tests: fetched by real OAuth2 clients, or by hand."""

import json
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import BaseAdapter
from werkzeug.test import Client, TestResponse

from tests.hostafrica.client import TOKEN, V2, Hostafrica, basic

SCOPES = "access products service"
YEAR = 365 * 86_400
GRANT = {"grant_type": "client_credentials"}
FORM = "application/x-www-form-urlencoded"
SECRETS = {"client_id": "sim_default", "client_secret": "secret_default"}
DEFAULT = basic("sim_default", "secret_default")


class InProcess(BaseAdapter):
    """Has `requests` call a WSGI application of this process."""

    def __init__(self, app: Any) -> None:
        super().__init__()
        self._client = Client(app)

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        got = self._client.open(
            request.path_url,
            method=request.method or "",
            headers=dict(request.headers),
            data=request.body,
        )
        answer = requests.Response()
        answer.status_code = got.status_code
        answer.headers.update(got.headers)
        answer._content = got.data
        answer.request = request
        answer.url = request.url or ""
        return answer

    def close(self) -> None:
        pass


def fetch(url: str, world: str) -> str:
    """By Authlib, for the main client of a world of the server there."""
    return _fetched(OAuth2Session(f"sim_{world}", f"secret_{world}", scope=SCOPES), url)


def fetch_in_process(app: Any) -> str:
    """For the default world of an application in this process."""
    session = OAuth2Session("sim_default", "secret_default", scope=SCOPES)
    session.mount("http://", InProcess(app))
    return _fetched(session, "http://localhost")


def _fetched(session: Any, url: str) -> str:
    with session:
        endpoint = f"{url}/hostafrica{TOKEN}"
        token: str = session.fetch_token(endpoint, grant_type="client_credentials")["access_token"]
        return token


def ask(
    api: Hostafrica, parameters: Any, *, authorization: str = "", type: str = FORM
) -> TestResponse:
    """A token request; as a form or as JSON."""
    data = urlencode(parameters) if type.startswith(FORM) else json.dumps(parameters)
    headers = {"Authorization": authorization, "Content-Type": type}
    return api("POST", TOKEN, data=data, headers=headers)


def connect(api: Hostafrica, token: str, **kwargs: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"}
    return api("POST", f"{V2}/test-connection", headers=headers, **kwargs)
