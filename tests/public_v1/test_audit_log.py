"""The audit log: what is told in it, of whom, and that it stays."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, exc, select, text, update

import contracts
from hostingco_api.core.database import Database
from hostingco_api.core.migrate import open_database
from hostingco_api.core.models import (
    AuditEntry,
    Base,
    Delivery,
    PaymentMethod,
    Service,
    User,
    Webhook,
)
from tests import postgres
from tests.hostingco.support import PASSWORD
from tests.public_v1.history import ANN, HISTORY, HOOK, SHOP, Told
from tests.public_v1.support import Api


def entries(api: Api, after: int = 0) -> list[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.id > after).order_by(AuditEntry.id)
    return api.portal.rows(found)


def last(api: Api) -> int:
    return max(entry.id for entry in entries(api))


@pytest.fixture
def told(api: Api) -> Callable[[], list[Told]]:
    """What is told since it was asked last."""
    seen = [last(api)]

    def since() -> list[Told]:
        new = entries(api, seen[0])
        seen[0] += len(new)
        return [(entry.action, entry.entity_id) for entry in new]

    return since


# -- what is told -------------------------------------------------------------------------------


def test_every_operation_that_writes_is_told(api: Api, told: Callable[[], list[Told]]) -> None:
    api.portal.token("customer")
    assert told() == []
    agent = "till/1.0 \u00e9"
    for method, path, body, expected in HISTORY:
        before = last(api)
        headers = {"User-Agent": agent}
        at = {"REMOTE_ADDR": "::ffff:192.0.2.7"}
        answer = api.call(method, path, body, headers=headers, environ_overrides=at)
        assert answer.status_code < 300, (method, path, answer.text)
        new = entries(api, before)
        assert sorted(told()) == sorted(expected), (method, path)
        for entry in new:
            assert (entry.actor_type, entry.actor_id, entry.actor_label) == ("api_key", 1, "tests")
            assert (entry.method, entry.path) == (method, f"/api/v1{path}")
            assert (entry.ip, entry.request_id) == ("192.0.2.7", answer.headers["X-Request-Id"])
            assert (entry.user_agent or "").startswith("till/1.0")
            assert entry.entity_type == entry.action.partition(".")[0]


def test_the_table_has_every_operation_that_writes() -> None:
    operations = contracts.operations("public-v1.yaml")
    writes = {
        (operation.method.upper(), operation.path.removeprefix("/api/v1"))
        for operation in operations
        if operation.method.upper() != "GET"
    }
    assert len(writes) == 30
    for method, template in writes:
        shown = [path for verb, path, *_ in HISTORY if verb == method and _fits(path, template)]
        assert shown, (method, template)


def _fits(path: str, template: str) -> bool:
    parts, wanted = path.split("/"), template.split("/")
    return len(parts) == len(wanted) and all(
        part == want or want.startswith("{") for part, want in zip(parts, wanted, strict=True)
    )


def test_changes_have_what_was_and_what_is(api: Api) -> None:
    before = last(api)
    api.good("PUT", "/clients/3", {"company_name": "Acme", "first_name": "Jo"})
    (entry,) = entries(api, before)
    assert entry.changes == {
        "company": [None, "Acme"],
        "name": ["John Doe", "Jo Doe"],
        "first_name": [None, "Jo"],
    }
    api.good("PUT", "/clients/3", {"company_name": "Acme"})  # as it is
    assert last(api) == entry.id
    invoice = api.invoice(price=9.99, due_date="2030-01-31")
    (made,) = [e for e in entries(api) if e.action == "invoice.created"]
    assert made.changes["total"] == [None, 9.99]
    assert made.changes["due_at"] == [None, "2030-02-01T00:00:00.000Z"]
    assert made.entity_id == invoice["id"]


def test_reads_refusals_and_replays_tell_nothing(api: Api, told: Callable[[], list[Told]]) -> None:
    once = {"Idempotency-Key": "once"}
    api.good("POST", "/clients", ANN, headers=once)
    assert told() == [("client.created", 5)]
    api.good("POST", "/clients", ANN, headers=once)
    api.refused(409, "CONFLICT", "POST", "/clients", ANN)
    api.refused(422, "VALIDATION_ERROR", "POST", "/clients", {})
    api.refused(404, "NOT_FOUND", "DELETE", "/clients/99")
    reads = Api(api.portal, "clients.read")
    told()
    reads.refused(403, "AUTHORIZATION_ERROR", "DELETE", "/clients/3")
    reads.refused(
        401, "AUTHENTICATION_ERROR", "DELETE", "/clients/3", headers={"Authorization": "x"}
    )
    for path in ("/clients", "/clients/3", "/products/pricing", "/audit-log", "/nothing"):
        api.call("GET", path)
        api.call("HEAD", path)
    api.portal.later(minutes=2)
    api.good("GET", "/clients")  # which is written down as its last use
    api.portal.token("customer")  # and this as their last login
    assert told() == []


def test_what_is_undone_is_not_told(
    api: Api, told: Callable[[], list[Told]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written in the same transaction: when that fails at its end, nothing was."""

    def broken(*_: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("hostingco_api.public_v1.web.enveloped", broken)
        api.refused(500, "INTERNAL_ERROR", "POST", "/clients", ANN)
    assert told() == []
    assert not api.good("GET", "/clients?search=ann@example.com")
    with monkeypatch.context() as patch:
        patch.setattr("hostingco_api.core.audit._shown", broken)
        api.refused(500, "INTERNAL_ERROR", "POST", "/clients", ANN)
    assert not api.good("GET", "/clients?search=ann@example.com")


def test_the_portal_and_what_goes_on_by_itself_are_told(
    api: Api, told: Callable[[], list[Told]]
) -> None:
    portal = api.portal
    new = {"email": "new@example.com", "password": "password123", "name": "New User"}
    portal.good("POST", "/auth/register", json=new)
    assert told() == [("client.created", 5)]
    (entry,) = entries(api, last(api) - 1)
    assert (entry.actor_type, entry.actor_label) == ("system", "anonymous")
    assert (entry.path, entry.ip) == ("/api/auth/register", "127.0.0.1")
    for body, id, action in (
        ({"name": "Jo"}, 3, "client.updated"),
        ({"role": "support"}, 4, "user.updated"),
        ({"isActive": False}, 2, "user.updated"),
    ):
        portal.good("PUT", f"/users/user_{id}", "admin", json=body)
        assert told() == [(action, id)]
    (entry,) = entries(api, last(api) - 1)
    assert (entry.actor_type, entry.actor_id) == ("user", 1)
    assert (entry.actor_label, entry.method) == ("admin@hostingco.com", "PUT")
    portal.good("PUT", "/settings/system", "admin", json={"general": {"siteName": "Shop"}})
    assert told() == [("settings.updated", 1)]
    body = {"name": "web-1", "plan": "pro", "location": "us-east-1"}
    portal.good("POST", "/hosting/servers", "customer", json=body)
    told()
    portal.work()
    (entry,) = entries(api, last(api) - 1)
    assert (entry.action, entry.actor_type) == ("hosting_server.active", "system")
    assert (entry.actor_id, entry.ip, entry.path, entry.request_id) == (None,) * 4


# -- what is not --------------------------------------------------------------------------------


def test_no_secret_is_told(api: Api) -> None:
    portal = api.portal
    secrets = [api.key, PASSWORD, "a secret of Ann's", "a secret of the machine"]
    options = {"plan": "x", "template": "y"}
    api.client(password="a secret of Ann's")
    secrets.append(api.client(email="bob@example.com")["password"])
    product = api.product(module="hostinger", module_options=options)
    service = api.service(product, domain="a.example", password="a secret of the machine")
    api.good("PUT", f"/services/{service['id']}", {"password": "another of the machine"})
    secrets += ["another of the machine", api.good("POST", "/webhooks", HOOK)["secret"]]
    made = api.good("POST", "/api-keys", SHOP)
    secrets += [made["key"], api.good("POST", f"/api-keys/{made['id']}/rotate", status=200)["key"]]
    card = {"cardNumber": "4111111111111111", "expiryMonth": 12, "expiryYear": 2099, "cvv": "987"}
    portal.good("POST", "/billing/payment-methods", "customer", json={"type": "credit_card"} | card)
    body = {"password": "a new one of mine", "currentPassword": PASSWORD}
    portal.good("PUT", "/users/user_3", "customer", json=body)
    secrets += ["a new one of mine", "4111111111111111", portal.token("admin")]
    for method, path, fields, _ in HISTORY[:3]:
        api.call(method, path.replace("5", "7"), fields)
    # What the database keeps of them.
    for column in (User.password, PaymentMethod.token, Webhook.secret, Service.password):
        secrets += [kept for kept in portal.rows(select(column)) if kept]
    with portal.database.reading() as session:
        secrets += session.scalars(text("SELECT hash FROM api_keys")).all()
    everything = json.dumps([_row(entry) for entry in entries(api)])
    assert len(secrets) > 20
    for secret in secrets:
        assert secret not in everything
    assert "987" not in [
        value for e in entries(api) for pair in e.changes.values() for value in pair
    ]
    hidden = {
        (entry.entity_type, name): pair
        for entry in entries(api)
        for name, pair in entry.changes.items()
        if "***" in pair
    }
    assert hidden == {
        ("client", "password"): ["***", "***"],
        ("user", "password"): [None, "***"],
        ("service", "password"): ["***", "***"],
        ("webhook", "secret"): [None, "***"],
        ("api_key", "hash"): ["***", "***"],
        ("payment_method", "token"): [None, "***"],
    }


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {c.name: str(getattr(entry, c.name)) for c in AuditEntry.__table__.columns} | {
        "changes": entry.changes
    }


def test_whatever_sounds_like_a_secret_is_marked() -> None:
    """A column that is new has to be thought of."""
    marked: set[str] = set()
    plain: set[str] = set()
    for table in Base.registry.mappers:
        if not hasattr(table.class_, "__audit__"):
            continue
        for column in table.columns:
            if any(word in column.name for word in ("pass", "secret", "token", "hash", "key")):
                kept = column.info.get("audit") == "secret"
                (marked if kept else plain).add(f"{column.table.name}.{column.name}")
    assert plain == set()
    assert marked >= {"users.password", "api_keys.hash", "payment_methods.token"}


# -- reading it ---------------------------------------------------------------------------------


def test_the_newest_is_first_and_filters_find(api: Api) -> None:
    clock = api.portal.clock
    for day in ((2026, 3, 1), (2026, 3, 1, 23, 59, 59), (2026, 3, 2)):
        clock.set(*day)
        api.good("PUT", "/clients/3", {"company_name": str(day)})
    api.portal.good("PUT", "/users/user_4", "admin", json={"company": "Acme"})

    def actions(query: str) -> list[tuple[str, int]]:
        found = api.good("GET", f"/audit-log?{query}&per_page=100")
        ids = [entry["id"] for entry in found]
        assert ids == sorted(ids, reverse=True)
        return [(entry["action"], entry["entity_id"]) for entry in found]

    assert len(actions("")) == len(entries(api))
    assert actions("action=client.updated") == [("client.updated", id) for id in (4, 3, 3, 3)]
    assert (
        actions("action=client.updated&from=2026-03-01&to=2026-03-01")
        == [("client.updated", 3)] * 2
    )
    assert actions("entity_type=client&entity_id=4&actor_type=user") == [("client.updated", 4)]
    assert actions(f"actor_type=api_key&actor_id={api.key_id}") == [("client.updated", 3)] * 3
    assert ("api_key.created", 1) in actions("actor_type=system")
    assert actions("action=nothing.happened") == []
    for query in (
        "actor_type=robot",
        "entity_id=0",
        "entity_id=x",
        "from=yesterday",
        "ip=1",
        "id=1",
    ):
        error = api.refused(422, "VALIDATION_ERROR", "GET", f"/audit-log?{query}")
        assert list(error["errors"]) == [query.partition("=")[0]]


def test_no_call_changes_the_log(api: Api) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        api.refused(405, "VALIDATION_ERROR", method, "/audit-log", {})
        api.refused(404, "NOT_FOUND", method, "/audit-log/1", {})
    Api(api.portal, "clients.*").refused(403, "AUTHORIZATION_ERROR", "GET", "/audit-log")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'mine.db'}"
    else:
        databases: postgres.Databases = request.getfixturevalue("postgresql")
        url = databases()
    opened = open_database(url)
    yield opened
    opened.close()


def test_the_database_keeps_what_is_told(database: Database) -> None:
    hook = Webhook(
        name="x",
        url="x",
        events=[],
        secret="x",
        created_at=database.clock(),
        updated_at=database.clock(),
    )
    with database.writing() as session:
        session.add(hook)
    gone = [
        update(AuditEntry).values(action="x"),
        delete(AuditEntry),
        delete(AuditEntry).where(AuditEntry.id == 1),
    ]
    if database.engine.dialect.name == "postgresql":
        gone.append(text("TRUNCATE audit_log"))  # type: ignore[arg-type]
    for statement in gone:
        with pytest.raises(exc.DBAPIError, match="append-only"), database.writing() as session:
            session.execute(statement)
    with database.reading() as session:
        (entry,) = session.scalars(select(AuditEntry))
    assert (entry.action, entry.changes["secret"]) == ("webhook.created", [None, "***"])


def test_the_log_of_a_file_is_kept_from_other_programs(tmp_path: Path) -> None:
    test = open_database(f"sqlite:///{tmp_path / 'mine.db'}")
    with test.writing() as session:
        session.add(
            User(email="a@b.example", name="A B", created_at=test.clock(), updated_at=test.clock())
        )
    test.close()
    with sqlite3.connect(tmp_path / "mine.db") as connection:
        for statement in ("DELETE FROM audit_log", "UPDATE audit_log SET ip = '192.0.2.1'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
    connection.close()


def test_deliveries_are_told_when_somebody_sends_them_again_only(api: Api) -> None:
    api.good("POST", "/webhooks", HOOK)
    api.invoice()
    delivery = api.portal.row(select(Delivery))
    assert not [entry for entry in entries(api) if entry.entity_type == "delivery"]
    path = f"/webhooks/1/deliveries/{delivery.id}/resend"
    api.good("POST", path, status=202)
    (entry,) = [entry for entry in entries(api) if entry.entity_type == "delivery"]
    assert entry.changes == {"status": ["pending", "pending"]}
    assert entry.path == f"/api/v1{path}"
