"""Hostinger's API: its token, its pages, its way to say what is wrong."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

import requests
from requests.auth import AuthBase

from hostingco_api.gateway.drivers.common import slug
from hostingco_api.gateway.provider import (
    Configuration,
    Conflict,
    Invalid,
    NotFound,
    ProviderError,
)
from hostingco_api.gateway.upstream import Upstream

NAME = "Hostinger"
BASE = "https://developers.hostinger.com"

_CONFLICT = re.compile(
    r"\[DNS:4008\]|\[DNS:4005\] RRset \S+ IN ALIAS must not be used"
    r"|(\[\w+:\d+\] )?(Domain is already registered|(The domain|Virtual machine) is )"
)
# Both were seen of cards that were charged all the same.
_UNSURE = re.compile(r"\[Billing:9999\] Request failed|\[VPS:2004\] Wrong hostname FQDN format")
_SOMEBODY_ELSES = "[DNS:4002]"
_NO_ROUTE = "Route is not found"

T = TypeVar("T")
Item = TypeVar("Item")


class Account:
    """What the parts of the driver have in common."""

    def __init__(self, configuration: Configuration) -> None:
        self._api = Client(configuration)


class Client(Upstream):
    def __init__(self, configuration: Configuration) -> None:
        base = configuration.extra.get("base_url") or BASE
        # The edge in front of the API refuses some clients by their names, and those without one.
        super().__init__(NAME, base, _Token(configuration.api_key), {"User-Agent": "hostingco"})

    def read(self, path: str, parse: Callable[[Any], T], **kwargs: Any) -> T:
        """What is made of an answer to GET."""
        return self.parsed(self.ask("GET", path, **kwargs), parse)

    def parsed(self, document: Any, parse: Callable[[Any], T]) -> T:
        """Raises ProviderError where it does not look as it should."""
        try:
            return parse(document)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise ProviderError(f"{self.name} answered something unexpected") from error

    def pages(self, path: str, parse: Callable[[Any], T]) -> list[T]:
        """What is made of the items of all pages."""
        found: list[T] = []
        for number in count(1):
            items, total = self.read(
                path,
                lambda page: ([parse(item) for item in page["data"]], int(page["meta"]["total"])),
                params={"page": number},
            )
            found += items
            if not items or len(found) >= total:
                break
        return found

    def refusal(self, answer: requests.Response) -> ProviderError:
        error = super().refusal(answer)
        said = self._said(answer)
        text = f"{self.name}: {said}"
        match answer.status_code:
            case 400 | 422 if _CONFLICT.match(said):
                return Conflict(text)
            case 400 | 422 if _UNSURE.match(said):
                return ProviderError(text)
            case 403 if said.startswith(_SOMEBODY_ELSES):
                return NotFound(text)
            case 404 if not said or _NO_ROUTE in said:
                # Nobody asked for a thing that is not there: the whole API is not, or that call.
                return ProviderError(f"{error}: is base_url right?")
        return error

    def _said(self, answer: requests.Response) -> str:
        try:
            return self.explain(answer.json())
        except (ValueError, TypeError, LookupError, AttributeError):
            return ""

    def explain(self, document: Any) -> str:
        """With the fields, where it names some. The document has `error`, the service `message`."""
        errors = document.get("errors")
        if errors:
            return "; ".join(f"{field}: {' '.join(texts)}" for field, texts in errors.items())
        return str(document.get("message") or document["error"])


class _Token(AuthBase):
    def __init__(self, api_key: str) -> None:
        token = re.sub(r"(?i)\Abearer(\s+|\Z)", "", api_key.strip())
        if not re.fullmatch(r"[ -~]+", token):  # it could not be in a header
            raise Invalid(f"api_key is no token of {NAME}: those are printable ASCII")
        self._header = f"Bearer {token}"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._header
        return request


def instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def is_number(text: str) -> bool:
    """Whether it may be one of the ids that are integers."""
    return re.fullmatch("[0-9]{1,18}", text) is not None


def number(field: str, text: str | None) -> int | None:
    """Of what the caller has named in a body. Raises Invalid."""
    if text is not None and not is_number(text):
        raise Invalid(f"{field}: {text!r} is none of {NAME}'s ids, which are numbers")
    return None if text is None else int(text)


def chosen(field: str, given: str | None, there: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The id of what the caller means, among ids and the names of each: an id, a name's slug, or
    the first words of a single one. Raises Invalid."""
    slugs = [(id, [slug(name) for name in names]) for id, names in there]
    near = slugs
    if given is not None:
        wanted = slug(given)
        ways = (
            [one for one in slugs if one[0] == given],
            [one for one in slugs if wanted in one[1]],
            [one for one in slugs if any(name.startswith(f"{wanted}-") for name in one[1])],
        )
        near = next(filter(None, ways), [])
    if given is not None and len(near) == 1:
        return near[0][0]
    listed = ", ".join(f"{id} ({names[0]})" if names else id for id, names in (near or slugs)[:6])
    what = "has to be given" if given is None else f"{given!r} fits {'several' if near else 'none'}"
    raise Invalid(f"{field}: {what}; {NAME} has {listed or 'none'}")
