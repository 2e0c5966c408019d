"""The documented requests: those of the contract, and those of the page to the letter.

The page's commands are run by bash and curl, on an empty company: only its host, its key, and an
address that whoever copied the page lost, are replaced. So the first client is number 1, as there.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hostingco_api.core import api_keys
from hostingco_api.core.clock import utcnow
from hostingco_api.core.migrate import open_database
from tests.hostingco.support import SECRET
from tests.public_v1.contract.calls import GOOD
from tests.public_v1.contract.test_documents import examples
from tests.public_v1.contract.world import JUDGE, OPERATIONS, World
from tests.running import HOSTINGCO, environment, running

REQUESTS = [
    pytest.param(id, body, id=f"{id}-{name}")
    for id, operation in JUDGE.operations.items()
    if "requestBody" in operation
    for name, body in examples(operation["requestBody"]).items()
]
THERE = {"payInvoice": "4"}
"""Of which the client has so much credit."""


@pytest.mark.parametrize(("id", "body"), REQUESTS)
def test_a_documented_request_is_accepted(world: World, id: str, body: Any) -> None:
    """Client 1 of the examples is number 3 here."""
    if "client_id" in body:
        body = body | {"client_id": 3}
    call = replace(GOOD[id], body=body, id=THERE.get(id, GOOD[id].id))
    answer = call.make(world, id)
    assert answer.status_code < 300, answer.text


CREATE = """\
curl -X POST "https://yourdomain.com/api/v1/clients" \\
-H "Authorization: Bearer your_api_key" \\
-H "Content-Type: application/json" \\
-d '{"first_name":"John","last_name":"Doe","email":"john@example.com"}'"""
PRICING = """\
curl -X GET "https://yourdomain.com/api/v1/products/pricing" \\
-H "Authorization: Bearer your_api_key\""""
WHOLE = """\
{
"email": "john@example.com",
"first_name": "John",
"last_name": "Doe",
"company_name": "Acme Ltd",
"password": "optional-auto-generated-if-omitted"
}"""
LIST = "/api/v1/clients?page=1&per_page=50&search=acme&status=active"
PAY = '{"amount":29.99,"gateway":"manual","transaction_id":"TXN-001"}'


class Page:
    """Who does what the page says."""

    def __init__(self, url: str, key: str) -> None:
        self.replaced = {"https://yourdomain.com": url, "your_api_key": key}

    def run(self, command: str, id: str, status: int = 200) -> Any:
        """The document that is answered, which has to be a good one of that operation."""
        for text, real in self.replaced.items():
            command = command.replace(text, real)
        command += " -s --noproxy '*' -w '\\n%{http_code}'"
        done = subprocess.run(["bash", "-c", command], env=environment(), capture_output=True)
        assert done.returncode == 0, done.stderr
        text, _, said = done.stdout.decode().rpartition("\n")
        answer = json.loads(text)
        assert int(said) == status, answer
        documented = JUDGE.operations[id]["responses"][str(status)]
        schema = documented["content"]["application/json"]["schema"]
        assert JUDGE.misfits(schema, answer, "answer") == []
        return answer

    def call(
        self, name: str, body: str = "", status: int = 200, path: str = "", id: Any = ""
    ) -> Any:
        operation = OPERATIONS[name]
        path = path or operation.path.format(id=id)
        headers = '-H "Authorization: Bearer your_api_key" -H "Content-Type: application/json"'
        data = f"-d '{body}'" if body else ""
        command = f'curl -X {operation.method} "https://yourdomain.com{path}" {headers} {data}'
        return self.run(command, name, status)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if not shutil.which("curl"):
        pytest.skip("there is no curl")
    folder = Path(tmp_path_factory.mktemp("empty"))
    url = f"sqlite:///{folder / 'empty.db'}"
    database = open_database(url)
    with database.writing() as session:
        columns: Any = {"name": "page", "scopes": ["*"], "allowed_ips": [], "expires_at": None}
        _, key = api_keys.create(session, utcnow(), **columns)
    database.close()
    env = {"HOSTINGCO_SECRET": SECRET}
    with running(folder, "--database", url, env=env, program=HOSTINGCO) as server:
        yield Page(server.url, key)
        server.process.terminate()
        assert server.finish() == 0, server.output
        assert "Traceback" not in server.output


def test_the_documented_story_is_true(page: Page) -> None:
    created = page.run(CREATE, "createClient", 201)
    assert list(created) == ["success", "data", "message"]
    assert (created["success"], created["message"]) == (True, "Client created")
    assert list(created["data"])[:2] == ["id", "uuid"]
    assert created["data"]["id"] == 1
    assert len(created["data"]["password"]) >= 12  # "auto-generated-if-omitted"
    assert page.call("deleteClient", id=1) == {"success": True, "message": "Client deleted"}
    again = page.call("createClient", WHOLE, 201)["data"]
    assert "password" not in again
    assert [client["id"] for client in page.call("listClients", path=LIST)["data"]] == [again["id"]]
    for name in ("id", "uuid"):
        changed = page.call("updateClient", '{"status":"active"}', id=again[name])
        assert changed["message"] == "Client updated"

    pricing = [{"cycle": "monthly", "price": 29.99}]
    sold = {"name": "Web hosting", "type": "hosting", "pricing": pricing}
    product = page.call("createProduct", json.dumps(sold), 201)["data"]
    (price,) = page.run(PRICING, "listProductPricing")["data"]
    assert price["pricing"] == product["pricing"]
    asked = {"client_id": again["id"], "product_id": product["id"], "billing_cycle": "monthly"}
    service = page.call("createService", json.dumps(asked), 201)["data"]
    items = [{"service_id": service["id"]}]
    billed = {"client_id": again["id"], "items": items, "tax_rate": 0}
    invoice = page.call("createInvoice", json.dumps(billed), 201)["data"]
    paid = page.call("payInvoice", PAY, id=invoice["id"])["data"]
    assert (paid["status"], paid["payment"]["transaction_id"]) == ("paid", "TXN-001")
    # "marks invoice as paid and triggers activation if applicable"
    assert page.call("getService", id=service["id"])["data"]["status"] == "active"
    for action, status in (
        ("provision", "active"),
        ("suspend", "suspended"),
        ("unsuspend", "active"),
        ("terminate", "terminated"),
    ):
        done = page.call(f"{action}Service", id=service["uuid"])["data"]
        assert done["status"] == status
