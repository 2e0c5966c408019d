"""A whole story over sockets: the application as a process, simulators as another, a receiver of
webhooks, and a program with a key that does it all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from hostingco_api.core.database import Database
from tests import postgres
from tests.gateway.simulated import World
from tests.hostingco.support import PASSWORD, PEOPLE, populate
from tests.public_v1.hooks import Receiver, receiver, until
from tests.redis_server import RedisServer
from tests.running import HOSTINGCO, run, running

STOP = "VPS_stopVirtualMachineV1"
START = "VPS_startVirtualMachineV1"


class Client:
    """With a key; `path` is that below /api/v1."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers["X-API-Key"] = key

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = self.session.request(method, f"{self.url}/api/v1{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()["data"]

    def until(self, path: str, **values: Any) -> Any:
        """As soon as it has these values."""

        def found() -> Any:
            now = self("GET", path)
            return now if {name: now[name] for name in values} == values else None

        return until(found, pause=0.1)


@contextmanager
def served(folder: Path, database: str, *args: str) -> Iterator[Client]:
    """The client of an application that ends well."""
    env: dict[str, Any] = {
        "XDG_DATA_HOME": str(folder),
        "HOSTINGCO_PRIVATE_WEBHOOKS": "on",
        "HOSTINGCO_LIMITS": "off",
    }
    given = ("create-api-key", "--database", database, "--name", "story", "--scopes", "*")
    made = run(*given, program=HOSTINGCO, **env)
    assert made.returncode == 0, made.stderr
    opened = Database(database)
    populate(opened)
    opened.close()
    with running(folder, "--database", database, *args, env=env, program=HOSTINGCO) as application:
        yield Client(application.url, made.stdout.decode().strip())
        application.process.terminate()
        assert application.finish() == 0, application.output
        assert "Traceback" not in application.output
        assert "failed" not in application.output


def configure(client: Client, sim: World) -> Callable[[str], Any]:
    """By the portal's administrator. What asks the gateway for a machine."""
    login = {"email": PEOPLE["admin"][0], "password": PASSWORD}
    answer = requests.post(f"{client.url}/api/auth/login", json=login)
    admin = {"Authorization": f"Bearer {answer.json()['data']['token']}"}
    base = f"{client.url}/api/hosting/providers/hostinger"
    said = requests.post(f"{base}/configure", json=sim.credentials("hostinger"), headers=admin)
    assert said.json() == {"status": "configured"}
    return lambda ref: requests.get(f"{base}/vms/{ref}", headers=admin).json()


def sold(client: Client, there: Receiver, *events: str) -> tuple[Any, Any, Any]:
    """A webhook, a service of a new client, and the invoice of it."""
    hook = client(
        "POST", "/webhooks", {"name": "story", "url": there.url, "events": list(events)}, 201
    )
    body = {"first_name": "Ann", "last_name": "Example", "email": "ann@example.com"}
    customer = client("POST", "/clients", body, 201)
    product = {
        "name": "VPS",
        "type": "hosting",
        "module": "hostinger",
        "module_options": {"plan": "kvm-2", "template": "1077", "data_center_id": "19"},
        "pricing": [{"cycle": "monthly", "price": 19.99, "setup_fee": 5}],
    }
    product = client("POST", "/products", product, 201)
    body = {"client_id": customer["id"], "product_id": product["id"], "billing_cycle": "monthly"}
    service = client("POST", "/services", {**body, "domain": "web-1.example.com"}, 201)
    items = [{"service_id": service["id"]}]
    invoice = client("POST", "/invoices", {"client_id": customer["id"], "items": items}, 201)
    return hook, service, invoice


def received(there: Receiver, hook: Any, *events: str) -> Any:
    """The last of them, once they have come since; their order is nobody's promise."""
    there.wait_for(len(events))
    assert sorted(there.events) == sorted(events)
    for message in there.got:
        assert message.verified(hook["secret"]) == message.body
    there.got.clear()


def soon(sim: World, operation: str, times: int = 1) -> None:
    """It is asked for so often."""
    until(lambda: [e["operation"] for e in sim.journal()].count(operation) == times, pause=0.1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'story.db'}"
    databases: postgres.Databases = request.getfixturevalue("postgresql")
    return databases()


def test_a_service_from_its_order_to_its_end(database: str, tmp_path: Path, sim: World) -> None:
    had = sim.totals()["machines_bought"]
    events = ["invoice.paid", "service.provisioned", "service.suspended", "service.unsuspended"]
    with receiver() as there, served(tmp_path, database) as client:
        machine = configure(client, sim)
        hook, service, invoice = sold(client, there, *events, "service.terminated")
        path = f"/services/{service['id']}"
        paid = client("POST", f"/invoices/{invoice['id']}/pay", {"transaction_id": "tx-1"})
        assert (paid["status"], paid["total"]) == ("paid", invoice["total"])
        service = client.until(path, status="active")
        received(there, hook, "invoice.paid", "service.provisioned")
        sim.advance(900)
        assert machine(service["module_ref"])["status"] == "running"
        assert machine(service["module_ref"])["name"] == "web-1.example.com"
        assert sim.totals()["machines_bought"] == had + 1

        day = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
        late = {"client_id": service["client_id"], "due_date": day}
        late["items"] = [{"service_id": service["id"]}]
        late = client("POST", "/invoices", late, 201)
        assert late["status"] == "overdue"
        soon(sim, STOP)
        sim.advance(60)
        found = client.until(path, status="suspended")
        assert found["suspend_reason"] == "overdue"
        assert machine(service["module_ref"])["status"] == "stopped"
        received(there, hook, "service.suspended")

        client("POST", f"/invoices/{late['id']}/pay")
        soon(sim, START)
        sim.advance(60)
        client.until(path, status="active", suspend_reason=None)
        assert machine(service["module_ref"])["status"] == "running"
        received(there, hook, "invoice.paid", "service.unsuspended")

        queued = client("POST", f"{path}/terminate", status=202)
        assert queued["pending_action"] == "terminate"
        soon(sim, STOP, times=2)
        sim.advance(60)
        client.until(path, status="terminated", pending_action=None)
        received(there, hook, "service.terminated")
        assert sim.totals()["machines_bought"] == had + 1

        log = list(reversed(client("GET", "/audit-log?per_page=100")))
        assert {"user.created", "product.created", "service.created", "webhook.created"} <= {
            entry["action"] for entry in log
        }
        life = [
            (entry["actor_type"], *entry["changes"]["status"])
            for entry in log
            if (entry["entity_type"], entry["entity_id"]) == ("service", service["id"])
            and "status" in entry["changes"]
        ]
        assert life == [
            ("api_key", "pending", "provisioning"),
            ("system", "provisioning", "active"),
            ("system", "active", "suspended"),
            ("system", "suspended", "active"),
            ("system", "active", "terminated"),
        ]
        paid_by = [entry for entry in log if entry["action"] == "payment.created"]
        assert {entry["actor_label"] for entry in paid_by} == {"story"}


def test_with_redis_it_is_the_same(tmp_path: Path, sim: World, redis: RedisServer) -> None:
    """As far as queues are in it."""
    database = f"sqlite:///{tmp_path / 'story.db'}"
    with (
        receiver() as there,
        served(tmp_path, database, "--redis", redis.url) as client,
    ):
        configure(client, sim)
        hook, service, invoice = sold(client, there, "invoice.paid", "service.provisioned")
        client("POST", f"/invoices/{invoice['id']}/pay")
        client.until(f"/services/{service['id']}", status="active")
        received(there, hook, "invoice.paid", "service.provisioned")
        assert redis.client.info("commandstats")["cmdstat_lpush"]["calls"] >= 3
