"""One good call of every operation on the furnished company, and calls that meet the refusals that
are an operation's own.

What they refuse alike is derived from the good calls, in test_statuses.py and test_scopes.py.
"""

from dataclasses import dataclass, replace
from typing import Any

from hostingco_api.public_v1.web import PREFIX
from tests.public_v1.contract.world import GIVEN, JUDGE, OPERATIONS, World

SCOPES: dict[str, str] = {id: operation["x-scope"] for id, operation in JUDGE.operations.items()}
"""What a key has to have for an operation, as the contract says."""


@dataclass(frozen=True)
class Call:
    """`id` and `delivery` fill the path."""

    id: str = ""
    body: Any = None
    query: str = ""
    delivery: str = ""

    def make(self, world: World, id: str, **kwargs: Any) -> Any:
        """Of operation `id`, with the key `key` or the tests' own. Other arguments are those of
        werkzeug's test client."""
        operation = OPERATIONS[id]
        path = operation.path.format(id=self.id, delivery_id=self.delivery).removeprefix("/api")
        key = kwargs.pop("key", world.api.key)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        headers |= kwargs.pop("headers", {})
        if self.body is not None and "data" not in kwargs:
            kwargs.setdefault("json", self.body)
        kwargs.setdefault("query_string", self.query)
        method = kwargs.pop("method", operation.method)
        return world.call(method, path, headers=headers, **kwargs)


CLIENT = {
    "email": "john@example.com",
    "first_name": "John",
    "last_name": "Doe",
    "company_name": "Acme Ltd",
}
PRICING = [
    {"cycle": "monthly", "price": 29.99, "setup_fee": 5},
    {"cycle": "one_time", "price": 100},
]
OPTIONS = {"plan": "kvm-2", "template": "1077", "data_center_id": "9"}
PRODUCT = {
    "name": "Virtual machine",
    "slug": "vm-of-ours",
    "description": "Two kernels",
    "type": "hosting",
    "status": "active",
    "module": "hostinger",
    "module_options": OPTIONS,
    "server_id": None,
    "pricing": PRICING,
}
SERVICE = {
    "client_id": 4,
    "product_id": 1,
    "server_id": 2,
    "domain": "shop.example.com",
    "username": "olga",
    "password": GIVEN,
    "billing_cycle": "monthly",
    "next_due_date": "2030-01-31",
}
CHANGED_SERVICE = {key: SERVICE[key] for key in SERVICE if key not in ("client_id", "product_id")}
ITEMS = [
    {"service_id": 1},
    {"description": "Domain transfer", "quantity": 2, "price": 12.5},
    {"service_id": 2, "description": "Half of it", "quantity": 1, "price": 15},
]
PAYMENT = {"amount": 29.99, "gateway": "manual", "transaction_id": "TXN-001"}
SERVER = {
    "name": "Rack 7",
    "hostname": "rack7",
    "ip_address": "2001:db8::7",
    "module": "manual",
    "module_options": {"plan": "kvm-4"},
    "max_services": 200,
    "status": "active",
}
KEY = {
    "name": "Another shop",
    "scopes": ["clients.read", "invoice.*"],
    "allowed_ips": ["192.0.2.0/24", "2001:db8::1"],
    "expires_at": "2030-01-31T00:00:00Z",
}
HOOK = {
    "name": "Billing hook",
    "url": "https://example.com/hook?of=ours",
    "events": ["invoice.paid", "service.provisioned"],
}
PAGE = "page=1&per_page=2"
DAYS = "&created_from=2026-01-01&created_to=2099-12-31"

GOOD: dict[str, Call] = {
    "listClients": Call(query=f"{PAGE}&search=example&status=active{DAYS}"),
    "createClient": Call(body=CLIENT | {"password": GIVEN}),
    "getClient": Call("3"),
    "updateClient": Call("5", CLIENT | {"status": "inactive"}),
    "deleteClient": Call("5"),
    "listProducts": Call(query=f"{PAGE}&search=web&status=active&type=hosting"),
    "createProduct": Call(body=PRODUCT),
    "listProductPricing": Call(query=PAGE),
    "getProduct": Call("1"),
    "updateProduct": Call("5", PRODUCT),
    "deleteProduct": Call("5"),
    "listServices": Call(
        query=f"{PAGE}&search=example&status=active&client_id=3&product_id=1&server_id=1{DAYS}"
    ),
    "createService": Call(body=SERVICE),
    "getService": Call("6"),
    "updateService": Call("2", CHANGED_SERVICE),
    "deleteService": Call("2"),
    "provisionService": Call("2"),
    "suspendService": Call("1", {"reason": "Terms of use"}),
    "unsuspendService": Call("3"),
    "terminateService": Call("1"),
    "listInvoices": Call(
        query=f"{PAGE}&search=INV&status=pending&client_id=3"
        f"&due_from=2026-01-01&due_to=2099-12-31{DAYS}"
    ),
    "createInvoice": Call(
        body={"client_id": 3, "due_date": "2030-01-31", "tax_rate": 8.25, "items": ITEMS}
    ),
    "getInvoice": Call("2"),
    "updateInvoice": Call("5", {"due_date": "2030-01-31", "items": ITEMS, "status": "cancelled"}),
    "deleteInvoice": Call("1"),
    "payInvoice": Call("1", PAYMENT),
    "listPayments": Call(
        query=f"{PAGE}&invoice_id=2&client_id=3&gateway=manual&status=succeeded{DAYS}"
    ),
    "createPayment": Call(body={"invoice_id": 1} | PAYMENT),
    "listServers": Call(query=f"{PAGE}&search=rack&status=active&module=manual"),
    "createServer": Call(body=SERVER),
    "getServer": Call("1"),
    "updateServer": Call("2", SERVER),
    "deleteServer": Call("2"),
    "listApiKeys": Call(query=f"{PAGE}&search=shop&status=active"),
    "createApiKey": Call(body=KEY),
    "getApiKey": Call("2"),
    "updateApiKey": Call("2", KEY),
    "deleteApiKey": Call("2"),
    "rotateApiKey": Call("2"),
    "revokeApiKey": Call("2"),
    "listWebhooks": Call(query=f"{PAGE}&search=hook&status=active"),
    "createWebhook": Call(body=HOOK),
    "getWebhook": Call("1"),
    "updateWebhook": Call("2", HOOK | {"status": "active"}),
    "deleteWebhook": Call("1"),
    "listDeliveries": Call("1", query=f"{PAGE}&status=pending&event=invoice.created"),
    "resendDelivery": Call("1", delivery="1"),
    "listAuditLog": Call(
        query=f"{PAGE}&action=client.created&entity_type=client&entity_id=5"
        "&actor_type=api_key&actor_id=1&from=2026-01-01&to=2099-12-31"
    ),
}
CREATES = {id for id in GOOD if id.startswith("create")}
"""They answer 201."""
OTHERWISE = {
    "provisionService": (202, Call("7")),
    "suspendService": (202, Call("6", {})),
    "unsuspendService": (202, Call("8")),
    "terminateService": (202, Call("6")),
    "createPayment": (
        200,
        Call(body={"invoice_id": 2, "amount": 49.99, "transaction_id": "TXN-000"}),
    ),
}
"""Good calls with another status than most of their operation."""


def usual(id: str) -> int:
    """The status of the good call."""
    return 202 if id == "resendDelivery" else 201 if id in CREATES else 200


def with_(id: str, **changed: Any) -> Call:
    """The good call of that operation, with fields of its body changed."""
    return replace(GOOD[id], body=(GOOD[id].body or {}) | changed)


def at(operation: str, id: str, body: Any = None, **changed: Any) -> Call:
    """The good call of that operation, elsewhere."""
    return replace(GOOD[operation], id=id, body=body or GOOD[operation].body, **changed)


REFUSED: dict[tuple[str, int, str], list[Call]] = {
    ("createClient", 409, ""): [with_("createClient", email="OTHER@example.com")],
    ("updateClient", 409, ""): [with_("updateClient", email="user@example.com")],
    ("deleteClient", 409, ""): [at("deleteClient", "3")],
    ("createProduct", 409, ""): [with_("createProduct", slug="web-hosting")],
    ("createProduct", 422, "module_options"): [with_("createProduct", module_options={})],
    ("createProduct", 422, "module"): [
        with_("createProduct", module="nobody"),
        with_("createProduct", type="other"),
    ],
    ("createProduct", 422, "server_id"): [
        with_("createProduct", server_id=1),
        with_("createProduct", server_id=999),
        with_("createProduct", server_id=2**31),
        with_("createProduct", server_id="1"),
        with_("createProduct", server_id="0f0c3f52-7d5e-4f0e-9a57-3a3b1c1d9e01"),
    ],
    ("createProduct", 422, "pricing"): [with_("createProduct", pricing=[PRICING[0], PRICING[0]])],
    ("createProduct", 422, "pricing.0.price"): [
        with_("createProduct", pricing=[{"cycle": "monthly", "price": price}])
        for price in (0.001, -1, 1000000, "1", True, None)
    ],
    ("updateProduct", 409, ""): [
        with_("updateProduct", slug="web-hosting"),
        at("updateProduct", "1", PRODUCT),
    ],
    ("deleteProduct", 409, ""): [at("deleteProduct", "1")],
    ("createService", 409, ""): [with_("createService", product_id=4)],
    ("createService", 422, "client_id"): [
        with_("createService", client_id=1),  # who is no client
        with_("createService", client_id=999),
        with_("createService", client_id=1.5),
    ],
    ("createService", 422, "product_id"): [with_("createService", product_id=999)],
    ("createService", 422, "billing_cycle"): [with_("createService", billing_cycle="one_time")],
    ("createService", 422, "domain"): [
        with_("createService", product_id=2, server_id=None, domain=None),
        with_("createService", domain="localhost"),
        with_("createService", domain="192.0.2.1"),
        with_("createService", domain="example.com."),
        with_("createService", domain=""),
    ],
    ("createService", 422, "server_id"): [with_("createService", product_id=2)],
    ("updateService", 409, "INVALID_STATE"): [
        at("updateService", "1"),
        at("updateService", "1", {"password": GIVEN}),
        at("updateService", "4", {"domain": "example.org"}),
    ],
    ("updateService", 422, "billing_cycle"): [
        at("updateService", "1", {"billing_cycle": "annually"})
    ],
    ("deleteService", 409, "INVALID_STATE"): [at("deleteService", "1"), at("deleteService", "3")],
    ("provisionService", 409, "INVALID_STATE"): [
        at("provisionService", "3"),
        at("provisionService", "4"),
    ],
    ("provisionService", 409, ""): [at("provisionService", "10")],
    ("suspendService", 409, "INVALID_STATE"): [
        at("suspendService", "2"),
        at("suspendService", "4"),
    ],
    ("unsuspendService", 409, "INVALID_STATE"): [at("unsuspendService", "2")],
    ("terminateService", 409, "INVALID_STATE"): [
        at("terminateService", "2"),
        at("terminateService", "5"),
    ],
    ("createInvoice", 422, "items.0.service_id"): [
        with_("createInvoice", client_id=4),
        with_("createInvoice", items=[{"service_id": 999}]),
    ],
    ("createInvoice", 422, "items.0.description"): [with_("createInvoice", items=[{"price": 1}])],
    ("createInvoice", 422, "items.0.price"): [with_("createInvoice", items=[{"description": "a"}])],
    ("createInvoice", 422, "tax_rate"): [with_("createInvoice", tax_rate=100.5)],
    ("createInvoice", 422, "due_date"): [
        with_("createInvoice", due_date=day)
        for day in ("2030-02-30", "20300131", "2030-1-31", "1969-12-31", "3000-01-01", "", 1)
    ],
    ("updateInvoice", 409, "INVALID_STATE"): [
        at("updateInvoice", "2"),
        at("updateInvoice", "3", {"due_date": "2030-01-31"}),
        at("updateInvoice", "4"),
    ],
    ("deleteInvoice", 409, "INVALID_STATE"): [at("deleteInvoice", "2")],
    ("payInvoice", 409, "INVALID_STATE"): [at("payInvoice", "2"), at("payInvoice", "3")],
    ("payInvoice", 409, ""): [
        with_("payInvoice", transaction_id="TXN-000"),
        with_("payInvoice", gateway="credit", amount=20.01),
    ],
    ("payInvoice", 422, "amount"): [
        with_("payInvoice", amount=0),
        with_("payInvoice", amount=29.999),
    ],
    ("createPayment", 409, "INVALID_STATE"): [with_("createPayment", invoice_id=2)],
    ("createPayment", 422, "invoice_id"): [with_("createPayment", invoice_id=999)],
    ("createServer", 422, "ip_address"): [
        with_("createServer", ip_address=address) for address in ("192.0.2.256", "fe80::1%eth0", "")
    ],
    ("createServer", 422, "module_options.unknown"): [
        with_("createServer", module_options={"unknown": "1"})
    ],
    ("updateServer", 409, ""): [at("updateServer", "1", {"module": "hostinger"})],
    ("deleteServer", 409, ""): [at("deleteServer", "1"), at("deleteServer", "3")],
    ("createApiKey", 422, "scopes.0"): [
        with_("createApiKey", scopes=[scope])
        for scope in (
            "clients",
            "clients.pay",
            "client*",
            "*.read",
            "",
            "Clients.read",
            "clientss.read",
        )
    ],
    ("createApiKey", 422, "scopes"): [with_("createApiKey", scopes=[])],
    ("createApiKey", 422, "allowed_ips.0"): [
        with_("createApiKey", allowed_ips=[network]) for network in ("192.0.2.0/33", "everywhere")
    ],
    ("createApiKey", 422, "expires_at"): [
        with_("createApiKey", expires_at=instant)
        for instant in ("2020-01-01T00:00:00Z", "2030-01-31T00:00:00", "2030-01-31", "soon")
    ],
    ("rotateApiKey", 409, "INVALID_STATE"): [at("rotateApiKey", "3")],
    ("createWebhook", 422, "url"): [
        with_("createWebhook", url=url)
        for url in (
            *("http://127.0.0.1/", "http://[::1]/", "http://10.0.0.1/hook", "ftp://example.com/"),
            *(
                "https://me:you@example.com/",
                "https://example.com/#a",
                "example.com",
                "",
                "https://",
            ),
        )
    ],
    ("createWebhook", 422, "events.0"): [with_("createWebhook", events=["invoice.lost"])],
    ("resendDelivery", 409, "INVALID_STATE"): [at("resendDelivery", "2", delivery="2")],
    ("resendDelivery", 404, ""): [
        at("resendDelivery", "1", delivery=delivery) for delivery in ("2", "999", "msg_1")
    ],
    ("listAuditLog", 422, "entity_id"): [
        Call(query="entity_id=1f0c3f52-7d5e-4f0e-9a57-3a3b1c1d9e01")
    ],
    ("listClients", 422, "page"): [
        Call(query=f"page={page}") for page in ("0", "1000001", "a", "")
    ],
    ("listClients", 422, "per_page"): [Call(query="per_page=101"), Call(query="per_page=1.0")],
}
"""By operation, status, and the field that it is about, or the code where it is not CONFLICT."""
UNKNOWN = (
    *("999", "0", "01", "-1", "1.0", "%20", "abc", "%00", "%FF", "\u0661", "2147483648"),
    *("99999999999999999999", "1f0c3f52-7d5e-4f0e-9a57-3a3b1c1d9e01", "1f0c3f52", "pricing_"),
)
"""Ids of nothing."""
assert {*GOOD} == {*OPERATIONS} == {*JUDGE.operations}
assert PREFIX == "/api/v1"
