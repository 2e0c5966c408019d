"""What is sold, and where it is set up."""

from typing import Any

import pytest

from tests.public_v1.support import Api

PRICING = [{"cycle": "monthly", "price": 10}]
HOSTING = {"name": "Basic Hosting", "type": "hosting", "pricing": PRICING}
MACHINE = {"module": "hostinger", "module_options": {"plan": "kvm2", "template": "debian-12"}}
RACK = {"name": "Rack 4", "module": "manual"}


def test_a_product_has_its_fields(api: Api) -> None:
    made = api.product(price=9.99)
    assert list(made) == [
        *("id", "uuid", "created_at", "updated_at", "name", "slug", "description", "type"),
        *("status", "module", "module_options", "server_id", "currency", "pricing"),
    ]
    assert (made["slug"], made["status"], made["module"]) == ("basic-hosting", "active", "manual")
    assert made["pricing"] == [{"cycle": "monthly", "price": 9.99, "setup_fee": 0}]
    assert api.good("GET", f"/products/{made['uuid']}") == made


def test_slugs_are_of_names_and_one_living_product_s(api: Api) -> None:
    slugs = [api.product(name=name)["slug"] for name in ("A  b/C!", "a-b-c", "a b c", "日本", "🎉")]
    assert slugs == ["a-b-c", "a-b-c-2", "a-b-c-3", "product", "product-2"]
    assert len(api.product(name="x" * 100)["slug"]) <= 100
    api.refused(409, "CONFLICT", "POST", "/products", HOSTING | {"slug": "a-b-c"})
    api.refused(409, "CONFLICT", "PUT", "/products/2", {"slug": "a-b-c"})
    assert api.good("PUT", "/products/1", {"slug": "a-b-c", "name": "Other"})["slug"] == "a-b-c"
    api.good("DELETE", "/products/1")
    assert api.good("PUT", "/products/2", {"slug": "a-b-c"})["slug"] == "a-b-c"
    for slug in ("A", "a--b", "-a", "a-", "a b", "a\n", "", "a" * 101, None, 1):
        errors = api.refused(
            422, "VALIDATION_ERROR", "POST", "/products", HOSTING | {"slug": slug}
        )["errors"]
        assert list(errors) == ["slug"]


@pytest.mark.parametrize(
    ("pricing", "field"),
    [
        ([], "pricing"),
        ({}, "pricing"),
        (PRICING * 2, "pricing"),
        (PRICING * 6, "pricing"),
        ([{"cycle": "weekly", "price": 1}], "pricing.0.cycle"),
        ([{"cycle": "monthly"}], "pricing.0.price"),
        ([{"cycle": "monthly", "price": -0.01}], "pricing.0.price"),
        ([{"cycle": "monthly", "price": 1.001}], "pricing.0.price"),
        ([{"cycle": "monthly", "price": 1_000_000}], "pricing.0.price"),
        ([{"cycle": "monthly", "price": 1e308}], "pricing.0.price"),
        ([{"cycle": "monthly", "price": "1"}], "pricing.0.price"),
        ([{"cycle": "monthly", "price": True}], "pricing.0.price"),
        ([{"cycle": "monthly", "price": None}], "pricing.0.price"),
        ([{"cycle": "monthly", "price": 1, "setup_fee": 0.001}], "pricing.0.setup_fee"),
        ([{"cycle": "monthly", "price": 1, "currency": "EUR"}], "pricing.0.currency"),
        ([1], "pricing.0"),
    ],
    ids=str,
)
def test_prices_that_cannot_be(api: Api, pricing: Any, field: str) -> None:
    body = HOSTING | {"pricing": pricing}
    assert list(api.refused(422, "VALIDATION_ERROR", "POST", "/products", body)["errors"]) == [
        field
    ]


def test_prices_are_changed_as_a_whole_and_services_keep_theirs(api: Api) -> None:
    product = api.product()
    service = api.service(product)
    pricing = [{"cycle": "annually", "price": 0.1, "setup_fee": 5}]
    told = api.good("PUT", f"/products/{product['id']}", {"pricing": pricing})
    assert told["pricing"] == pricing
    assert api.good("GET", f"/services/{service['id']}")["price"] == 10
    assert [p["pricing"] for p in api.good("GET", "/products/pricing")] == [pricing]
    api.good("PUT", f"/products/{product['id']}", {"status": "inactive"})
    assert api.good("GET", "/products/pricing") == []


def test_a_module_is_installed_and_told_what_to_make(api: Api) -> None:
    """Of a product, or of the server where it is set up."""
    error = api.refused(422, "VALIDATION_ERROR", "POST", "/products", HOSTING | {"module": "x"})
    assert list(error["errors"]) == ["module"]
    body = HOSTING | MACHINE | {"module_options": {"plan": "kvm2"}}
    error = api.refused(422, "VALIDATION_ERROR", "POST", "/products", body)
    assert error["errors"] == {"module_options": ["Missing: template."]}
    place = api.good(
        "POST",
        "/servers",
        RACK | {"module": "hostinger", "module_options": {"template": "debian-12"}},
    )
    made = api.good("POST", "/products", body | {"server_id": place["uuid"]})
    assert made["server_id"] == place["id"]
    manual = api.good("POST", "/servers", RACK)
    error = api.refused(
        422, "VALIDATION_ERROR", "PUT", f"/products/{made['id']}", {"server_id": manual["id"]}
    )
    assert list(error["errors"]) == ["server_id"]
    error = api.refused(
        422, "VALIDATION_ERROR", "PUT", f"/products/{made['id']}", {"server_id": None}
    )
    assert error["errors"] == {"module_options": ["Missing: template."]}
    path = f"/servers/{place['id']}"
    error = api.refused(422, "VALIDATION_ERROR", "PUT", path, {"module_options": {}})
    assert error["errors"] == {"module_options": ["Missing: template."]}
    api.good("PUT", path, {"module_options": {"template": "x", "plan": "y"}})
    wrong: list[Any] = [{"password": "x"}, {"plan": 1}, {"plan": ""}, [], None]
    for options in wrong:
        api.refused(
            422, "VALIDATION_ERROR", "POST", "/products", HOSTING | {"module_options": options}
        )


def test_a_product_that_is_used_keeps_what_it_makes(api: Api) -> None:
    """Or a machine that was made would be taken for a domain, and never be given up."""
    product = api.good("POST", "/products", HOSTING | MACHINE)
    service = api.service(product, domain="shop.example")
    for changes in ({"type": "domain"}, {"type": "other"}, {"module": "manual"}):
        api.refused(409, "CONFLICT", "PUT", f"/products/{product['id']}", changes)
    api.refused(409, "CONFLICT", "DELETE", f"/products/{product['id']}")
    same = {"type": "hosting", "module": "hostinger", "description": "New"}
    assert api.good("PUT", f"/products/{product['id']}", same)["description"] == "New"
    api.good("DELETE", f"/services/{service['id']}")
    api.good("PUT", f"/products/{product['id']}", {"type": "domain"})
    api.good("DELETE", f"/products/{product['id']}")
    for method in ("GET", "DELETE"):
        api.refused(404, "NOT_FOUND", method, f"/products/{product['uuid']}")
    error = api.refused(
        422,
        "VALIDATION_ERROR",
        "POST",
        "/services",
        {"client_id": 3, "product_id": product["id"], "billing_cycle": "monthly"},
    )
    assert list(error["errors"]) == ["product_id"]


def test_products_are_found(api: Api) -> None:
    api.product(name="Basic Hosting")
    api.product(name="A domain", type="domain", status="inactive", slug="my-domain")

    def ids(query: str) -> list[int]:
        return [product["id"] for product in api.good("GET", f"/products?{query}")]

    assert ids("search=BASIC") == [1]
    assert ids("search=my-") == [2]
    assert ids("type=domain") == [2]
    assert ids("type=domain&status=active") == []
    assert ids("status=active") == [1]
    for query in ("type=vps", "status=x", "module=manual", "created_from=2026-01-01"):
        api.refused(422, "VALIDATION_ERROR", "GET", f"/products?{query}")


def test_a_server_has_its_fields(api: Api) -> None:
    body = {"hostname": "rack-4.example", "ip_address": "2001:DB8::1", "max_services": 2}
    made = api.good("POST", "/servers", RACK | body)
    assert list(made) == [
        *("id", "uuid", "created_at", "updated_at", "name", "hostname", "ip_address", "module"),
        *("module_options", "max_services", "status", "services_count"),
    ]
    assert (made["ip_address"], made["services_count"]) == ("2001:db8::1", 0)
    nothing = {"hostname": None, "ip_address": None, "max_services": None}
    told = api.good("PUT", f"/servers/{made['uuid']}", nothing)
    assert {name: told[name] for name in nothing} == nothing


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hostname", "a b"),
        ("hostname", "a..b"),
        ("hostname", "-a.example"),
        ("hostname", "a.example\n"),
        ("hostname", "é.example"),
        ("hostname", "a" * 64),
        ("ip_address", "192.0.2.256"),
        ("ip_address", "fe80::1%eth0"),
        ("ip_address", "192.0.2.0/24"),
        ("ip_address", 1),
        ("max_services", 0),
        ("max_services", 100_001),
        ("max_services", 1.5),
        ("max_services", True),
        ("max_services", "5"),
        ("module", "x"),
        ("module", None),
        ("status", "full"),
        ("name", "  "),
        ("name", "a\nb"),
        ("name", "a" * 101),
        ("services_count", 0),
    ],
)
def test_servers_that_cannot_be(api: Api, field: str, value: Any) -> None:
    errors = api.refused(422, "VALIDATION_ERROR", "POST", "/servers", RACK | {field: value})
    assert list(errors["errors"]) == [field]


def test_a_server_that_is_used_stays(api: Api) -> None:
    place = api.good("POST", "/servers", RACK)
    path = f"/servers/{place['id']}"
    product = api.product(server_id=place["id"])
    api.refused(409, "CONFLICT", "DELETE", path)
    api.refused(409, "CONFLICT", "PUT", path, {"module": "hostens"})
    service = api.service(product)
    assert service["server_id"] == place["id"]
    api.good("PUT", f"/products/{product['id']}", {"server_id": None})
    assert api.good("GET", path)["services_count"] == 0
    api.refused(409, "CONFLICT", "DELETE", path)
    api.good("POST", f"/services/{service['id']}/provision", status=200)
    assert api.good("GET", path)["services_count"] == 1
    api.good("POST", f"/services/{service['id']}/terminate", status=200)
    api.good("DELETE", path)
    api.refused(404, "NOT_FOUND", "DELETE", path)
    error = api.refused(
        422, "VALIDATION_ERROR", "PUT", f"/products/{product['id']}", {"server_id": place["id"]}
    )
    assert list(error["errors"]) == ["server_id"]


def test_servers_are_found_and_the_portal_s_are_none(api: Api) -> None:
    api.portal.server()
    assert api.good("GET", "/servers") == []
    api.good("POST", "/servers", RACK | {"hostname": "rack-4.example"})
    other = {"name": "Cloud", "module": "hostens", "status": "inactive"}
    api.good("POST", "/servers", RACK | other)

    def ids(query: str) -> list[int]:
        return [server["id"] for server in api.good("GET", f"/servers?{query}")]

    assert ids("search=rack") == [1]
    assert ids("search=RACK-4.") == [1]
    assert ids("search=_") == []
    assert ids("module=hostens") == [2]
    assert ids("module=nothing") == []
    assert ids("status=inactive&module=manual") == []
