"""Every operation of the contracts, and whether it is simulated."""

from collections.abc import Iterable
from typing import TypedDict

import contracts
from simulators.kernel.gate import operations_of
from simulators.kernel.vendor import Vendor


class Row(TypedDict):
    vendor: str
    operation: str
    method: str
    path: str
    simulated: bool


def listing(vendors: Iterable[Vendor]) -> list[Row]:
    rows: list[Row] = []
    for vendor in vendors:
        simulated = set(operations_of(vendor.app).values())
        rows += [
            Row(
                vendor=vendor.name,
                operation=operation.id,
                method=operation.method,
                path=operation.path,
                simulated=operation.id in simulated,
            )
            for operation in contracts.operations(vendor.contract)
        ]
    return rows
