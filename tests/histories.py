"""Histories of a world: good calls of any operation, one after the other."""

from typing import Any

from hypothesis import strategies as st

from tests.contract.calls import VENDOR
from tests.contract.calls.every import GOOD
from tests.contract.harness import CLIENTS

HISTORIES = st.lists(st.sampled_from(sorted(GOOD)), max_size=5)


def play(app: Any, calls: list[str]) -> list[tuple[int, bytes, Any]]:
    """What good calls are answered, of which one may have spoilt the next."""
    answers = []
    for id in calls:
        api = CLIENTS[VENDOR[id]](app)
        try:
            call = GOOD[id].prepared(api)
        except (AssertionError, KeyError, ValueError):  # spoilt so far that it cannot be made
            continue
        answer = call.make(api, id)
        answers.append((answer.status_code, answer.data, sorted(answer.headers)))
    return answers
