"""Servers: ordered, provisioned, switched, measured, given up."""

from typing import Any

import pytest
from sqlalchemy import func, select

from hostingco_api.core.models import Invoice, Machine, Sample, Server
from hostingco_api.core.providers import LocalProvider, Observation, ProviderFailed
from tests.hostingco.support import IDS, Portal

ORDER = {"name": "web-1", "plan": "pro", "location": "us-east-1"}


def power(portal: Portal, id: str, action: str, who: str = "customer") -> Any:
    return portal.good("POST", f"/hosting/servers/{id}/power", who, json={"action": action})


def status(portal: Portal, id: str) -> Any:
    return portal.good("GET", f"/hosting/servers/{id}", "customer")["status"]


class Failing(LocalProvider):
    """It can do nothing at all."""

    def create(self, *args: Any) -> str:
        raise ProviderFailed("The provider is on fire")

    def power(self, *args: Any) -> None:
        raise ProviderFailed("The provider is on fire")

    def observe(self, *args: Any) -> Observation:
        raise ProviderFailed("The provider is on fire")

    def delete(self, *args: Any) -> None:
        raise ProviderFailed("The provider is on fire")


def test_an_order_is_provisioned_by_the_worker(portal: Portal) -> None:
    made = portal.good("POST", "/hosting/servers", "customer", json=ORDER)
    assert (made["status"], made["ip"], made["userId"]) == ("provisioning", None, IDS["customer"])
    portal.work()
    server = portal.good("GET", f"/hosting/servers/{made['id']}", "customer")
    assert (server["status"], server["ip"]) == ("active", "192.168.1.101")
    assert server["specs"] == {"cpu": 4, "ram": "8GB", "storage": "100GB", "bandwidth": "2TB"}


def test_what_a_provider_fails_to_make_is_tried_again(portal: Portal) -> None:
    first = portal.good("POST", "/hosting/servers", "customer", json=ORDER)["id"]
    portal.services.provider = Failing
    portal.work()
    assert status(portal, first) == "provisioning"
    portal.services.provider = LocalProvider
    portal.work()
    assert status(portal, first) == "provisioning"  # not every second, on and on
    portal.clock.move(minutes=1)
    portal.work()
    assert status(portal, first) == "active"
    assert len(portal.rows(select(Invoice))) == 1


def test_one_that_fails_keeps_no_other_waiting(portal: Portal) -> None:
    class Choosy(LocalProvider):
        def create(self, ref: str, *args: Any) -> str:
            if ref == "server_001":
                raise ProviderFailed("Not this one")
            return super().create(ref, *args)

    portal.services.provider = Choosy
    one = portal.good("POST", "/hosting/servers", "customer", json=ORDER)["id"]
    two = portal.good("POST", "/hosting/servers", "customer", json=ORDER | {"name": "web-2"})["id"]
    portal.work()
    assert (status(portal, one), status(portal, two)) == ("provisioning", "active")


def test_an_order_that_is_refused_leaves_nothing(portal: Portal) -> None:
    for wrong in ({"plan": "gold"}, {"location": "the moon"}, {"name": "a b"}):
        body = ORDER | wrong
        error = portal.refused(
            400, "VALIDATION_ERROR", "POST", "/hosting/servers", "customer", json=body
        )
        assert error["details"].keys() == wrong.keys()
    assert portal.rows(select(Server)) == portal.rows(select(Invoice)) == []


def test_a_name_is_a_customer_s_once(portal: Portal) -> None:
    id = portal.server()
    portal.refused(409, "CONFLICT", "POST", "/hosting/servers", "customer", json=ORDER)
    portal.server("other")  # another's does not matter
    portal.good("DELETE", f"/hosting/servers/{id}", "customer")
    second = portal.server()
    third = portal.server(name="web-3")
    path = f"/hosting/servers/{third}"
    portal.refused(409, "CONFLICT", "PUT", path, "customer", json={"name": "web-1"})
    portal.good("PUT", path, "customer", json={"name": "web-3"})  # its own
    assert second != third


def test_another_customer_s_server_is_none(portal: Portal) -> None:
    id = portal.server()
    for method, below, body in (
        ("GET", "", None),
        ("GET", "/statistics", None),
        ("PUT", "", {"name": "mine"}),
        ("PUT", "/settings", {"ssl": False}),
        ("POST", "/power", {"action": "stop"}),
        ("DELETE", "", None),
    ):
        path = f"/hosting/servers/{id}{below}"
        portal.refused(404, "NOT_FOUND", method, path, "other", json=body)
    assert portal.good("GET", "/hosting/servers", "other") == []
    server = portal.good("GET", f"/hosting/servers/{id}", "support")
    assert (server["status"], server["name"], server["settings"]["ssl"]) == (
        "active",
        "web-1",
        True,
    )


def test_lists_are_narrowed_down(portal: Portal) -> None:
    ids = [portal.server(name=f"web-{n}", plan=p) for n, p in enumerate(("pro", "basic", "pro"))]
    power(portal, ids[2], "stop")

    def found(query: str) -> list[str]:
        servers = portal.good("GET", f"/hosting/servers?{query}", "customer")
        return [server["id"] for server in servers]

    assert found("") == ids
    assert found("plan=pro") == [ids[0], ids[2]]
    assert found("status=inactive") == [ids[2]]
    assert found("plan=pro&status=active") == [ids[0]]
    assert found("search=WEB-1") == found("search=168.1.102") == [ids[1]]
    assert found("limit=2") == ids[:2]
    assert found("limit=2&page=2") == ids[2:]


@pytest.mark.parametrize(
    "wrong",
    [
        "page=0",
        "limit=101",
        "page=x",
        "page=1&page=2",
        "sort=name",
        "status=broken",
        "page=1.0",
        "page=+1",
        "limit=",
        "search=",
    ],
)
def test_a_query_says_what_is_documented_or_nothing(portal: Portal, wrong: str) -> None:
    error = portal.refused(400, "VALIDATION_ERROR", "GET", f"/hosting/servers?{wrong}", "customer")
    assert list(error["details"]) == [wrong.partition("=")[0]]


def test_what_happens_already_is_answered_and_changes_nothing(portal: Portal) -> None:
    id = portal.server()
    before = portal.row(select(Server)).updated_at
    assert power(portal, id, "start") == {"id": id, "action": "start", "status": "active"}
    assert portal.row(select(Server)).updated_at == before
    assert power(portal, id, "stop")["status"] == "inactive"
    stopped = portal.row(select(Server)).updated_at
    assert power(portal, id, "stop")["status"] == "inactive"
    assert portal.row(select(Server)).updated_at == stopped


def test_power_is_the_machine_s(portal: Portal) -> None:
    id = portal.server()
    power(portal, id, "stop")
    assert portal.row(select(Machine)).running is False
    power(portal, id, "start", "support")
    assert portal.row(select(Machine)).running is True
    answer = portal.call(
        "POST", f"/hosting/servers/{id}/power", "customer", json={"action": "restart"}
    )
    assert answer.get_json()["message"] == "Server restart command initiated successfully"
    assert status(portal, id) == "active"


def test_what_does_not_run_is_not_restarted(portal: Portal) -> None:
    id = portal.server()
    power(portal, id, "stop")
    path, body = f"/hosting/servers/{id}/power", {"action": "restart"}
    portal.refused(409, "CONFLICT", "POST", path, "customer", json=body)
    assert status(portal, id) == "inactive"


@pytest.mark.parametrize("busy", ["provisioning", "maintenance"])
@pytest.mark.parametrize("action", ["start", "stop", "restart"])
def test_a_busy_server_is_not_switched(portal: Portal, busy: str, action: str) -> None:
    id = portal.server()
    with portal.database.writing() as session:
        session.get_one(Server, 1).status = busy
    path, body = f"/hosting/servers/{id}/power", {"action": action}
    portal.refused(409, "CONFLICT", "POST", path, "customer", json=body)
    assert portal.row(select(Server)).status == busy


def test_a_provider_that_fails_changes_nothing(portal: Portal) -> None:
    id = portal.server()
    portal.services.provider = Failing
    before = portal.row(select(Server))
    for method, path, body in (
        ("POST", f"/hosting/servers/{id}/power", {"action": "stop"}),
        ("DELETE", f"/hosting/servers/{id}", None),
    ):
        error = portal.refused(502, "EXTERNAL_SERVICE_ERROR", method, path, "customer", json=body)
        assert error["message"] == "The provider is on fire"
    after = portal.row(select(Server))
    assert (after.status, after.updated_at, after.deleted_at) == (
        before.status,
        before.updated_at,
        None,
    )


def test_the_host_name_follows_the_name_until_it_has_one_of_its_own(portal: Portal) -> None:
    id = portal.server()
    path = f"/hosting/servers/{id}"
    renamed = portal.good("PUT", path, "customer", json={"name": "web-2"})
    assert (renamed["hostname"], renamed["settings"]["hostname"]) == ("web-2", "web-2")
    own = portal.good(
        "PUT", f"{path}/settings", "customer", json={"hostname": "web.acme.com", "ssl": False}
    )
    assert (own["hostname"], own["ssl"], own["firewall"]) == ("web.acme.com", False, True)
    renamed = portal.good(
        "PUT", path, "customer", json={"name": "web-3", "settings": {"backups": False}}
    )
    assert renamed["settings"] == {
        "hostname": "web.acme.com",
        "firewall": True,
        "backups": False,
        "monitoring": True,
        "ssl": False,
    }


def test_what_is_given_up_is_gone_with_its_machine(portal: Portal) -> None:
    id = portal.server()
    portal.good("DELETE", f"/hosting/servers/{id}", "customer")
    for method in ("GET", "DELETE"):
        portal.refused(404, "NOT_FOUND", method, f"/hosting/servers/{id}", "customer")
    assert portal.good("GET", "/hosting/servers", "customer") == []
    assert portal.rows(select(Machine)) == []
    assert portal.row(select(Invoice)).status == "pending"  # what was had is paid for


def test_one_given_up_while_it_is_made_is_not_made(portal: Portal) -> None:
    id = portal.good("POST", "/hosting/servers", "customer", json=ORDER)["id"]
    portal.good("DELETE", f"/hosting/servers/{id}", "customer")
    portal.work()
    assert portal.rows(select(Machine)) == []


def test_uptime_is_the_share_of_samples_that_found_it_up(portal: Portal) -> None:
    id = portal.server()
    path = f"/hosting/servers/{id}"
    portal.database.close()
    with portal.database.writing() as session:
        session.query(Sample).delete()
    nothing = portal.good("GET", f"{path}/statistics", "customer")
    assert set(nothing.values()) == {None}
    for action in ("start", "start", "stop"):
        power(portal, id, action)
        portal.clock.move(minutes=5)
        portal.work()
    assert [sample.up for sample in portal.rows(select(Sample))] == [True, True, False]
    found = portal.good("GET", f"{path}/statistics", "customer")
    assert found["uptime"] == 66.67
    assert found["cpuUsage"] is None  # which the local provider does not know
    assert portal.good("GET", path, "customer")["uptime"] == 66.67
    assert portal.good("GET", "/hosting/servers", "customer")[0]["uptime"] == 66.67


def test_statistics_are_those_of_the_last_sample(portal: Portal) -> None:
    class Telling(LocalProvider):
        def observe(self, ref: str) -> Observation:
            usage = {"cpu_usage": 25.5, "memory_usage": 60.2, "processes": 45, "load": [0.5, 1, 2]}
            return Observation(True, usage)

    id = portal.server()
    portal.services.provider = Telling
    portal.clock.move(minutes=5)
    portal.work()
    server = portal.good("GET", f"/hosting/servers/{id}", "customer")
    assert server["statistics"]["cpuUsage"] == 25.5
    assert (server["statistics"]["processes"], server["load"]) == (45, [0.5, 1.0, 2.0])
    assert server["statistics"]["diskUsage"] is None


def test_samples_are_taken_every_five_minutes_and_kept_for_a_month(portal: Portal) -> None:
    portal.server()
    portal.clock.set(2030, 1, 1, 12, 2)
    for _ in range(3):
        portal.work()
    count = select(func.count()).select_from(Sample).where(Sample.server_id == 1)
    before = portal.row(count)
    portal.clock.move(minutes=3)
    portal.work()
    portal.work()
    assert portal.row(count) == before + 1
    portal.clock.move(days=31)
    portal.work()
    assert portal.row(count) == 1


def test_a_machine_that_went_down_by_itself_is_seen(portal: Portal) -> None:
    id = portal.server()
    with portal.database.writing() as session:
        session.get_one(Machine, 1).running = False
    portal.clock.move(minutes=5)
    portal.work()
    assert status(portal, id) == "inactive"
