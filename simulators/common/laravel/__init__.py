"""Laravel's words: Hostinger's API and HOSTAFRICA's are made with that framework.

In the text of an error `:attribute` stands for the field. This module is light; `fields` has what
refuses in these words.
"""

from collections.abc import Iterator
from math import ceil
from typing import Any

from simulators.kernel.limits import Grant

EVIDENCE = "the error texts and status codes are those of the Laravel framework"
REQUIRED = "The :attribute field is required."
SELECTED = "The selected :attribute is invalid."


def texts(kind: str) -> dict[str, Any]:
    """The error messages of a field that has to be `kind`, as in "must be a string"."""
    text = f"The :attribute field must be {kind}."
    return {"required": REQUIRED, "null": text, "invalid": text}


def by_field(messages: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """What marshmallow found, by the field's path: `zone.0.ttl`."""
    if isinstance(messages, list):
        yield path, messages
        return
    for key, inner in messages.items():
        # What is wrong with an object as a whole is told under the object's own name.
        name = path if key == "_schema" else f"{path}.{key}" if path else str(key)
        yield from by_field(inner, name)


def summary(errors: dict[str, list[str]]) -> str:
    """The first error, and how many more there are."""
    first = next(iter(errors.values()))[0]
    more = sum(map(len, errors.values())) - 1
    return first + (f" (and {more} more error{'s' if more > 1 else ''})" if more else "")


def unsupported_method(method: str, path: str, allowed: list[str]) -> str:
    """`path` is that below `public/`."""
    methods = ", ".join(name for name in allowed if name != "OPTIONS")  # which it always answers
    route = path.strip("/")
    return f"The {method} method is not supported for route {route}. Supported methods: {methods}."


THROTTLED = "Too Many Attempts."


def throttle_headers(grant: Grant) -> dict[str, str]:
    """What every counted answer carries."""
    return {
        "X-RateLimit-Limit": str(grant.limit),
        "X-RateLimit-Remaining": str(grant.remaining),
    }


def throttled_headers(grant: Grant) -> dict[str, str]:
    """What a refused one carries beside these."""
    return {
        "Retry-After": str(grant.retry_after),
        "X-RateLimit-Reset": str(ceil(grant.reset.timestamp())),
    }
