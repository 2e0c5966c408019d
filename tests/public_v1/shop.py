"""Products of providers that are simulated, services of them, and what the simulators have sold."""

from types import SimpleNamespace
from typing import Any

import pytest

from hostingco_api.gateway import purchases
from hostingco_api.gateway.drivers import hostafrica
from hostingco_api.gateway.drivers.hostens import session
from hostingco_api.gateway.drivers.hostinger import lives
from tests.gateway.simulated import World
from tests.gateway.support import Gateway
from tests.public_v1.hooks import ByHand
from tests.public_v1.support import Api

OPTIONS = {
    "hostinger": {"plan": "kvm-2", "template": "1077"},
    "hostens": {"plan": "13-m", "template": "11001"},
    "hostafrica": {"plan": "cloud-server", "template": "centos-7"},
}
BUYS = {
    "hostinger": "VPS_purchaseNewVirtualMachineV1",
    "hostens": "orderProduct",
    "hostafrica": "createOrder",
}


@pytest.fixture(autouse=True)
def waited(sim: World, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, in the world's time."""
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        sim.advance(seconds)

    for module in (lives, session, hostafrica, purchases):
        monkeypatch.setattr(module, "sleep", wait)
    monkeypatch.setattr(lives, "monotonic", lambda: sum(waits))
    monkeypatch.setattr("urllib3.util.retry.time", SimpleNamespace(sleep=waits.append))
    return waits


class Shop:
    """Of the products of one provider, and what its simulator has sold."""

    def __init__(self, api: Api, hand: ByHand, sim: World, provider: str) -> None:
        self.api, self.hand, self.sim, self.provider = api, hand, sim, provider
        self.gateway = Gateway(api.portal)
        self.gateway.configure(sim, provider)
        self.had = self.bought()

    def product(self, **fields: Any) -> Any:
        body = {"name": "VPS", "module": self.provider, "module_options": OPTIONS[self.provider]}
        if self.provider == "hostinger":
            node = {"name": "Phoenix", "module": "hostinger"}
            node |= {"module_options": {"data_center_id": "19"}}  # type: ignore[dict-item]
            body["server_id"] = self.api.good("POST", "/servers", node)["id"]
        return self.api.product(**body | fields)

    def service(self, **fields: Any) -> "Ordered":
        made = self.api.service(self.product(), domain="web-1.example.com", **fields)
        return Ordered(self, made["id"])

    def bought(self) -> int:
        return int(self.sim.totals()["machines_bought"])

    @property
    def new(self) -> int:
        """Machines that were bought since."""
        return self.bought() - self.had

    def lose(self, applied: bool = True, **rule: Any) -> None:
        """The answer to the order."""
        self.sim.fault("reset", operation=BUYS[self.provider], applied=applied, **rule)


class Ordered:
    def __init__(self, shop: Shop, id: int) -> None:
        self.shop, self.id = shop, id

    def ask(self, verb: str, status: int = 202, body: Any = None) -> Any:
        return self.shop.api.good("POST", f"/services/{self.id}/{verb}", body, status=status)

    def done(self, verb: str) -> Any:
        """As it is when that is done."""
        assert self.ask(verb)["pending_action"] == verb
        self.shop.hand.work()
        return self.now()

    def now(self) -> Any:
        return self.shop.api.good("GET", f"/services/{self.id}")

    def invoice(self, **fields: Any) -> Any:
        body = {"client_id": 3, "items": [{"service_id": self.id}], "tax_rate": 0, **fields}
        return self.shop.api.good("POST", "/invoices", body)

    def pay(self, invoice: Any) -> Any:
        return self.shop.api.good("POST", f"/invoices/{invoice['id']}/pay")

    def machine(self) -> Any:
        """As the provider's simulator tells it."""
        return self.shop.gateway.good(
            "GET", f"/{self.shop.provider}/vms/{self.now()['module_ref']}"
        )


@pytest.fixture
def shop(request: pytest.FixtureRequest, api: Api, hand: ByHand, sim: World) -> Shop:
    return Shop(api, hand, sim, request.param)


def of(*providers: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("shop", providers, indirect=True)
