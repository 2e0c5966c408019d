"""The contracts' examples, and in what an answer differs from one."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from contracts.diff import follow
from tests.contract.calls import VENDOR
from tests.contract.harness import JUDGES

OPERATIONS = {id: op for judge in JUDGES.values() for id, op in judge.operations.items()}
"""As the contracts have them, by id."""
# Answers that are objects with names of their own, not fields.
_MAPS = {
    *("usage", "whois_details", "tld_details", "metadata"),
    *("payments", "prices", "domains", "services"),
}


def examples(id: str, holder: Any) -> list[tuple[str, Any]]:
    """(name, value) of the JSON content of a request body or a response."""
    document = JUDGES[VENDOR[id]].document
    media = follow(document, holder).get("content", {}).get("application/json", {})
    return [
        (name, follow(document, example)["value"])
        for name, example in media.get("examples", {}).items()
    ]


def documented(id: str) -> Any:
    """The vendor's own example of an operation's answer, for the caller to keep."""
    return deepcopy(dict(examples(id, OPERATIONS[id]["responses"]["200"]))["documented"])


def differences(value: Any, like: Any, where: str) -> Iterator[str]:
    """In names, their order, and kinds; null and an empty list stand for anything."""
    if value is None or like is None:
        return
    if type(value) is not type(like):
        yield f"{where}: {value!r}, where {like!r} is documented"
    elif isinstance(value, dict) and where.rpartition(".")[2] not in _MAPS:
        # What is documented beside the example's fields is optional, and comes last.
        if list(value)[: len(like)] != list(like):
            yield f"{where}: {list(value)}, where {list(like)} is documented"
        else:
            for key in like:
                yield from differences(value[key], like[key], f"{where}.{key}")
    elif isinstance(value, str) and like[:1] in ("{", "["):  # JSON in a string
        yield from differences(json.loads(value), json.loads(like), f"{where} decoded")
    elif isinstance(value, list) and value and like:
        yield from differences(value[0], like[0], f"{where}.0")
