"""A company with a little of everything in it, which every test finds as it was in the beginning.

All that its public API answers is held against the contract, and counted for the gate. No answer
tells a secret, but once where it is made.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

import contracts
from contracts.judge import Judge
from hostingco_api.app import create_app
from hostingco_api.core import lifecycle
from hostingco_api.core.clock import utcnow
from hostingco_api.core.models import ApiKey, Attempt, Delivery, Service
from hostingco_api.public_v1.web import PREFIX
from tests.hostingco.kept import Kept
from tests.hostingco.support import PEOPLE, Portal, populated
from tests.public_v1.support import Api
from tests.watched import Watched

CONTRACT = "public-v1.yaml"
JUDGE = Judge(CONTRACT, strict=True)
OPERATIONS = {operation.id: operation for operation in contracts.operations(CONTRACT)}

seen: Counter[tuple[str, int]] = Counter()
"""How often each (operation, status) was answered in this run; the gate reads it."""

CODES = {
    **{status: {"VALIDATION_ERROR"} for status in (400, 405, 413, 415)},
    401: {"AUTHENTICATION_ERROR"},
    403: {"AUTHORIZATION_ERROR"},
    404: {"NOT_FOUND"},
    409: {"CONFLICT", "INVALID_STATE"},
    422: {"VALIDATION_ERROR", "IDEMPOTENCY_MISMATCH"},
    429: {"RATE_LIMIT"},
    500: {"DATABASE_ERROR", "INTERNAL_ERROR"},
}
KEPT_NOWHERE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
ERROR = {"$ref": "#/components/schemas/Error"}

MADE = "made-by-the-provider"
GIVEN = "given-by-somebody-to-be-kept"
_KEY, _SECRET = rb"hc_live_[0-9A-Za-z]{12}_", b"whsec_"
SECRETS: dict[str, tuple[bytes, set[str]]] = {
    "a key": (_KEY, {"createApiKey", "rotateApiKey"}),
    "the secret of a webhook": (_SECRET, {"createWebhook"}),
    "a password of a provider's": (MADE.encode(), {"getService"}),
    "a password": (GIVEN.encode(), set()),
    "a hash of a key": (rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", set()),
    "a hash of a password": (rb"\$argon2", set()),
    "what is encrypted": (rb"gAAAAA[0-9A-Za-z_-]{60}", set()),
}
"""What they look like, and whose good answers may have them."""


def _faults(method: str, path: str, status: int, headers: Any, body: bytes) -> Iterator[str]:
    id = JUDGE.route(method, path)
    if id:
        seen[id, status] += 1
    if id and status != 405:  # of which no operation is
        yield from JUDGE.faults(id, status, headers, body, head=method == "HEAD")
    elif method not in ("HEAD", "OPTIONS"):
        yield from JUDGE.misfits(ERROR, orjson.loads(body), f"{method} {path}")
    if status >= 400 and method != "HEAD":
        document = orjson.loads(body)
        if document["code"] not in CODES[status]:
            yield f"{status} is no {document['code']}"
        if document["request_id"] != headers["X-Request-Id"]:
            yield "the request has two ids"
        if document["errors"] and status != 422:
            yield f"{status} is about fields"
    if ("Retry-After" in headers) and status not in (409, 429):
        yield f"Retry-After: {headers['Retry-After']} in a {status}"
    if ("Allow" in headers) is not (status == 405 or method == "OPTIONS"):
        yield f"Allow: {headers.get('Allow')} in a {status}"
    for name, value in KEPT_NOWHERE.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)}"
    for what, (form, where) in SECRETS.items():
        if id not in where and re.search(form, body):
            yield f"{method} {path} tells {what}"


ENGINE = (
    *("clients.*", "products.*", "services.*", "invoices.*", "payments.*", "servers.*"),
    *("webhooks.*", "api-keys.read", "audit-log.read"),
)
"""What the Schemathesis engine's key may do: nothing to keys."""


class World(Portal):
    """By number. Clients: 3 (John Doe, with a credit of 20), 4, and 5, who has nothing. Servers: 1
    (of products 1 and 4), 2 (nobody's), 3 (full, of product 3). Products: 1 (manual), 2 (of a
    driver), 3 (manual), 4 (inactive), 5 (nobody's). Services of client 3: 1 (active), 2 (pending),
    3 (suspended), 4 (terminated), 5 (cancelled), 6 to 8 of the driver: active, pending, suspended;
    9 has failed, 10 is pending where it is full. Invoices: 1 (pending, of service 2), 2 (paid),
    3 (cancelled), 4 (paid in part), 5 (pending). Keys: 1 (the tests', of everything), 2 (a shop's),
    3 (revoked), 4 (over), 5 (the engine's). Webhooks: 1 (with deliveries), 2 (disabled, with
    deliveries), 3.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(populated(folder))
        self.api = Api(self, last_used_at=self.clock(), last_used_ip="127.0.0.1")
        furnish(self)
        for name in PEOPLE:
            self.token(name)
        self.now = self.clock()
        self.engine = self.key(*ENGINE)
        self.kept = Kept(self.database)
        # No other test's, since it is watched.
        self.app = create_app(self.config, self.database)
        public = self.app.extensions["hostingco.mounted"][PREFIX]
        public.extensions["hostingco"] = self.services
        public.wsgi_app = Watched(public.wsgi_app, _faults)
        self.public = public

    def restore(self) -> None:
        """Also the time, or else a key would be seen after a minute, which is written down."""
        self.kept.restore()
        self.clock.ahead = self.now - utcnow()

    def key(self, *scopes: str, **columns: Any) -> str:
        """A new one, as if it had just been used."""
        columns = {"last_used_at": self.now, "last_used_ip": "127.0.0.1"} | columns
        return Api(self, *scopes, **columns).key


def furnish(world: World) -> None:
    api = world.api
    events = ["invoice.created", "invoice.paid", "service.created", "service.provisioned"]
    for name in ("Billing hook", "Another hook", "A third hook"):
        hook = {"name": name, "url": "https://example.com/hook", "events": events}
        api.good("POST", "/webhooks", hook)
    api.client(first_name="Nobody", last_name="Special", email="spare@example.com")
    for name, room in (("Rack 4", 200), ("Rack 5", None), ("Rack 6", 1)):
        rack = {"name": name, "hostname": "rack.example.com", "ip_address": "192.0.2.4"}
        api.good("POST", "/servers", rack | {"module": "manual", "max_services": room})
    hosting = api.product(29.99, name="Web hosting", server_id=1)
    asked = {"plan": "kvm-2", "template": "1077"}
    machine = api.product(9, name="Virtual machine", module="hostinger", module_options=asked)
    full = api.product(1, name="The last place", server_id=3)
    api.product(3, name="Not any more", status="inactive", server_id=1)
    api.product(4, name="Nobody's", type="other")
    secret: Any = {"password": GIVEN, "domain": "example.com", "username": "john"}
    for _ in range(5):
        api.service(hosting, **secret)
    for _ in range(4):
        api.service(machine, **secret)
    api.service(full)
    for action, numbers in (("provision", (1, 3, 4)), ("suspend", (3,)), ("terminate", (4,))):
        for number in numbers:
            api.good("POST", f"/services/{number}/{action}", status=200)
    taking = api.service(full)["id"]
    api.good("POST", f"/services/{taking}/provision", status=200)
    now = world.clock()
    with world.database.writing() as session:
        row = {number: session.get_one(Service, number) for number in range(5, 10)}
        row[5].status = "cancelled"
        told = {"ip": "192.0.2.9", "password": world.services.vault.lock(MADE)}
        for number in (6, 8):
            ref = {"module_ref": f"126805{number}"}
            lifecycle.finish(session, row[number], "provision", now, **told, **ref)
        lifecycle.finish(session, row[8], "suspend", now)
        lifecycle.fail(session, row[9], "provision", "Out of stock", now)
    api.invoice(items=[{"service_id": 2}])
    for price in (29.99, 30, 30, 12.5):
        api.invoice(price)
    paid = {"transaction_id": "TXN-000", "amount": 49.99}
    api.good("POST", "/invoices/2/pay", paid, status=200)
    api.good("PUT", "/invoices/3", {"status": "cancelled"})
    api.good("POST", "/invoices/4/pay", {"amount": 10}, status=200)
    for name in ("Shop", "Old shop", "Shop of a day"):
        api.good("POST", "/api-keys", {"name": name, "scopes": ["clients.read", "invoices.*"]})
    api.good("POST", "/api-keys/3/revoke", status=200)
    ends = (world.clock() + timedelta(hours=1)).isoformat()
    api.good("PUT", "/api-keys/4", {"expires_at": ends})
    world.clock.move(hours=2)
    with world.database.writing() as session:
        deliveries = session.query(Delivery).all()
        for delivery in deliveries[:2]:
            tried = Attempt(delivery_id=delivery.id, at=now, latency_ms=82, status_code=500)
            session.add(tried)
    api.good("PUT", "/webhooks/2", {"status": "disabled"})
    with world.database.writing() as session:
        me = session.get_one(ApiKey, api.key_id)
        me.last_used_at = world.clock()


_folder = TemporaryDirectory(prefix="hostingco-public-")


@cache
def the_world() -> World:
    """The one of this process: making it takes longer than many tests do."""
    return World(Path(_folder.name))
