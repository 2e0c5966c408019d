"""The company's settings. Those that `Settings` has a property or a method for have effect, the
others are kept for who asks for them. Nobody has a second factor, so twoFactorAuth stays off.
"""

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from sqlalchemy.orm import Session

from hostingco_api.core.database import LOCK
from hostingco_api.core.errors import conflict
from hostingco_api.core.models import Setting

DEFAULTS: dict[str, dict[str, Any]] = {
    "general": {
        "siteName": "HostingCo",
        "siteUrl": "https://yourdomain.com",
        "supportEmail": "support@yourdomain.com",
        "timezone": "UTC",
    },
    "billing": {"currency": "USD", "taxRate": 8.0, "invoicePrefix": "INV-", "autoBilling": True},
    "notifications": {
        "emailNotifications": True,
        "smsNotifications": False,
        "pushNotifications": True,
    },
    "security": {
        "sessionTimeout": "24h",
        "passwordMinLength": 8,
        "twoFactorAuth": False,
        "ipWhitelist": [],
    },
}
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Settings:
    """As they are at present: defaults, and what was set instead."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = deepcopy(DEFAULTS)
        for section, changed in values.items():
            self.values[section] |= changed

    @property
    def tax_rate(self) -> Decimal:
        """Per cent."""
        return Decimal(str(self.values["billing"]["taxRate"]))

    @property
    def currency(self) -> str:
        return str(self.values["billing"]["currency"])

    @property
    def invoice_prefix(self) -> str:
        return str(self.values["billing"]["invoicePrefix"])

    @property
    def auto_billing(self) -> bool:
        return bool(self.values["billing"]["autoBilling"])

    @property
    def session_timeout(self) -> str:
        """How long a token is good, `24h`."""
        return str(self.values["security"]["sessionTimeout"])

    @property
    def password_min_length(self) -> int:
        return int(self.values["security"]["passwordMinLength"])

    def lets_in(self, address: str) -> bool:
        """An administrator from there. An empty list lets in from everywhere."""
        allowed = self.values["security"]["ipWhitelist"]
        return not allowed or any(is_in(address, network) for network in allowed)


def duration(text: str) -> timedelta:
    """Of `30m`, `24h`, `7d`."""
    return timedelta(seconds=int(text[:-1]) * _UNITS[text[-1]])


def load(session: Session) -> Settings:
    row = session.get(Setting, 1)
    return Settings(row.values if row else {})


def update(session: Session, changes: dict[str, dict[str, Any]], address: str) -> None:
    """Keep what is given. `address` is the caller's, who must not shut the door on themselves."""
    row = session.get_one(Setting, 1, with_for_update=LOCK, populate_existing=True)
    values = deepcopy(row.values)
    for section, changed in changes.items():
        values[section] = values.get(section, {}) | changed
    if not Settings(values).lets_in(address):
        raise conflict(f"The list would shut out your own address, {address}")
    row.values = values


def network(text: str) -> IPv4Network | IPv6Network:
    """Of `192.0.2.0/24`, or of one address. Raises ValueError where it is neither.

    IPv4 written as IPv6 is IPv4: which of them an address comes as is up to how one listens.
    """
    if "%" in text:  # a name that a network interface has on one machine
        raise ValueError(f"{text} is of one machine")
    found = ip_network(text, strict=False)
    mapped = getattr(found.network_address, "ipv4_mapped", None)
    if mapped and found.prefixlen >= 96:
        return IPv4Network((mapped, found.prefixlen - 96))
    return found


def is_in(address: str, listed: str) -> bool:
    """Of an address and a `network`."""
    found = ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found) in network(listed)
