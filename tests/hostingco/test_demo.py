"""The demo company: its logins, its data, and that all of it could have happened."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select

from hostingco_api import demo
from hostingco_api.core import billing, catalog, reports
from hostingco_api.core.database import Database
from hostingco_api.core.migrate import open_database
from hostingco_api.core.models import (
    SERVER_STATUSES,
    TICKET_STATUSES,
    Base,
    Fact,
    Invoice,
    PaymentMethod,
    Sample,
    Server,
    Ticket,
    User,
)
from tests.hostingco.support import HASHER, Portal, copied
from tests.postgres import Databases

NOW = datetime(2026, 5, 8, 3, 14, 24, 942_000, tzinfo=UTC)
DAYS = [
    NOW,
    datetime(2027, 1, 1, tzinfo=UTC),  # most of it was in the year before
    datetime(2028, 2, 29, 23, 59, 59, 999_000, tzinfo=UTC),
    datetime(2026, 3, 31, 12, 2, tzinfo=UTC),
]
PLANNED = {"due_at", "next_billing_at"}
MADE_ANEW = {"password", "token", "uuid"}


def seeded(url: str, now: datetime = NOW) -> Database:
    database = open_database(url)
    demo.seed(database, HASHER, now)
    return database


def rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Of every table."""
    found = {}
    with database.reading() as session:
        for mapper in Base.registry.mappers:
            names = [column.key for column in mapper.column_attrs]
            kind = mapper.class_
            ordered = select(kind).order_by(*inspect(kind).primary_key)
            found[kind.__tablename__] = [
                {name: getattr(row, name) for name in names}
                for row in session.scalars(ordered).unique()
            ]
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a demo of NOW, to be copied."""
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    seeded(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="module")
def company(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """On a demo of NOW, which is the time. Nothing is changed in it."""
    portal = Portal(copied(made, tmp_path_factory.mktemp("company")))
    portal.clock.ahead = NOW - portal.clock()
    yield portal
    portal.close()


def log_in(portal: Portal, email: str, password: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The user, and the headers to call as it."""
    body = {"email": email, "password": password}
    data = portal.good("POST", "/auth/login", json=body)
    return data["user"], {"Authorization": f"Bearer {data['token']}"}


def test_the_documented_logins_work(company: Portal) -> None:
    admin, _ = log_in(company, "admin@hostingco.com", "admin123")
    assert admin["role"] == "admin"
    john, _ = log_in(company, "user@example.com", "password123")
    assert (john["name"], john["role"]) == ("John Doe", "user")
    agent, _ = log_in(company, "support@hostingco.com", "password123")
    assert agent["role"] == "support"


def test_the_first_server_is_the_documented_one(company: Portal) -> None:
    john, headers = log_in(company, "user@example.com", "password123")
    first = company.good("GET", "/hosting/servers", headers=headers)[0]
    assert first["userId"] == john["id"]
    names = ("id", "name", "plan", "location", "status", "ip", "hostname")
    assert [first[name] for name in names] == [
        "server_001",
        "web-server-01",
        "pro",
        "us-east-1",
        "active",
        "192.168.1.101",
        "web-server-01.acme.com",
    ]
    assert 95 < first["uptime"] <= 100
    assert None not in first["statistics"].values()


def test_every_kind_of_everything_is_there(company: Portal) -> None:
    live = company.rows(select(Server).where(Server.deleted_at.is_(None)))
    assert len(live) == 45
    assert {server.status for server in live} == set(SERVER_STATUSES)
    assert {server.location for server in live} == set(catalog.LOCATIONS)
    assert {server.plan_id for server in live} == {plan["id"] for plan in catalog.PLANS}
    assert company.rows(select(Server).where(Server.deleted_at.is_not(None)))
    users = company.rows(select(User))
    assert Counter(user.role for user in users) == {"admin": 1, "support": 1, "user": 25}
    for kind in (
        [user for user in users if user.deleted_at],
        [user for user in users if not user.is_active and not user.deleted_at],
        [user for user in users if user.password is None],
    ):
        assert kind
    assert {card.brand for card in company.rows(select(PaymentMethod))} >= {"visa", "amex"}
    tickets = company.rows(select(Ticket))
    assert {ticket.status for ticket in tickets} == set(TICKET_STATUSES)
    assert {ticket.category for ticket in tickets} == set(catalog.CATEGORY_NAMES)
    assert tickets[0].subject == "Server downtime issue"
    assert 2000 < len(company.rows(select(Sample))) < 3000


def test_john_doe_has_something_in_every_list(company: Portal) -> None:
    for kind in (Server, Invoice, Ticket, PaymentMethod):
        assert company.rows(select(kind).where(kind.user_id == 3)), kind


def test_staff_see_figures_that_are_alive(company: Portal) -> None:
    _, headers = log_in(company, "admin@hostingco.com", "admin123")
    stats = company.good("GET", "/dashboard/stats", headers=headers)
    revenue = sum(i.total for i in company.rows(select(Invoice)) if i.status == "paid")
    assert stats["overview"]["totalRevenue"] == float(revenue)
    assert all(stats["overview"].values())
    assert 95 < stats["servers"]["averageUptime"] < 100
    month = company.good("GET", "/analytics/overview", headers=headers)
    tickets = month["support"].pop("tickets")
    assert month["support"].pop("satisfaction") is None
    for section in (month["users"], month["revenue"], month["servers"], tickets):
        assert None not in section.values()
        assert all(value for name, value in section.items() if name != "growth"), month


@pytest.mark.parametrize("now", DAYS, ids=lambda day: f"{day:%Y-%m-%d}")
def test_whenever_it_begins_all_of_it_could_have_happened(
    tmp_path: Path, made: Path, now: datetime
) -> None:
    url = copied(made, tmp_path) if now == NOW else f"sqlite:///{tmp_path / 'demo.db'}"
    database = seeded(url, now)
    tables = rows(database)
    numbers: Counter[int] = Counter()
    for invoice in tables["invoices"]:
        year = invoice["created_at"].year
        numbers[year] += 1
        assert invoice["number"] == f"INV-{year}-{numbers[year]:03d}"
        items = [i for i in tables["invoice_items"] if i["invoice_id"] == invoice["id"]]
        assert invoice["amount"] == sum(item["total"] for item in items)
        assert invoice["total"] == invoice["amount"] + invoice["tax"]
        ends = [p for p in tables["payments"] if p["invoice_id"] == invoice["id"]]
        paid = [p for p in ends if p["status"] == "succeeded"]
        assert (invoice["status"] == "paid") == bool(paid)
        assert [(p["amount"], p["settled_at"]) for p in paid] == [
            (invoice["total"], invoice["paid_at"]) for _ in paid
        ]
    for name, table in tables.items():
        for row in table:
            instants = {
                column: value
                for column, value in row.items()
                if isinstance(value, datetime) and column not in PLANNED
            }
            assert max(instants.values(), default=now) <= now, (name, row)
            if "created_at" in instants:
                assert instants["created_at"] == min(instants.values()), (name, row)
            assert not any(value.microsecond % 1000 for value in instants.values())
    with database.reading() as session:
        invoices = session.scalars(select(Invoice)).all()
    statuses = {billing.status(invoice, now) for invoice in invoices}
    assert statuses == {"paid", "pending", "overdue", "cancelled"}
    reasons = {payment["reason"] for payment in tables["payments"]}
    assert reasons == {None, "The card was declined", "The card has expired"}
    owners = {user["id"]: user for user in tables["users"]}
    for name in ("servers", "invoices", "tickets", "payment_methods"):
        for row in tables[name]:
            assert owners[row["user_id"]]["created_at"] <= row["created_at"]
    for ticket in tables["tickets"]:
        talk = [m for m in tables["messages"] if m["ticket_id"] == ticket["id"]]
        assert talk[0]["content"] == ticket["description"]
        assert [m["sent_at"] for m in talk] == sorted(m["sent_at"] for m in talk)
        answers = [m["sent_at"] for m in talk if m["sender"] == "support"]
        assert ticket["answered_at"] == (answers[0] if answers else None)
    database.close()


def test_the_worker_finds_nothing_that_should_have_been_done(tmp_path: Path, made: Path) -> None:
    """But the server that is being made, which is told in the audit log."""
    portal = Portal(copied(made, tmp_path))
    portal.clock.ahead = NOW - portal.clock()
    before = rows(portal.database)
    portal.work()
    after = rows(portal.database)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"servers", "machines", "samples", "audit_log"}
    assert Counter(server["status"] for server in after["servers"]).keys() == {
        "active",
        "inactive",
        "maintenance",
    }
    for old, new in zip(before["servers"], after["servers"], strict=True):
        assert new["status"] == old["status"] or old["status"] == "provisioning"
    portal.close()


def test_its_servers_can_be_switched(tmp_path: Path, made: Path) -> None:
    portal = Portal(copied(made, tmp_path))
    _, headers = log_in(portal, "admin@hostingco.com", "admin123")
    servers = portal.good("GET", "/hosting/servers?limit=100", headers=headers)
    for server in servers:
        if server["status"] in ("active", "inactive"):
            action = {"active": "stop", "inactive": "start"}[server["status"]]
            path = f"/hosting/servers/{server['id']}/power"
            done = portal.good("POST", path, headers=headers, json={"action": action})
            assert done["status"] != server["status"]
    portal.close()


def test_two_of_the_same_time_are_the_same(tmp_path: Path, made: Path) -> None:
    first = open_database(copied(made, tmp_path))
    second = seeded(f"sqlite:///{tmp_path / 'second.db'}")
    found = [rows(first), rows(second)]
    for tables in found:
        for table in tables.values():
            for row in table:
                for told in (row, row.get("changes", {})):  # of the audit log
                    for column in MADE_ANEW & told.keys():
                        told[column] = told[column] is not None
    assert found[0] == found[1]
    first.close()
    second.close()


def test_a_database_with_users_is_left_alone(portal: Portal) -> None:
    before = rows(portal.database)
    with pytest.raises(demo.NotEmpty, match="users"):
        demo.seed(portal.database, HASHER, NOW)
    assert rows(portal.database) == before
    assert not demo.is_one(portal.database)


def test_a_demo_is_marked_and_not_filled_twice(company: Portal) -> None:
    assert demo.is_one(company.database)
    assert company.row(select(Fact)).value == "1"
    before = rows(company.database)
    demo.seed(company.database, HASHER, NOW + timedelta(days=1))
    assert rows(company.database) == before


def test_many_may_fill_it_at_once(tmp_path: Path, postgresql: Databases) -> None:
    for url in (f"sqlite:///{tmp_path / 'demo.db'}", postgresql()):
        open_database(url).close()
        with ThreadPoolExecutor(3) as pool:
            filled = list(pool.map(seeded, [url] * 3))
        with filled[0].reading() as session:
            assert len(session.scalars(select(Fact)).all()) == 1
        for database in filled:
            database.close()


def test_postgresql_tells_the_same_figures(
    tmp_path: Path, made: Path, postgresql: Databases
) -> None:
    lite, postgres = open_database(copied(made, tmp_path)), seeded(postgresql())
    with lite.reading() as here, postgres.reading() as there:
        for days in (1, 30, 365):
            window = (NOW - timedelta(days=days), NOW)
            assert reports.analytics(here, *window) == reports.analytics(there, *window)
        for id in (1, 2, 3, 5):
            figures = [
                reports.dashboard(session, session.get_one(User, id), NOW)
                for session in (here, there)
            ]
            assert figures[0] == figures[1]
    lite.close()
    postgres.close()
