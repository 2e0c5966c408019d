"""Addresses of documentation ranges (RFC 5737, RFC 3849): nothing answers there."""

_RANGES = ("192.0.2", "198.51.100", "203.0.113")
_HOSTS = range(10, 250)
RESOLVERS = ("203.0.113.253", "203.0.113.254")
"""Beyond what `ipv4` gives."""


def ipv4(n: int) -> str:
    """The n-th; they repeat after 720."""
    return f"{_RANGES[n // len(_HOSTS) % len(_RANGES)]}.{_HOSTS[n % len(_HOSTS)]}"


def ipv6(n: int) -> str:
    return f"2001:db8:1{n >> 12:x}:{n & 0xFFF or 0x1000:x}::1"
