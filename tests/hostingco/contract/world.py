"""A portal with a little of everything in it, which every test finds as it was in the beginning.

All that it answers is held against the contract, and counted for the gate.
"""

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
from hostingco_api.core import accounts, billing, payments
from hostingco_api.core.models import Invoice, Message, Ticket, User
from tests.hostingco.kept import Kept
from tests.hostingco.support import HASHER, PEOPLE, Portal, populated
from tests.watched import Watched

JUDGE = Judge("hostingco.yaml", strict=True)
OPERATIONS = {operation.id: operation for operation in contracts.operations("hostingco.yaml")}

seen: Counter[tuple[str, int]] = Counter()
"""How often each (operation, status) was answered in this run; the gate reads it."""

ADMIN_PASSWORD = "admin123"
"""As documented. That of everybody else is support.PASSWORD."""

CODES = {
    **{status: {"VALIDATION_ERROR"} for status in (400, 405, 413, 415)},
    401: {"AUTHENTICATION_ERROR"},
    403: {"AUTHORIZATION_ERROR"},
    404: {"NOT_FOUND"},
    409: {"CONFLICT"},
    429: {"RATE_LIMIT"},
    500: {"DATABASE_ERROR", "INTERNAL_ERROR"},
    502: {"EXTERNAL_SERVICE_ERROR"},
}

KEPT_NOWHERE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def _faults(method: str, path: str, status: int, headers: Any, body: bytes) -> Iterator[str]:
    id = JUDGE.route(method, path)
    if id:
        seen[id, status] += 1
        yield from JUDGE.faults(id, status, headers, body, head=method == "HEAD")
    elif method == "OPTIONS":
        return
    elif method != "HEAD":
        yield from JUDGE.misfits(
            {"$ref": "#/components/schemas/Error"}, orjson.loads(body), f"{method} {path}"
        )
    if status >= 400 and method != "HEAD":
        code = orjson.loads(body)["error"]["code"]
        if code not in CODES[status]:
            yield f"{status} is no {code}"
    if ("Retry-After" in headers) is not (status == 429):
        yield f"Retry-After: {headers.get('Retry-After')} in a {status}"
    if ("X-RateLimit-Limit" in headers) is (id == "getHealth"):
        yield "all but health is limited, and says so"
    for name, value in KEPT_NOWHERE.items():
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)}"


class World(Portal):
    """Ids: what is `customer`'s is server_001 (active), server_002 (inactive), server_004
    (provisioning), inv_001 (pending), inv_002 (paid with pm_1), inv_004 (being paid with pm_2),
    pm_1 (the default) to pm_3, ticket_001 (open), ticket_002 (closed). Of `other` there are
    server_003, inv_003, pm_4 and ticket_003. user_5 has nothing.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(populated(folder))
        furnish(self)
        for name in PEOPLE:
            self.token(name)
        with self.database.writing() as session:
            session.get_one(User, 1).password = HASHER.hash(ADMIN_PASSWORD)
        self.kept = Kept(self.database)
        # No other test's, since it is watched.
        self.app = create_app(self.config, self.database)
        self.app.extensions["hostingco"] = self.services
        watched: Any = Watched(self.app.wsgi_app, _faults)
        self.app.wsgi_app = watched  # type: ignore[method-assign]

    def restore(self) -> None:
        self.kept.restore()
        self.clock.ahead = timedelta(0)


def furnish(world: World) -> None:
    for who, name in (("customer", "web-1"), ("customer", "web-2"), ("other", "web-1")):
        world.server(who, name)
    world.good("POST", "/hosting/servers/server_002/power", "customer", json={"action": "stop"})
    order = {"name": "web-4", "plan": "basic", "location": "eu-west-1"}
    world.good("POST", "/hosting/servers", "customer", json=order)
    now = world.clock()
    with world.database.writing() as session:
        customer, other = session.get_one(User, 3), session.get_one(User, 4)
        spare = {"email": "spare@example.com", "name": "Nobody Special", "role": "user"}
        accounts.create(session, now, **spare, password=HASHER.hash("password123"))
        card = {"type": "credit_card", "cvv": "123", "expiry_month": 12, "expiry_year": 2099}
        for owner, number in (
            (customer, "4242424242424242"),
            (customer, "5555555555554444"),
            (customer, "6011111111111117"),
            (other, "4242424242424242"),
        ):
            card["number"] = number
            payments.add(session, owner, world.services.processor, now, card)
        paid = billing.pay(session, session.get_one(Invoice, 2), 1, now)
        billing.settle(session, paid, world.services.processor, now)
        billing.pay(session, session.get_one(Invoice, 4), 2, now)
        for user, status in ((customer, "open"), (customer, "closed"), (other, "open")):
            text = "There is nothing to be seen"
            ticket = Ticket(
                user_id=user.id,
                subject="My server is dark",
                description=text,
                category="Technical",
                priority="high",
                status=status,
                created_at=now,
                updated_at=now,
                resolved_at=now if status == "closed" else None,
                closed_at=now if status == "closed" else None,
            )
            message = Message(author_id=user.id, sender="user", content=text, sent_at=now)
            ticket.messages.append(message)
            session.add(ticket)
            session.flush()


_folder = TemporaryDirectory(prefix="hostingco-")


@cache
def the_world() -> World:
    """The one of this process: making it takes longer than many tests do."""
    return World(Path(_folder.name))
