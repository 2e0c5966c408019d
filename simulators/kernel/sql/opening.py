"""A connection to the database, with our tables in it; or a refusal that says what to do.

SQLite has one connection, for which threads queue: its own way to wait for a lock is to sleep and
look again, and who comes late may well go first. Its file keeps what was committed when this
process is killed; perhaps not all of it when the machine loses power (`synchronous=NORMAL`).
"""

import os
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from simulators.kernel.repository import StoreRefused
from simulators.kernel.sql import tables
from simulators.kernel.world import FORMAT

CONNECTIONS = 16
"""To PostgreSQL, of one process; a request holds one while it has its world."""
PATIENCE = 60
"""Seconds to wait for a lock or connection that another request has."""
_CREATING = 0x686F737473696D
"""The number of an advisory lock; processes that start at once create the tables by turns."""


def open_engine(store: str) -> Engine:
    """Raises StoreRefused; its message has no password in it."""
    try:
        url = make_url(store)
    except (ArgumentError, ValueError) as error:  # whose text would be the whole URL
        raise StoreRefused("that is no URL; is there a character to be %-encoded in it?") from error
    try:
        engine = _sqlite(url) if url.drivername == "sqlite" else _postgresql(url)
        with engine.begin() as connection:
            _prepare(connection, shown(url))
    except SQLAlchemyError as error:
        raise StoreRefused(f"cannot use {shown(url)}: {reason(error)}") from error
    return engine


def shown(url: URL) -> str:
    """The URL without what may be secret."""
    if url.drivername == "sqlite":
        return f"sqlite:///{url.database}"
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{url.host or ''}{port}/{url.database or ''}"


def reason(error: SQLAlchemyError) -> str:
    """The database's own words, in a line; statements and parameters are nobody's business."""
    said = str(error.orig) if isinstance(error, DBAPIError) and error.orig else str(error)
    return " ".join(said.split()) or type(error).__name__


def _sqlite(url: URL) -> Engine:
    path = url.database
    if url.host or not path or path == ":memory:" or path.startswith("file:") or url.query:
        raise StoreRefused("SQLite takes a path and no more: sqlite:///<path>, or `memory`")
    try:
        # SQLite gives the files that it puts beside it the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise StoreRefused(f"cannot write {path}: {told}") from error
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=PATIENCE,
        connect_args={"check_same_thread": False, "timeout": PATIENCE},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # or the driver would begin when it thinks fit
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL) -> Engine:
    given = url.normalized_query
    settings: dict[str, Any] = {"application_name": "hostsim", "connect_timeout": 10}
    settings = {name: value for name, value in settings.items() if name not in given}
    settings["options"] = " ".join([f"-c lock_timeout={PATIENCE}s", *given.get("options", ())])
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=PATIENCE,
            connect_args=settings,
            isolation_level="READ COMMITTED",  # whoever waited for a lock sees what was done
            hide_parameters=True,
        )
    except ImportError as error:
        raise StoreRefused(
            "PostgreSQL needs a driver: pip install 'hostsim[postgresql]'"
        ) from error


def _prepare(connection: Connection, place: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_CREATING)))
    if not inspect(connection).has_table(tables.meta.name):
        tables.metadata.create_all(connection)
        connection.execute(insert(tables.meta).values(format=FORMAT))
    found = connection.scalar(select(tables.meta.c.format))
    if found != FORMAT:
        raise StoreRefused(
            f"the worlds in {place} were kept by another version of hostsim (format {found}, "
            f"here it is {FORMAT}); take that version, or another path or database"
        )
