"""Every link of the contract leads from a good answer to another good answer."""

from dataclasses import replace
from typing import Any

import pytest

from tests.hostingco.contract.calls import GOOD
from tests.hostingco.contract.test_examples import good_answer
from tests.hostingco.contract.world import JUDGE, World
from tests.suite import evaluated

LINKS = [
    pytest.param(id, link, id=f"{id}-{name}")
    for id, operation in JUDGE.operations.items()
    for name, link in good_answer(operation).get("links", {}).items()
]


@pytest.mark.parametrize(("id", "link"), LINKS)
def test_a_link_leads_to_a_good_answer(world: World, id: str, link: Any) -> None:
    call = GOOD[id]
    answer = call.make(world, id)
    assert answer.status_code < 300, answer.text

    def value(expression: Any) -> Any:
        return evaluated(expression, call, call.body, answer.get_json())

    target = link["operationId"]
    given = value(link.get("parameters", {}))
    then = GOOD[target]
    query = {name.removeprefix("query."): text for name, text in given.items() if "." in name}
    if "requestBody" in link:
        then = replace(then, body=value(link["requestBody"]))
    then = replace(
        then,
        id=given.get("id", then.id),
        query="&".join(f"{name}={text}" for name, text in query.items()) or then.query,
        who=call.who or "admin",  # nobody does much after having made a public call
    )
    found = then.make(world, target)
    assert found.status_code < 300, found.text


def test_there_are_links_from_every_section() -> None:
    sections = {JUDGE.operations[str(link.values[0])]["tags"][0] for link in LINKS}
    assert sections >= {
        *("Authentication", "Users", "Dashboard", "Hosting", "Billing", "Support", "Settings")
    }
    assert len(LINKS) > 40
