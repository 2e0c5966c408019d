"""What billing refuses of what the control API makes happen, which answers 422."""

from simulators.hostens.errors import SILENT, assumed, refuse
from simulators.kernel.refusal import Refusal

UNFIT = assumed("unfit-event", "only of what the control API makes happen")


def unfit(why: str) -> Refusal:
    return refuse(422, UNFIT, f"that event takes other data: {why}")


INVOICE_STATE = assumed("invoice-state", f"{SILENT}; only of what the control API does")


def invoice_state(status: str) -> Refusal:
    return refuse(422, INVOICE_STATE, ["invoice_not_unpaid", status])
