"""Of billing."""

from tests.contract.calls import Call, Good, Refused
from tests.hostens.client import INVOICE

GOOD: Good = {
    "getBalance": Call(),
    "listInvoices": Call(),
    "getInvoice": Call({"id": INVOICE}),
    "listPaymentMethods": Call(),
    "listPaymentFees": Call(),
}
REFUSED: Refused = {
    ("getInvoice", 404): [Call({"id": id}, message="notfound") for id in ("1", "x", "%00")],
}
