"""What an application is made of, for its APIs, its worker and its commands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from flask import current_app
from sqlalchemy.orm import Session

from hostingco_api.config import Config
from hostingco_api.core.accounts import Accounts
from hostingco_api.core.database import Database
from hostingco_api.core.payments import LocalProcessor, Processor
from hostingco_api.core.providers import LocalProvider, Provider
from hostingco_api.core.vault import Vault
from hostingco_api.gateway.providers import Providers
from hostingco_api.gateway.purchases import Purchases
from hostingco_api.throttle import Throttle
from hostingco_api.web.callers import actor


@dataclass
class Services:
    config: Config
    database: Database
    provider: Callable[[Session], Provider] = LocalProvider
    processor: Processor = LocalProcessor()  # noqa: RUF009 (it has no state)

    def __post_init__(self) -> None:
        self.database.clock = self.config.clock
        self.database.actor = actor
        self.vault = Vault(self.config.secret)
        self.accounts = Accounts(self.config.hasher, self.config.secret)
        self.providers = Providers(
            self.config.credentials, plain=self.config.environment != "production"
        )
        self.purchases = Purchases(self.database, self.config.clock)
        self.throttle = Throttle(self.config.limits, self.config.redis)
        self.work = Event()
        """Set when there may be something for the worker to do."""
        self.failed: dict[tuple[str, int], datetime] = {}
        """What the worker failed to do, by kind and id, and when."""
        self.measured: datetime | None = None
        """For which instant the worker has measured all servers."""


def services() -> Services:
    """Of the application that answers."""
    found: Services = current_app.extensions["hostingco"]
    return found
