"""One good call of every operation of every provider, and calls that meet the refusals that are an
operation's own.

What they refuse alike is derived from the good calls, in test_statuses.py.
"""

from dataclasses import dataclass, replace
from typing import Any

from hostingco_api.gateway.registry import METHODS
from tests.gateway.contract.world import JUDGE, OPERATIONS, World


@dataclass(frozen=True)
class Call:
    """`provider`, `domain` and `id` fill the path."""

    provider: str = ""
    domain: str = ""
    id: str = ""
    body: Any = None
    query: str = ""

    def make(self, world: World, id: str, **kwargs: Any) -> Any:
        """Of operation `id`. Other arguments are those of werkzeug's test client."""
        operation = OPERATIONS[id]
        path = operation.path.format(provider=self.provider, domain=self.domain, id=self.id)
        if self.body is not None and "data" not in kwargs:
            kwargs.setdefault("json", self.body)
        kwargs.setdefault("query_string", self.query)
        return world.call(
            kwargs.pop("method", operation.method), path.removeprefix(world.ROOT), **kwargs
        )


UPSTREAM = ["testProvider", *(id for ids in METHODS.values() for id in ids)]
"""They ask the provider."""
CREDENTIALS = {
    "api_key": "another-key",
    "api_secret": "another secret",
    "extra": {"base_url": "http://127.0.0.1:9"},
}
RECORD = {"type": "A", "name": "api", "content": "93.184.216.35", "ttl": 3600}
MAIL = {"type": "MX", "name": "@", "content": "mail.example.com", "priority": 10}
NAMESERVERS = {"nameservers": ["ns1.cloudflare.com", "ns2.cloudflare.com"]}
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPlBbCPJnNTVMq2Hpqj1SvBqOq4vAFvKUKlyUmTgFoCz me"


def _calls(provider: str, calls: dict[str, Call]) -> dict[str, Call]:
    common = {
        "getProvider": Call(),
        "deleteProvider": Call(),
        "configureProvider": Call(body=CREDENTIALS),
        "testProvider": Call(),
        "listVms": Call(),
        "getCatalog": Call(query="category=vps"),
    }
    return {id: replace(call, provider=provider) for id, call in (common | calls).items()}


HOSTINGER = _calls(
    "hostinger",
    {
        "listProviders": Call(),
        "listDnsRecords": Call(domain="example.com"),
        "createDnsRecord": Call(domain="example.com", body=RECORD),
        "updateDnsRecords": Call(
            domain="example.com", body={"records": [RECORD, MAIL], "overwrite": True}
        ),
        "deleteDnsRecords": Call(domain="example.com", query="name=www&type=CNAME"),
        "resetDnsZone": Call(domain="example.com"),
        "listDomains": Call(),
        "getDomain": Call(domain="example.com"),
        "checkDomains": Call(body={"domains": ["cool-project.com", "cool-project.io"]}),
        "purchaseDomain": Call(body={"domain": "cool-project.com"}),
        "setNameservers": Call(domain="example.com", body=NAMESERVERS),
        "lockDomain": Call(domain="example.com"),
        "unlockDomain": Call(domain="example.com"),
        "enablePrivacy": Call(domain="example.com"),
        "disablePrivacy": Call(domain="example.com"),
        "getVm": Call(id="1268054"),
        "createVm": Call(
            body={
                "plan": "kvm-2",
                "template": "1077",
                "hostname": "web-2.example.com",
                "data_center_id": "fra",
                "password": "SecurePassword123!",
                "ssh_key_id": "6672861",
            }
        ),
        "listDataCenters": Call(),
        "listSshKeys": Call(),
        "addSshKey": Call(body={"name": "another", "public_key": PUBLIC_KEY}),
        "deleteSshKey": Call(id="6672862"),
        "listSubscriptions": Call(),
    },
)
HOSTENS = _calls(
    "hostens",
    {
        "listDnsRecords": Call(domain="booble.com"),
        "createDnsRecord": Call(domain="booble.com", body=RECORD),
        "updateDnsRecords": Call(domain="booble.com", body={"records": [RECORD]}),
        "deleteDnsRecords": Call(domain="booble.com", query="name=qwerty&type=NS"),
        "listDomains": Call(),
        "getDomain": Call(domain="testname.com"),
        "checkDomains": Call(body={"domains": ["cool-project.com", "cool-project.io"]}),
        "purchaseDomain": Call(body={"domain": "cool-project.com"}),
        "setNameservers": Call(domain="testname.com", body=NAMESERVERS),
        "lockDomain": Call(domain="testname.com"),
        "unlockDomain": Call(domain="testname.com"),
        "getVm": Call(id="113"),
        "createVm": Call(
            body={"plan": "linux-2", "template": "ubuntu-24.04", "hostname": "web-2.example.com"}
        ),
        "listSubscriptions": Call(),
    },
)
HOSTAFRICA = _calls(
    "hostafrica",
    {
        "getVm": Call(id="429ac644-111c-4400-80aa-2cdf23f6edf2"),
        "createVm": Call(
            body={"plan": "nvme-server", "template": "debian-12", "hostname": "web-2.example.com"}
        ),
    },
)
GOOD = HOSTINGER
"""Hostinger does all there is."""
EVERY = [(id, call) for calls in (HOSTINGER, HOSTENS, HOSTAFRICA) for id, call in calls.items()]
_PLACED = {"domain": "missing.example", "id": "vm-abc123"}


def with_(id: str, **changed: Any) -> Call:
    """The good call of that operation, with fields of its body changed."""
    return replace(GOOD[id], body=GOOD[id].body | changed)


def at(operation: str, **changed: str) -> Call:
    """The good call of that operation, elsewhere."""
    return replace(GOOD[operation], **changed)


REFUSED: dict[tuple[str, int], list[Call]] = {
    ("createDnsRecord", 400): [
        with_("createDnsRecord", type="AAAA"),
    ],
    ("createDnsRecord", 409): [
        with_("createDnsRecord", type="CNAME", name="@", content="elsewhere.example"),
        with_("createDnsRecord", type="TXT", name="_dmarc", content="v=DMARC1; p=none"),
        with_("createDnsRecord", name="www"),
    ],
    ("updateDnsRecords", 400): [
        with_("updateDnsRecords", records=[RECORD, RECORD | {"ttl": 60, "content": "192.0.2.1"}])
    ],
    ("updateDnsRecords", 409): [
        with_("updateDnsRecords", records=[RECORD | {"name": "www"}], overwrite=False)
    ],
    ("deleteDnsRecords", 404): [at("deleteDnsRecords", query="name=unknown&type=A")],
    ("checkDomains", 400): [with_("checkDomains", domains=["a.com", "A.com"])],
    ("purchaseDomain", 400): [
        with_("purchaseDomain", domain="cool-project.unknown"),
        with_("purchaseDomain", period=9),
        with_("purchaseDomain", payment_method_id="pm_abc123"),
        with_("purchaseDomain", payment_method_id="1"),
    ],
    ("purchaseDomain", 409): [
        with_("purchaseDomain", domain="example.com"),
        with_("purchaseDomain", domain="google.com"),
    ],
    ("setNameservers", 400): [with_("setNameservers", nameservers=["ns1.cloudflare.com"])],
    ("createVm", 400): [
        with_("createVm", plan="kvm-3"),
        with_("createVm", template="ubuntu"),
        with_("createVm", data_center_id="us-east-1"),
        with_("createVm", hostname="web-2"),
        with_("createVm", password="short"),
        with_("createVm", ssh_key_id="key-abc123"),
        with_("createVm", payment_method_id="pm_abc123"),
    ],
    ("addSshKey", 400): [with_("addSshKey", public_key="ssh-ed25519 AAAAC3Nz...")],
    ("addSshKey", 409): [
        with_(
            "addSshKey",
            public_key="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHjNrDR9NcmStUqVrC9VheW/0dVuzJlml37C"
            "sTHtsgp+ eric@example.com",
        )
    ],
}
for _id, _call in GOOD.items():
    for _name, _nothing in _PLACED.items():
        if getattr(_call, _name):
            REFUSED.setdefault((_id, 404), []).append(at(_id, **{_name: _nothing}))
    if _call.domain:
        REFUSED.setdefault((_id, 400), []).append(at(_id, domain="no_host.example"))
    if "{provider}" in OPERATIONS[_id].path:
        REFUSED.setdefault((_id, 404), []).append(at(_id, provider="hostdinger"))
assert {*GOOD} == {*OPERATIONS} == {*JUDGE.operations}
