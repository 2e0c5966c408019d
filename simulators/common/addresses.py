"""Addresses of documentation ranges (RFC 5737, RFC 3849): nothing answers there."""

from typing import NamedTuple

from simulators.kernel.world import World

_RANGES = ("192.0.2", "198.51.100", "203.0.113")
_HOSTS = range(10, 250)
RESOLVERS = ("203.0.113.253", "203.0.113.254")
"""Beyond what `give` gives."""


class Addresses(NamedTuple):
    ipv4: str
    ipv6: str


def give(world: World) -> Addresses:
    """The next that no vendor has given yet; those of IPv4 repeat after 720."""
    n = world.next_id("common.addresses", 0)
    return Addresses(
        f"{_RANGES[n // len(_HOSTS) % len(_RANGES)]}.{_HOSTS[n % len(_HOSTS)]}",
        f"2001:db8:1{n >> 12:x}:{n & 0xFFF or 0x1000:x}::1",
    )
