"""Hostens'."""

from tests.contract.calls import Good, Refused
from tests.contract.calls.hostens import clientarea, domains

SECTIONS = (clientarea, domains)
GOOD: Good = {id: call for section in SECTIONS for id, call in section.GOOD.items()}
REFUSED: Refused = {key: calls for section in SECTIONS for key, calls in section.REFUSED.items()}
