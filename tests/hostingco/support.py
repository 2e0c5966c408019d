"""An application of the tests' own: a database with a few people in it, a clock that can be set."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from hostingco_api.app import create_app
from hostingco_api.config import Config
from hostingco_api.core import accounts
from hostingco_api.core.clock import utcnow
from hostingco_api.core.database import Database
from hostingco_api.core.migrate import open_database
from hostingco_api.services import Services
from hostingco_api.worker import work

SECRET = "a secret of the tests, and of nobody else"
PASSWORD = "password123"
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Argon2id as in real life, but cheap: most tests are about something else."""
PEOPLE = {
    "admin": ("admin@hostingco.com", "Ada Admin", "admin"),
    "support": ("support@hostingco.com", "Sam Support", "support"),
    "customer": ("user@example.com", "John Doe", "user"),
    "other": ("other@example.com", "Olga Other", "user"),
}
"""Their ids are user_1 to user_4."""
IDS = {name: f"user_{number}" for number, name in enumerate(PEOPLE, 1)}


class Clock:
    """The real time, moved by as much as a test likes."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return utcnow() + self.ahead

    def set(self, *parts: int) -> None:
        """It goes on from then."""
        self.ahead = datetime(*parts, tzinfo=UTC) - utcnow()  # type: ignore[misc, arg-type]

    def move(self, **by: float) -> None:
        self.ahead += timedelta(**by)


def populate(database: Database) -> None:
    """PEOPLE, whose passwords are PASSWORD."""
    hashed = HASHER.hash(PASSWORD)
    with database.writing() as session:
        for email, name, role in PEOPLE.values():
            accounts.create(session, utcnow(), email=email, name=name, role=role, password=hashed)


def populated(folder: Path) -> str:
    """The URL of a new database with them."""
    file = folder / "world.db"
    file.write_bytes(template())
    return f"sqlite:///{file}"


@cache
def template() -> bytes:
    """A file of a database with PEOPLE in it: to make one takes longer than most tests do."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "template.db")
        database = open_database(f"sqlite:///{file}")
        populate(database)
        database.close()
        return file.read_bytes()


@cache
def _application(proxies: int) -> Flask:
    """One for all portals, since making it takes longer than most tests: each has its services."""
    nowhere = cast("Database", SimpleNamespace())
    return create_app(Config("", SECRET, Path(), hasher=HASHER, proxies=proxies), nowhere)


class Portal:
    """An application in this process. Tokens are minted by logging in, once per person."""

    def __init__(
        self, url: str, *, database: Database | None = None, limits: bool = False, **config: Any
    ) -> None:
        """On a database that somebody else closes, or else on one of its own."""
        self.url = url
        self.clock = Clock()
        self._own = database is None
        self.database = database or open_database(url)
        file = Path(self.database.engine.url.database or "")
        config.setdefault("credentials", file.parent / "hosting")
        self.config = Config(url, SECRET, limits=limits, clock=self.clock, hasher=HASHER, **config)
        self.app = _application(self.config.proxies)
        self.services = Services(self.config, self.database)
        self._tokens: dict[str, str] = {}

    def work(self) -> None:
        """What the worker does, done now."""
        work(self.services)

    def token(self, name: str) -> str:
        if name not in self._tokens:
            body = {"email": PEOPLE[name][0], "password": PASSWORD}
            answer = self.call("POST", "/auth/login", json=body)
            assert answer.status_code == 200, answer.text
            self._tokens[name] = answer.get_json()["data"]["token"]
        return self._tokens[name]

    def later(self, **by: float) -> None:
        """Time goes by, and whoever comes back logs in again."""
        self.clock.move(**by)
        self._tokens.clear()

    def call(self, method: str, path: str, who: str | None = None, **kwargs: Any) -> TestResponse:
        """`who` is one of PEOPLE; `path` is that below /api."""
        headers = dict(kwargs.pop("headers", {}))
        if who:
            headers["Authorization"] = f"Bearer {self.token(who)}"
        for app in (self.app, *self.app.extensions["hostingco.mounted"].values()):
            app.extensions["hostingco"] = self.services
        return self.app.test_client(use_cookies=False).open(
            f"/api{path}", method=method, headers=headers, **kwargs
        )

    def good(self, method: str, path: str, who: str | None = None, **kwargs: Any) -> Any:
        """The data of an answer that has to be a good one."""
        answer = self.call(method, path, who, **kwargs)
        assert answer.status_code in (200, 201), answer.text
        return answer.get_json()["data"]

    def refused(
        self, status: int, code: str, method: str, path: str, who: str | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """The error of an answer that has to be a refusal."""
        answer = self.call(method, path, who, **kwargs)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code), (
            answer.text
        )
        error: dict[str, Any] = answer.get_json()["error"]
        return error

    def row(self, query: Any) -> Any:
        """The first row of a query, read as the rules do."""
        with self.database.reading() as session:
            return session.scalars(query).unique().first()

    def rows(self, query: Any) -> list[Any]:
        with self.database.reading() as session:
            return list(session.scalars(query).unique())

    # -- what many tests begin with -------------------------------------------------------------

    def server(self, who: str = "customer", name: str = "web-1", plan: str = "pro") -> str:
        """The id of a new server, which is active."""
        body = {"name": name, "plan": plan, "location": "us-east-1"}
        id: str = self.good("POST", "/hosting/servers", who, json=body)["id"]
        self.work()
        return id

    def close(self) -> None:
        if self._own:
            self.database.close()


Portals = Callable[..., Portal]


def restore(database: Path, template: Path) -> None:
    """As it was in the beginning, whoever has it open."""
    with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(database)) as target:
        source.backup(target)


def copied(template: Path, folder: Path) -> str:
    """The URL of a fresh copy of a database."""
    shutil.copy(template, folder / "portal.db")
    return f"sqlite:///{folder / 'portal.db'}"
