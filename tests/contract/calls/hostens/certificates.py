"""Of certificates."""

from tests.contract.calls import Good, Refused

GOOD: Good = {}
REFUSED: Refused = {}
