"""A capsule as a pytest test: the requests and answers in plain sight, the world in the file."""

import json
from collections.abc import Iterable
from pprint import pformat
from textwrap import indent
from typing import Any

from simulators.kernel.capsule import Capsule
from simulators.kernel.journal import CONTROL
from simulators.server.replay import Played

_HEAD = '''"""What the world {world} was asked, and what it answered: {count} requests.

Printed by `hostsim capsule replay {file} --pytest` from a capsule of hostsim {version}. Keep that
file beside this one: the world as it began is in it. `***` stands for secrets, which are not kept.
"""

from pathlib import Path

import pytest

from simulators.server.replay import Replay, opened


@pytest.fixture
def world() -> Replay:
    return opened(Path(__file__).with_name({file!r}))


def test_the_world_answers_as_it_did(world: Replay) -> None:
'''


def printed(capsule: Capsule, requests: Iterable[Played], file: str) -> str:
    """The module's text; `file` is the capsule's name beside it."""
    steps = [_step(number, request) for number, request in enumerate(requests, 1)]
    world = capsule.start["world"]
    head = _HEAD.format(world=world, count=len(steps), file=file, version=_plain(capsule.version))
    return head + "\n".join(steps or ["    assert world\n"])


def _step(number: int, request: Played) -> str:
    entry, expected = request.entry, request.expected
    what = _plain(entry.operation or "no operation")
    headers = dict(entry.request["headers"])
    optional = {
        "query": entry.query,
        "headers": headers,
        "unread": entry.request.get("unread", ""),
        **_body(entry.request["body"]),
    }
    given = [f"{name}={_literal(value)}," for name, value in optional.items() if value != ""]
    positional = ", ".join(map(repr, (entry.vendor, entry.method, entry.path)))
    call = "\n".join([f"{positional},", f"at={entry.at.isoformat()!r},", *given])
    lines = [
        f"# {number}: {what}",
        "answer = world(",
        indent(call, "    "),
        ")",
        f"assert answer.status == {expected.status}",
    ]
    if entry.vendor != CONTROL:
        is_json = "json" in _body(expected.body)
        seen = json.loads(expected.body) if is_json else expected.body
        lines.append(f"assert answer.{'json' if is_json else 'body'} == {_literal(seen)}")
    return indent("\n".join(lines), "    ") + "\n"


def _body(text: str) -> dict[str, Any]:
    """As JSON where that says the same."""
    twice = False

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        twice = twice or len(dict(items)) < len(items)
        return dict(items)

    try:
        document = json.loads(text, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return {"body": text}
    return {"json": document} if isinstance(document, dict | list) and not twice else {"body": text}


def _literal(value: Any) -> str:
    """Python's, over as many lines as it needs."""
    text = pformat(value, width=88, sort_dicts=False)
    return text if "\n" not in text else f"(\n{indent(text, '    ')}\n)"


def _plain(text: str) -> str:
    """To be put where a line's end or a quote would end more than itself."""
    return "".join(letter for letter in text if letter.isalnum() or letter in "._- ")
