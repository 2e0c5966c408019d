"""A whole story with each provider, over sockets all the way: the application as a process, and the
simulators as another."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.gateway.faulty import HOSTAFRICA_VM, HOSTENS_VM, HOSTINGER_VM
from tests.gateway.simulated import World
from tests.running import HOSTINGCO, run, running


class Client:
    """Of one provider, as an administrator."""

    def __init__(self, url: str, token: str, provider: str) -> None:
        self.base = f"{url}/api/hosting/providers/{provider}"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method: str, path: str = "", body: Any = None, **query: str) -> Any:
        answer = self.session.request(method, self.base + path, json=body, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, method: str, path: str = "", body: Any = None) -> int:
        answer = self.session.request(method, self.base + path, json=body)
        assert list(answer.json()) == ["error"]
        return answer.status_code


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("application")


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    env = {"XDG_DATA_HOME": str(folder)}
    with running(folder, "--demo", env=env, program=HOSTINGCO) as application:
        yield application.url
        application.process.terminate()
        assert application.finish() == 0, application.output
        assert "secret_" not in application.output
        assert "Traceback" not in application.output


@pytest.fixture(scope="module")
def token(url: str) -> str:
    login = {"email": "admin@hostingco.com", "password": "admin123"}
    return str(requests.post(f"{url}/api/auth/login", json=login).json()["data"]["token"])


@pytest.fixture
def client(request: pytest.FixtureRequest, url: str, token: str, sim: World) -> Client:
    """Configured and tested."""
    client = Client(url, token, request.param)
    credentials = sim.credentials(request.param)
    assert client("POST", "/configure", credentials) == {"status": "configured"}
    assert client("GET")["connected"] is False
    answer = client("POST", "/test")
    assert answer == {"status": "ok", "message": "Connection successful"}
    assert client("GET")["connected"] is True
    return client


def of(provider: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("client", [provider], indirect=True)


def zone(client: Client, domain: str) -> set[tuple[str, str, str, int]]:
    found = client("GET", f"/dns/{domain}")
    assert len({record["id"] for record in found}) == len(found), "ids are unique"
    return {(r["name"], r["type"], r["content"], r["priority"]) for r in found}


RECORDS: list[dict[str, Any]] = [
    {"type": "A", "name": "api", "content": "192.0.2.35", "ttl": 3600},
    {"type": "A", "name": "api", "content": "192.0.2.36", "ttl": 3600},
    {"type": "AAAA", "name": "api", "content": "2001:db8::35"},
    {"type": "CNAME", "name": "shop", "content": "api.example.net"},
    {"type": "MX", "name": "mail", "content": "mx1.example.net", "priority": 10},
    {"type": "MX", "name": "mail", "content": "mx2.example.net", "priority": 20},
    {"type": "TXT", "name": "api", "content": "v=spf1 -all"},
    {"type": "NS", "name": "sub", "content": "ns1.example.net"},
    {"type": "SRV", "name": "_sip._tcp", "content": "5 5060 sip.example.net", "priority": 1},
    {"type": "CAA", "name": "api", "content": '0 issue "letsencrypt.org"'},
]
"""All eight types."""


def dns(client: Client, domain: str) -> None:
    path = f"/dns/{domain}"
    before = zone(client, domain)
    for record in RECORDS:
        assert client("POST", path, record) == {"status": "created"}
    assert client.refused("POST", path, RECORDS[0]) == 409
    ours = {(r["name"], r["type"], r["content"], r.get("priority", 0)) for r in RECORDS}
    assert zone(client, domain) == before | ours
    more = {"type": "A", "name": "api", "content": "192.0.2.37", "ttl": 3600}
    assert client("PUT", path, {"records": [more, RECORDS[0]]}) == {"status": "updated"}
    assert zone(client, domain) == before | ours | {("api", "A", "192.0.2.37", 0)}
    assert client("DELETE", path, name="api", type="A") == {"status": "deleted"}
    assert client.refused("DELETE", f"{path}?name=api&type=A") == 404
    rest = {record for record in ours if record[:2] != ("api", "A")}
    assert zone(client, domain) == before | rest
    client("PUT", path, {"records": [more], "overwrite": True})
    kept = {r for r in zone(client, domain) if r[:2] != ("api", "A")}
    assert all(type in ("NS", "ALIAS", "SOA") and name == "@" for name, type, *_ in kept)


@of("hostinger")
def test_hostinger_s_story(client: Client, sim: World) -> None:
    names = ["cool-project.com", "taken-project.com"]
    free, taken = client("POST", "/domains/check", {"domains": names})
    assert (free["domain"], free["available"], free["currency"]) == (names[0], True, "USD")
    assert taken == {"domain": names[1], "available": False}
    order = {"domain": names[0], "period": 1, "auto_renew": False, "privacy_protection": True}
    client("POST", "/domains/purchase", order)
    assert client.refused("POST", "/domains/purchase", order) == 409
    sim.advance(600)
    bought = client("GET", f"/domains/{names[0]}")
    assert (bought["status"], bought["registrar"], bought["auto_renew"]) == (
        "active",
        "Hostinger",
        False,
    )
    assert bought in client("GET", "/domains")
    path = f"/domains/{names[0]}"
    for method, what, word, field, value in (
        ("POST", "lock", "locked", "locked", True),
        ("DELETE", "lock", "unlocked", "locked", False),
        ("DELETE", "privacy", "disabled", "privacy_protection", False),
        ("POST", "privacy", "enabled", "privacy_protection", True),
    ):
        assert client(method, f"{path}/{what}") == {"status": word}
        assert client("GET", path)[field] is value
    servers = ["ns1.cloudflare.com", "ns2.cloudflare.com"]
    client("PUT", f"{path}/nameservers", {"nameservers": servers})
    assert client("GET", path)["nameservers"] == servers

    dns(client, "example.com")
    assert client("POST", "/dns/example.com/reset") == {"status": "reset"}

    pair = Ed25519PrivateKey.generate().public_key()
    public = pair.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    key = client("POST", "/ssh-keys", {"name": "deploy", "public_key": f"{public} me@host"})
    assert key["fingerprint"].startswith("SHA256:")
    assert key in client("GET", "/ssh-keys")

    centers = {center["id"]: center for center in client("GET", "/datacenters")}
    assert centers["19"]["country"] == "DE"
    made = client("POST", "/vms", HOSTINGER_VM | {"ssh_key_id": key["id"]})
    assert (made["name"], made["status"]) == ("web-1.example.com", "creating")
    sim.advance(3600)
    there = client("GET", f"/vms/{made['id']}")
    assert (there["status"], there["plan"], there["region"]) == ("running", "kvm-2", "19")
    assert there in client("GET", "/vms")

    assert client("DELETE", f"/ssh-keys/{key['id']}") == {"status": "deleted"}
    assert key not in client("GET", "/ssh-keys")
    assert client.refused("DELETE", f"/ssh-keys/{key['id']}") == 404
    plans = {item["id"]: item for item in client("GET", "/catalog", category="vps")}
    billed = {one["plan"]: one for one in client("GET", "/subscriptions")}
    monthly = "hostingercom-vps-kvm2-usd-1m"
    assert plans[monthly]["period"] == "monthly"
    assert any("KVM 2" in one["name"] for one in billed.values())
    assert client("DELETE") == {"status": "deleted"}
    assert client.refused("GET", "/vms") == 400
    totals = sim.totals()
    assert (totals["domains_bought"], totals["machines_bought"]) == (1, 1)


@of("hostens")
def test_hostens_story(client: Client, sim: World) -> None:
    free, taken = client(
        "POST", "/domains/check", {"domains": ["cool-project.com", "taken-project.com"]}
    )
    assert (free["available"], taken["available"]) == (True, False)
    client("POST", "/domains/purchase", {"domain": "cool-project.com"})
    sim.advance(600)
    bought = client("GET", "/domains/cool-project.com")
    assert bought["status"] == "active"
    assert bought in client("GET", "/domains")
    path = "/domains/cool-project.com"
    for method, word, value in (("POST", "locked", True), ("DELETE", "unlocked", False)):
        assert client(method, f"{path}/lock") == {"status": word}
        assert client("GET", path)["locked"] is value
    client("PUT", f"{path}/nameservers", {"nameservers": ["ns1.a.net", "ns2.a.net"]})
    assert client("GET", path)["nameservers"] == ["ns1.a.net", "ns2.a.net"]
    assert client.refused("POST", f"{path}/privacy") == 501

    dns(client, "booble.com")
    assert client.refused("POST", "/dns/booble.com/reset") == 501

    made = client("POST", "/vms", HOSTENS_VM)
    assert (made["name"], made["status"]) == ("web-1.example.com", "creating")
    assert made["id"] in [vm["id"] for vm in client("GET", "/vms")]
    sim.advance(3600)
    assert client("GET", f"/vms/{made['id']}")["status"] == "running"
    assert client.refused("GET", "/ssh-keys") == 501
    assert client.refused("GET", "/datacenters") == 501
    plans = {item["id"]: item for item in client("GET", "/catalog", category="VPS")}
    billed = client("GET", "/subscriptions")
    assert HOSTENS_VM["plan"] in plans
    assert HOSTENS_VM["plan"] in [one["plan"] for one in billed]
    assert client("DELETE") == {"status": "deleted"}
    totals = sim.totals()
    assert (totals["domains_bought"], totals["machines_bought"]) == (1, 1)


@of("hostafrica")
def test_hostafrica_s_story(client: Client, sim: World) -> None:
    made = client("POST", "/vms", HOSTAFRICA_VM)
    assert (made["name"], made["status"]) == ("web-1.example.com", "creating")
    assert made["password"]
    sim.advance(600)
    there = client("GET", f"/vms/{made['id']}")
    assert there["status"] == "running"
    assert there["ipv4"]
    # In this database there is what all worlds have bought.
    assert made["id"] in [vm["id"] for vm in client("GET", "/vms")]
    assert "Cloud Server" in [item["name"] for item in client("GET", "/catalog")]
    for path in ("/domains", "/dns/example.com", "/ssh-keys", "/datacenters", "/subscriptions"):
        assert client.refused("GET", path) == 501
    assert client("DELETE") == {"status": "deleted"}
    assert sim.totals()["machines_bought"] == 1


@pytest.mark.parametrize("client", ["hostinger", "hostens", "hostafrica"], indirect=True)
def test_the_live_check_reads_all_and_changes_nothing(
    client: Client, sim: World, folder: Path
) -> None:
    provider = client.base.rpartition("/")[2]
    store = next(folder.glob("**/demo-hosting"))
    before = sim.totals(), json.loads((store / f"{provider}.json").read_text())
    checked = run("check-provider", provider, "--providers", store, program=HOSTINGCO)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.startswith(b"test()")
    if provider != "hostafrica":
        assert b"records(" in checked.stdout
        assert b"vm(" in checked.stdout
    assert (sim.totals(), json.loads((store / f"{provider}.json").read_text())) == before
    writes = {entry["method"] for entry in sim.journal() if entry["method"] != "GET"}
    assert writes <= {"POST"}, "to log in, or to read at HOSTAFRICA"


def test_the_live_check_says_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    store = ("--providers", tmp_path / "none")
    done = run("check-provider", "hostinger", *store, program=HOSTINGCO)
    assert done.returncode == 2
    assert b"not configured" in done.stderr
    done = run("check-provider", "nosuch", *store, program=HOSTINGCO)
    assert b"'nosuch' is not registered" in done.stderr
