"""Hostens'."""

from tests.contract.calls import Good, Refused
from tests.contract.calls.hostens import (
    billing,
    cart,
    certificates,
    clientarea,
    dns,
    domains,
    servers,
    services,
    statuses,
)

SECTIONS = (*(clientarea, billing, domains, certificates, services, cart, dns, servers, statuses),)
GOOD: Good = {id: call for section in SECTIONS for id, call in section.GOOD.items()}
REFUSED: Refused = {key: calls for section in SECTIONS for key, calls in section.REFUSED.items()}
