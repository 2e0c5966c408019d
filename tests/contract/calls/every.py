"""The calls of every API."""

from tests.contract.calls import Good, Refused, hostafrica, hostens, hostinger

GOOD: Good = hostinger.GOOD | hostafrica.GOOD | hostens.GOOD
REFUSED: Refused = hostinger.REFUSED | hostafrica.REFUSED | hostens.REFUSED
