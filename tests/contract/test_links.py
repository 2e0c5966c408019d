"""Every link of the contract leads from a good answer to another good answer.

The engine follows links too, at random and in long stories; that all of them work is said here.
"""

from typing import Any

import pytest

from contracts.diff import follow
from tests.contract.calls import OPERATIONS, Call
from tests.contract.harness import HOSTINGER, watched
from tests.contract.test_statuses import GOOD

LINKS = [
    pytest.param(id, follow(HOSTINGER.document, link), id=f"{id}-{name}")
    for id, operation in HOSTINGER.operations.items()
    for name, link in operation["responses"]["200"].get("links", {}).items()
]


@pytest.mark.parametrize(("id", "link"), LINKS)
def test_a_link_leads_to_a_good_answer(id: str, link: Any) -> None:
    api = watched()
    call = GOOD[id].prepared(api)
    answer = call.make(api, id)
    assert answer.status_code == 200, answer.text

    def value(expression: Any) -> Any:
        """Of a runtime expression of OpenAPI, or of what holds some."""
        if isinstance(expression, dict):
            return {key: value(inner) for key, inner in expression.items()}
        if isinstance(expression, list):
            return [value(inner) for inner in expression]
        if not isinstance(expression, str) or not expression.startswith("$"):
            return expression
        if expression.startswith("$request.path."):
            return call.path[expression.removeprefix("$request.path.")]
        source, pointer = expression.split("#/")
        found: Any = {"$request.body": call.body, "$response.body": answer.json}[source]
        for key in pointer.split("/"):
            found = found[int(key) if isinstance(found, list) else key]
        return found

    target = link["operationId"]
    path = {**GOOD[target].path, **value(link.get("parameters", {}))}
    body = value(link["requestBody"]) if "requestBody" in link else GOOD[target].body
    then = Call(path, body, GOOD[target].query).make(api, target)
    assert then.status_code == 200, then.text


def test_there_are_links_to_and_from_every_section() -> None:
    assert len(LINKS) > 100
    assert {str(link.values[0]).split("_")[0] for link in LINKS} == {
        id.split("_")[0] for id in OPERATIONS
    }
