"""What becomes of an operation under a fault, of which docs/gateway-faults.md is the table.

`python -m tests.gateway.faulty` makes the table of what happens now; a person has to read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
        Fault("an old reading", "stale", once=False, rule={"seconds": 3600}),
        Fault("work is stuck", "stuck"),
        Fault("work fails", "fail"),
        Fault("delivered twice", "duplicate"),
    )
}


@dataclass(frozen=True)
class Operation:
    """`meets` is the upstream operation that the fault meets, and `body` of a good call."""

    provider: str
    name: str
    method: str
    path: str
    meets: str
    body: Any = None
    buys: str = ""
    """Which total of the ledger counts it."""


HOSTINGER_VM = {
    "plan": "kvm-2",
    "data_center_id": "19",
    "template": "1077",
    "hostname": "web-1.example.com",
    "password": "SecurePassword123!",
}
RECORD = {"type": "A", "name": "api", "content": "192.0.2.35", "ttl": 3600}
OPERATIONS = (
    Operation("hostinger", "listVms", "GET", "/vms", "VPS_getVirtualMachinesV1"),
    Operation(
        "hostinger", "createDnsRecord", "POST", "/dns/example.com", "DNS_updateDNSRecordsV1", RECORD
    ),
    Operation(
        "hostinger",
        "purchaseDomain",
        "POST",
        "/domains/purchase",
        "domains_purchaseNewDomainV1",
        {"domain": "bought.com"},
        "domains_bought",
    ),
    Operation(
        "hostinger",
        "createVm",
        "POST",
        "/vms",
        "VPS_purchaseNewVirtualMachineV1",
        HOSTINGER_VM,
        "machines_bought",
    ),
    Operation("hostens", "listDomains", "GET", "/domains", "listDomains"),
    Operation("hostens", "createDnsRecord", "POST", "/dns/booble.com", "createDnsRecord", RECORD),
    Operation(
        "hostens",
        "purchaseDomain",
        "POST",
        "/domains/purchase",
        "orderDomain",
        {"domain": "bought.com"},
        "domains_bought",
    ),
)


@dataclass
class Outcome:
    """Of a call: the statuses of it, of the same at once, and of the same three minutes later,
    until one is good; and how many were bought in the end."""

    statuses: list[int]
    bought: int

    def cells(self) -> list[str]:
        return [
            *(str(s) for s in self.statuses),
            *["-"] * (3 - len(self.statuses)),
            str(self.bought),
        ]


def play(gateway: Gateway, sim: World, operation: Operation, fault: Fault) -> Outcome:
    """On a fresh world and portal. From the second call on nothing is wrong any more."""
    gateway.configure(sim, operation.provider)
    before = sim.totals()
    rule = {"operation": operation.meets, **fault.rule}
    sim.fault(fault.effect, **rule, **({"nth": [1]} if fault.once else {}))
    statuses = []
    for minutes in (0, 0, 3):
        gateway.portal.clock.move(minutes=minutes)
        path = f"/{operation.provider}{operation.path}"
        answer = gateway.call(operation.method, path, json=operation.body)
        statuses.append(answer.status_code)
        if answer.status_code == 200:
            break
        sim.mend()
    after = sim.totals()
    bought = after[operation.buys] - before[operation.buys] if operation.buys else 0
    return Outcome(statuses, bought)
