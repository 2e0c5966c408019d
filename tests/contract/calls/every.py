"""The calls of every API."""

from tests.contract.calls import Good, Refused, hostafrica, hostinger

GOOD: Good = hostinger.GOOD | hostafrica.GOOD
REFUSED: Refused = hostinger.REFUSED | hostafrica.REFUSED
