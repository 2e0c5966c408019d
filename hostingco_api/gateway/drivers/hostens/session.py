"""Hostens' API, logged in.

A login gives a token for an hour, and one to exchange for the next two. Threads share them: who
finds them old, or refused, gets new ones while the others wait. What was refused with 401 was not
done, so it is sent again; but what charges is not, whatever the answer: that is for `purchases`.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Lock
from time import monotonic, sleep
from typing import Any, NamedTuple, TypeVar

import requests

from hostingco_api.gateway.drivers.common import nothing_done
from hostingco_api.gateway.drivers.hostens import words
from hostingco_api.gateway.provider import (
    Configuration,
    Conflict,
    Invalid,
    InvalidCredentials,
    NotFound,
    ProviderError,
    RateLimited,
)
from hostingco_api.gateway.upstream import LONGEST_WAIT, Upstream

BASE = "https://billing.hostens.com"
WAITS = 3
"""Times that one call waits where there were too many."""
LIFETIME = 3600
"""Seconds of a token that does not say."""
MARGIN = 60
"""Seconds before its end from which a token is not used any more."""
Thing = TypeVar("Thing")
Found = TypeVar("Found")


class Tokens(NamedTuple):
    access: str
    refresh: str
    until: float
    """Of the monotonic clock."""


class Session(Upstream):
    def __init__(self, name: str, configuration: Configuration) -> None:
        super().__init__(name, configuration.extra.get("base_url") or BASE, None)
        self._login = {"username": configuration.api_key, "password": configuration.api_secret}
        self._tokens: Tokens | None = None
        self._lock = Lock()

    # -- calls ------------------------------------------------------------------------------

    def ask(self, method: str, path: str, *, charges: bool = False, **kwargs: Any) -> Any:
        """Other installations of the same software say with 200 what is wrong, too."""
        document = super().ask(method, path, charges=charges, **kwargs)
        if not isinstance(document, dict):
            return document
        if document.get("error") or document.get("success") is False:
            text = f"{self.name}: {words.explained(document) or 'it did not go well'}"
            raise self._kind(document, method, charges)(text)
        return document

    def send(
        self, method: str, path: str, *, charges: bool = False, **kwargs: Any
    ) -> requests.Response:
        if charges:
            return self._sent_once(method, path, **kwargs)
        token = self._token()
        answer = self._patiently(method, path, token, **kwargs)
        if not _is_of_session(answer):
            return answer
        return self._patiently(method, path, self._token(refused=token), **kwargs)

    def refusal(self, answer: requests.Response) -> ProviderError:
        error = super().refusal(answer)
        document = _document(answer)
        if type(error) is Invalid:
            return self._kind(document, answer.request.method or "")(str(error))
        if type(error) is NotFound and not words.keys(document):
            return ProviderError(
                str(error)
            )  # some web server's, which knows nothing of the account
        return error

    def explain(self, document: Any) -> str:
        return words.explained(document)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is not of the shape it should be is an error of the provider's."""
        try:
            yield
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            said = f"{self.name} answered something else than it should"
            raise ProviderError(said) from error

    def _sent_once(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        with nothing_done():
            token = self._token()
        answer = self._patiently(method, path, token, charges=True, **kwargs)
        if _is_of_session(answer):
            with nothing_done():
                self._token(refused=token)
            raise RateLimited(f"{self.name} has ended the session: nothing was ordered")
        return answer

    def _kind(self, document: Any, method: str, charges: bool = False) -> type[ProviderError]:
        """Of what was refused, though not by its status."""
        if charges:
            return ProviderError
        if words.is_missing(document):
            return NotFound
        return Conflict if words.is_conflict(document) and method != "GET" else Invalid

    def _patiently(
        self, method: str, path: str, token: str = "", *, charges: bool = False, **kwargs: Any
    ) -> requests.Response:
        """Where there were too many calls, it waits as long as it is told to."""
        if token:
            kwargs["headers"] = {"Authorization": f"Bearer {token}"}
        for left in count(WAITS, -1):
            answer = super().send(method, path, charges=charges, **kwargs)
            told = words.seconds_to_wait(_document(answer)) if answer.status_code == 401 else None
            if told is None:
                return answer
            seconds = min(max(1, told), LONGEST_WAIT)
            if charges or not left:
                raise RateLimited(f"{self.name} has had too many calls", seconds)
            sleep(seconds)
        raise AssertionError("the last wait has an end")

    # -- tokens -----------------------------------------------------------------------------

    def _token(self, refused: str | None = None) -> str:
        """A good one. Raises InvalidCredentials."""
        with self._lock:
            kept = self._tokens
            if kept is None or kept.access == refused or monotonic() >= kept.until:
                kept = self._tokens = self._renewed(kept)
            return kept.access

    def _renewed(self, old: Tokens | None) -> Tokens:
        if old and old.refresh:
            answer = self._patiently("POST", "/api/token", json={"refresh_token": old.refresh})
            if answer.status_code == 200:
                return self._read(answer)
        if not self._login["password"]:
            said = f"{self.name} takes a user's name as api_key and the password as api_secret"
            raise InvalidCredentials(said)
        answer = self._patiently("POST", "/api/login", reads=True, json=self._login)
        if answer.status_code < 300:
            return self._read(answer)
        error = self.refusal(answer)
        if isinstance(error, Invalid | InvalidCredentials | RateLimited):
            raise error if isinstance(error, RateLimited) else InvalidCredentials(str(error))
        raise ProviderError(f"{error}, where one logs in: is base_url right?")

    def _read(self, answer: requests.Response) -> Tokens:
        with self.reading():
            document = answer.json()
            if words.keys(document):
                raise InvalidCredentials(f"{self.name}: {words.explained(document)}")
            access, refresh = str(document["token"]), str(document.get("refresh") or "")
        lifetime = _lifetime(access)
        return Tokens(access, refresh, monotonic() + max(lifetime - MARGIN, lifetime / 2))


def _lifetime(token: str) -> float:
    """Seconds, by the clock of who gave it; it is not for us to check."""
    try:
        coded = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)))
        return float(claims["exp"] - claims["iat"])
    except (binascii.Error, LookupError, TypeError, ValueError):
        return LIFETIME


def _document(answer: requests.Response) -> Any:
    try:
        return answer.json()
    except (ValueError, RecursionError):
        return None


def _is_of_session(answer: requests.Response) -> bool:
    """A refusal that another token may help against."""
    if answer.status_code != 401:
        return False
    return all(key != words.ADDRESS for key, _ in words.keys(_document(answer)))
