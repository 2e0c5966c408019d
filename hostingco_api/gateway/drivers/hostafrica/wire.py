"""HOSTAFRICA's wire: OAuth2, POSTs, and envelopes with JSON in a string."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from threading import Lock
from typing import Any, ClassVar

import requests
from authlib.integrations.requests_client import OAuth2Session
from requests.auth import AuthBase

from hostingco_api.gateway.drivers.common import nothing_done
from hostingco_api.gateway.provider import (
    Configuration,
    InvalidCredentials,
    NotDone,
    NotFound,
    ProviderError,
    RateLimited,
)
from hostingco_api.gateway.upstream import REPEAT, Upstream, fitted, speaking

NAME = "HOSTAFRICA"
BASE = "https://my.hostafrica.com"
ROOT = "/vps_reseller_provider/public"
SCOPES = "access products service"
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_MISSED = re.compile(f"{NAME}: (?!The route )")
"""By a call that is there; else its message is Laravel's, or none."""
_TOKEN = re.compile(r"[!-~]+")  # what can be in a header


def service(id: str, verb: str) -> str:
    if not _ID.fullmatch(id):
        raise NotFound(f"{NAME} has no machine {id!r}")
    return f"/service/{id}/{verb}"


def text(found: Any) -> str:
    """A number is as good: that of what was bought must not be lost for want of quotes."""
    if (isinstance(found, str) and found) or type(found) is int:
        return str(found)
    raise ValueError("no text")


def addresses(found: Any) -> dict[str, Any]:
    """None until a machine is created, when the text is empty."""
    try:
        address = ip_address(found)
    except ValueError:
        return {}
    return {f"ipv{address.version}": str(address)}


@contextmanager
def sense(what: str) -> Iterator[None]:
    """What an answer is read in."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProviderError(f"{NAME} answered {what} that cannot be understood") from error


def opened(envelope: Any) -> Any:
    """The `data` of a good answer, as it is. That all three are texts is what the document says;
    another version of it has the types of JSON, which are good as well."""
    try:
        success, said, data = (envelope[name] for name in ("success", "message", "data"))
    except (KeyError, TypeError) as error:
        raise ProviderError(f"{NAME} answered something that is not its envelope") from error
    if str(success).lower() != "true":
        raise ProviderError(f"{NAME} did not do it: {said}")
    return data


def decoded(data: Any) -> Any:
    try:
        return json.loads(data) if isinstance(data, str) else data
    except (ValueError, RecursionError) as error:
        raise ProviderError(f"{NAME} answered data that is no JSON") from error


class Api(Upstream):
    """Its calls; of all of them paths begin below `/api/v2`."""

    def __init__(self, configuration: Configuration) -> None:
        self._token = Token(configuration, self)
        super().__init__(NAME, configuration.extra.get("base_url") or BASE, self._token)

    def do(self, path: str, body: Any = None, **how: bool) -> Any:
        return opened(self.ask("POST", f"{ROOT}/api/v2{path}", json=body, **how))

    def told(self, path: str, body: Any = None, **how: bool) -> Any:
        """What is in the string."""
        return decoded(self.do(path, body, **how))

    def send(
        self, method: str, path: str, *, charges: bool = False, reads: bool = False, **kwargs: Any
    ) -> requests.Response:
        """With another token where ours was refused: what that was for was not done.

        What charges is not sent again before that token was refused for something else, too.
        """
        answer = super().send(method, path, charges=charges, reads=reads, **kwargs)
        if answer.status_code != 401:
            return answer
        token = answer.request.headers["Authorization"]
        if charges:
            tried = super().send("POST", f"{ROOT}/api/v2/test-connection", reads=True)
            if tried.status_code != 401 and tried.request.headers["Authorization"] == token:
                return answer
        self._token.drop(token)
        return super().send(method, path, charges=charges, reads=reads, **kwargs)

    def refusal(self, answer: requests.Response) -> ProviderError:
        """Where a call is not there, or the whole API, nobody has missed a machine."""
        error = super().refusal(answer)
        if type(error) is NotFound and not _MISSED.match(str(error)):
            return ProviderError(f"{error}: is base_url right?")
        return error

    def explain(self, document: Any) -> str:
        """In the envelope, or in OAuth2's way."""
        return str(document.get("message") or document["error_description"])


class Token(AuthBase):
    """OAuth2's, by client credentials: one for all threads, another a minute before it ends."""

    WAIT: ClassVar = 60.0
    """Seconds for the thread that gets one."""

    def __init__(self, configuration: Configuration, api: Api) -> None:
        self._api = api
        session = OAuth2Session(
            configuration.api_key,
            configuration.api_secret,
            scope=configuration.extra.get("scope") or SCOPES,
            # By HTTP Basic not everybody would mean the same by a colon or a percent sign.
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 (the name of a way)
        )
        session.register_compliance_hook("access_token_response", self._granted)
        self._session = fitted(session, REPEAT)
        self._lock = Lock()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        with self._alone():
            token = self._session.token
            if not token or token.is_expired():
                token = self._fetched()
        request.headers["Authorization"] = f"Bearer {token['access_token']}"
        return request

    def drop(self, authorization: str) -> None:
        """Unless another thread has done so."""
        with self._alone():
            token = self._session.token
            if token and f"Bearer {token['access_token']}" == authorization:
                self._session.token = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=self.WAIT):
            raise NotDone(f"{NAME} gave no token in time")
        try:
            yield
        finally:
            self._lock.release()

    def _fetched(self) -> Any:
        with nothing_done(), speaking(NAME):
            return self._session.fetch_token(
                f"{self._api.base}{ROOT}/oauth/token",
                grant_type="client_credentials",
                timeout=self._api.TIMEOUT,
                allow_redirects=False,
            )

    def _granted(self, answer: requests.Response) -> requests.Response:
        """Before Authlib reads it, which takes anything for a token that is not called an error."""
        if answer.status_code >= 300:
            error = self._api.refusal(answer)
            if answer.status_code in (400, 401, 403, 422):
                raise InvalidCredentials(str(error))
            # Whatever is not there is not what was asked for.
            raise error if isinstance(error, RateLimited) else ProviderError(f"{error} (token)")
        with sense("a token"):
            document = answer.json()
            if "error" in document or not _TOKEN.fullmatch(document["access_token"]):
                raise ValueError
            int(document.get("expires_in") or 0)
        return answer
