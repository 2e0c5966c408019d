"""Calls that are refused as every refusal has to be."""

from typing import Any

from tests.hostingco.kept import told
from tests.public_v1.contract.calls import GOOD, Call
from tests.public_v1.contract.world import World


def refused(world: World, call: Call | str, status: int, id: str = "", **kwargs: Any) -> Any:
    """The answer, which leaves no trace. `call` may be the id of a good one."""
    if isinstance(call, str):
        id, call = call, GOOD[call]
    before = world.kept.state()
    answer = call.make(world, id, **kwargs)
    assert answer.status_code == status, answer.text
    after = world.kept.state()
    assert after == before or told(after) == told(before), "a refusal left a trace"
    return answer
