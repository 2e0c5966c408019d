"""Every operation's effects: what its good call, and the hour after it, leave in the ledger.

That refusals and reads note nothing is in `test_statuses`, where they change no document at all.
"""

import pytest

from simulators.server.app import Application
from tests.contract.calls import OPERATIONS, VENDOR
from tests.contract.calls.every import GOOD
from tests.contract.calls.refusing import prepared
from tests.contract.harness import CLIENTS
from tests.ledger import ledger
from tests.support import application

EFFECTS = {
    "DNS_deleteDNSRecordsV1": ["zone-overwritten"],
    "DNS_resetDNSRecordsV1": ["zone-overwritten"],
    "DNS_restoreDNSSnapshotV1": ["zone-overwritten"],
    "VPS_purchaseNewVirtualMachineV1": ["money-spent", "machine-bought"],
    "VPS_recreateVirtualMachineV1": ["machine-destroyed"],
    "VPS_restoreBackupV1": ["machine-destroyed"],
    "VPS_restoreSnapshotV1": ["machine-destroyed"],
    "billing_createPurchaseOrderV1": ["service-bought", "money-spent"],
    "billing_renewSubscriptionV1": ["money-spent"],
    "domains_acceptIncomingDomainMoveV1": ["domain-lost", "domain-bought"],
    "domains_claimFreeDomainV1": ["domain-bought"],
    "domains_claimFreeDomainTransferV1": ["domain-bought"],
    "domains_purchaseNewDomainV1": ["money-spent", "domain-bought"],
    "createOrder": ["machine-bought"],
    "terminateService": ["machine-destroyed"],
    "cancelService": ["service-lost"],
    "changeRecord": ["zone-overwritten"],
    "orderAddon": ["money-spent", "service-bought"],
    "orderCertificate": ["money-spent", "service-bought"],
    "orderDomain": ["money-spent", "domain-bought"],
    "orderItems": ["money-spent"],  # the credit does not go far enough for what it orders
    "orderProduct": ["money-spent", "service-bought"],
    "reinstallServer": ["machine-destroyed"],
    "removeRecord": ["zone-overwritten"],
    "removeZone": ["zone-overwritten"],
    "renewDomain": ["money-spent"],
}
"""All other operations have none. (A PUT of Hostinger's zone has its tests in tests/hostinger: the
good one only adds.)"""


@pytest.fixture(scope="module")
def app() -> Application:
    return application()


@pytest.mark.parametrize("id", OPERATIONS)
def test_a_good_call_has_these_effects_and_no_others(app: Application, id: str) -> None:
    app.worlds.reset("default")
    api = CLIENTS[VENDOR[id]](app)
    call = prepared(api, id)
    before = len(ledger(api)["effects"])
    assert call.make(api, id).status_code == 200
    api.control("POST", "/worlds/default/clock/advance", {"seconds": 3_600})
    noted = ledger(api)["effects"][before:]
    assert [effect["effect"] for effect in noted] == EFFECTS.get(id, [])
    assert {effect["vendor"] for effect in noted} <= {VENDOR[id]}


def test_each_of_them_is_an_operation() -> None:
    assert EFFECTS.keys() <= OPERATIONS.keys() == GOOD.keys()
