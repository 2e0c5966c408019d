"""The database: SQLite or PostgreSQL, transactions that read and such that write, column types.

On SQLite a writer takes the lock at once (BEGIN IMMEDIATE), so that what it read stays true until
it commits; on PostgreSQL rules lock the rows they decide on (`with_for_update`, which SQLite does
without). A transaction that only reads cannot write on either, and sees one state throughout.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Connection, DateTime, Dialect, Engine, create_engine, event, exc
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from hostingco_api.core.clock import utcnow

PATIENCE = 15
"""Seconds that a writer waits for another one."""
LOCK: dict[str, Any] = {"key_share": True}
"""How rules lock rows: against who changes them, and not against who only refers to them, as new
rows do by their foreign keys. Or an order, which has its customer and wants the next number, and a
renewal, which has the number and refers to the customer, would wait for each other."""
_BUSY = ("55P03", "40P01", "40001")  # lock not available, deadlock, serialization failure


class Money(TypeDecorator[Decimal]):
    """An amount with two decimals, kept as a whole number of cents, so that sums are exact."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        cents = value * 100
        assert cents == int(cents), f"{value} is no whole number of cents"
        return int(cents)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)) / 100


class Instant(TypeDecorator[datetime]):
    """An aware instant. SQLite forgets time zones, so it goes in and comes out as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Writer(Session):
    """Of a transaction that writes."""


class Database:
    """An engine, and the two kinds of transactions."""

    def __init__(self, url: str) -> None:
        """Raises ValueError where the URL is none of a database that is supported."""
        try:
            parsed = make_url(url)
        except exc.ArgumentError as error:
            raise ValueError("the database URL cannot be read") from error
        backend = parsed.get_backend_name()
        if backend not in ("sqlite", "postgresql"):
            raise ValueError(f"{backend} is not supported: use sqlite:///file or postgresql://...")
        if backend == "sqlite":
            if parsed.database in (None, "", ":memory:"):
                raise ValueError(
                    "a database in memory has as many states as connections: name a file"
                )
            # Before SQLite does, which would let others read it; its log gets the same mode.
            os.close(os.open(str(parsed.database), os.O_RDONLY | os.O_CREAT, 0o600))
            options: dict[str, Any] = {"connect_args": {"timeout": PATIENCE}}
        else:
            wait = f"{PATIENCE * 1000:.0f}ms"
            options = {
                "pool_pre_ping": True,
                "connect_args": {"options": f"-c lock_timeout={wait} -c timezone=UTC"},
            }
        try:
            # Errors are logged, and parameters may have secrets in them.
            self.engine: Engine = create_engine(parsed, hide_parameters=True, **options)
        except ImportError as error:
            raise ValueError(
                f"there is no driver for {parsed.drivername}: pip install 'hostsim[postgresql]'"
            ) from error
        if backend == "sqlite":
            event.listen(self.engine, "connect", _on_connect)
            event.listen(self.engine, "begin", _on_begin)
            reads: dict[str, Any] = {"reads": True}
        else:
            reads = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self.engine.execution_options(**reads)
        self.clock: Callable[[], datetime] = utcnow
        self.actor: Callable[[], Any] = lambda: None
        """Who writes, and when: for `audit`, which listens to every Writer."""
        self._writers = sessionmaker(self.engine, class_=Writer, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Committed at the end, unless something was raised. What was read stays readable."""
        with self._writers() as session, session.begin():
            session.info.update(actor=self.actor, clock=self.clock)
            yield session

    def close(self) -> None:
        self.engine.dispose()


def is_busy(error: exc.SQLAlchemyError) -> bool:
    """Was it in vain that it waited for others? Nothing was changed, and again it may go well."""
    cause = getattr(error, "orig", None)
    return (
        isinstance(error, exc.TimeoutError)
        or getattr(cause, "sqlstate", None) in _BUSY
        or getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    )


def is_taken(error: exc.IntegrityError) -> bool:
    """Did somebody else have what there can be once? Nothing else can go wrong but by us."""
    return getattr(error.orig, "sqlstate", None) == "23505" or getattr(
        error.orig, "sqlite_errorcode", None
    ) in (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)


def _on_connect(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by itself
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _on_begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
