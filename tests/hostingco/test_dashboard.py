"""The dashboard: every figure counted again by other means, and what is done from it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from hostingco_api.core.models import Invoice, Machine, Sample, Server, User
from hostingco_api.core.providers import LocalProvider, ProviderFailed
from tests.hostingco.rows import NOW, Rows, fill, half_up
from tests.hostingco.support import IDS, Portal

ORDER = {"name": "web-server-01", "plan": "pro", "location": "us-east-1"}
CLIENT = {"name": "Acme Corporation", "email": "contact@acme.com"}
NOTHING: dict[str, Any] = {
    "byStatus": {"active": 0, "inactive": 0, "maintenance": 0, "provisioning": 0},
    "byPlan": {"basic": 0, "pro": 0, "enterprise": 0},
    "averageUptime": None,
}


def counted(rows: Rows, me: int | None, now: datetime = NOW) -> dict[str, Any]:
    """The figures of one customer, or of all."""

    def mine(owner: int) -> bool:
        return me is None or owner == me

    def this_month(instant: datetime) -> bool:
        return (instant.year, instant.month) == (now.year, now.month)

    users = [u for u in rows.users if u.deleted_at is None and mine(u.id)]
    live = {s.id: s for s in rows.servers if s.deleted_at is None and mine(s.user_id)}
    ups = [
        100 * x.up
        for x in rows.samples
        if x.server_id in live and now - timedelta(days=30) < x.taken_at
    ]
    owed = [i for i in rows.invoices if i.status == "pending" and mine(i.user_id)]
    paid = [p for p in rows.payments if p.status == "succeeded" and mine(rows.owner(p))]
    revenue = float(sum(p.amount for p in paid))
    return {
        "overview": {
            "totalUsers": len(users),
            "activeUsers": len([u for u in users if u.is_active]),
            "totalServers": len(live),
            "activeServers": len([s for s in live.values() if s.status == "active"]),
            "totalRevenue": revenue,
            "monthlyRevenue": float(sum(p.amount for p in paid if this_month(p.settled_at))),
        },
        "servers": {
            "byStatus": {
                status: len([s for s in live.values() if s.status == status])
                for status in ("active", "inactive", "maintenance", "provisioning")
            },
            "byPlan": {
                plan: len([s for s in live.values() if s.plan_id == plan])
                for plan in ("basic", "pro", "enterprise")
            },
            "averageUptime": half_up(Decimal(sum(ups)) / len(ups), "0.01") if ups else None,
        },
        "users": {
            "byRole": {
                role: len([u for u in users if u.role == role])
                for role in ("admin", "support", "user")
            },
            "newThisMonth": len([u for u in users if this_month(u.created_at)]),
        },
        "billing": {
            "pendingInvoices": len([i for i in owed if i.due_at > now]),
            "overdueInvoices": len([i for i in owed if i.due_at <= now]),
            "totalPending": float(sum(i.total for i in owed)),
            "totalRevenue": revenue,
        },
    }


@pytest.mark.parametrize("who", ["admin", "support", "customer", "other"])
def test_every_figure_is_what_the_rows_say(portal: Portal, who: str) -> None:
    fill(portal)
    stats = portal.good("GET", "/dashboard/stats", who)
    own = int(IDS[who].removeprefix("user_")) if who in ("customer", "other") else None
    assert stats == counted(Rows(portal), own)


def test_the_rows_that_are_counted_have_something_for_every_figure(portal: Portal) -> None:
    """Or the figures could be right by being nothing."""
    fill(portal)
    for who in ("admin", "customer"):
        stats = portal.good("GET", "/dashboard/stats", who)
        assert stats["servers"]["byPlan"].pop("enterprise") == 0  # none was sold
        if who == "customer":
            assert stats.pop("users") == {
                "byRole": {"admin": 0, "support": 0, "user": 1},
                "newThisMonth": 0,
            }
        values = [value for section in stats.values() for value in section.values()]
        values += [
            value
            for part in stats["servers"].values()
            if isinstance(part, dict)
            for value in part.values()
        ]
        assert all(values), stats


def test_a_company_without_business_has_noughts_and_no_uptime(portal: Portal) -> None:
    stats = portal.good("GET", "/dashboard/stats", "customer")
    assert stats["servers"] == NOTHING
    assert stats["overview"] == {
        "totalUsers": 1,
        "activeUsers": 1,
        "totalServers": 0,
        "activeServers": 0,
        "totalRevenue": 0.0,
        "monthlyRevenue": 0.0,
    }
    assert set(stats["billing"].values()) == {0}
    assert portal.good("GET", "/dashboard/stats", "admin")["overview"]["totalUsers"] == 4


def test_a_month_begins_at_midnight_in_utc(portal: Portal) -> None:
    portal.clock.set(2026, 5, 31, 23, 59)
    with portal.database.writing() as session:
        for user in session.scalars(select(User)):
            user.created_at = datetime(2026, 5, 1, tzinfo=UTC)
    assert portal.good("GET", "/dashboard/stats", "admin")["users"]["newThisMonth"] == 4
    portal.clock.move(minutes=2)
    assert portal.good("GET", "/dashboard/stats", "admin")["users"]["newThisMonth"] == 0


def test_an_invoice_is_pending_until_it_is_overdue_and_owed_in_both(portal: Portal) -> None:
    portal.server()
    due = portal.row(select(Invoice)).due_at
    before = portal.good("GET", "/dashboard/stats", "customer")["billing"]
    portal.clock.ahead += due - portal.clock()
    portal._tokens.clear()
    after = portal.good("GET", "/dashboard/stats", "customer")["billing"]
    kinds = ("pendingInvoices", "overdueInvoices", "totalPending")
    assert [before[kind] for kind in kinds] == [1, 0, 32.39]
    assert [after[kind] for kind in kinds] == [0, 1, 32.39]


def test_samples_of_more_than_30_days_ago_and_of_servers_given_up_are_no_uptime(
    portal: Portal,
) -> None:
    kept, gone = portal.server(name="kept"), portal.server(name="gone")
    portal.good("DELETE", f"/hosting/servers/{gone}", "customer")
    number = int(kept.removeprefix("server_"))
    now = portal.clock()
    with portal.database.writing() as session:
        for sample in session.scalars(select(Sample)):
            session.delete(sample)
        for minutes, up in ((1, True), (-1, False)):  # beside 30 days
            at = now - timedelta(days=30) + timedelta(minutes=minutes)
            session.add(Sample(server_id=number, taken_at=at, up=up))
        session.add(Sample(server_id=number + 1, taken_at=now, up=False))
    assert portal.good("GET", "/dashboard/stats", "admin")["servers"]["averageUptime"] == 100


# -- what is done from it -----------------------------------------------------------------------


def samples(portal: Portal) -> list[tuple[int, datetime]]:
    found = portal.rows(select(Sample).order_by(Sample.server_id, Sample.taken_at))
    return [(sample.server_id, sample.taken_at) for sample in found]


def provisioned(portal: Portal) -> None:
    """A server of the customer, another one's, and one that is not ready; no samples."""
    for who in ("customer", "other"):
        portal.good("POST", "/dashboard/add-server", who, json=ORDER)
    portal.good("POST", "/hosting/servers", "customer", json=ORDER | {"name": "later"})
    assert samples(portal) == []


def test_refreshing_measures_one_s_own_servers_at_the_present_minute(portal: Portal) -> None:
    portal.clock.set(2026, 5, 15, 12, 3, 20)
    provisioned(portal)
    minute = datetime(2026, 5, 15, 12, 3, tzinfo=UTC)
    answer = portal.call("POST", "/dashboard/refresh", "customer").get_json()
    assert answer["message"] == "Dashboard data refreshed successfully"
    assert answer["data"]["refreshed"] is True
    assert answer["data"]["timestamp"].startswith("2026-05-15T12:03:2")
    assert samples(portal) == [(1, minute)]
    portal.good("POST", "/dashboard/refresh", "customer")  # in the same minute
    assert samples(portal) == [(1, minute)]
    portal.good("POST", "/dashboard/refresh", "support")
    assert samples(portal) == [(1, minute), (2, minute)]
    portal.clock.move(minutes=1)
    portal.good("POST", "/dashboard/refresh", "other")
    assert samples(portal)[2:] == [(2, minute + timedelta(minutes=1))]


def test_what_a_refresh_found_is_in_the_figures(portal: Portal) -> None:
    provisioned(portal)
    with portal.database.writing() as session:
        for machine in session.scalars(select(Machine)):
            machine.running = machine.id != 1
    portal.good("POST", "/dashboard/refresh", "admin")
    servers = portal.good("GET", "/dashboard/stats", "admin")["servers"]
    assert servers["averageUptime"] == 50
    assert servers["byStatus"] == {"active": 1, "inactive": 1, "maintenance": 0, "provisioning": 1}


def test_the_worker_measures_all_the_same_where_a_customer_refreshed_first(portal: Portal) -> None:
    portal.clock.set(2026, 5, 15, 12, 5, 10)
    provisioned(portal)
    portal.good("POST", "/dashboard/refresh", "customer")
    portal.work()
    at = datetime(2026, 5, 15, 12, 5, tzinfo=UTC)
    assert {(1, at), (2, at)} <= set(samples(portal))


def test_a_server_that_is_added_runs_when_the_answer_comes(portal: Portal) -> None:
    answer = portal.call("POST", "/dashboard/add-server", "customer", json=ORDER)
    made = answer.get_json()["data"]
    assert (answer.status_code, answer.get_json()["message"]) == (
        201,
        "Server created successfully",
    )
    assert (made["userId"], made["status"], made["ip"]) == (
        IDS["customer"],
        "active",
        "192.168.1.101",
    )
    server = portal.good("GET", f"/hosting/servers/{made['id']}", "customer")
    assert made.items() <= server.items()
    assert portal.good("GET", "/dashboard/stats", "customer")["billing"]["pendingInvoices"] == 1
    # Its machine is there.
    portal.good("POST", f"/hosting/servers/{made['id']}/power", "customer", json={"action": "stop"})


def test_a_server_that_the_provider_fails_to_make_is_not_kept(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Any, ref: str, order: Any) -> str:
        raise ProviderFailed("There is no room")

    with monkeypatch.context() as patch:
        patch.setattr(LocalProvider, "create", fail)
        error = portal.refused(
            502, "EXTERNAL_SERVICE_ERROR", "POST", "/dashboard/add-server", "customer", json=ORDER
        )
    assert error["message"] == "There is no room"
    assert portal.rows(select(Server)) == portal.rows(select(Invoice)) == []
    made = portal.good("POST", "/dashboard/add-server", "customer", json=ORDER)
    assert made["id"] == "server_001"
    assert portal.row(select(Invoice.number)).endswith("-001")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "a"}, "name"),
        ({"name": "web server"}, "name"),
        ({"plan": "gold"}, "plan"),
        ({"location": "mars"}, "location"),
        ({"settings": {}}, "settings"),
    ],
)
def test_a_wrong_order_says_what_is_wrong(portal: Portal, wrong: Any, field: str) -> None:
    error = portal.refused(
        400, "VALIDATION_ERROR", "POST", "/dashboard/add-server", "customer", json=ORDER | wrong
    )
    assert list(error["details"]) == [field]


def test_a_name_is_given_to_one_server_of_a_user(portal: Portal) -> None:
    portal.good("POST", "/dashboard/add-server", "customer", json=ORDER)
    portal.refused(409, "CONFLICT", "POST", "/dashboard/add-server", "customer", json=ORDER)
    portal.good("POST", "/dashboard/add-server", "other", json=ORDER)


@pytest.mark.parametrize("who", ["admin", "support"])
def test_staff_add_a_client_who_cannot_log_in_yet(portal: Portal, who: str) -> None:
    given = CLIENT | {"phone": "+1234567890", "company": "Acme Corporation"}
    answer = portal.call("POST", "/dashboard/add-client", who, json=given)
    made = answer.get_json()["data"]
    assert (answer.status_code, answer.get_json()["message"]) == (
        201,
        "Client created successfully",
    )
    user = portal.row(select(User).where(User.email == given["email"]))
    assert (user.role, user.password, user.is_active) == ("user", None, True)
    seen = portal.good("GET", f"/users/{made['id']}", who)
    assert made == given | {
        "id": f"user_{user.id}",
        "status": "active",
        "createdAt": seen["createdAt"],
        "servers": [],
        "billing": {"totalSpent": 0, "nextBillingDate": None},
    }
    portal.refused(
        401,
        "AUTHENTICATION_ERROR",
        "POST",
        "/auth/login",
        json={"email": given["email"], "password": "password123"},
    )


def test_a_client_without_phone_and_company_has_none(portal: Portal) -> None:
    made = portal.good("POST", "/dashboard/add-client", "support", json=CLIENT)
    assert (made["phone"], made["company"]) == (None, None)


def test_a_client_s_address_is_nobody_else_s(portal: Portal) -> None:
    taken = CLIENT | {"email": "User@Example.com"}
    portal.refused(409, "CONFLICT", "POST", "/dashboard/add-client", "admin", json=taken)
    assert portal.row(select(func.count(User.id))) == 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "no"}, "email"),
        ({"name": "A"}, "name"),
        ({"phone": "call me"}, "phone"),
        ({"role": "admin"}, "role"),
    ],
)
def test_a_wrong_client_says_what_is_wrong(portal: Portal, wrong: Any, field: str) -> None:
    error = portal.refused(
        400, "VALIDATION_ERROR", "POST", "/dashboard/add-client", "admin", json=CLIENT | wrong
    )
    assert list(error["details"]) == [field]


def test_customers_add_no_clients(portal: Portal) -> None:
    portal.refused(
        403, "AUTHORIZATION_ERROR", "POST", "/dashboard/add-client", "customer", json=CLIENT
    )
    assert portal.row(select(func.count(User.id))) == 4
