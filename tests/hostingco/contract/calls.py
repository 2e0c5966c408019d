"""One good call of every operation on the furnished portal, who may make it, and calls that meet
the refusals that are an operation's own.

What they refuse alike (401, 413, 415, 429, 500, and 400 of fields) is derived from the good call.
"""

from dataclasses import dataclass, replace
from typing import Any

from hostingco_api.core.providers import LocalProvider, ProviderFailed
from tests.hostingco.contract.world import JUDGE, OPERATIONS, World
from tests.hostingco.support import IDS, PASSWORD


@dataclass(frozen=True)
class Call:
    """`who` is one of WHO, or nobody; `id` fills the path."""

    who: str | None = None
    id: str = ""
    body: Any = None
    query: str = ""

    def make(self, world: World, id: str, **kwargs: Any) -> Any:
        operation = OPERATIONS[id]
        path = operation.path.removeprefix("/api").format(id=self.id)
        if self.body is not None and "data" not in kwargs:
            kwargs.setdefault("json", self.body)
        who = kwargs.pop("who", self.who)
        kwargs.setdefault("query_string", self.query)
        return world.call(kwargs.pop("method", operation.method), path, who, **kwargs)


LOGIN = {"email": "user@example.com", "password": PASSWORD}
ACCOUNT = {
    "email": "newuser@example.com",
    "password": "password123",
    "name": "New User",
    "company": "Example Corp",
    "phone": "+1234567890",
}
ME = {
    "name": "John Updated",
    "company": "New Company",
    "phone": "+1234567890",
    "settings": {"theme": "dark", "notifications": False},
}
CLIENT = {
    "name": "Acme Corporation",
    "email": "contact@acme.com",
    "phone": "+1234567890",
    "company": "Acme Corporation",
}
QUICK = {"name": "web-server-01", "plan": "pro", "location": "us-east-1"}
OPTIONS = {
    "hostname": "app-server-02.example.com",
    "firewall": False,
    "backups": True,
    "monitoring": True,
    "ssl": False,
}
ORDER = {"name": "app-server-02", "plan": "enterprise", "location": "eu-west-1"}
CARD = {
    "type": "credit_card",
    "cardNumber": "4242424242424242",
    "expiryMonth": 12,
    "expiryYear": 2030,
    "cvv": "123",
}
QUESTION = {
    "subject": "Billing question",
    "description": "I have a question about my latest invoice",
    "priority": "urgent",
    "category": "billing",
}
SETTINGS = {
    "general": {
        "siteName": "Elsewhere",
        "siteUrl": "https://example.com",
        "timezone": "Asia/Tokyo",
    },
    "billing": {"currency": "EUR", "taxRate": 8.5, "invoicePrefix": "R-", "autoBilling": False},
    "notifications": {"smsNotifications": True},
    "security": {
        "sessionTimeout": "12h",
        "passwordMinLength": 10,
        "twoFactorAuth": False,
        "ipWhitelist": ["127.0.0.0/8", "2001:db8::/32"],
    },
}

GOOD: dict[str, Call] = {
    "getHealth": Call(),
    "login": Call(body=LOGIN),
    "register": Call(body=ACCOUNT),
    "logout": Call("customer"),
    "refreshToken": Call("customer"),
    "listUsers": Call("admin", query="page=1&limit=3&search=example&role=user"),
    "getUser": Call("customer", "user_3"),
    "updateUser": Call("customer", "user_3", ME),
    "deleteUser": Call("admin", "user_5"),
    "getDashboardStats": Call("admin"),
    "refreshDashboard": Call("customer"),
    "addServer": Call("customer", body=QUICK),
    "addClient": Call("admin", body=CLIENT),
    "listPlans": Call(),
    "listServers": Call("customer", query="page=1&limit=2&status=active&plan=pro&search=web"),
    "createServer": Call("customer", body=ORDER | {"settings": OPTIONS}),
    "getServer": Call("customer", "server_001"),
    "updateServer": Call("customer", "server_001", {"name": "renamed", "settings": OPTIONS}),
    "deleteServer": Call("customer", "server_001"),
    "getServerStatistics": Call("customer", "server_001"),
    "updateServerSettings": Call("customer", "server_001", OPTIONS),
    "powerServer": Call("customer", "server_001", {"action": "restart"}),
    "listInvoices": Call("customer", query="page=1&limit=2&status=pending&userId=user_3"),
    "getInvoice": Call("customer", "inv_002"),
    "payInvoice": Call("customer", "inv_001", {"paymentMethodId": "pm_1"}),
    "downloadInvoice": Call("customer", "inv_002"),
    "listPaymentMethods": Call("customer"),
    "addPaymentMethod": Call("customer", body=CARD),
    "setDefaultPaymentMethod": Call("customer", "pm_3"),
    "deletePaymentMethod": Call("customer", "pm_3"),
    "getBillingSummary": Call("customer"),
    "listTickets": Call("customer", query="page=1&limit=2&status=open&priority=high&userId=user_3"),
    "createTicket": Call("customer", body=QUESTION),
    "getTicket": Call("customer", "ticket_001"),
    "replyToTicket": Call("customer", "ticket_001", {"message": "Thank you!"}),
    "closeTicket": Call("customer", "ticket_001", {"reason": "Issue resolved"}),
    "listCategories": Call(),
    "getSupportStats": Call("customer"),
    "getSystemSettings": Call("admin"),
    "updateSystemSettings": Call("admin", body=SETTINGS),
    "getAnalyticsOverview": Call("support", query="startDate=2026-01-01&endDate=2026-01-31"),
}

PUBLIC = {"getHealth", "login", "register", "listPlans", "listCategories"}
CREATES = {
    *("register", "addServer", "addClient", "createServer", "addPaymentMethod"),
    *("createTicket", "replyToTicket"),
}
"""They answer 201."""

WHO = ("admin", "support", "customer", "other")
ADMINS, STAFF = (True, 403, 403, 403), (True, True, 403, 403)
ANYBODY, OWNERS = (True, True, True, True), (True, True, True, 404)
ITS_OWNER = (404, 404, True, 404)  # whoever else asks
ROLES: dict[str, tuple[bool | int, ...]] = {
    "logout": ANYBODY,
    "refreshToken": ANYBODY,
    "listUsers": ADMINS,
    "getUser": OWNERS,
    "updateUser": (True, 403, True, 404),
    "deleteUser": ADMINS,
    "getDashboardStats": ANYBODY,
    "refreshDashboard": ANYBODY,
    "addServer": ANYBODY,
    "addClient": STAFF,
    "listServers": ANYBODY,
    "createServer": ANYBODY,
    "getServer": OWNERS,
    "updateServer": OWNERS,
    "deleteServer": OWNERS,
    "getServerStatistics": OWNERS,
    "updateServerSettings": OWNERS,
    "powerServer": OWNERS,
    "listInvoices": ANYBODY,
    "getInvoice": OWNERS,
    "payInvoice": OWNERS,
    "downloadInvoice": OWNERS,
    "listPaymentMethods": ANYBODY,
    "addPaymentMethod": ANYBODY,
    "setDefaultPaymentMethod": ITS_OWNER,
    "deletePaymentMethod": ITS_OWNER,
    "getBillingSummary": ANYBODY,
    "listTickets": ANYBODY,
    "createTicket": ANYBODY,
    "getTicket": OWNERS,
    "replyToTicket": OWNERS,
    "closeTicket": OWNERS,
    "getSupportStats": ANYBODY,
    "getSystemSettings": ADMINS,
    "updateSystemSettings": ADMINS,
    "getAnalyticsOverview": STAFF,
}
"""What the good call meets from each of WHO; True is success. The things are the customer's."""


def with_(id: str, **changed: Any) -> Call:
    """The good call of that operation, with fields of its body changed."""
    return replace(GOOD[id], body=GOOD[id].body | changed)


def at(id: str, thing: str, **changed: Any) -> Call:
    return replace(GOOD[id], id=thing, **changed)


class FailingProvider(LocalProvider):
    """It is there, and does nothing."""

    def create(self, ref: str, order: Any) -> str:
        raise ProviderFailed("Out of stock")

    def power(self, ref: str, action: str) -> None:
        raise ProviderFailed("Out of order")

    def delete(self, ref: str) -> None:
        raise ProviderFailed("Out of reach")


REFUSED: dict[tuple[str, int], list[Call]] = {
    ("login", 401): [
        with_("login", password="wrong"),
        with_("login", email="nobody@example.com"),
    ],
    ("register", 409): [
        with_("register", email="user@example.com"),
        with_("register", email="USER@Example.COM"),
    ],
    ("updateUser", 400): [
        with_("updateUser", password="password456"),
        with_("updateUser", password="password456", currentPassword="wrong"),
    ],
    ("updateUser", 403): [
        with_("updateUser", role="admin"),
        with_("updateUser", isActive=True),
    ],
    ("updateUser", 409): [
        with_("updateUser", email="other@example.com"),
        Call("admin", "user_1", {"role": "support"}),
        Call("admin", "user_1", {"isActive": False}),
    ],
    ("deleteUser", 409): [at("deleteUser", "user_1"), at("deleteUser", "user_3")],
    ("addServer", 400): [with_("addServer", plan="unknown")],
    ("addServer", 409): [with_("addServer", name="web-1")],
    ("addClient", 409): [with_("addClient", email="user@example.com")],
    ("createServer", 400): [with_("createServer", plan="unknown")],
    ("createServer", 409): [with_("createServer", name="web-4")],
    ("updateServer", 409): [with_("updateServer", name="web-2")],
    ("powerServer", 409): [
        at("powerServer", "server_002"),
        at("powerServer", "server_004"),
        at("powerServer", "server_004", body={"action": "start"}),
    ],
    ("payInvoice", 400): [
        with_("payInvoice", paymentMethodId="pm_4"),
        with_("payInvoice", paymentMethodId="pm_999"),
    ],
    ("payInvoice", 409): [at("payInvoice", "inv_002"), at("payInvoice", "inv_004")],
    ("addPaymentMethod", 400): [with_("addPaymentMethod", cardNumber="4242424242424241")],
    ("deletePaymentMethod", 409): [at("deletePaymentMethod", "pm_2")],
    ("createTicket", 400): [with_("createTicket", category="Weather")],
    ("replyToTicket", 403): [
        with_("replyToTicket", sender="support"),
        with_("replyToTicket", status="resolved"),
        replace(with_("replyToTicket", sender="user"), who="support"),
    ],
    ("replyToTicket", 409): [
        at("replyToTicket", "ticket_002", who="support"),
        replace(with_("replyToTicket", status="reopened"), who="support"),
    ],
    ("closeTicket", 409): [at("closeTicket", "ticket_002")],
    ("updateSystemSettings", 400): [
        with_("updateSystemSettings", general={"timezone": "Mars/Olympus"}),
        with_("updateSystemSettings", security={"ipWhitelist": ["127.0.0.0/8", "everywhere"]}),
    ],
    ("updateSystemSettings", 409): [
        with_("updateSystemSettings", security={"ipWhitelist": ["192.0.2.0/24"]})
    ],
    ("getAnalyticsOverview", 400): [
        at("getAnalyticsOverview", "", query="startDate=2026-01-01"),
        at("getAnalyticsOverview", "", query="endDate=2026-01-31"),
        at("getAnalyticsOverview", "", query="startDate=2026-02-01&endDate=2026-01-31"),
        at("getAnalyticsOverview", "", query="startDate=2026-02-30&endDate=2026-03-31"),
    ],
}
FIELDS = {
    "updateUser": "currentPassword",
    "addServer": "plan",
    "createServer": "plan",
    "payInvoice": "paymentMethodId",
    "addPaymentMethod": "cardNumber",
    "createTicket": "category",
}
"""That the 400s above are about, where it is one."""
UNKNOWN = {
    "user": ("user_999", "user_0", "user_03", "user_", "3", "server_001", "USER_3", "user_3%20"),
    "server": ("server_999", "server_000", "server_1", "server_0001", "1", "user_3", "server_-01"),
    "inv": ("inv_999", "inv_000", "inv_1", "inv_0001", "INV_001", "INV-2026-001"),
    "pm": ("pm_999", "pm_0", "pm_01", "pm_", "1", "pm_1%00"),
    "ticket": (
        "ticket_999",
        "ticket_000",
        "ticket_1",
        "ticket_0001",
        "ticket_\u0660\u0660\u0661",
        "%FF",
    ),
}
"""Ids of nothing, by kind."""
for _kind, _ids in UNKNOWN.items():
    UNKNOWN[_kind] = (*_ids, "%00", f"{_kind}_99999999999999999999", f"{_kind}_2147483648")
for _id, _call in GOOD.items():
    if _call.id:
        _kind = _call.id.partition("_")[0]
        REFUSED[_id, 404] = [at(_id, thing) for thing in UNKNOWN[_kind]]
assert IDS["customer"] == "user_3"
assert {*GOOD} == {*OPERATIONS} == {*ROLES} | PUBLIC == {*JUDGE.operations}
