"""The providers of an application: their drivers, with the credentials that are stored."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

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

AT_ONCE = 16
"""Calls that wait for providers. One more is refused, so that threads are left for all else."""


@dataclass(frozen=True)
class Known:
    """What is told of a provider without asking it."""

    name: str
    display_name: str
    connected: bool
    configured: bool
    capabilities: dict[str, list[str]]


class Providers:
    def __init__(self, credentials: Path, registry: Registry | None = None) -> None:
        self.registry = registry or installed()
        self.store = Store(credentials)
        self._drivers: dict[str, tuple[Configuration, Any]] = {}
        self._lock = Lock()
        self._room = BoundedSemaphore(AT_ONCE)

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
        with _guarded(driver.display_name, configuration):
            driver(configuration)
        self.store.put(configuration)

    def forget(self, name: str) -> None:
        """Raises NotFound where nothing is stored."""
        self.registry.get(name)
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
        return configuration

    @contextmanager
    def _using(self, configuration: Configuration, *secrets: str) -> Iterator[Any]:
        name = self.registry.get(configuration.provider).display_name
        with _guarded(name, configuration, *secrets):
            driver = self._made(configuration)
            if not self._room.acquire(blocking=False):
                raise RateLimited("too many calls wait for providers at this moment")
            try:
                yield driver
            finally:
                self._room.release()

    def _made(self, configuration: Configuration) -> Any:
        # Whether a test went well makes no difference to a driver.
        configuration = replace(configuration, connected=False)
        with self._lock:
            known = self._drivers.get(configuration.provider)
            if known is None or known[0] != configuration:
                made = self.registry.get(configuration.provider)(configuration)
                known = self._drivers[configuration.provider] = (configuration, made)
        return known[1]


@contextmanager
def _guarded(name: str, configuration: Configuration, *secrets: str) -> Iterator[None]:
    """Around whatever a driver does, be it that it is made: it raises ProviderError only."""
    secrets = (configuration.api_key, configuration.api_secret, *secrets)
    try:
        yield
    except ProviderError as error:
        error.args = (_without(secrets, str(error)),)
        raise
    except SQLAlchemyError:  # ours, on the way
        raise
    except Exception as error:
        said = "".join(traceback.format_exception(error))
        logging.error("a driver failed: %s", _without(secrets, said))
        raise ProviderError(f"the driver of {name} failed") from None


def _without(secrets: tuple[str, ...], text: str) -> str:
    for secret in secrets:
        for said in (secret, secret.removeprefix("Bearer ")):
            if len(said) > 3:
                text = text.replace(said, "***")
    return text
