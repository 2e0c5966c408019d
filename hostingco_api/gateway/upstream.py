"""HTTP to a provider: what may be repeated is, and what goes wrong becomes an error of `provider`.

A read is repeated once when its connection was lost. No write is, since it may have been done; but
after 429 it was not, so whatever got that is asked again when the provider says, three times at
most. What charges is not even then: `purchases` looks first.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.cookiejar import DefaultCookiePolicy
from ipaddress import ip_address
from threading import Event, Timer
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import NewConnectionError, ReadTimeoutError
from urllib3.util import Retry

from hostingco_api.gateway.provider import (
    Conflict,
    Invalid,
    InvalidCredentials,
    NotDone,
    NotFound,
    NotSupported,
    ProviderError,
    RateLimited,
)

LONGEST_WAIT = 60
"""Seconds, whatever the provider says."""
LONGEST_ANSWER, LARGEST_ANSWER = 60.0, 16 << 20
"""Seconds, from its first line on; and bytes."""
LONGEST_TEXT = 1000
"""Of a refusal."""
ERRORS: dict[int, type[ProviderError]] = {
    400: Invalid,
    401: InvalidCredentials,
    403: InvalidCredentials,
    404: NotFound,
    409: Conflict,
    422: Invalid,
    501: NotSupported,
}


def wait(said: str | None) -> int:
    """Seconds of a Retry-After; what is none, a date for one, counts as 1."""
    seconds = int(said) if said and said.isascii() and said.isdigit() and len(said) < 10 else 1
    return min(max(1, seconds), LONGEST_WAIT)


class _Retry(Retry):
    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        """Also of writes: a call that was one too many was not done."""
        return bool(self.status) and status_code == 429

    def increment(self, *args: Any, **kwargs: Any) -> Any:
        """Nobody who has waited in vain waits as long again."""
        if isinstance(error := kwargs.get("error"), ReadTimeoutError):
            raise error
        return super().increment(*args, **kwargs)

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        return float(wait(response.headers.get("Retry-After")))


RETRY = _Retry(
    total=None,
    connect=1,
    read=1,
    redirect=0,
    status=3,
    other=0,
    allowed_methods=("GET",),  # after a lost connection; 429 is for `is_retry` to say
    raise_on_status=False,
)
REPEAT = RETRY.new(allowed_methods=None)
"""For what may be repeated whatever its method: a POST that reads."""
ONCE = RETRY.new(read=0, status=0)


class _Lengthy(requests.RequestException):
    pass


class _Bounded(HTTPAdapter):
    """Reads answers itself, of which each has an end: the time-out is only that between bytes."""

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        answer = super().send(*args, **kwargs)
        late = Event()

        def stop() -> None:
            late.set()
            with suppress(ValueError, OSError):  # it has just ended
                answer.raw.shutdown()

        timer = Timer(LONGEST_ANSWER, stop)
        timer.daemon = True
        timer.start()
        try:
            answer._content = _whole(answer)
        except BaseException:
            answer.close()
            if late.is_set():
                raise requests.ReadTimeout from None
            raise
        finally:
            timer.cancel()
        if late.is_set():  # without a length its end looks like any other
            raise requests.ReadTimeout
        return answer


def _whole(answer: requests.Response) -> bytes:
    read = bytearray()
    for part in answer.iter_content(1 << 16):
        read += part
        if len(read) > LARGEST_ANSWER:
            raise _Lengthy
    return bytes(read)


AnySession = TypeVar("AnySession", bound=requests.Session)


def base_url(said: str) -> str:
    """Raises Invalid unless it is a URL that paths can be added to."""
    try:
        parts = urlsplit(said)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        good = False
    # Paths are added to the text: urlsplit leaves out line ends, and a query that is empty.
    plain = said.isprintable() and not set(said) & set(" ?#\\")
    if not good or not plain or parts.username is not None:
        raise Invalid("base_url has to be an http or https URL without user, query and fragment")
    return said.rstrip("/")


def is_private(base: str) -> bool:
    """Can nobody on the way read what is sent there? Raises Invalid where it is no base."""
    parts = urlsplit(base_url(base))
    try:
        loopback = ip_address(parts.hostname or "").is_loopback
    except ValueError:
        loopback = parts.hostname == "localhost"
    return parts.scheme == "https" or loopback


def fitted(session: AnySession, retry: Retry) -> AnySession:
    """One that threads may share: nothing of one answer has a part in the next call."""
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Bounded(max_retries=retry, pool_maxsize=16))
    return session


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """What goes wrong on the way is a ProviderError, and NotDone if nothing ever got there."""
    try:
        yield
    except requests.ConnectTimeout as error:
        raise NotDone(f"{name} cannot be reached: it took too long") from error
    except requests.Timeout as error:
        raise ProviderError(f"{name} did not answer in time") from error
    except _Lengthy as error:
        raise ProviderError(f"{name} answered more than {LARGEST_ANSWER >> 20} MB") from error
    except requests.exceptions.SSLError as error:
        raise ProviderError(f"the certificate of {name} was not accepted") from error
    except requests.ConnectionError as error:
        if any(isinstance(getattr(e, "reason", None), NewConnectionError) for e in error.args):
            raise NotDone(f"{name} cannot be reached") from error
        raise ProviderError(f"the connection to {name} failed") from error
    except requests.RequestException as error:
        raise ProviderError(f"the connection to {name} failed") from error


class Upstream:
    """A provider's API. Drivers override `explain` for its way to say what is wrong."""

    TIMEOUT = (5.0, 30.0)
    """Seconds to connect, and between bytes of an answer."""

    def __init__(
        self, name: str, base: str, auth: AuthBase | None, headers: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.base = base_url(base)
        known = {"Accept": "application/json", **(headers or {})}
        self._session, self._repeating, self._careful = (
            fitted(requests.Session(), retry) for retry in (RETRY, REPEAT, ONCE)
        )
        for session in (self._session, self._repeating, self._careful):
            session.auth = auth
            session.headers.update(known)

    def ask(
        self, method: str, path: str, *, charges: bool = False, reads: bool = False, **kwargs: Any
    ) -> Any:
        """The JSON of a good answer, None of an empty one. Other arguments are those of requests.

        What `charges` is sent once; what `reads` may be repeated as a GET. Raises ProviderError.
        """
        answer = self.send(method, path, charges=charges, reads=reads, **kwargs)
        if answer.status_code >= 300:
            raise self.refusal(answer)
        if not answer.content:
            return None
        try:
            return answer.json()
        except (ValueError, RecursionError) as error:
            raise ProviderError(f"{self.name} answered something that is no JSON") from error

    def send(
        self, method: str, path: str, *, charges: bool = False, reads: bool = False, **kwargs: Any
    ) -> requests.Response:
        """Whatever the answer. Raises ProviderError where there is none."""
        session = self._careful if charges else self._repeating if reads else self._session
        with speaking(self.name):
            return session.request(
                method, self.base + path, timeout=self.TIMEOUT, allow_redirects=False, **kwargs
            )

    def refusal(self, answer: requests.Response) -> ProviderError:
        """What an answer that is none becomes."""
        status = answer.status_code
        if status == 429:
            seconds = wait(answer.headers.get("Retry-After"))
            return RateLimited(f"{self.name} has had too many calls", seconds)
        try:
            said = self.explain(answer.json())[:LONGEST_TEXT]
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
            said = ""
        text = f"{self.name}: {said}" if said else f"{self.name} answered {status} {answer.reason}"
        if status in (401, 403):
            text = f"{self.name} does not accept the stored credentials ({said or status})"
        return ERRORS.get(status, ProviderError)(text)

    def explain(self, document: Any) -> str:
        """What the JSON of a refusal says. May raise what reading of a wrong shape raises."""
        return str(document["message"])
