"""Servers: ordered, provisioned, switched, measured, given up."""

from tests.hostingco.support import Portal

ORDER = {"name": "web-1", "plan": "pro", "location": "us-east-1"}


def test_an_order_is_provisioned_by_the_worker(portal: Portal) -> None:
    made = portal.good("POST", "/hosting/servers", "customer", json=ORDER)
    assert (made["status"], made["ip"]) == ("provisioning", None)
    portal.work()
    server = portal.good("GET", f"/hosting/servers/{made['id']}", "customer")
    assert (server["status"], server["ip"]) == ("active", "192.168.1.101")


def test_another_customer_s_server_is_none(portal: Portal) -> None:
    id = portal.server()
    portal.refused(404, "NOT_FOUND", "GET", f"/hosting/servers/{id}", "other")
    assert portal.good("GET", f"/hosting/servers/{id}", "support")["id"] == id
