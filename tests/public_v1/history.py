"""A call of every operation that writes, one after the other, and what is told of it."""

from typing import Any

HOOK = {"name": "Hook", "url": "https://example.com/", "events": ["invoice.created"]}
ITEMS = [{"description": "Work", "price": 10}]
SHOP = {"name": "Shop", "scopes": ["clients.read"]}
ANN = {"first_name": "Ann", "last_name": "Example", "email": "ann@example.com"}
PRICING = [{"cycle": "monthly", "price": 10}]
BILLED = {"client_id": 3, "items": ITEMS, "tax_rate": 0}
ORDER = {"client_id": 3, "product_id": 1, "billing_cycle": "monthly"}

Told = tuple[str, int]
"""Action and id of what it was done to."""
HISTORY: list[tuple[str, str, Any, list[Told]]] = [
    ("POST", "/clients", ANN, [("client.created", 5)]),
    ("PUT", "/clients/5", {"status": "inactive"}, [("client.updated", 5)]),
    ("DELETE", "/clients/5", None, [("client.deleted", 5)]),
    ("POST", "/servers", {"name": "Rack", "module": "manual"}, [("server.created", 1)]),
    ("PUT", "/servers/1", {"name": "Rack 4"}, [("server.updated", 1)]),
    (
        "POST",
        "/products",
        {"name": "Basic", "type": "hosting", "pricing": PRICING},
        [("product.created", 1), ("product_price.created", 1)],
    ),
    ("PUT", "/products/1", {"name": "Other"}, [("product.updated", 1)]),
    (
        "PUT",
        "/products/1",
        {"pricing": PRICING},
        [("product_price.created", 2), ("product_price.deleted", 1)],
    ),
    ("POST", "/services", ORDER, [("service.created", 1)]),
    ("PUT", "/services/1", {"username": "shop"}, [("service.updated", 1)]),
    ("POST", "/services/1/provision", None, [("service.active", 1)]),
    ("POST", "/services/1/suspend", {"reason": "asked"}, [("service.suspended", 1)]),
    ("POST", "/services/1/unsuspend", None, [("service.active", 1)]),
    ("POST", "/services/1/terminate", None, [("service.terminated", 1)]),
    ("DELETE", "/services/1", None, [("service.deleted", 1)]),
    ("DELETE", "/products/1", None, [("product.deleted", 1)]),
    ("DELETE", "/servers/1", None, [("server.deleted", 1)]),
    ("POST", "/webhooks", HOOK, [("webhook.created", 1)]),
    ("POST", "/invoices", BILLED, [("invoice.created", 1), ("invoice_item.created", 1)]),
    ("PUT", "/invoices/1", {"due_date": "2999-01-01"}, [("invoice.updated", 1)]),
    (
        "PUT",
        "/invoices/1",
        {"items": ITEMS},
        [("invoice_item.created", 2), ("invoice_item.deleted", 1)],
    ),
    ("POST", "/invoices/1/pay", {"amount": 1}, [("payment.created", 1)]),
    (
        "POST",
        "/payments",
        {"invoice_id": 1},
        [("payment.created", 2), ("invoice.paid", 1)],
    ),
    ("POST", "/invoices", BILLED, [("invoice.created", 2), ("invoice_item.created", 3)]),
    ("PUT", "/invoices/2", {"status": "cancelled"}, [("invoice.cancelled", 2)]),
    ("DELETE", "/invoices/2", None, [("invoice.deleted", 2)]),
    ("PUT", "/webhooks/1", {"name": "Other"}, [("webhook.updated", 1)]),
    ("POST", "/webhooks/1/deliveries/1/resend", None, [("delivery.resent", 1)]),
    ("PUT", "/webhooks/1", {"status": "disabled"}, [("webhook.disabled", 1)]),
    ("PUT", "/webhooks/1", {"status": "active"}, [("webhook.active", 1)]),
    ("DELETE", "/webhooks/1", None, [("webhook.deleted", 1)]),
    ("POST", "/api-keys", SHOP, [("api_key.created", 2)]),
    ("PUT", "/api-keys/2", {"name": "Till"}, [("api_key.updated", 2)]),
    ("POST", "/api-keys/2/rotate", None, [("api_key.rotated", 2)]),
    ("POST", "/api-keys/2/revoke", None, [("api_key.revoked", 2)]),
    ("DELETE", "/api-keys/2", None, [("api_key.deleted", 2)]),
]
