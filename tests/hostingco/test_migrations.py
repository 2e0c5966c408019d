"""A database is at the schema of the code, or it is not touched."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from hostingco_api.core import migrate
from hostingco_api.core.catalog import PLANS
from hostingco_api.core.database import Database
from hostingco_api.core.models import Base, Plan
from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    databases: postgres.Databases = request.getfixturevalue("postgresql")
    return databases()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = migrate.open_database(url)
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_new_database_sells_the_catalog(database: Database) -> None:
    with database.reading() as session:
        plans = session.scalars(select(Plan).order_by(Plan.position)).all()
    assert [(plan.id, plan.price) for plan in plans] == [(p["id"], p["price"]) for p in PLANS]


def test_every_migration_can_be_taken_back(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migrate._config(connection), "base")
    assert tables(database) == {"alembic_version"}
    migrate.upgrade(database)
    assert Base.metadata.tables.keys() < tables(database)


def test_many_may_find_it_empty_at_once(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(migrate.open_database, [url] * 4))
    with opened[0].reading() as session:
        assert len(session.scalars(select(Plan)).all()) == len(PLANS)
    for database in opened:
        database.close()


def test_one_with_data_is_not_altered_by_opening_it(database: Database, url: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    before = tables(database)
    with pytest.raises(migrate.Outdated, match="run `hostingco migrate`"):
        migrate.open_database(url)
    assert tables(database) == before


def test_one_of_a_newer_version_is_refused(database: Database, url: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.Outdated, match=r"newer version's schema \(9999\)"):
        migrate.open_database(url)


def test_a_database_file_is_its_owner_s_only(tmp_path: Path) -> None:
    database = migrate.open_database(f"sqlite:///{tmp_path / 'new.db'}")
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    database.close()
    assert set(modes.values()) == {0o600}
    assert len(modes) == 3  # its log and its index, too


@pytest.mark.parametrize(
    "wrong", ["", "x", "sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "postgresql+"]
)
def test_a_url_that_cannot_be_is_named(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"database|supported"):
        Database(wrong)


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ValueError, match=r"pip install 'hostsim\[postgresql\]'"):
        Database("postgresql://localhost/x")
