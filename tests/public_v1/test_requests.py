"""What all operations have in common: pages, ids, bodies."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hostingco_api.core import accounts
from hostingco_api.core.clock import utcnow
from tests.public_v1.support import Api

ANN = {"first_name": "Ann", "last_name": "Example", "email": "ann@example.com"}
HOOK = {"name": "Hook", "url": "https://example.com/", "events": ["invoice.paid"]}


@pytest.fixture
def full(api: Api) -> Api:
    """With 25 clients."""
    with api.portal.database.writing() as session:
        for n in range(23):
            email = f"c{n}@shop.example"
            accounts.create(session, utcnow(), email=email, name=f"C {n}", password=None)
    return api


def listed(api: Api, query: str) -> dict[str, Any]:
    answer = api.call("GET", f"/clients?{query}")
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.get_json()
    assert list(document) == ["success", "data", "meta", "links"]
    return document


# -- pages --------------------------------------------------------------------------------------


def test_a_page_has_twenty_unless_it_is_said_otherwise(full: Api) -> None:
    first = listed(full, "")
    assert [client["id"] for client in first["data"]] == list(range(3, 23))
    assert first["meta"] == {"page": 1, "per_page": 20, "total": 25, "total_pages": 2}
    assert first["links"] == {
        "self": "/api/v1/clients?page=1&per_page=20",
        "first": "/api/v1/clients?page=1&per_page=20",
        "prev": None,
        "next": "/api/v1/clients?page=2&per_page=20",
        "last": "/api/v1/clients?page=2&per_page=20",
    }


def test_links_lead_through_all_of_it_with_the_filters(full: Api) -> None:
    query = "search=Shop.Example&status=active&per_page=7&page=1"
    seen: list[int] = []
    at: str | None = f"/api/v1/clients?{query}"
    pages = 0
    while at:
        document = listed(full, urlsplit(at).query)
        seen += [client["id"] for client in document["data"]]
        links, pages = document["links"], pages + 1
        for link in filter(None, links.values()):
            assert link.startswith("/api/v1/clients?")
            said = parse_qs(urlsplit(link).query)
            assert (said["search"], said["status"]) == (["Shop.Example"], ["active"])
            assert said["per_page"] == ["7"]
        at = links["next"]
    assert (seen, pages) == (list(range(5, 28)), 4)
    back = listed(full, urlsplit(links["prev"]).query)
    assert [client["id"] for client in back["data"]] == seen[14:21]


def test_the_links_say_again_what_was_searched_for(full: Api) -> None:
    words = "a&b=c #%?/é\u202e🎉+"
    answer = full.call("GET", "/clients", query_string={"search": words, "per_page": "5"})
    link = answer.get_json()["links"]["self"]
    assert link.isascii()
    assert parse_qs(urlsplit(link).query)["search"] == [words]
    assert not urlsplit(link).fragment


def test_past_the_end_there_is_nothing(full: Api) -> None:
    for page in (4, 1_000_000):
        document = listed(full, f"per_page=10&page={page}")
        assert document["data"] == []
        assert document["meta"] == {"page": page, "per_page": 10, "total": 25, "total_pages": 3}
        assert document["links"]["next"] is None
        assert document["links"]["prev"] == "/api/v1/clients?per_page=10&page=3"
    empty = listed(full, "search=nobody")
    assert (empty["meta"]["total"], empty["meta"]["total_pages"]) == (0, 0)
    assert empty["links"]["first"] == empty["links"]["last"] == empty["links"]["self"]


@pytest.mark.parametrize("name", ["page", "per_page"])
@pytest.mark.parametrize(
    "said", ["0", "-1", "1.0", "1e1", "+1", " 1", "", "x", "1000001", "9" * 30, "%D9%A1", "%00"]
)
def test_pages_are_numbers(api: Api, name: str, said: str) -> None:
    error = api.refused(422, "VALIDATION_ERROR", "GET", f"/clients?{name}={said}")
    assert list(error["errors"]) == [name]


def test_a_page_has_a_hundred_at_most(full: Api) -> None:
    assert len(listed(full, "per_page=100")["data"]) == 25
    assert len(listed(full, "per_page=1")["data"]) == 1
    full.refused(422, "VALIDATION_ERROR", "GET", "/clients?per_page=101")


def test_queries_have_what_is_known_and_that_once(api: Api) -> None:
    for query, field in (
        ("limit=5", "limit"),
        ("Page=1", "Page"),
        ("page[]=1", "page[]"),
        ("page=1&page=2", "page"),
        ("search=a&search=a", "search"),
        ("x", "x"),
        ("x=1&x=2", "x"),
    ):
        error = api.refused(422, "VALIDATION_ERROR", "GET", f"/clients?{query}")
        assert list(error["errors"]) == [field]
    listed(api, "&&")


def test_the_order_does_not_depend_on_what_changed_last(full: Api) -> None:
    before = [client["id"] for client in listed(full, "per_page=100")["data"]]
    for id in (20, 3, 11):
        full.good("PUT", f"/clients/{id}", {"company_name": "Acme"})
    assert [client["id"] for client in listed(full, "per_page=100")["data"]] == before


# -- ids ----------------------------------------------------------------------------------------


def test_whatever_has_an_id_has_two(api: Api) -> None:
    server = api.good("POST", "/servers", {"name": "Rack", "module": "manual"})
    product = api.product(server_id=server["uuid"])
    client = api.client()
    service = api.good(
        "POST",
        "/services",
        {
            "client_id": client["uuid"],
            "product_id": product["uuid"],
            "server_id": server["uuid"],
            "billing_cycle": "monthly",
        },
    )
    assert (service["client_id"], service["product_id"]) == (client["id"], product["id"])
    invoice = api.good(
        "POST",
        "/invoices",
        {"client_id": client["uuid"], "items": [{"service_id": service["uuid"]}]},
    )
    api.good("POST", "/payments", {"invoice_id": invoice["uuid"], "amount": 1})
    hook = api.good("POST", "/webhooks", HOOK)
    key = api.good("GET", "/api-keys")[0]
    for path, thing in (
        ("/servers", server),
        ("/products", product),
        ("/clients", client),
        ("/services", service),
        ("/invoices", invoice),
        ("/webhooks", hook),
        ("/api-keys", key),
    ):
        by_number = api.good("GET", f"{path}/{thing['id']}")
        assert by_number == api.good("GET", f"{path}/{thing['uuid']}")
        assert by_number["uuid"] == thing["uuid"]
    for query in (
        f"/services?client_id={client['uuid']}&product_id={product['uuid']}"
        f"&server_id={server['uuid']}",
        f"/invoices?client_id={client['uuid']}",
        f"/payments?client_id={client['uuid']}&invoice_id={invoice['uuid']}",
    ):
        assert len(api.good("GET", query)) == 1


@pytest.mark.parametrize(
    "id",
    [
        *("0", "03", "+3", "-3", "3.0", "3e0", "0x3", " 3", "3 ", "%203", "3%00", "3%0a", "٣"),
        *(
            "2147483648",
            "9999999999",
            "9" * 20,
            "9" * 4000,
            "%00" * 36,
            "x" * 36,
            "-" * 36,
            "é" * 36,
        ),
        *("UUID", "{uuid}", "urn:uuid:uuid", "hex", "null", "*", "%2e%2e", "..;", "3;x=1", "3,4"),
    ],
)
def test_what_is_no_id_names_nothing(api: Api, id: str) -> None:
    uuid = api.good("GET", "/clients/3")["uuid"]
    id = (
        id.replace("UUID", uuid.upper()).replace("uuid", uuid).replace("hex", uuid.replace("-", ""))
    )
    for method in ("GET", "DELETE"):
        api.refused(404, "NOT_FOUND", method, f"/clients/{id}")
    api.refused(404, "NOT_FOUND", "PUT", f"/clients/{id}", {"first_name": "A"})
    api.refused(404, "NOT_FOUND", "POST", f"/services/{id}/provision")


@pytest.mark.parametrize(
    "id", [0, -1, 1.5, 1e30, 2**31, 2**53, True, "3", "03", "x" * 36, "", [3], {"id": 3}, None]
)
def test_what_is_no_id_refers_to_nothing(api: Api, id: Any) -> None:
    body = {"client_id": id, "items": [{"description": "x", "price": 1}]}
    assert list(api.refused(422, "VALIDATION_ERROR", "POST", "/invoices", body)["errors"]) == [
        "client_id"
    ]


# -- bodies -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b"nonsense", 400),
        (b"\xff\xfe", 400),
        (b"\xef\xbb\xbf{}", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b"null", 400),
        (b"1", 400),
        (b'{"email": NaN}', 400),
        (b'{"email": 1e999}', 400),
        (b'{"email": "\\ud800"}', 400),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, 400),
        (b"", 422),
        (b"{}", 422),
        (b'{"first_name": "a\\u0000"}', 422),
        (b'{"first_name": "a", "first_name": {"$ne": 1}}', 422),
        (json.dumps({f"f{n}": n for n in range(5000)}).encode(), 422),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bodies_are_objects_of_json(api: Api, raw: bytes, status: int) -> None:
    for method, path in (("POST", "/clients"), ("PUT", "/clients/3")):
        answer = api.call(method, path, data=raw, content_type="application/json")
        assert (answer.status_code, answer.get_json()["code"]) == (status, "VALIDATION_ERROR")


def test_bodies_say_that_they_are_json_and_have_an_end(api: Api) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"):
        answer = api.call("POST", "/clients", data=json.dumps(ANN), content_type=kind)
        assert (answer.status_code, answer.get_json()["code"]) == (415, "VALIDATION_ERROR")
    large = json.dumps(ANN | {"company_name": "a" * (1 << 20)})
    answer = api.call("POST", "/clients", data=large, content_type="application/json")
    assert (answer.status_code, answer.get_json()["code"]) == (413, "VALIDATION_ERROR")
    kind = "application/json; charset=utf-8"
    assert api.call("POST", "/clients", data=json.dumps(ANN), content_type=kind).status_code == 201


@pytest.mark.parametrize(
    "path", ["/clients/3", "/products/1", "/servers/1", "/webhooks/1", "/api-keys/1"]
)
def test_a_change_changes_something_that_is_known(api: Api, path: str) -> None:
    api.product()
    api.good("POST", "/servers", {"name": "Rack", "module": "manual"})
    api.good("POST", "/webhooks", HOOK)
    api.refused(422, "VALIDATION_ERROR", "PUT", path, {})
    for field in ("id", "uuid", "created_at", "deleted_at", "__class__", "query", "session", ""):
        error = api.refused(422, "VALIDATION_ERROR", "PUT", path, {field: 1})
        assert list(error["errors"]) == [field or "body"] or field == ""


@pytest.mark.parametrize(
    "text", ["\u202eevil", "👩‍👩‍👧‍👦", "ﷺ" * 20, "e\u0301" * 25, "\x7f\x1b[31m", "a\u2028b"]
)
def test_texts_are_kept_as_they_are(api: Api, text: str) -> None:
    """Which of them a person can read is for who shows them."""
    made = api.client(first_name=text, company_name=text)
    assert (made["first_name"], made["company_name"]) == (text, text)
    query = {"search": text}
    found = api.call("GET", "/clients", query_string=query).get_json()["data"]
    assert [client["id"] for client in found] == [made["id"]]
    name = api.good("POST", "/api-keys", {"name": text, "scopes": ["*"]})["name"]
    assert name == text


@pytest.mark.parametrize("field", ["first_name", "last_name"])
@pytest.mark.parametrize(
    "text", ["", " ", "\u3000", "a\n", "a\r\nX-Evil: 1", "a" * 51, 1, None, []]
)
def test_names_are_texts_on_a_line(api: Api, field: str, text: Any) -> None:
    errors = api.refused(422, "VALIDATION_ERROR", "POST", "/clients", ANN | {field: text})
    assert list(errors["errors"]) == [field]
