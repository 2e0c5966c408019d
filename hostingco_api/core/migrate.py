"""Bringing a database to the schema of the code, by Alembic.

An empty database is brought there by whoever opens it, one with data only by `hostingco migrate`:
nobody's data is to be altered because a newer version was started.
"""

from functools import cache
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from hostingco_api.core import audit as _audit  # noqa: F401 (it listens)
from hostingco_api.core import catalog
from hostingco_api.core.database import Database
from hostingco_api.core.models import Plan, Setting

_LOCK = 0x686F7374  # any number, the same for every process


class Outdated(ValueError):
    """The message says what to run."""


def open_database(url: str) -> Database:
    """A database that is up to date. Raises Outdated where one with data is not."""
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            state = _state(connection)
            empty = not inspect(connection).get_table_names()
        if empty:
            upgrade(database)
        elif state != _scripts().get_current_head():
            raise Outdated("the database has another version's schema: run `hostingco migrate`")
    except BaseException:
        database.close()
        raise
    return database


def upgrade(database: Database) -> None:
    """All of it in one transaction, and one process at a time."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _state(connection)
        command.upgrade(_config(connection), "head")
        with Session(connection) as session:
            if not session.get(Setting, 1):
                session.add(Setting(id=1, values={}))
                session.add_all(Plan(**plan) for plan in catalog.PLANS)
                session.flush()


def _state(connection: Connection) -> str | None:
    """The revision that it has; None of one that is empty."""
    state = MigrationContext.configure(connection).get_current_revision()
    if state is not None and state not in {
        script.revision for script in _scripts().walk_revisions()
    }:
        raise Outdated(f"the database has a newer version's schema ({state}): update hostingco")
    return state


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("hostingco_api.core") / "migrations"))
    config.attributes["connection"] = connection
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
