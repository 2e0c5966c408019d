"""Every link of the contract leads from a good answer to another good answer.

The engine follows links too, at random and in long stories; that all of them work is said here.
"""

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from contracts.diff import follow
from tests.contract.calls import OPERATIONS, VENDOR, Call, ids
from tests.contract.calls.every import GOOD
from tests.contract.harness import JUDGES, watched

LINKS = [
    pytest.param(id, follow(judge.document, link), id=f"{id}-{name}")
    for judge in JUDGES.values()
    for id, operation in judge.operations.items()
    for name, link in operation["responses"]["200"].get("links", {}).items()
]


@pytest.mark.parametrize(("id", "link"), LINKS)
def test_a_link_leads_to_a_good_answer(id: str, link: Any) -> None:
    api = watched(VENDOR[id])
    call = GOOD[id].prepared(api)
    answer = call.make(api, id)
    assert answer.status_code == 200, answer.text

    def value(expression: Any) -> Any:
        """Of a runtime expression of OpenAPI (and of Schemathesis), or of what holds some."""
        if isinstance(expression, dict):
            return {key: value(inner) for key, inner in expression.items()}
        if isinstance(expression, list):
            return [value(inner) for inner in expression]
        if not isinstance(expression, str) or not expression.startswith("$"):
            return expression
        if expression.startswith("$request.path."):
            return call.path[expression.removeprefix("$request.path.")]
        source, pointer, *pattern = re.split("#/|#regex:", expression)
        found: Any = {"$request.body": call.body, "$response.body": answer.json}[source]
        for key in pointer.split("/"):
            found = found[int(key) if isinstance(found, list) else key]
        for regex in pattern:
            match = re.search(regex, found)
            assert match, f"{regex} is not in {found}"
            found = match[1]
        return found

    target = link["operationId"]
    given = value(link.get("parameters", {}))
    query = urlencode({name[6:]: text for name, text in given.items() if name.startswith("query.")})
    path = {**GOOD[target].path, **given}
    body = value(link["requestBody"]) if "requestBody" in link else GOOD[target].body
    then = Call(path, body, query or GOOD[target].query).make(api, target)
    assert then.status_code == 200, then.text


def test_there_are_links_from_every_section_of_hostinger_s() -> None:
    from_where = [id for link in LINKS if (id := str(link.values[0])) in ids("hostinger")]
    assert len(from_where) > 100
    assert {id.split("_")[0] for id in from_where} == {id.split("_")[0] for id in ids("hostinger")}


def test_there_are_links_from_everything_one_can_do_to_a_service_that_is_left() -> None:
    from_where = {str(link.values[0]) for link in LINKS} & set(ids("hostafrica"))
    services = {id for id in ids("hostafrica") if "service" in OPERATIONS[id].path}
    assert from_where == services - {"terminateService"}
