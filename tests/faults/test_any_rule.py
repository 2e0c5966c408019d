"""Whatever rules a world has, it answers, and its documents are those of a model without faults.

Random rules, random calls: each call is either done or not done at all, as its header or exception
says, so a plain world that is given only the calls that were done ends up the same.
"""

import json
from itertools import count
from typing import Any

from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from simulators.kernel.fault_schemas import NewRule
from simulators.kernel.faults import EFFECTS, INSTEAD, TAKES
from tests.support import EXAMPLES, SEED, ZONE, Api, application

VALUES: dict[str, SearchStrategy[Any]] = {
    "status": st.integers(400, 599),
    "applied": st.booleans(),
    "seconds": st.floats(0.1, 600),
    "jitter": st.floats(0.1, 10),
    "retry_after": st.integers(1, 90),
    "media_type": st.sampled_from(["text/plain", "application/xml"]),
}
WHICH: dict[str, SearchStrategy[Any]] = {
    "vendor": st.just("hostinger"),
    "operation": st.sampled_from(["DNS_*", "DNS_updateDNSRecordsV1", "*"]),
    "method": st.sampled_from(["GET", "PUT", "DELETE"]),
    "path": st.sampled_from(["/api/dns/*", ZONE, "*"]),
    "nth": st.lists(st.integers(1, 6), min_size=1, max_size=3),
    "probability": st.floats(0.1, 1),
    "in_a_row": st.integers(1, 2),
    "times": st.integers(1, 4),
}
APP = application()
_numbers = count(1)
NAMES = ("one", "two", "three")


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    effect = draw(st.sampled_from(tuple(EFFECTS)))
    takes = {name: VALUES[name] for name in TAKES.get(effect, ())}
    rule: dict[str, Any] = draw(st.fixed_dictionaries({}, optional={**takes, **WHICH}))
    if effect == "status":
        rule.setdefault("status", 503)
    return {"effect": effect, **rule}


def call(name: str, method: str) -> tuple[str, Any]:
    if method == "PUT":
        records = [{"content": "192.0.2.1"}]
        return method, {"zone": [{"name": name, "type": "A", "records": records}]}
    if method == "DELETE":
        return method, {"filters": [{"name": name, "type": "A"}]}
    return method, None


calls = st.builds(call, st.sampled_from(NAMES), st.sampled_from(["PUT", "PUT", "GET", "DELETE"]))


def zone(api: Api) -> Any:
    return json.loads(api("GET", ZONE).data)


@given(st.lists(rules(), max_size=4), st.lists(calls, min_size=1, max_size=12))
@settings(max_examples=EXAMPLES, deadline=None, database=None)
@seed(SEED)
def test_calls_are_done_or_not_done_at_all(given: list[dict[str, Any]], asked: list[Any]) -> None:
    assume(not NewRule(many=True).validate(given))  # some never meet a call of their method
    api, plain = (Api(APP, world=f"{kind}-{next(_numbers)}") for kind in ("faulty", "plain"))
    for client in (api, plain):
        client("GET", ZONE)  # makes the world
    for number, rule in enumerate(given, 1):
        api.fault(**rule, id=f"f{number}")
    for method, body in asked:
        try:
            headers = api(method, ZONE, body).headers
            told = headers.get("X-Sim-Fault", "")
        except (ConnectionResetError, TimeoutError):
            entry = api.control("GET", f"/worlds/{api.world}/journal?limit=1")["entries"][0]
            told = f"{entry['fault']['id']}; {entry['fault']['effect']}"
        id, _, effect = told.partition("; ")
        effect = effect.partition(";")[0]
        rule = given[int(id[1:]) - 1] if id else {}
        assert rule.get("effect", "") == effect
        if effect not in INSTEAD or rule.get("applied"):
            for _ in range(2 if effect == "duplicate" else 1):
                plain(method, ZONE, body)
    api.control("DELETE", f"/worlds/{api.world}/faults")
    assert zone(api) == zone(plain)
