"""Queries the way PHP reads them: `filters[0][name]=www` is `{"filters": [{"name": "www"}]}`.

Some clients send the body of a DELETE so (observed: the vendor's own MCP server).
"""

import re
from typing import Any
from urllib.parse import parse_qsl

_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_MOST_KEYS = 1_000
_MOST_LEVELS = 64  # PHP's max_input_nesting_level


def nested(query: str) -> dict[str, Any]:
    """Keys that are not of this form are left out, as they name no field."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True)[:_MOST_KEYS]:
        match = _KEY.fullmatch(name)
        if not match or match[2].count("[") > _MOST_LEVELS:
            continue
        place = root
        *path, last = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        for key in path:
            inner = place.setdefault(key or str(len(place)), {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            place[last or str(len(place))] = value
    return {name: _lists(value) for name, value in root.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    items = {key: _lists(inner) for key, inner in value.items()}
    if all(key.isdecimal() for key in items):  # PHP has one kind of array, gaps and all
        return list(items.values())
    return items
