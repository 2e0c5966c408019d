"""Names of hosts."""

import re

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_FQDN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}", re.ASCII)


def is_fqdn(name: str) -> bool:
    """Of two labels or more, in lower case, without a trailing dot; the last is no number."""
    # Lower case is what Hostinger insists on (report 58044935486); others may fold it first.
    return len(name) <= 253 and _FQDN.fullmatch(name) is not None
