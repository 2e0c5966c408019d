"""The providers of an application: their drivers, with the credentials that are stored."""

import logging
import re
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy.exc import SQLAlchemyError

from hostingco_api.gateway.provider import (
    Configuration,
    Invalid,
    NotFound,
    ProviderError,
    RateLimited,
)
from hostingco_api.gateway.registry import Registry, capabilities, installed
from hostingco_api.gateway.store import Store
from hostingco_api.gateway.upstream import is_private

AT_ONCE, OF_ONE = 16, 12
"""Calls that wait for providers, and for the same one. One more is refused, so that threads are
left for all else, and places for the others where one never answers."""


@dataclass(frozen=True)
class Known:
    """What is told of a provider without asking it."""

    name: str
    display_name: str
    connected: bool
    configured: bool
    capabilities: dict[str, list[str]]


class Providers:
    """`plain`: credentials may be sent over plain HTTP to other machines."""

    def __init__(
        self, credentials: Path, registry: Registry | None = None, *, plain: bool = True
    ) -> None:
        self.plain = plain
        self.registry = registry or installed()
        self.store = Store(credentials)
        self._drivers: dict[str, tuple[Configuration, Any]] = {}
        self._locks = {name: Lock() for name in self.registry.drivers}
        self._room = BoundedSemaphore(AT_ONCE)
        self._rooms = {name: BoundedSemaphore(OF_ONE) for name in self.registry.drivers}

    def all(self) -> list[Known]:
        return [self.known(name) for name in self.registry.drivers]

    def known(self, name: str) -> Known:
        """What is stored and cannot be used counts as not configured. Raises NotFound."""
        driver = self.registry.get(name)
        try:
            stored = self.store.get(name)
        except ProviderError:
            stored = None
        return Known(
            name,
            driver.display_name,
            stored is not None and stored.connected,
            stored is not None,
            capabilities(driver),
        )

    def configure(self, configuration: Configuration) -> None:
        """Raises Invalid where nothing can be made of it."""
        driver = self.registry.get(configuration.provider)
        self._check(configuration)
        with _guarded(driver.display_name, configuration), self._place(configuration.provider):
            driver(configuration)
        self.store.put(configuration)

    def forget(self, name: str) -> None:
        """Raises NotFound where nothing is stored."""
        self.registry.get(name)
        self._drivers.pop(name, None)
        if not self.store.delete(name):
            raise NotFound(f"{name} has no stored credentials")

    def test(self, name: str) -> None:
        """Raises what the provider answers, and remembers whether it went well."""
        configuration = self._stored(name)
        try:
            with self._using(configuration) as driver:
                driver.test()
        except RateLimited:  # which says nothing of the credentials; perhaps nobody was asked
            raise
        except ProviderError:
            self.store.tell(configuration, connected=False)
            raise
        self.store.tell(configuration, connected=True)

    def driver(self, name: str, *secrets: str) -> AbstractContextManager[Any]:
        """Made of what is stored. What it raises tells nothing of that, nor of `secrets`."""
        return self._using(self._stored(name), *secrets)

    def _stored(self, name: str) -> Configuration:
        configuration = self.store.get(name)
        if configuration is None:
            raise Invalid(f"{name} is not configured: save its credentials first")
        self._check(configuration)
        return configuration

    def _check(self, configuration: Configuration) -> None:
        base = configuration.extra.get("base_url")
        if not self.plain and base is not None and not is_private(base):
            raise Invalid("base_url has to be https in production, unless it is a loopback address")

    @contextmanager
    def _using(self, configuration: Configuration, *secrets: str) -> Iterator[Any]:
        name = self.registry.get(configuration.provider).display_name
        with _guarded(name, configuration, *secrets), self._place(configuration.provider):
            yield self._made(configuration)

    @contextmanager
    def _place(self, name: str) -> Iterator[None]:
        with ExitStack() as held:
            for room in (self._rooms[name], self._room):
                if not room.acquire(blocking=False):
                    raise RateLimited("too many calls wait for providers at this moment")
                held.callback(room.release)
            yield

    def _made(self, configuration: Configuration) -> Any:
        # Whether a test went well makes no difference to a driver.
        configuration = replace(configuration, connected=False)
        with self._locks[configuration.provider]:
            known = self._drivers.get(configuration.provider)
            if known is None or known[0] != configuration:
                made = self.registry.get(configuration.provider)(configuration)
                known = self._drivers[configuration.provider] = (configuration, made)
        return known[1]


@contextmanager
def _guarded(name: str, configuration: Configuration, *secrets: str) -> Iterator[None]:
    """Around whatever a driver does, be it that it is made: it raises ProviderError only."""

    def blotted(text: str) -> str:
        return _without(configuration, secrets, text)

    try:
        yield
    except ProviderError as error:
        error.args = (blotted(str(error)) or f"{name}: {type(error).__name__}",)
        raise
    except (SQLAlchemyError, KeyboardInterrupt, GeneratorExit):  # ours, on the way
        raise
    except BaseException as error:
        said = "".join(traceback.format_exception(error))
        logging.error("a driver failed: %s", blotted(said))
        raise ProviderError(f"the driver of {name} failed") from None


def _without(configuration: Configuration, more: Iterable[str], text: str) -> str:
    """What is secret is taken out, also where it is written as in a URL, a header or Python."""
    key, secret = configuration.api_key, configuration.api_secret
    extra = [v for name, v in configuration.extra.items() if name != "base_url" and len(v) > 5]
    known = {key, secret, re.sub(r"(?i)^\s*bearer\s+", "", key), *extra, *more}
    known |= {said.strip() for said in known}
    found = {way(said) for said in known for way in _WAYS} | {_base64(f"{key}:{secret}")}
    # The longest first: one may begin as another does.
    for said in sorted(found, key=len, reverse=True):
        if len(said) > 3:
            text = text.replace(said, "***")
    return text


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-8", "replace")).decode().rstrip("=")


_WAYS: tuple[Callable[[str], str], ...] = (
    str,
    partial(quote, errors="replace"),
    partial(quote, safe="", errors="replace"),
    partial(quote_plus, errors="replace"),
    lambda text: repr(text)[1:-1],
    _base64,
)
