"""Names of hosts."""

import re

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_FQDN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}", re.ASCII)


def is_fqdn(name: str) -> bool:
    """Of two labels or more, in lower case, without a trailing dot; the last is no number."""
    # Lower case is what Hostinger insists on (report 58044935486); others may fold it first.
    return len(name) <= 253 and _FQDN.fullmatch(name) is not None


def fold(name: str) -> str | None:
    """In lower case, if it is such a name then."""
    # Some letters have an ASCII one as their lower case.
    folded = name.lower()
    return folded if name.isascii() and is_fqdn(folded) else None
