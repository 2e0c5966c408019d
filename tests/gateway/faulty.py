"""What becomes of an operation under a fault, of which docs/gateway-faults.md is the table.

`GATEWAY_FAULTS=file pytest tests/gateway/test_faults.py` writes the rows of what happens now to
that file; a person has to read them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.gateway.simulated import World
from tests.gateway.support import Gateway


@dataclass(frozen=True)
class Fault:
    """A rule of the control API. `once`: for the first call only, otherwise for all."""

    name: str
    effect: str
    once: bool = True
    rule: Mapping[str, Any] = field(default_factory=dict)
    old: bool = False
    """All that is read is old, too."""

    def meets(self, operation: "Operation") -> bool:
        """Some are of reads only, others of what has been bought."""
        if operation.method == "GET":
            return not self.rule.get("applied")
        return self.effect != "stale" and (bool(operation.buys) or not self.old)


FAULTS = {
    fault.name: fault
    for fault in (
        Fault("429, once", "throttle"),
        Fault("429, for ever", "throttle", once=False),
        Fault("429, and done", "throttle", rule={"applied": True}),
        Fault("500", "status", rule={"status": 500}),
        Fault("500, and done", "status", rule={"status": 500, "applied": True}),
        Fault("a page of HTML", "html"),
        Fault("a page of HTML, and done", "html", rule={"applied": True}),
        Fault("a reset", "reset"),
        Fault("a reset, and done", "reset", rule={"applied": True}),
        Fault("resets, for ever", "reset", once=False),
        Fault("no answer", "hang"),
        Fault("no answer, and done", "hang", rule={"applied": True}),
        Fault("half an answer", "truncate"),
        Fault("malformed JSON", "malformed"),
        Fault("another type", "content-type"),
        Fault("token expired", "expire"),
        Fault("late by 0.1 s", "latency", rule={"seconds": 0.1}),
        Fault("an old reading", "stale", once=False, rule={"seconds": 600}),
        Fault("a reset, and done, and old readings", "reset", rule={"applied": True}, old=True),
        Fault("work is stuck", "stuck"),
        Fault("work fails", "fail"),
        Fault("delivered twice", "duplicate"),
    )
}


@dataclass(frozen=True)
class Operation:
    """`meets` is the upstream operation that the fault meets, and `body` of a good call."""

    name: str
    method: str
    path: str
    meets: str
    body: Any = None
    buys: str = ""
    """Which total of the ledger counts it."""

    @property
    def provider(self) -> str:
        return self.name.partition(" ")[0]


HOSTINGER_VM = {
    "plan": "kvm-2",
    "data_center_id": "19",
    "template": "1077",
    "hostname": "web-1.example.com",
    "password": "SecurePassword123!",
}
HOSTENS_VM = {"plan": "13-m", "template": "11001", "hostname": "web-1.example.com"}
HOSTAFRICA_VM = {"plan": "cloud-server", "template": "centos-7", "hostname": "web-1.example.com"}
KNOWN_VM = "429ac644-111c-4400-80aa-2cdf23f6edf2"
RECORD = {"type": "A", "name": "api", "content": "192.0.2.35", "ttl": 3600}
OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("hostinger listVms", "GET", "/vms", "VPS_getVirtualMachinesV1"),
        Operation(
            "hostinger createDnsRecord",
            "POST",
            "/dns/example.com",
            "DNS_updateDNSRecordsV1",
            RECORD,
        ),
        Operation(
            "hostinger purchaseDomain",
            "POST",
            "/domains/purchase",
            "domains_purchaseNewDomainV1",
            {"domain": "bought.com"},
            "domains_bought",
        ),
        Operation(
            "hostinger createVm",
            "POST",
            "/vms",
            "VPS_purchaseNewVirtualMachineV1",
            HOSTINGER_VM,
            "machines_bought",
        ),
        Operation("hostens listDomains", "GET", "/domains", "listDomains"),
        Operation("hostens createDnsRecord", "POST", "/dns/booble.com", "addRecord", RECORD),
        Operation(
            "hostens purchaseDomain",
            "POST",
            "/domains/purchase",
            "orderDomain",
            {"domain": "bought.com"},
            "domains_bought",
        ),
        Operation(
            "hostens createVm", "POST", "/vms", "orderProduct", HOSTENS_VM, "machines_bought"
        ),
        Operation("hostafrica getVm", "GET", f"/vms/{KNOWN_VM}", "getServiceDetails"),
        Operation(
            "hostafrica createVm",
            "POST",
            "/vms",
            "createOrder",
            HOSTAFRICA_VM,
            "machines_bought",
        ),
    )
}


@dataclass
class Outcome:
    """Of a call: the statuses of it, of the same at once, and of the same three minutes later,
    until one is good; how many of what was asked for are there in the end, and what was spent."""

    statuses: list[int]
    there: int | None
    spent: str

    def cells(self) -> tuple[str, ...]:
        answers = [str(status) for status in self.statuses]
        there = "" if self.there is None else str(self.there)
        return *answers, *[""] * (3 - len(answers)), there, self.spent


def play(gateway: Gateway, sim: World, operation: Operation, fault: Fault) -> Outcome:
    """On a fresh world and portal. From the second call on nothing is wrong any more."""
    gateway.configure(sim, operation.provider)
    path = f"/{operation.provider}{operation.path}"
    if operation.method == "GET":
        gateway.good("GET", path)  # who reads is logged in, and has something to read
    before = sim.totals()
    times = {"times": 1} if fault.once else {}
    sim.fault(fault.effect, operation=operation.meets, **fault.rule, **times)
    if fault.old:
        sim.fault("stale", vendor=operation.provider, seconds=600)
    statuses = []
    for minutes in (0, 0, 3):
        gateway.portal.clock.move(minutes=minutes)
        answer = gateway.call(operation.method, path, json=operation.body)
        assert answer.status_code == 200 or list(answer.get_json()) == ["error"]
        statuses.append(answer.status_code)
        if answer.status_code == 200:
            break
        sim.mend()
    sim.mend()
    after = sim.totals()
    spent = [
        f"{Decimal(amount) - Decimal(before['money_spent'].get(currency, 0))} {currency}"
        for currency, amount in after["money_spent"].items()
    ]
    return Outcome(statuses, _there(gateway, operation, path, before, after), ", ".join(spent))


def _there(
    gateway: Gateway, operation: Operation, path: str, before: Any, after: Any
) -> int | None:
    if operation.buys:
        return int(after[operation.buys] - before[operation.buys])
    if operation.method == "GET":
        return None
    records = [{**record, "id": None} for record in gateway.good("GET", path)]
    return records.count({"id": None, "priority": 0, **RECORD})


def row(operation: Operation, fault: Fault, outcome: Outcome) -> str:
    return f"| {' | '.join((operation.name, fault.name, *outcome.cells()))} |"


def rows(page: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Of the page's table, by operation and fault."""
    cells = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in page.splitlines()
        if line.startswith(("| hostinger ", "| hostens ", "| hostafrica "))
    ]
    return {(operation, fault): tuple(rest) for operation, fault, *rest in cells}
