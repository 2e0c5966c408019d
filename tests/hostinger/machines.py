"""What the tests of machines share: a client that is watched, and the life of one machine."""

from typing import Any

from tests.contract.harness import watched
from tests.support import Api

ID = 1268054  # has Docker, a snapshot and the malware scanner
PLAIN = 1268055
MACHINES = "/api/vps/v1/virtual-machines"
PASSWORD = "oMeNRustosIO.24"
ITEM = "hostingercom-vps-kvm2-usd-1m"
SETUP = {"template_id": 1130, "data_center_id": 19}
HOUR, DAY = 3_600, 86_400


class Machines:
    """Every answer is held against the contract; what is refused has to be asked for."""

    def __init__(self) -> None:
        self.api: Api = watched()

    def __call__(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = self.api(method, MACHINES + path, body)
        assert answer.status_code == status, answer.text
        return answer.json

    def read(self, id: int = ID) -> dict[str, Any]:
        machine: dict[str, Any] = self("GET", f"/{id}")
        return machine

    def state(self, id: int = ID) -> tuple[str, str]:
        machine = self.read(id)
        return machine["state"], machine["actions_lock"]

    def action(self, action: dict[str, Any], id: int = ID) -> str:
        """Its state now."""
        now: dict[str, str] = self("GET", f"/{id}/actions/{action['id']}")
        return now["state"]

    def advance(self, seconds: float) -> list[str]:
        """The names of what fired."""
        path = "/worlds/default/clock/advance"
        fired = self.api.control("POST", path, {"seconds": seconds})["fired"]
        return [event["event"].removeprefix("hostinger.") for event in fired]

    def done(self, method: str, path: str, body: Any = None, *, id: int = ID) -> dict[str, Any]:
        """The machine after the call's action has succeeded."""
        action = self(method, f"/{id}{path}", body)
        self.advance(HOUR / 2)
        assert self.action(action, id) == "success"
        return self.read(id)

    def quirk(self, name: str, on: bool = True) -> None:
        quirks = {f"hostinger.{name}": on}
        self.api.control("PATCH", "/worlds/default/quirks", {"quirks": quirks})

    def bought(self, **setup: Any) -> dict[str, Any]:
        """A machine on its way."""
        body = {"item_id": ITEM, "setup": SETUP | setup}
        machine: dict[str, Any] = self("POST", "", body)["virtual_machine"]
        return machine

    def initial(self) -> int:
        """The id of a machine that was ordered, and not set up."""
        order = {"items": [{"item_id": ITEM}]}
        assert self.api("POST", "/api/billing/v1/orders", order).status_code == 200
        id: int = self("GET", "")[-1]["id"]
        return id

    def subscription(self, machine: dict[str, Any]) -> dict[str, Any]:
        listed: Any = self.api("GET", "/api/billing/v1/subscriptions").json
        (one,) = (s for s in listed if s["id"] == machine["subscription_id"])
        found: dict[str, Any] = one
        return found

    def stop_paying(self, machine: dict[str, Any]) -> None:
        id = machine["subscription_id"]
        path = f"/api/billing/v1/subscriptions/{id}/auto-renewal/disable"
        assert self.api("DELETE", path).status_code == 200
