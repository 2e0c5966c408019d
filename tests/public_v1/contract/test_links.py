"""Every link of the contract leads from a good answer to another good answer."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.public_v1.contract.calls import GOOD, OTHERWISE, Call, usual
from tests.public_v1.contract.world import JUDGE, World
from tests.suite import evaluated

CHANGES: dict[str, Any] = {
    "updateProduct": {"name": "Renamed"},
    "updateServer": {"name": "Renamed"},
    "updateApiKey": {"name": "Renamed"},
    "updateService": {"billing_cycle": "monthly"},
}
"""What can be changed of anything, where a link does not say what to send."""


def links() -> Iterator[Any]:
    """From the answer of a call in a status."""
    for id, operation in JUDGE.operations.items():
        calls = [(usual(id), GOOD[id]), *([OTHERWISE[id]] if id in OTHERWISE else [])]
        for status, call in calls:
            found = operation["responses"][str(status)].get("links", {})
            for name, link in found.items():
                yield pytest.param(id, status, call, link, id=f"{id}-{status}-{name}")


LINKS = list(links())


@pytest.mark.parametrize(("id", "status", "call", "link"), LINKS)
def test_a_link_leads_to_a_good_answer(
    world: World, id: str, status: int, call: Call, link: Any
) -> None:
    answer = call.make(world, id)
    assert answer.status_code == status, answer.text

    def value(expression: Any) -> Any:
        return evaluated(expression, call, call.body, answer.get_json())

    target = link["operationId"]
    given = value(link.get("parameters", {}))
    query = {name.removeprefix("query."): text for name, text in given.items() if "." in name}
    then = GOOD[target]
    body = value(link["requestBody"]) if "requestBody" in link else CHANGES.get(target, then.body)
    id_, delivery = (given.get(name, "") for name in ("id", "delivery_id"))
    found = Call(str(id_), body, urlencode(query) or then.query, str(delivery)).make(world, target)
    assert found.status_code < 300, found.text
    if target == "listAuditLog":
        assert found.get_json()["data"]
    if id_ and target.startswith("get"):
        assert found.get_json()["data"]["id"] == id_
