"""Names with brackets nest, as PHP reads forms and queries: `nameservers[]=`, `custom[1618]=`."""

import re
from collections.abc import Iterable
from typing import Any

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_MOST_DEEP = 6
_INDEX = re.compile("0|[1-9][0-9]{0,8}")


def nested(pairs: Iterable[tuple[str, Any]], *, gaps: bool = False) -> dict[str, Any]:
    """`a[b][]=1` -> `{"a": {"b": ["1"]}}`; of what is given twice the last one counts.

    What is numbered from 0 on is a list, as `json_encode` has it; with `gaps` whatever is numbered
    is one, as for Laravel, which does not tell one kind of array from another.
    """
    top: dict[str, Any] = {}
    for name, value in pairs:
        match = _NAME.fullmatch(name)
        keys = [match[1], *re.findall(r"\[([^\]]*)\]", match[2])] if match else [name]
        if len(keys) > _MOST_DEEP:
            keys = [name]
        here = top
        *outer, last = keys
        for key in outer:
            key = key or _next(here)
            if not isinstance(here.get(key), dict):
                here[key] = {}
            here = here[key]
        here[last or _next(here)] = value
    return {key: _listed(value, gaps) for key, value in top.items()}


def _next(array: dict[str, Any]) -> str:
    """The key of what is appended: after the highest number, whatever else is there."""
    return str(1 + max((int(key) for key in array if _INDEX.fullmatch(key)), default=-1))


def _listed(value: Any, gaps: bool) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item, gaps) for key, item in value.items()}
    numbers = [str(n) for n in range(len(inner))]
    if all(key.isdecimal() for key in inner) if gaps else list(inner) == numbers:
        return list(inner.values())
    return inner
