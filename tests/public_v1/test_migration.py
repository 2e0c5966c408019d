"""A database of the version before is brought to this one, and nothing in it is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import exc, text

from hostingco_api.core import migrate
from hostingco_api.core.database import Database
from tests import postgres
from tests.hostingco.support import Portal, populate
from tests.public_v1.support import Api

NOW = "'2026-05-08 03:14:24.942'"
BEFORE = (
    *(
        "INSERT INTO users (id, email, name, role, is_active, password, theme, notifications,"
        f" created_at, updated_at) VALUES ({n}, 'u{n}@example.com', 'User {n} Name', 'user', true,"
        f" 'x', 'light', true, {NOW}, {NOW})"
        for n in (7, 8)
    ),
    "INSERT INTO payment_methods (id, user_id, type, brand, last4, expiry_month, expiry_year,"
    " token, is_default, created_at) VALUES"
    f" (5, 7, 'credit_card', 'visa', '4242', 12, 2030, 'card_x', true, {NOW})",
    *(
        "INSERT INTO invoices (id, user_id, number, description, amount, tax, total, currency,"
        " status, recurring, due_at, created_at, updated_at) VALUES"
        f" ({n}, 7, 'INV-2026-00{n}', 'Work', 1000, 80, 1080, 'USD', '{status}', false, {NOW},"
        f" {NOW}, {NOW})"
        for n, status in ((1, "paid"), (2, "pending"))
    ),
    *(
        "INSERT INTO invoice_items (id, invoice_id, description, quantity, unit_price, total)"
        f" VALUES ({n}, {n}, 'Work', 1, 1000, 1000)"
        for n in (1, 2)
    ),
    *(
        "INSERT INTO payments (id, invoice_id, method_id, amount, status, created_at, settled_at)"
        f" VALUES ({n}, {n}, 5, 1080, '{status}', {NOW}, {NOW})"
        for n, status in ((1, "succeeded"), (2, "failed"))
    ),
    f"INSERT INTO purchases (id, provider, kind, name, state, since) VALUES"
    f" (1, 'hostinger', 'vm', 'web-1', 'bought', {NOW})",
    "INSERT INTO invoice_counters (year, last) VALUES (2026, 2)",
)
TABLES = ("users", "payment_methods", "invoices", "invoice_items", "payments", "purchases", "plans")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.db'}"
    databases: postgres.Databases = request.getfixturevalue("postgresql")
    return databases()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = migrate.open_database(url)
    yield database
    database.close()


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    with database.engine.connect() as connection:
        found = connection.execute(text(f"SELECT * FROM {table} ORDER BY id"))
        return [dict(row._mapping) for row in found]


def run(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_nothing_is_lost(database: Database, url: str) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migrate._config(connection), "0002")
    run(database, *BEFORE)
    before = {table: rows(database, table) for table in TABLES}
    assert all(before.values())
    with pytest.raises(migrate.Outdated, match="migrate"):
        migrate.open_database(url)
    migrate.upgrade(database)
    uuids = []
    for table in TABLES:
        after = rows(database, table)
        assert [
            {k: row[k] for k in old} for row, old in zip(after, before[table], strict=True)
        ] == (before[table])
        uuids += [row["uuid"] for row in after if "uuid" in row]
    assert len(set(uuids)) == len(uuids) == 6
    assert {len(uuid) for uuid in uuids} == {36}
    assert {row["gateway"] for row in rows(database, "payments")} == {"card"}
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    _goes_on(Portal(url, database=database))


def _goes_on(portal: Portal) -> None:
    """With what there was: paid is paid, and what is left can be paid."""
    if portal.database.engine.dialect.name == "postgresql":
        for table in ("users", "payments", "invoices", "invoice_items"):
            run(portal.database, f"SELECT setval('{table}_id_seq', 100)")
    populate(portal.database)
    api = Api(portal)
    found = {one["id"]: one for one in api.good("GET", "/invoices")}
    assert [(one["status"], one["balance"]) for one in found.values()] == [
        ("paid", 0.0),
        ("overdue", 10.8),
    ]
    assert api.good("POST", f"/invoices/{found[2]['uuid']}/pay", {})["status"] == "paid"
    changed = api.good("PUT", f"/clients/{found[1]['client_id']}", {"last_name": "Changed"})
    assert changed["email"] == "u7@example.com"
    total = portal.good("GET", "/billing/summary", "admin")["totalRevenue"]
    assert total == 21.6


def test_it_can_be_taken_back_and_done_again(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migrate._config(connection), "0002")
    run(database, *BEFORE)
    before = {table: rows(database, table) for table in TABLES}
    migrate.upgrade(database)
    with database.engine.begin() as connection:
        command.downgrade(migrate._config(connection), "0002")
    assert {table: rows(database, table) for table in TABLES} == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor_label = 'nobody'",
        "UPDATE audit_log SET actor_label = 'nobody' WHERE id = 1",
        "DELETE FROM audit_log",
        "DELETE FROM audit_log WHERE id = 1",
        "TRUNCATE audit_log",
        "INSERT OR REPLACE INTO audit_log SELECT id, occurred_at, actor_type, actor_id, 'nobody',"
        " action, entity_type, entity_id, changes, ip, user_agent, request_id, method, path"
        " FROM audit_log",
    ],
)
def test_the_audit_log_is_kept_as_it_is(database: Database, statement: str) -> None:
    run(
        database,
        "INSERT INTO audit_log (id, occurred_at, actor_type, actor_label, action, entity_type,"
        f" entity_id, changes) VALUES (1, {NOW}, 'system', 'system', 'x', 'x', 1, '{{}}')",
    )
    before = rows(database, "audit_log")
    with pytest.raises(exc.DBAPIError):
        run(database, statement)
    assert rows(database, "audit_log") == before
