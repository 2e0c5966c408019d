"""A client of Hostens' simulator in this process, by user name and password."""

import base64
from typing import Any, ClassVar

from simulators.hostens import auth
from tests.support import Api, Serving

INVOICE = "308976"
"""The documented one, paid."""
HOSTING, SERVER, WINDOWS = "301", "113", "114"
PENDING = "302"
"""A service that is not paid."""
ANOTHERS = "900"
"""A server, and the second customer's."""


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


class Hostens(Api):
    PREFIX: ClassVar = "/hostens"

    def __init__(self, app: Serving, *, world: str = "default", account: str = "") -> None:
        """`account` is `second` for the other customer."""
        super().__init__(app, world=world)
        self.account = account
        self.become(*auth.credentials(world, account))

    def become(self, username: str, password: str) -> None:
        """Call as somebody else from now on."""
        self._authorization = basic(username, password)

    def become_contact(self, **privileges: Any) -> str:
        """Add a contact who may do that, and call as it from now on. Answers its id."""
        email = "deputy@default.sim.test"
        person = {"email": email, "password": "theirs", "firstname": "Dan", "lastname": "Other"}
        id: str = self.told("POST", "/contact", person | {"privileges": privileges})["contact_id"]
        self.become(email, "theirs")
        return id

    def authorization(self) -> str:
        return self._authorization

    def told(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """The answer's JSON; of paths below `/api`."""
        answer = self(method, f"/api{path}", body)
        assert answer.status_code == status, answer.text
        return answer.json

    def refused(self, method: str, path: str, body: Any = None, *, status: int = 400) -> Any:
        """The keys in `error`."""
        return self.told(method, path, body, status=status)["error"]

    def advance(self, seconds: float) -> list[str]:
        """The names of what fired of Hostens'."""
        path = f"/worlds/{self.world}/clock/advance"
        fired = self.control("POST", path, {"seconds": seconds})["fired"]
        events = [one["event"].partition(".") for one in fired]
        return [kind for vendor, _, kind in events if vendor == "hostens"]

    def happen(self, event: str, **data: Any) -> Any:
        """Make happen what nobody can ask for through the API."""
        return self.control("POST", *self._happening(event, data))["result"]

    def cannot_happen(self, event: str, **data: Any) -> str:
        """Why not, in the words of the control API."""
        answer: Any = self.controlled("POST", *self._happening(event, data))
        assert answer.status_code == 422, answer.text
        why: str = answer.json["error"]
        return why

    def _happening(self, event: str, data: Any) -> tuple[str, Any]:
        body = {"event": f"hostens.{event}", "data": data, "account": self.account}
        return f"/worlds/{self.world}/events", body

    def pay(self, invoice_id: str) -> None:
        assert self.happen("invoice-paid", invoice_id=invoice_id) == "Paid"

    def credit(self, amount: str | None = None) -> str:
        """What the account has; given an amount, from now on that."""
        if amount is not None:
            self.happen("credit-changed", credit=amount)
        told: str = self.told("GET", "/balance")["details"]["acc_credit"]
        return told

    def invoice(self, id: str) -> Any:
        return self.told("GET", f"/invoice/{id}")["invoice"]

    def service(self, id: str) -> Any:
        return self.told("GET", f"/service/{id}")["service"]

    def days(self, count: int) -> list[str]:
        return self.advance(count * 86_400)
