"""How often a client may ask: by address, in fixed windows, as documented (X-RateLimit-*)."""

import math
from ipaddress import ip_address, ip_network

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from hostingco_api.core.clock import utcnow
from hostingco_api.core.errors import Refusal

API = RateLimitItemPerMinute(100, 15, namespace="api")
AUTH = RateLimitItemPerMinute(10, 15, namespace="auth")
"""Of all that a password can be guessed with, and of registering, together."""


class Throttle:
    """Of one process: several behind a balancer allow each its own number."""

    def __init__(self, on: bool) -> None:
        self.on = on
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def count(self, item: RateLimitItem, client: str) -> dict[str, str]:
        """The headers that tell how it stands. Raises a refusal where it is too much."""
        client = _network(client)
        allowed = not self.on or self._limiter.hit(item, client)
        resets, remaining = self._limiter.get_window_stats(item, client)
        headers = {
            "X-RateLimit-Limit": str(item.amount),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": str(math.ceil(resets)),
        }
        if not allowed:
            wait = max(1, math.ceil(resets - utcnow().timestamp()))
            raise Refusal(
                "RATE_LIMIT",
                "Too many requests, please try again later",
                headers=headers | {"Retry-After": str(wait)},
            )
        return headers


def _network(client: str) -> str:
    """Whose an IPv6 address is, are 2**64 of them."""
    address = ip_address(client)
    return client if address.version == 4 else str(ip_network((client, 64), strict=False))
