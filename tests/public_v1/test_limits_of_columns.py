"""The longest and the oddest of everything, on a database that says so if it does not fit."""

from collections.abc import Iterator
from typing import Any

import pytest

from hostingco_api.core.migrate import open_database
from tests.hostingco.support import Portal, populate
from tests.postgres import Databases
from tests.public_v1.support import Api

WIDE = "\U0001f600"
"""Four bytes, and one character."""
HOST = ".".join(["a" * 63] * 3 + ["a" * 57 + ".de"])[:253]


@pytest.fixture(scope="module")
def api(postgresql: Databases) -> Iterator[Api]:
    database = open_database(postgresql())
    populate(database)
    portal = Portal(str(database.engine.url), database=database, proxies=1)
    yield Api(portal, name=WIDE * 100)
    database.close()


def test_the_longest_fits(api: Api) -> None:
    headers = {
        "User-Agent": "\xe9" * 1000,
        "X-Forwarded-For": "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
        "Idempotency-Key": "~" * 255,
    }
    email = f"{'e' * 64}@{'d' * 61}.{'d' * 61}.{'d' * 61}.de"[:254]
    networks = ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"] * 100
    options = dict.fromkeys(
        ("plan", "template", "data_center_id", "payment_method_id", "ssh_key_id"), WIDE * 255
    )
    cycles = ("monthly", "quarterly", "semi_annually", "annually", "one_time")
    pricing = [{"cycle": c, "price": 999_999.99, "setup_fee": 999_999.99} for c in cycles]
    url = "https://example.com/" + "u" * 1980
    bodies: list[tuple[str, dict[str, Any]]] = [
        (
            "/clients",
            {
                "email": email,
                "first_name": WIDE * 50,
                "last_name": WIDE * 49,
                "company_name": WIDE * 100,
                "password": WIDE * 128,
            },
        ),
        (
            "/servers",
            {
                "name": WIDE * 100,
                "hostname": HOST,
                "ip_address": "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                "module": "manual",
                "module_options": options,
                "max_services": 100_000,
            },
        ),
        (
            "/products",
            {
                "name": WIDE * 100,
                "slug": "s" * 100,
                "description": WIDE * 5000,
                "type": "hosting",
                "server_id": 1,
                "module_options": options,
                "pricing": pricing,
            },
        ),
        (
            "/services",
            {
                "client_id": 5,
                "product_id": 1,
                "billing_cycle": "annually",
                "domain": HOST,
                "username": WIDE * 100,
                "password": WIDE * 255,
                "next_due_date": "2999-12-31",
            },
        ),
        (
            "/invoices",
            {
                "client_id": 5,
                "due_date": "2999-12-31",
                "tax_rate": 100,
                "items": [
                    {"description": WIDE * 200, "quantity": 1000, "price": 9999.99},
                    {"service_id": 1},
                ],
            },
        ),
        ("/invoices/1/pay", {"amount": 1, "gateway": WIDE * 50, "transaction_id": WIDE * 100}),
        ("/services/1/provision", {}),
        ("/services/1/suspend", {"reason": WIDE * 200}),
        (
            "/api-keys",
            {
                "name": WIDE * 100,
                "scopes": ["*"],
                "allowed_ips": networks,
                "expires_at": "2999-12-31T23:59:59.999999+00:00",
            },
        ),
        ("/webhooks", {"name": WIDE * 100, "url": url, "events": ["invoice.paid"]}),
    ]
    for path, body in bodies:
        headers["Idempotency-Key"] = headers["Idempotency-Key"][1:] + path[1]
        answer = api.call("POST", path, body, headers=headers)
        assert answer.status_code < 300, (path, answer.text)
    for path, body in (
        ("/services/1", {"billing_cycle": "monthly", "next_due_date": "1970-01-01"}),
        ("/clients/5", {"first_name": "A", "last_name": WIDE * 49}),
    ):
        api.good("PUT", path, body)
    (entry,) = api.good("GET", "/audit-log?action=service.suspended")
    assert entry["actor_label"] == WIDE * 100
    assert len(entry["user_agent"]) == 300


def test_the_oddest_is_refused_and_is_no_failure_of_ours(api: Api) -> None:
    odd = ("%00" * 36, "%00", "%ff%fe", "%ED%A0%80", "2147483648", "x" * 36, "'" * 36, "%C3%28")
    for id in odd:
        for path in ("clients", "products", "services", "invoices", "servers", "webhooks"):
            api.refused(404, "NOT_FOUND", "GET", f"/{path}/{id}")
        api.refused(404, "NOT_FOUND", "POST", f"/webhooks/1/deliveries/{id}/resend")
        for query in (f"client_id={id}", f"search={id}", f"status={id}", f"created_from={id}"):
            assert api.call("GET", f"/services?{query}").status_code in (200, 422)
        for query in (f"action={id}", f"entity_id={id}", f"actor_type={id}", f"to={id}"):
            assert api.call("GET", f"/audit-log?{query}").status_code in (200, 422)
        for headers in ({"Authorization": f"Bearer {id}"}, {"X-Forwarded-For": id}):
            assert api.call("GET", "/clients", headers=headers).status_code in (200, 401)
    said = {"X-Forwarded-For": "fe80::1%" + "z" * 300}
    body = {"first_name": "A", "last_name": "B", "email": "z@example.com"}
    api.portal.later(minutes=2)
    api.good("POST", "/clients", body, headers=said)
    assert api.good("GET", "/audit-log?per_page=1")[0]["ip"] == "fe80::1"


def test_a_name_of_the_portal_that_leaves_no_room_is_said(api: Api) -> None:
    api.portal.good("PUT", "/users/user_4", "admin", json={"name": "x" * 98 + " y"})
    for body in ({"last_name": "Example"}, {"first_name": "A" * 51}):
        api.refused(422, "VALIDATION_ERROR", "PUT", "/clients/4", body)
