"""Good calls made ready, and calls that are refused as every refusal has to be."""

from typing import Any

from tests.contract.calls import Call
from tests.contract.calls.every import GOOD
from tests.support import Api


def prepared(api: Api, id: str) -> Call:
    """The operation's good call, with all it needs brought about, a token too."""
    api.authorization()
    return GOOD[id].prepared(api)


def refused(api: Api, call: Call, id: str, status: int, **kwargs: Any) -> dict[str, Any]:
    """The body of the refusal, which leaves no trace and names its rule."""
    before = api.digest()
    answer = call.make(api, id, **kwargs)
    assert answer.status_code == status, answer.text
    assert api.digest() == before, "a refusal left a trace"
    assert answer.headers["X-Sim-Rule"].split("; ")[1] in ("documented", "observed", "assumed")
    body: dict[str, Any] = answer.json
    return body
