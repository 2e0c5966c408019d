"""One good call of every operation on a fresh world, and calls that meet each documented refusal.

What every operation has alike (401, 429, 500, 405, and 400, 413, 415 of a body) is derived from the
good call, in `test_statuses`; `REFUSED` has the rest. `every` has the calls of every API.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import contracts
from simulators.server.vendors import VENDORS as SIMULATED
from tests.support import Api

VENDORS = tuple(vendor.name for vendor in SIMULATED)
_ALL = [
    (vendor.name, operation)
    for vendor in SIMULATED
    for operation in contracts.operations(vendor.contract)
]
VENDOR = {operation.id: vendor for vendor, operation in _ALL}
OPERATIONS = {operation.id: operation for _, operation in _ALL}
assert len(OPERATIONS) == len(_ALL), "an id is given twice, so one would hide the other"


def ids(vendor: str) -> list[str]:
    """Of that vendor's operations."""
    return [id for id, its in VENDOR.items() if its == vendor]


@dataclass(frozen=True)
class Call:
    """`path` fills the path's template.

    `prepare` brings about what the call needs, and may answer more of the path, an id that is not
    known before, or a `body`, or a `query`.
    """

    path: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    query: str = ""
    prepare: Callable[[Api], Any] | None = None
    message: str = ""
    """A part of the refusal's message, to tell it from others of the same status."""

    def prepared(self, api: Api) -> "Call":
        found = {**((self.prepare(api) if self.prepare else None) or {})}
        body, query = found.pop("body", self.body), found.pop("query", self.query)
        path = {**self.path, **found}
        return replace(self, path=path, body=body, query=query, prepare=None)

    def make(self, api: Api, id: str, **kwargs: Any) -> Any:
        operation = OPERATIONS[id]
        path = operation.path.format(**self.path)
        if "data" not in kwargs:
            kwargs.setdefault("body", self.body)
        return api(operation.method, path + (f"?{self.query}" if self.query else ""), **kwargs)


Good = dict[str, Call]
Refused = dict[tuple[str, int], list[Call]]


def switch(quirk: str, on: bool) -> Callable[[Api], None]:
    """For `prepare`: set a quirk, `<vendor>.<id>`."""

    def prepare(api: Api) -> None:
        api.control("PATCH", f"/worlds/{api.world}/quirks", {"quirks": {quirk: on}})

    return prepare
