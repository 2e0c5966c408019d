"""Calls that are refused as every refusal has to be."""

from typing import Any

from tests.gateway.contract.calls import GOOD, Call
from tests.gateway.contract.world import World
from tests.hostingco.kept import told


def refused(world: World, call: Call | str, status: int, id: str = "", **kwargs: Any) -> Any:
    """The answer, which leaves no trace, here or at the provider. `call` may be the id of a good
    one."""
    if isinstance(call, str):
        id, call = call, GOOD[call]
    before = world.state()
    answer = call.make(world, id, **kwargs)
    assert answer.status_code == status, answer.text
    after = world.state()
    assert after[1:] == before[1:], "a refusal left a trace"
    assert after.database == before.database or told(after.database) == told(before.database)
    assert [*answer.get_json()] == ["error"]
    return answer
